"""Forms of YAML that are rare, and mean the same to every reader: edited as the common ones are."""

from __future__ import annotations

import pytest

from colima_guard.formats.yaml.edit import carry, edit
from tests.machines.yaml_forms import FORMS, LIST, LOCK


@pytest.mark.parametrize("name", FORMS)
def test_only_the_value_changes(name: str) -> None:
    before, changes, after = FORMS[name]
    assert edit(before.encode(), changes).decode() == after


@pytest.mark.parametrize("name", [name for name, (_, changes, _) in FORMS.items() if changes is LOCK])
def test_a_second_edit_changes_nothing(name: str) -> None:
    after = FORMS[name][2].encode()
    assert edit(after, LOCK) == after


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_a_key_that_is_added_ends_as_the_others_do(end: str) -> None:
    text = f"a: 1{end}b: 2{end}".encode()
    assert edit(text, LOCK) == text + f"mounts:\n{LIST}".replace("\n", end).encode()
    assert edit(text[: -len(end)], LOCK) == (text + f"mounts:\n{LIST}"[:-1].replace("\n", end).encode())


#: the text as its program wrote it since, the old text, and the present one with the old value
CARRIED: dict[str, tuple[str, str, str]] = {
    "JSON into a block": (
        f"cpu: 2\nmounts:\n{LIST}",
        '{"cpu": 2, "mounts": [{"location": "~"}]}',
        'cpu: 2\nmounts: [{"location": "~"}]\n',
    ),
    "JSON on lines into a block": (
        f"mounts:\n{LIST}",
        '{\n  "mounts": [\n    "~"\n  ]\n}',
        'mounts: [\n    "~"\n  ]\n',
    ),
    "flow into JSON": ('{"mounts": []}', "mounts: [{location: /a}]\n", '{"mounts": [{location: /a}]}'),
    "an indented text into one that is not": (
        f"a: 1\nmounts:\n{LIST}",
        "  mounts:\n    - location: /a\n  a: 1\n",
        "a: 1\nmounts:\n  - location: /a\n",
    ),
    "one that is not into an indented text": (
        " a: 1\n mounts: []\n",
        "mounts:\n- location: /a\n",
        " a: 1\n mounts:\n - location: /a\n",
    ),
    "an explicit key": (f"mounts:\n{LIST}", "? mounts\n: []\n", "mounts: []\n"),
    "a tag": (f"mounts:\n{LIST}", "mounts: !!seq\n- location: !!str /a\n", "mounts: !!seq\n- location: !!str /a\n"),
    "an anchor that nothing uses": (f"mounts:\n{LIST}", "mounts: &m []\n", "mounts: &m []\n"),
    "a second document": (f"mounts:\n{LIST}---\nx\n", "mounts: []\n---\nmounts: 1\n", "mounts: []\n---\nx\n"),
}


@pytest.mark.parametrize("name", CARRIED)
def test_an_old_value_comes_back_from_another_form(name: str) -> None:
    present, old, after = CARRIED[name]
    assert carry(present.encode(), old.encode(), ["mounts"]).decode() == after
