"""A rollback gives back old values, and a block to paste is what an edit would have written."""

from __future__ import annotations

import pytest

from colima_guard.formats.yaml.edit import EditRefused, Entries, Keep, Remove, Scalar, carry, edit, paste_block
from tests.machines.yaml_examples import DATA, PROJECTS, mounts

OLD = {
    "empty list": "mounts: []\n",
    "null": "mounts: null\n",
    "nothing": "mounts:\n",
    "absent": "",
    "block list": "mounts:\n  - location: ~\n    writable: true\n  - location: '/b'\n",
    "not indented": "mounts:\n- location: /a\n-   b\n",
    "flow list": "mounts: [{location: /a, writable: true}]\n",
    "flow list on lines": "mounts: [\n    {location: /a},\n  ]\n",
    "mapping": "mounts:\n  a:\n    b: 1\n",
    "block scalar": "mounts: |-\n  x\n\n   y\n",
    "on the next line": "mounts:\n  []\n",
}


@pytest.mark.parametrize("old", OLD.values(), ids=OLD)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_old_values_come_back_as_they_were_written(old: str, end: str) -> None:
    before = f"cpu: 2\n{old}# env\nenv: {{}}\n".replace("\n", end).encode()
    after = edit(before, [mounts(PROJECTS)])
    assert carry(after, before, ["mounts"]) == before


def test_only_the_values_come_back_into_a_text_that_its_program_rewrote() -> None:
    old = b"mounts: # shares\n  # all of it\n  - location: ~ # home\n\n    writable: true\nmountType: sshfs\n"
    now = (
        b"# Mounts\r\nmounts:\r\n    - location: ~/projects\r\n      writable: true\r\n\r\n"
        b"cpu: 4\r\nmountType: 9p # fast\r\n"
    )
    assert carry(now, old, ["mounts", "mountType", "vmType"]) == (
        b"# Mounts\r\nmounts:\r\n  - location: ~\r\n\r\n    writable: true\r\n\r\ncpu: 4\r\nmountType: sshfs # fast\r\n"
    )


def test_comments_of_the_present_text_stay() -> None:
    old = b"mounts: []\n"
    now = b"mounts: # 1\n  # 2\n  - location: /a # 3\n  # 4\n"
    assert carry(now, old, ["mounts"]) == b"mounts: [] # 1\n  # 2\n  # 3\n  # 4\n"


def test_a_value_that_means_the_same_stays_as_it_is() -> None:
    now = b"mounts: [{location: '/a'}]\nx: ~\n"
    assert carry(now, b"x: null\nmounts:\n  - location: /a\n", ["mounts", "x"]) == now


def test_a_key_that_was_added_goes_and_one_that_was_removed_comes_back() -> None:
    old = b"a: 1\nparam:\n  X: '1'\n"
    now = edit(old, [Remove(("param", "X")), Scalar("mountType", "9p")])
    assert now == b"a: 1\nmountType: 9p\n"
    assert carry(now, old, ["param", "mountType"]) == b"a: 1\nparam:\n  X: '1'\n"


def test_a_key_comes_back_below_the_last_one_that_is_there() -> None:
    old = b"mounts:\n  - location: /a\nparam:\n  X: 1\n  Y: 2"
    now = edit(old, [Remove(("mounts",)), Remove(("param", "X"))])
    assert now == b"param:\n  Y: 2"
    assert carry(now, old, ["mounts", "param"]) == b"param:\n  X: 1\n  Y: 2\nmounts:\n  - location: /a"


def test_the_block_to_paste_is_what_an_edit_writes() -> None:
    changes = [mounts(PROJECTS, DATA), Scalar("mountType", "9p")]
    assert edit(b"cpu: 2\n", changes).decode() == "cpu: 2\n" + paste_block(changes)


def test_the_block_to_paste_says_what_it_cannot_hold() -> None:
    assert paste_block([Entries("mounts", (Keep(1), DATA)), Remove(("param", "X"))], indent=0) == (
        "mounts:\n# keep element 2 as it is\n- location: /srv/data\n  writable: false\n# remove param.X\n"
    )


def test_template_text_that_came_since_is_the_programs_own() -> None:
    now = b"mounts: [x]\nscript: usermod -aG docker {{ .User }}\n"
    assert carry(now, b"mounts: []\n", ["mounts"]) == now.replace(b"[x]", b"[]")
    with pytest.raises(EditRefused, match="template text"):
        carry(b"mounts: {{ .mounts }}\n", b"mounts: []\n", ["mounts"])
    with pytest.raises(EditRefused, match="template text"):
        carry(b"{{ if .mac }}\nmounts: []\n{{ end }}\n", b"mounts: [x]\n", ["mounts"])
