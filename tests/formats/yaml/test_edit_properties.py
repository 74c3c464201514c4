"""Generated profiles are either refused or hold what was asked for, and nothing else changes.

What is read back is read by a third party, PyYAML's own parser, which takes no part in the proof.
"""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from yaml.constructor import ConstructorError

from colima_guard.formats.yaml.edit import EditRefused, Keep, Remove, Scalar, carry, edit
from tests.machines.yaml_examples import PROJECTS, mounts

COMMENTS = st.sampled_from(["# a", "#", "# mounts: []", "#x: 'y", "# ö {{ x }}", "  # deeper", "    # - location: /z"])
BEHIND = st.sampled_from(["", "", "", " # c", "  #", "   "])
SCALARS = st.sampled_from(
    ["1", "x y", "'it''s'", '"q \\u00e9 # x"', "null", "~", "", "/a", "'multi\n   line'", '"{{.Home}}"']
)
BLOCKS = st.sampled_from(
    [
        "|\n  mounts:\n  - x\n  # y",
        ">-\n  a\n\n  b",
        "|+\n  a\n\n",
        "\n  - a\n  -   b: 1\n      c: 2",
        "\n- a\n- b",
        "\n  b:\n    c: [1,\n 2]\n  d: {e: 1}",
        "[a, # x\n   b]",
    ]
)
KEYS = st.sampled_from(["cpu", "'disk'", "memory", "provision", "env", "größe", "network", "vmType"])
LOCATIONS = st.sampled_from(["/a", "~/b", '"~"', "'/c d'", "{{.Dir}}", '"{{.Dir}}/x"', "", "/é"])


@st.composite
def elements(draw: st.DrawFn) -> str:
    """One list of shares, written as lists are."""
    form = draw(st.sampled_from(["block", "block", "block", "flow", "flow on lines", "other"]))
    count = draw(st.integers(1, 4))
    if form == "other":
        return draw(
            st.sampled_from(
                [" []", " null", " ~", "", " {}", " none", " # nothing", "\n  []", " [\n  ]", " [a, b]", " &a []"]
            )
        )
    locations = [draw(LOCATIONS) for _ in range(count)]
    if form == "flow":
        return " [" + ", ".join(f"{{location: {location}, writable: true}}" for location in locations) + "]"
    if form == "flow on lines":
        return " [\n" + "".join(f"  {{location: {location}}},{draw(BEHIND)}\n" for location in locations) + "  ]"
    margin, dash = draw(st.sampled_from([("", "- "), ("  ", "- "), ("    ", "-   ")]))
    lines = [""]
    for location in locations:
        lines += [margin + draw(COMMENTS) for _ in range(draw(st.integers(0, 1)))]
        lines += [""] * draw(st.integers(0, 1))
        lines.append(f"{margin}{dash}location: {location}{draw(BEHIND)}")
        if draw(st.booleans()):
            lines.append(f"{margin}{' ' * len(dash)}writable: {draw(st.sampled_from(['true', 'no', 'false # ro']))}")
    return "\n".join(lines)


@st.composite
def profiles(draw: st.DrawFn) -> tuple[str, str, str]:
    """A profile in three parts: what is above the key and value of ``mounts``, they, and what is below."""
    parts = []
    keys = iter(draw(st.permutations(["cpu", "'disk'", "memory", "provision", "env", "größe", "network", "vmType"])))
    for _ in range(2):
        lines = []
        for _ in range(draw(st.integers(0, 3))):
            lines += [draw(COMMENTS)] * draw(st.integers(0, 1)) + [""] * draw(st.integers(0, 1))
            value = draw(
                SCALARS.map(lambda text: " " + text) | BLOCKS.map(lambda text: " " + text if text[0] != "\n" else text)
            )
            lines.append(f"{next(keys)}:{value}{draw(BEHIND) if '|' not in value and '>' not in value else ''}")
        lines += [draw(COMMENTS)] * draw(st.integers(0, 1))
        parts.append("".join(line + "\n" for line in lines))
    head = draw(st.sampled_from(["", "", "---\n", "# top\n", "%YAML 1.1\n---\n"]))
    value = draw(st.sampled_from(["mounts:", '"mounts":', "mounts:"])) + draw(elements()) + draw(BEHIND) + "\n"
    tail = parts[1] + draw(st.sampled_from(["", "", "\n\n", "...\n", "# end\n"]))
    end = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    mark = draw(st.sampled_from(["", "", "\ufeff"]))
    above, value, below = (part.replace("\n", end) for part in (mark + head + parts[0], value, tail))
    if draw(st.integers(0, 4)) == 0:
        if below:
            below = below.removesuffix(end)
        else:
            value = value.removesuffix(end)
    return above, value, below


