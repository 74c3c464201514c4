"""Whatever stands in a profile: it is refused and untouched, or at every class of releases shares the allowlist."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from colima_guard.backends.colima.backend import Colima
from colima_guard.backends.colima.releases import CLASSES
from colima_guard.model.share import Origin
from tests.machines.drawn_profiles import profiles
from tests.machines.quiet import Quiet, quiet_machine

FILE = ".colima/default/colima.yaml"
DRAWN = settings(deadline=None, suppress_health_check=list(HealthCheck))


def laid(machine: Quiet, profile: bytes, template: bytes | None, created: bool) -> None:
    machine.mkdir("projects/a", "data", ".ssh", "p")
    (machine.home / "link").symlink_to("projects")
    (machine.home / "loop").symlink_to("loop")
    (machine.home / "projects/link").symlink_to("../.ssh")
    machine.write(FILE, profile)
    if template is not None:
        machine.write(".colima/_templates/default.yaml", template)
    if created:
        machine.write(".colima/_lima/colima/lima.yaml", "{}\n")


def seen(machine: Quiet, name: str) -> dict[str, set[tuple[str, str]]]:
    """What each class of releases makes of an instance, every way in which it can start: the cache apart."""
    found: dict[str, set[tuple[str, str]]] = {}
    (instance,) = (one for one in Colima().find(machine.host(), {}) if one.name == name)
    for exposure in Colima().exposures(machine.host(), instance, every_class=True):
        shares = found.setdefault(str(exposure.release), set())
        shares |= {(str(one.real), one.access.value) for one in exposure.shares if one.origin is not Origin.CACHE}
    return found


ALLOWED = st.sampled_from(
    (["~/projects"], ["~/projects:ro"], ["~/projects", "~/data:ro"], ["~/projects/a", "~/data"], ["--nothing"])
)


@given(profiles(), st.none() | profiles(), ALLOWED, st.booleans(), st.booleans(), st.sampled_from(CLASSES), st.data())
@settings(DRAWN, max_examples=60)
def test_locked_or_refused(
    profile: bytes,
    template: bytes | None,
    allowed: list[str],
    created: bool,
    confine: bool,
    installed: object,
    data: st.DataObject,
) -> None:
    with quiet_machine() as machine:
        if data.draw(st.booleans(), label="Linux"):
            machine.linux()
        laid(machine, profile, template, created)
        before = machine.files()
        known = data.draw(st.sampled_from(((), ("--release", f"colima={getattr(installed, 'since', '')}"))))
        assert machine.run("status", *known).code == 0

        done = machine.run("lock", *allowed, *(["--confine"] if confine else []), "--yes", "--json", *known)
        assert done.code in (0, 1, 4), done.err
        document = json.loads(done.out)
        refused = {one["path"] for one in document["refused"]}
        if done.code == 4:
            assert machine.files() == before
        for name, path in (("colima/default", FILE), ("colima/(new)", ".colima/_templates/default.yaml")):
            if f"{machine.home}/{path}" in refused:
                assert machine.files().get(path) == before.get(path)
                continue
            wanted = _wanted(machine, allowed)
            for release, shares in seen(machine, name).items():
                if release == "0.8.4" and name == "colima/(new)":
                    continue  # it takes no template without being told
                assert all(any(_within(one, entry) for entry in wanted) for one in shares), (release, shares)
        locked = {one["verdict"] for one in document["instances"]} == {"LOCKED"}
        assert document["ok"] == (locked and not refused)
        assert machine.run("check", *known).code == (2 if done.code == 4 else 0 if locked else 1)

        # done once
        after = machine.tree()
        again = machine.run("lock", *allowed, *(["--confine"] if confine else []), "--yes", *known)
        assert again.code == (4 if refused else done.code)
        assert machine.tree() == after
        # and taken back to the byte
        if document["change"] is not None:
            back = machine.run("rollback", "--yes")
            assert back.code == 0, back.out + back.err
            assert machine.files() == before


def _wanted(machine: Quiet, allowed: list[str]) -> list[tuple[str, str]]:
    if allowed == ["--nothing"]:
        return [(f"{machine.home}/.local/share/colima-guard/nothing-shared", "ro")]
    pairs = (text.partition(":") for text in allowed)
    return [(path.replace("~", str(machine.home)), access or "rw") for path, _, access in pairs]


def _within(share: tuple[str, str], entry: tuple[str, str]) -> bool:
    inside = Path(share[0]) == Path(entry[0]) or Path(entry[0]) in Path(share[0]).parents
    return inside and (share[1] == "ro" or entry[1] == "rw")


@given(profiles(), ALLOWED.filter(lambda it: it != ["--nothing"]))
@settings(DRAWN, max_examples=50)
def test_the_filter_is_idempotent(profile: bytes, allowed: list[str]) -> None:
    with quiet_machine() as machine:
        machine.mkdir("projects/a", "data", ".ssh")
        allow = [word for text in allowed for word in ("--allow", text)]
        once = machine.run("render", "colima", *allow, stdin=profile)
        assert once.code in (0, 4), once.err
        if once.code == 4:
            assert once.out == ""
            return
        twice = machine.run("render", "colima", *allow, stdin=once.out.encode())
        assert (twice.code, twice.out) == (0, once.out)
