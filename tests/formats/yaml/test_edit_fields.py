"""One field of a kept element set in its place; every other byte stays."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from colima_guard.formats.yaml.change import Entry
from colima_guard.formats.yaml.edit import EditRefused, Keep, edit, paste_block
from tests.formats.yaml.test_edit_properties import load, profiles, without
from tests.machines.yaml_examples import DATA, PROJECTS, mounts

RW = Keep(0, (("writable", True),))
RO = Keep(0, (("writable", False),))

#: what is odd -> before, elements, after
FIELDS: dict[str, tuple[str, tuple[Keep | Entry, ...], str]] = {
    "in block": (
        "mounts:\n  - location: ~/data   # for the agents\n    writable: false  # for now\nenv: {}\n",
        (RW,),
        "mounts:\n  - location: ~/data   # for the agents\n    writable: true  # for now\nenv: {}\n",
    ),
    "absent": (
        "mounts:\n  - location: ~/data   # for the agents\n    # why\n    mountPoint: /agents\nenv: {}\n",
        (RW,),
        "mounts:\n  - location: ~/data   # for the agents\n    writable: true\n    # why\n    mountPoint: /agents\n"
        "env: {}\n",
    ),
    "absent, the only one": ("mounts:\n- location: ~/data\n", (RW,), "mounts:\n- location: ~/data\n  writable: true\n"),
    "absent, no last line end": ("mounts:\n- location: ~/data", (RW,), "mounts:\n- location: ~/data\n  writable: true"),
    "absent, CRLF": (
        "mounts:\r\n- location: ~/d # x\r\n",
        (RW,),
        "mounts:\r\n- location: ~/d # x\r\n  writable: true\r\n",
    ),
    "absent, options first": (
        "mounts:\n-   9p:\n        cache: mmap\n    location: ~/data\n    sshfs: {cache: true}\n",
        (RW,),
        "mounts:\n-   9p:\n        cache: mmap\n    location: ~/data\n    writable: true\n    sshfs: {cache: true}\n",
    ),
    "absent, below its dash": (
        "mounts:\n  -\n    location: ~/data\n",
        (RW,),
        "mounts:\n  -\n    location: ~/data\n    writable: true\n",
    ),
    "absent, a path on two lines": (
        "mounts:\n  - location: >-\n      ~/data\n\n    mountPoint: /a\n",
        (RW,),
        "mounts:\n  - location: >-\n      ~/data\n    writable: true\n\n    mountPoint: /a\n",
    ),
    "absent, quoted keys": (
        'mounts:\n  - "location": "~/data"\n',
        (RW,),
        'mounts:\n  - "location": "~/data"\n    "writable": true\n',
    ),
    "first": (
        "mounts:\n  - writable: true\n    location: /a\n",
        (RO,),
        "mounts:\n  - writable: false\n    location: /a\n",
    ),
    "nothing": (
        "mounts:\n  - writable: # why\n    location: /a\n",
        (RO,),
        "mounts:\n  - writable: false # why\n    location: /a\n",
    ),
    "null": ("mounts:\n  - location: /a\n    writable: ~\n", (RW,), "mounts:\n  - location: /a\n    writable: true\n"),
    "another word": (
        "mounts:\n  - location: /a\n    writable: yes\n",
        (RO,),
        "mounts:\n  - location: /a\n    writable: false\n",
    ),
    "in quotes": (
        "mounts:\n  - location: /a\n    writable: 'on'\n",
        (RO,),
        "mounts:\n  - location: /a\n    writable: false\n",
    ),
    "in braces": (
        "mounts:\n  - {location: ~/data, writable: false, mountPoint: /p} # x\n",
        (RW,),
        "mounts:\n  - {location: ~/data, writable: true, mountPoint: /p} # x\n",
    ),
    "absent in braces": (
        "mounts:\n  - {location: ~/data, mountPoint: /p}\n",
        (RW,),
        "mounts:\n  - {location: ~/data, writable: true, mountPoint: /p}\n",
    ),
    "absent in braces, alone": (
        "mounts:\n  - {location: ~/data }\n",
        (RW,),
        "mounts:\n  - {location: ~/data, writable: true }\n",
    ),
    "absent in braces, a comma behind": (
        "mounts:\n  - {location: ~/data,}\n",
        (RW,),
        "mounts:\n  - {location: ~/data, writable: true,}\n",
    ),
    "absent, JSON": (
        'mounts: [{"location": "/a", "mountPoint": "/p"}]\n',
        (RW,),
        'mounts: [{"location": "/a", "writable": true, "mountPoint": "/p"}]\n',
    ),
    "in brackets": (
        "mounts: [ {location: /a, writable: true}, {location: /b} ] # two\n",
        (RO, Keep(1)),
        "mounts: [ {location: /a, writable: false}, {location: /b} ] # two\n",
    ),
    "in brackets, both": (
        "mounts: [{location: /a}, {location: /b}]\n",
        (RW, Keep(1, (("writable", True),))),
        "mounts: [{location: /a, writable: true}, {location: /b, writable: true}]\n",
    ),
    "in brackets, one goes": (
        "mounts: [{location: /a}, {location: /b, sshfs: {cache: true}}]\n",
        (Keep(1, (("writable", True),)), PROJECTS),
        "mounts:\n  - {location: /b, writable: true, sshfs: {cache: true}}\n"
        "  - location: ~/projects\n    writable: true\n",
    ),
    "in brackets on lines": (
        "mounts: [\n  {location: /a, # 1\n   mountPoint: /p}, # 2\n]\n",
        (RW,),
        "mounts: [\n  {location: /a, writable: true, # 1\n   mountPoint: /p}, # 2\n]\n",
    ),
    "and a new one behind": (
        "mounts:\n  - location: /a # x\n  # y\n  - location: /b\n",
        (RW, DATA),
        "mounts:\n  - location: /a # x\n    writable: true\n  # y\n  - location: /srv/data\n    writable: false\n",
    ),
    "and a new one before another": (
        "mounts:\n  - location: /a\n  - location: /b\n",
        (RW, DATA, Keep(1)),
        "mounts:\n  - location: /a\n    writable: true\n"
        "  - location: /srv/data\n    writable: false\n  - location: /b\n",
    ),
    "as it is": (
        "mounts:\n  - location: /a\n    writable: True\n",
        (RW,),
        "mounts:\n  - location: /a\n    writable: True\n",
    ),
}


@pytest.mark.parametrize("case", FIELDS)
def test_only_the_field_changes(case: str) -> None:
    before, entries, after = FIELDS[case]
    assert edit(before.encode(), [mounts(*entries)]).decode() == after


@pytest.mark.parametrize("case", [case for case, (_, entries, _) in FIELDS.items() if len(entries) == 1])
def test_there_and_back(case: str) -> None:
    _, (entry,), after = FIELDS[case]
    if isinstance(entry, Keep) and entry.index == 0:
        other = RO if entry == RW else RW
        there = edit(after.encode(), [mounts(other)])
        assert edit(there, [mounts(entry)]).decode().casefold() == after.casefold()


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ("mounts:\n  - /a\n", "not a mapping", 2),
        ("mounts: ['/a']\n", "not a mapping", 1),
        ("mounts:\n  - location: /a\n    writable: [true]\n", "not a single value", 3),
        ("mounts:\n  - location: /a\n    writable: |\n      true\n", "not a single value", 3),
        ("mounts:\n  - 9p: {}\n    location:\n", "without a single value", 2),
        ("mounts:\n  - {location: /a, writable}\n", "in front of its colon", 2),
        ("mounts:\n  - ? location\n    : /a\n", "in front of its colon", 2),
    ],
)
def test_what_is_no_single_value_is_refused(text: str, reason: str, line: int) -> None:
    with pytest.raises(EditRefused) as refused:
        edit(text.encode(), [mounts(RW)])
    assert reason in refused.value.reason
    assert refused.value.line == line


def test_said_in_a_block_to_paste() -> None:
    assert paste_block([mounts(RW, DATA)]) == (
        "mounts:\n  # keep element 1 as it is, but writable: true\n  - location: /srv/data\n    writable: false\n"
    )


@given(profiles(), st.data())
@settings(max_examples=300, deadline=None)
def test_any_element(parts: tuple[str, str, str], data: st.DataObject) -> None:
    before = "".join(parts).encode()
    try:
        old: dict[str, Any] = load(before)
    except yaml.YAMLError:
        return
    present = old["mounts"] if isinstance(old["mounts"], list) else []
    if not present or not all(isinstance(one, dict) for one in present):
        return
    access = data.draw(st.lists(st.sampled_from([None, True, False]), min_size=len(present), max_size=len(present)))
    asked = [Keep(number, () if one is None else (("writable", one),)) for number, one in enumerate(access)]
    try:
        after = edit(before, [mounts(*asked)])
    except EditRefused:
        return
    want = [
        one if value is None else {**one, "writable": str(value).lower()}
        for one, value in zip(present, access, strict=True)
    ]
    new = load(after)
    assert new["mounts"] == want
    assert without(new, "mounts") == without(old, "mounts")
    above, _, below = (part.encode() for part in parts)
    assert after.startswith(above) and after.endswith(below)
    assert after.count(b"#") == before.count(b"#")
    assert edit(after, [mounts(*asked)]) == after


@pytest.mark.parametrize("old", ["&w false", "!!bool false", "*f", "!!bool"])
def test_a_value_with_an_anchor_a_tag_or_an_alias_is_replaced(old: str) -> None:
    text = "a: &f false\nmounts:\n  - location: /a\n    writable: {} # c\n"
    after = edit(text.format(old).encode(), [mounts(Keep(0, (("writable", True),)))])
    assert after.decode() == text.format("true")
