"""Whole files, before and after."""

from __future__ import annotations

import pytest

from colima_guard.formats.yaml.edit import Change, Keep, Remove, Scalar, edit
from tests.machines.yaml_examples import DATA, PROJECTS, mounts

LOCK = (mounts(PROJECTS),)
ADD = (mounts(Keep(0), PROJECTS),)

#: what is odd -> (before, changes, after); a list added to `mounts:` is written as ADDED
FILES: dict[str, tuple[str, tuple[Change, ...], str]] = {
    # where the value is nothing, or in one line
    "empty list": ("cpu: 2\nmounts: []\nenv: {}\n", LOCK, "cpu: 2\nmounts:\n@@env: {}\n"),
    "null": ("mounts: null\nenv: {}\n", LOCK, "mounts:\n@@env: {}\n"),
    "tilde": ("mounts: ~\nenv: {}\n", LOCK, "mounts:\n@@env: {}\n"),
    "nothing": ("mounts:\nenv: {}\n", LOCK, "mounts:\n@@env: {}\n"),
    "nothing, then comments": ("mounts:\n  # none\n# env\nenv: {}\n", LOCK, "mounts:\n@@  # none\n# env\nenv: {}\n"),
    "a word": ("mounts: none\nenv: {}\n", LOCK, "mounts:\n@@env: {}\n"),
    "an empty mapping": ("mounts: {}\nenv: {}\n", LOCK, "mounts:\n@@env: {}\n"),
    "value on the next line": ("mounts: # why\n  []\nenv: {}\n", LOCK, "mounts: # why\n@@env: {}\n"),
    "comment behind the value": ("mounts: []  # none\nenv: {}\n", LOCK, "mounts:  # none\n@@env: {}\n"),
    "comment behind no value": ("mounts:   # none\nenv: {}\n", LOCK, "mounts:   # none\n@@env: {}\n"),
    "trailing blanks": ("cpu: 2  \nmounts: []   \n   \nenv: {} \n", LOCK, "cpu: 2  \nmounts:   \n@@   \nenv: {} \n"),
    "quoted key": ('"mounts": []\n', LOCK, '"mounts":\n@@'),
    "blank in front of the colon": ("mounts : []\n", LOCK, "mounts :\n@@"),
    "tab in front of a comment": ("cpu: 2\t# two\nmounts: []\t# none\n", LOCK, "cpu: 2\t# two\nmounts:\t# none\n@@"),
    # line ends, first and last lines
    "CRLF": ("cpu: 2\r\nmounts: []\r\nenv: {}\r\n", LOCK, "cpu: 2\r\nmounts:\r\n@@env: {}\r\n"),
    "CRLF, no last line end": ("cpu: 2\r\nmounts: []", LOCK, "cpu: 2\r\nmounts:\r\n@@"),
    "mixed line ends": ("cpu: 2\r\nmounts: []\nenv: {}\r\n", LOCK, "cpu: 2\r\nmounts:\n@@env: {}\r\n"),
    "byte order mark": ("\ufeffmounts: []\n", LOCK, "\ufeffmounts:\n@@"),
    "byte order mark, CRLF": ("\ufeffcpu: 2\r\nmounts: []\r\n", LOCK, "\ufeffcpu: 2\r\nmounts:\r\n@@"),
    "no last line end": ("cpu: 2\nmounts: []", LOCK, "cpu: 2\nmounts:\n@@"),
    "no last line end, no value": ("cpu: 2\nmounts:", LOCK, "cpu: 2\nmounts:\n@@"),
    "no last line end, a list": ("mounts:\n  - location: /a\n    writable: true", LOCK, "mounts:\n@@"),
    "no last line end, an element kept": ("mounts:\n  - location: /a", ADD, "mounts:\n  - location: /a\n@@"),
    "blank lines at the end": ("mounts: []\n\n\n", LOCK, "mounts:\n@@\n\n"),
    "only comments after": ("mounts: []\n# that is all\n  # indeed", LOCK, "mounts:\n@@# that is all\n  # indeed"),
    "start and end of the document": (
        "--- # one\nmounts: []\n...\n# end\n",
        LOCK,
        "--- # one\nmounts:\n@@...\n# end\n",
    ),
    "directive": ("%YAML 1.2\n---\nmounts: []\n", LOCK, "%YAML 1.2\n---\nmounts:\n@@"),
    "indented as a whole": (
        "  cpu: 2\n  mounts: []\n",
        LOCK,
        "  cpu: 2\n  mounts:\n    - location: ~/projects\n      writable: true\n",
    ),
    # the indentation of lists
    "not indented elsewhere": (
        "provision:\n- mode: user\n- mode: system\nmounts: []\n",
        LOCK,
        "provision:\n- mode: user\n- mode: system\nmounts:\n- location: ~/projects\n  writable: true\n",
    ),
    "indented by four elsewhere": (
        "dns:\n    -   a: 1\nmounts: []\n",
        LOCK,
        "dns:\n    -   a: 1\nmounts:\n    -   location: ~/projects\n        writable: true\n",
    ),
    "its own way": (
        "dns:\n- a\nmounts:\n   -   location: /a\n",
        ADD,
        "dns:\n- a\nmounts:\n   -   location: /a\n   -   location: ~/projects\n       writable: true\n",
    ),
    # lists, comments in them
    "block list replaced": (
        "mounts:\n  - location: /a\n    writable: true\n  - location: /b\nenv: {}\n",
        LOCK,
        "mounts:\n@@env: {}\n",
    ),
    "a comment everywhere": (
        "# 1\nmounts: # 2\n  # 3\n  - location: /a # 4\n    # 5\n    writable: true # 6\n\n"
        "  # 7\n  - location: /b # 8\n  # 9\n\n# 10\nenv: {}\n",
        LOCK,
        "# 1\nmounts: # 2\n  # 3\n  # 4\n    # 5\n  # 6\n\n  # 7\n  # 8\n@@  # 9\n\n# 10\nenv: {}\n",
    ),
    "kept with its comments": (
        "mounts:\n  # work\n  - {location: '/a'} # yes\n\n  # home\n  - location: \"~\"\n    # all of it\n# end\n",
        (mounts(Keep(0), PROJECTS),),
        "mounts:\n  # work\n  - {location: '/a'} # yes\n\n  # home\n@@    # all of it\n# end\n",
    ),
    "the last one kept": (
        "mounts:\n  - location: /a\n    writable: true\n\n  - location: /b   # yes\n",
        (mounts(Keep(1), PROJECTS),),
        "mounts:\n  - location: /b   # yes\n@@",
    ),
    "new ones between": (
        "mounts:\n  - location: /a\n  - location: /b\n",
        (mounts(Keep(0), PROJECTS, Keep(1)),),
        "mounts:\n  - location: /a\n@@  - location: /b\n",
    ),
    "new ones first": (
        "mounts:\n  # b\n  - location: /b\n",
        (mounts(PROJECTS, Keep(0)),),
        "mounts:\n@@  # b\n  - location: /b\n",
    ),
    "one of them is there already": (
        'mounts:\n  - location: /a\n  - writable: false # (ro)\n    location: "/srv/data"\n',
        (mounts(DATA, PROJECTS),),
        'mounts:\n  - writable: false # (ro)\n    location: "/srv/data"\n@@',
    ),
    "elements below their dash": (
        "mounts:\n  -\n    location: /a\n  -\n    location: /b\n",
        ADD,
        "mounts:\n  -\n    location: /a\n@@",
    ),
    "elements that say nothing about a dash": (
        "mounts:\n-\n location: /a\n",
        ADD,
        "mounts:\n-\n location: /a\n- location: ~/projects\n  writable: true\n",
    ),
    "elements of all kinds": ("mounts:\n  - - a\n    - b\n  - null\n  -\n  - |\n    x\n\n  - c\n", LOCK, "mounts:\n@@"),
    "block scalar in a kept element": (
        "mounts:\n  - location: |-\n      /a\n      # not a comment\n\n    # a comment\n  - location: /b\n",
        ADD,
        "mounts:\n  - location: |-\n      /a\n      # not a comment\n\n    # a comment\n@@",
    ),
    "comment behind a bar": (
        "mounts:\n  - location: >- # 1\n      /a # no\n  - location: | # 2\n",
        LOCK,
        "mounts:\n  # 1\n  # 2\n@@",
    ),
    "block mapping instead of a list": (
        "mounts:\n  location: /a # one\n  x: 1\nenv: {}\n",
        LOCK,
        "mounts:\n  # one\n@@env: {}\n",
    ),
    "block scalar instead of a list": ("mounts: |\n  - location: /a\n\nenv: {}\n", LOCK, "mounts:\n@@\nenv: {}\n"),
    "trailing blank lines that count": (
        "mounts:\n  - location: |+\n      /a\n\n  - x\n",
        ADD,
        "mounts:\n  - location: |+\n      /a\n\n@@",
    ),
    # flow
    "flow list": ("mounts: [{location: /a}, {location: /b}] # two\n", LOCK, "mounts: # two\n@@"),
    "flow elements kept": (
        "mounts: [{location: /a}, {location: '/b', writable: true}]\n",
        (mounts(Keep(1), PROJECTS),),
        "mounts:\n  - {location: '/b', writable: true}\n@@",
    ),
    "flow on several lines": (
        "mounts: [ # 1\n  {location: /a}, # 2\n  # 3\n  {location:\n     /b, writable: true}\n]  # 4\nenv: {}\n",
        (mounts(Keep(1), PROJECTS),),
        "mounts: # 1\n  # 2\n  # 3\n  # 4\n  - {location: /b, writable: true}\n@@env: {}\n",
    ),
    # what only looks like it
    "the word in a block scalar": (
        "script: |\n  mounts:\n    - x\n  # no comment\nfolded: >-\n  mounts: []\n\nmounts: []\n",
        LOCK,
        "script: |\n  mounts:\n    - x\n  # no comment\nfolded: >-\n  mounts: []\n\nmounts:\n@@",
    ),
    "the key below another one": (
        "kubernetes:\n  mounts: []\nmounts: []\n",
        LOCK,
        "kubernetes:\n  mounts: []\nmounts:\n@@",
    ),
    "the key in a comment": (
        "# mounts:\n#   - location: ~\nmounts: []\n",
        LOCK,
        "# mounts:\n#   - location: ~\nmounts:\n@@",
    ),
    "the key in quotes over lines": (
        'a: "x\n  mounts: []\n  y"\nmounts: []\n',
        LOCK,
        'a: "x\n  mounts: []\n  y"\nmounts:\n@@',
    ),
    "other people's style": (
        "a:   'it''s'\nb: \"\\u00e9\"\nc: [1,2 ,  3]\nd: null\n"
        "e: ~\nf: >\n  x\n\n  y\ng: &g {h: 1}\ni: *g\nj: !!str 1\nmounts: []\n",
        LOCK,
        "a:   'it''s'\nb: \"\\u00e9\"\nc: [1,2 ,  3]\nd: null\n"
        "e: ~\nf: >\n  x\n\n  y\ng: &g {h: 1}\ni: *g\nj: !!str 1\nmounts:\n@@",
    ),
    "not ASCII": ("# größe 😀\nname: ü—😀 # ß\nmounts: [] # ö\n", LOCK, "# größe 😀\nname: ü—😀 # ß\nmounts: # ö\n@@"),
    "very long lines": (
        f"a: {'x ' * 9000}y\nmounts: [] # {'z' * 9000}\n",
        LOCK,
        f"a: {'x ' * 9000}y\nmounts: # {'z' * 9000}\n@@",
    ),
    "template text in quotes": (
        'a: "{{.Home}}" # {{x}}\nb: |\n  {{.Dir}}\nmounts: []\n',
        LOCK,
        'a: "{{.Home}}" # {{x}}\nb: |\n  {{.Dir}}\nmounts:\n@@',
    ),
    "nested flow": ("docker: {a: {b: [c]}}\nmounts: []\n", LOCK, "docker: {a: {b: [c]}}\nmounts:\n@@"),
    # absent
    "absent": ("cpu: 2\n", LOCK, "cpu: 2\nmounts:\n@@"),
    "absent, no last line end": ("cpu: 2\r\nenv: {}", LOCK, "cpu: 2\r\nenv: {}\r\nmounts:\r\n@@"),
    "absent, end of the document": ("cpu: 2\n# end\n...\n", LOCK, "cpu: 2\n# end\nmounts:\n@@...\n"),
    "absent, script without a line end": (
        "cpu: 2\n\n# scripts\nprovision:\n  - script: |\n      x",
        LOCK,
        "cpu: 2\n\nmounts:\n@@# scripts\nprovision:\n  - script: |\n      x",
    ),
    "absent, the last key changed": (
        "cpu: 2\nmounts: []",
        (Scalar("mountType", "9p"), mounts(DATA)),
        "cpu: 2\nmounts:\n  - location: /srv/data\n    writable: false\nmountType: 9p",
    ),
    # single values
    "value": ("mountType: sshfs # slow\n", (Scalar("mountType", "9p"),), "mountType: 9p # slow\n"),
    "value in quotes": (
        "mountType: \"sshfs\"\nb: 'c'\n",
        (Scalar("mountType", "9p"), Scalar("b", "d")),
        "mountType: \"9p\"\nb: 'd'\n",
    ),
    "value, null": ("mountType: ~\n", (Scalar("mountType", "9p"),), "mountType: 9p\n"),
    "value, nothing": ("mountType: # none\nb: 1\n", (Scalar("mountType", "9p"),), "mountType: 9p # none\nb: 1\n"),
    "value, absent": (
        "cpu: 2",
        (Scalar("mountType", "9p"), Scalar("rosetta", True)),
        "cpu: 2\nmountType: 9p\nrosetta: true",
    ),
    "value that needs quotes": ("a: x\n", (Scalar("a", "no: 1"), Scalar("y", "'t")), "a: 'no: 1'\n'y': '''t'\n"),
    # removals
    "remove": (
        "a: 1\n# why\nmounts: # 1\n  # 2\n  - x # 3\n# next\nb: 1\n",
        (Remove(("mounts",)),),
        "a: 1\n# why\n# 1\n  # 2\n# 3\n# next\nb: 1\n",
    ),
    "remove the first": ("mounts: []\nb: 1\n", (Remove(("mounts",)),), "b: 1\n"),
    "remove the last, no last line end": ("a: 1\r\nmounts: []", (Remove(("mounts",)),), "a: 1"),
    "remove below": ("param:\n  X: 1\n  Y: 2\nb: 1\n", (Remove(("param", "X")),), "param:\n  Y: 2\nb: 1\n"),
    "remove the only one below": ("param:\n  X: 1\nb: 1\n", (Remove(("param", "X")),), "b: 1\n"),
    "remove all below": ("param:\n  X: 1\n  Y: 2\nb: 1\n", (Remove(("param", "X")), Remove(("param", "Y"))), "b: 1\n"),
    "remove below, flow": (
        "param: {X: 1, Y: 2, Z: 3}\nb: 1\n",
        (Remove(("param", "X")), Remove(("param", "Z"))),
        "param: {Y: 2}\nb: 1\n",
    ),
    "remove what is not there": ("param:\n  X: 1\n", (Remove(("param", "Y")), Remove(("a", "b"))), "param:\n  X: 1\n"),
    "remove below a script": (
        "s: |\n  x\nparam:\n  # why\n  X: 1\nb: 1\n",
        (Remove(("param",)),),
        "s: |\n  x\n# why\nb: 1\n",
    ),
    # all at once
    "several": (
        "mountType: sshfs\nparam:\n  X: 1\n# share\nmounts:\n- location: /a\n",
        (mounts(Keep(0), DATA), Scalar("mountType", "virtiofs"), Remove(("param", "X")), Scalar("plain", False)),
        "mountType: virtiofs\n# share\nmounts:\n- location: /a\n- location: /srv/data\n  writable: false\n"
        "plain: false\n",
    ),
}


def expected(after: str) -> str:
    added = "  - location: ~/projects\n    writable: true\n"
    head = after.partition("@@")[0]
    if head.endswith("\r\n"):
        added = added.replace("\n", "\r\n")
    return after.replace("@@", added)


@pytest.mark.parametrize("name", FILES)
def test_only_the_value_changes(name: str) -> None:
    before, changes, after = FILES[name]
    want = expected(after)
    if not before.endswith("\n") and after.endswith("@@"):
        want = want.rstrip()  # a file without a last line end stays one
    assert edit(before.encode(), changes).decode() == want


@pytest.mark.parametrize("name", FILES)
def test_a_second_edit_changes_nothing(name: str) -> None:
    before, changes, _ = FILES[name]
    once = edit(before.encode(), changes)
    if any(isinstance(entry, Keep) for change in changes for entry in getattr(change, "entries", ())):
        return  # its indices count the elements of the old list
    assert edit(once, changes) == once