def load(data: bytes) -> Any:
    return next(iter(yaml.load_all(data, yaml.BaseLoader)))  # the first document, which is what counts


def without(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


@given(profiles())
@settings(max_examples=400, deadline=None)
def test_a_list_replaced(parts: tuple[str, str, str]) -> None:
    before = "".join(parts).encode()
    try:
        after = edit(before, [mounts(PROJECTS)])
    except EditRefused:
        return
    old, new = load(before), load(after)
    assert new["mounts"] == [{"location": "~/projects", "writable": "true"}]
    assert without(new, "mounts") == without(old, "mounts")
    assert list(new) == list(old)
    above, value, below = (part.encode() for part in parts)
    assert after.startswith(above + value.partition(b":")[0])
    assert after.endswith(below)
    assert after.endswith(b"\n") == before.endswith(b"\n")
    assert after.count(b"#") == before.count(b"#")
    assert edit(after, [mounts(PROJECTS)]) == after


@given(profiles(), st.data())
@settings(max_examples=300, deadline=None)
def test_elements_kept(parts: tuple[str, str, str], data: st.DataObject) -> None:
    before = "".join(parts).encode()
    try:
        old = load(before)
    except yaml.YAMLError:
        return
    present = old["mounts"] if isinstance(old["mounts"], list) else []
    kept = sorted(data.draw(st.sets(st.sampled_from(range(len(present)))))) if present else []
    entries = [Keep(index) for index in kept]
    want = [present[index] for index in kept]
    at = data.draw(st.integers(0, len(kept)))
    try:
        after = edit(before, [mounts(*entries[:at], PROJECTS, *entries[at:]), Scalar("mountType", "9p")])
        new = load(after)
        assert new["mounts"] == [*want[:at], {"location": "~/projects", "writable": "true"}, *want[at:]]
        assert new["mountType"] == "9p"
        assert without(new, "mounts", "mountType") == without(old, "mounts")
        same = edit(before, [mounts(*map(Keep, range(len(present))))]) if present else before
    except EditRefused:
        return
    assert same == before


@given(profiles())
@settings(max_examples=300, deadline=None)
def test_taken_back(parts: tuple[str, str, str]) -> None:
    before = "".join(parts).encode()
    changes = [mounts(PROJECTS), Scalar("mountType", "9p"), Remove(("cpu",))]
    try:
        after = edit(before, changes)
        back = carry(after, before, ["mounts", "mountType", "cpu"])
    except EditRefused:
        return
    assert {**load(back), "cpu": None} == {**load(before), "cpu": None}
    assert load(back).get("cpu") == load(before).get("cpu")


def test_most_generated_profiles_are_edited() -> None:
    seen = {"edited": 0, "refused": 0}

    @given(profiles())
    @settings(max_examples=300, deadline=None, database=None)
    def count(parts: tuple[str, str, str]) -> None:
        text = "".join(parts)
        if "{{.Dir}}," in text or "{{.Dir}}}" in text or ": {{.Dir}}" in text or "&a" in text:
            return
        try:
            edit(text.encode(), [mounts(PROJECTS)])
            seen["edited"] += 1
        except EditRefused as refused:
            print(refused, repr(text))
            seen["refused"] += 1

    count()
    assert seen["refused"] <= seen["edited"] // 20, seen


@given(st.text("mounts:-[]{},# \n\t'\"|>&*!?%.a1é\r", max_size=60))
@settings(max_examples=500, deadline=None)
def test_anything_at_all_is_edited_or_refused(text: str) -> None:
    for head in ("", "mounts: []\n"):
        try:
            after = edit((head + text).encode(), [mounts(PROJECTS)])
        except EditRefused:
            continue
        if "\t" in text:  # PyYAML's own parser takes none between tokens
            continue
        try:
            read = load(after)
        except ConstructorError:  # a key that is a list: PyYAML makes no value of it, and no program loads it
            assert after.endswith(b"mounts:\n  - location: ~/projects\n    writable: true") or head
            continue
        assert read["mounts"] == [{"location": "~/projects", "writable": "true"}]


@pytest.mark.parametrize("size", [100, 10_000])
def test_the_bytes_of_a_long_file_stay(size: int) -> None:
    body = "".join(f"# {n}\nkey{n}: value # {n}\n\n" for n in range(size // 10)).encode()
    assert (
        edit(body + b"mounts: []\n" + b"# end\n", [mounts(PROJECTS)]).replace(
            b"mounts:\n  - location: ~/projects\n    writable: true\n", b"mounts: []\n"
        )
        == body + b"mounts: []\n# end\n"
    )
