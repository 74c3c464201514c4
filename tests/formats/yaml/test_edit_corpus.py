"""Files that people published: edited with nothing else changed, or refused with the line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
import yaml

from colima_guard.formats.yaml.edit import Change, EditRefused, Keep, Remove, Scalar, carry, edit
from tests.conftest import shared
from tests.machines.yaml_examples import DATA, PROJECTS, mounts

#: file -> why it is refused, and the line; every other file is edited
REFUSED = {
    "colima": {
        "020.tmpl": (107, "template text"),
        "037.tmpl": (3, "template text"),
    },
    "lima": {
        "031.yaml": (30, "template text"),
        "038.yaml": (383, "template text"),
        "039.yaml": (16, "template text"),
        "055.yml": (7, "template text"),
        "060.yaml": (35, "template text"),
        "082.yaml": (1, "not a mapping at the top"),
    },
}
CHANGES: dict[str, Sequence[Change]] = {
    "replace": (mounts(PROJECTS, DATA), Scalar("mountType", "9p")),
    "keep": (mounts(Keep(0), PROJECTS),),
    "remove": (Remove(("mounts",)), Remove(("param",))),
}
COUNTS = {"colima": 92, "lima": 69}


def body(data: bytes, *names: str) -> list[bytes]:
    """The lines of a file but for those from one of these top-level keys to the next key; comments anywhere count."""
    found = []
    inside = False
    for line in data.splitlines(keepends=True):
        if line[:1] not in b" \t-#\r\n":
            inside = line.partition(b":")[0].decode() in names
        if not inside or line.lstrip().startswith(b"#"):
            found.append(line.rstrip(b"\r\n"))
    return [line for line in found if line.strip()]


@pytest.mark.parametrize("kind", COUNTS)
@pytest.mark.parametrize("change", CHANGES)
def test_published_files_are_edited_or_refused(kind: str, change: str) -> None:
    counts: Counter[str] = Counter()
    refused = {}
    for path in sorted(shared("corpus", kind).iterdir()):
        before = path.read_bytes()
        try:
            after = edit(before, CHANGES[change])
        except EditRefused as refusal:
            refused[path.name] = (refusal.line, refusal.reason)
            continue
        except ValueError:
            counts["nothing to keep"] += 1
            continue
        counts["edited"] += 1
        check(path.name, before, after, change)
    print(kind, change, dict(counts), refused)
    assert {name: (line, reason.partition(" (")[0]) for name, (line, reason) in refused.items()} == REFUSED[kind]
    assert sum(counts.values()) + len(refused) == COUNTS[kind]


def check(name: str, before: bytes, after: bytes, change: str) -> None:
    old, new = (yaml.load(data, yaml.BaseLoader) for data in (before, after))
    changed = ("mounts", "mountType", "param") if change != "keep" else ("mounts",)
    want = {key: value for key, value in old.items() if key not in changed}
    assert {key: value for key, value in new.items() if key not in changed} == want, name
    ours = [{"location": "~/projects", "writable": "true"}, {"location": "/srv/data", "writable": "false"}]
    expected = {"replace": ours, "keep": [*(old.get("mounts") or [])[:1], ours[0]], "remove": None}
    assert new.get("mounts") == expected[change], name
    remaining = iter(body(after, *changed))
    for line in body(before, *changed):
        assert line in remaining, (name, line)  # in order, each line as it was
    assert (b"\r\n" in after, after.endswith(b"\n")) == (b"\r\n" in before, before.endswith(b"\n")), name


@pytest.mark.parametrize("kind", COUNTS)
@pytest.mark.parametrize("change", ["replace", "remove"])
def test_published_files_get_their_values_back(kind: str, change: str) -> None:
    for path in sorted(shared("corpus", kind).iterdir()):
        before = path.read_bytes()
        if path.name in REFUSED[kind]:
            continue
        back = carry(edit(before, CHANGES[change]), before, ["mounts", "mountType", "param"])
        assert yaml.load(back, yaml.BaseLoader) == yaml.load(before, yaml.BaseLoader), path.name
        if change == "replace" and before.count(b"#") == before.count(b"\n#") + before.startswith(b"#"):
            assert back == before, path.name


def test_few_profiles_are_refused() -> None:
    shared("corpus", "colima")
    loadable = COUNTS["colima"] - len(REFUSED["colima"])
    needless = [name for name, (_, reason) in REFUSED["colima"].items() if reason != "template text"]
    assert len(needless) <= 0.03 * loadable
