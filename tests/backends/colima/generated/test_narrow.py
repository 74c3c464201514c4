"""The quick way to narrow what Colima wrote for Lima gives the text that the whole one gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colima_guard.backends.colima.generated.narrow import narrow_quickly
from colima_guard.backends.colima.rules.through_lima import surroundings
from colima_guard.backends.lima.edit.narrow import narrow
from colima_guard.backends.lima.rules.source import parse
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowed, Allowlist, NestedAccess, collapse
from colima_guard.model.share import Access

LOCATIONS = ['"~"', "~/", "~/a", "~/a/", "~/a/b", "~/c", "HOME", "HOME/a", "HOME/link", "/tmp/lima", "/srv//x"]
MOUNTS = st.tuples(
    st.sampled_from(LOCATIONS), st.sampled_from(["", "", "", "/mnt/x", "~/a"]), st.sampled_from(["true", "false", ""])
)
ALLOWED = st.tuples(st.sampled_from(["a", "a/b", "c", "link"]), st.sampled_from(Access))


def text_of(home: Path, mounts: list[tuple[str, str, str]], *, param: bool) -> bytes:
    lines = ["vmType: qemu", "mounts: []" if not mounts else "mounts:"]
    for location, point, writable in mounts:
        lines.append(f"    - location: {location}".replace("HOME", str(home)))
        lines += [f"      mountPoint: {point}"] if point else []
        lines += [f"      writable: {writable}"] if writable else []
    lines += ["mountType: 9p", *(["param:", "  x: y"] if param else []), "provision:", "    - mode: system"]
    return ("\n".join([*lines, "      script: usermod -aG docker {{ .User }}"]) + "\n").encode()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home").resolve()
    (home / "a/b").mkdir(parents=True)
    (home / "c").mkdir()
    (home / "link").symlink_to("c")
    return home


def allowlist(host: Host, drawn: list[tuple[str, Access]]) -> Allowlist | None:
    typed = [(f"{host.home}/{name}", access) for name, access in drawn]
    try:
        entries, _ = collapse([Allowed(host.realpath(path), access, path) for path, access in typed])
    except NestedAccess:
        return None
    return Allowlist(entries, f"{host.home}/nothing")


@settings(deadline=None, max_examples=300)
@given(mounts=st.lists(MOUNTS, max_size=3), drawn=st.lists(ALLOWED, max_size=2, unique_by=lambda one: one[0]))
def test_the_same_text(home: Path, mounts: list[tuple[str, str, str]], drawn: list[tuple[str, Access]]) -> None:
    host = Host({"HOME": str(home), "PATH": ""}, platform="linux")
    allow = allowlist(host, drawn)
    data = text_of(home, mounts, param=False)
    found = parse("lima.yaml", data)
    assert found.source is not None
    if allow is None or (quickly := narrow_quickly(host, data, allow)) is None:
        return
    around = surroundings(host, str(home / ".colima/_lima"), "colima")
    assert quickly == narrow(host, found, allow, around, own_templates=True)[0]


def test_what_it_does_and_what_it_leaves(home: Path) -> None:
    host = Host({"HOME": str(home), "PATH": ""}, platform="linux")
    allow = Allowlist((Allowed(f"{home}/a", Access.RW, f"{home}/a"),), f"{home}/nothing")
    wide, narrow = text_of(home, [("HOME", "", "true")], param=False), text_of(home, [("~/a", "", "true")], param=False)
    home_as_colima_has_it = text_of(home, [('"~"', "", "true")], param=False)
    assert narrow_quickly(host, wide, allow) == narrow_quickly(host, home_as_colima_has_it, allow) == narrow
    assert narrow_quickly(host, narrow, allow) == narrow
    left: list[list[tuple[str, str, str]]] = [
        [("~/a", "", "false")],
        [("~/a", "/mnt/x", "true")],
        [("~/a/b", "", "true")],
        [('"~"', "", "true"), ("~/a", "", "true")],
    ]
    for mounts in left:
        assert narrow_quickly(host, text_of(home, mounts, param=False), allow) is None, mounts
    assert narrow_quickly(host, text_of(home, [('"~"', "", "true")], param=True), allow) is None
    assert narrow_quickly(host, wide, Allowlist((), f"{home}/nothing")) is None
