"""What is not edited, and the line that is why."""

from __future__ import annotations

import pytest

from colima_guard.errors import GuardError
from colima_guard.formats.yaml.edit import (
    Change,
    EditRefused,
    Entries,
    Entry,
    Keep,
    Remove,
    Scalar,
    carry,
    edit,
)
from tests.machines.yaml_examples import DATA, PROJECTS, mounts

LOCK = (mounts(PROJECTS),)

REFUSED: dict[str, tuple[str | bytes, tuple[Change, ...], str, int | None]] = {
    "no bytes": ("", LOCK, "no content", None),
    "a mark and no bytes": ("\ufeff", LOCK, "no content", None),
    "comments only": ("# cpu: 2\n", LOCK, "no content", None),
    "start of a document only": ("---\n", LOCK, "no content", None),
    "a list": ("- mounts\n", LOCK, "not a mapping at the top", 1),
    "a word": ("nixos.yaml", LOCK, "not a mapping at the top", 1),
    "not UTF-8": (b"cpu: 2\n# \xff\nmounts: []\n", LOCK, "not UTF-8", 2),
    "UTF-16": ("mounts: []\n".encode("utf-16"), LOCK, "not UTF-8", 1),
    "too long": ("mounts: []\n" + "#\n" * 2**19, LOCK, "more than 1 MiB", None),
    "too many values": ("mounts: []\na:\n" + "- 1\n" * 20_000, LOCK, "more than 20000 values", 19_999),
    "too deep": (
        "mounts: []\na: " + "[" * 210 + "]" * 210,
        LOCK,
        "not YAML that can be read: nested more than 200 deep",
        2,
    ),
    "too many aliases": (
        "a: &a 1\nb: [" + "*a," * 300 + "]\nmounts: []\n",
        LOCK,
        "not YAML that can be read: more than 256 aliases",
        2,
    ),
    "syntax": ("cpu: 2\nmounts: [\n", LOCK, "not YAML that can be read: did not find expected node content", 3),
    "tab indentation": ("cpu: 2\nnetwork:\n\taddress: true\nmounts: []\n", LOCK, "a tab in the indentation", 3),
    "tab indentation in flow": ("a: [\n\t1]\nmounts: []\n", LOCK, "a tab in the indentation", 2),
    "the key twice": ("mounts: []\ncpu: 2\nmounts: []\n", LOCK, "the key 'mounts' twice", 3),
    "another key twice": ("cpu: 2\nmounts: []\n'cpu': 2\n", LOCK, "the key 'cpu' twice", 3),
    "a key twice in what is kept": (
        "mounts:\n  - location: /a\n    location: /b\n",
        (mounts(Keep(0), DATA),),
        "the key 'location' twice",
        3,
    ),
    "a key twice beside one that goes": ("p: {X: 1, Y: 2, Y: 3}\n", (Remove(("p", "X")),), "the key 'Y' twice", 1),
    "an anchor in the value, used elsewhere": (
        "mounts: [&l {location: /a}]\nb: *l\n",
        LOCK,
        "what the anchor &l names is used in line 2 too; write it out there",
        1,
    ),
    "a merge key at the top": ("a: &a {mounts: []}\n<<: *a\n", LOCK, "a merge key (<<) that sets 'mounts' too", 2),
    "an anchor in what goes, used in what is kept": (
        "mounts:\n- &a {location: /a}\n- <<: *a\n  writable: true\n",
        (mounts(Keep(1), DATA),),
        "what the anchor &a names is used in line 3 too; write it out there",
        2,
    ),
    "an anchor on a list, used elsewhere": (
        "mounts: &m []\nb: *m\n",
        LOCK,
        "what the anchor &m names is used in line 2 too; write it out there",
        1,
    ),
    "an anchor on a field that is set, used elsewhere": (
        "mounts:\n- location: /a\n  writable: &w true\nb: *w\n",
        (mounts(Keep(0, (("writable", False),))),),
        "what the anchor &w names is used in line 4 too; write it out there",
        3,
    ),
    "an anchor on an element that is changed, used elsewhere": (
        "mounts:\n- &e\n  location: /a\nb: *e\n",
        (mounts(Keep(0, (("writable", False),))),),
        "what the anchor &e names is used in line 4 too; write it out there",
        2,
    ),
    "an anchor on the whole, used in it": (
        "--- &all\na: *all\nmounts: []\n",
        LOCK,
        "what the anchor &all names is used in line 2 too; write it out there",
        1,
    ),
    "an anchor with a name that is there already": (
        "a: &x 1\nmounts: [&x {location: /a}]\nb: *x\n",
        LOCK,
        "what the anchor &x names is used in line 3 too; write it out there",
        2,
    ),
    "an anchor in an element that would be copied": (
        "a: &a [{location: &l /a}]\nmounts: *a\nb: *l\n",
        (mounts(Keep(0), DATA),),
        "the anchor &l in an element that would be copied",
        1,
    ),
    "an alias for the mapping of a key that goes": (
        "a: &a {X: 1, Y: 2}\np: *a\n",
        (Remove(("p", "X")),),
        "an alias (*a) for 'p'",
        2,
    ),
    "an alias for the key": ("a: &k mounts\n*k : []\n", LOCK, "an alias or a tag for a key at the top", 2),
    "a tag on the key": ("!!binary bW91bnRz: []\n", LOCK, "an alias or a tag for a key at the top", 1),
    "a tag on the whole": ("--- !x\nmounts: []\n", LOCK, "an explicit tag on the whole document", 1),
    "a tag on the list that is not a list's": (
        "mounts: !x\n- a\n",
        (mounts(Keep(0), DATA),),
        "the edit cannot be proved: 'mounts' would read differently",
        1,
    ),
    "a merge of merges at the top": (
        "a: &a {mounts: []}\nb: &b\n  <<: [*a]\n<<: [{c: 1}, *b]\n",
        LOCK,
        "a merge key (<<) that sets 'mounts' too",
        4,
    ),
    "a comment between brackets": ('{"mounts": [ # why\n  ]}\n', LOCK, "a comment between the brackets of 'mounts'", 1),
    "an explicit key without a colon": (
        "? mounts\n? a\n",
        LOCK,
        "the key 'mounts' does not stand alone in front of its colon",
        1,
    ),
    "chezmoi, parsed": ("cpu: 2\nmounts: []\ndisk: {{ .disk }}\n", LOCK, "template text ({{ }}) outside quotes", 3),
    "chezmoi, not parsed": (
        "# x\n{{- if .darwin }}\nmounts: []\n{{- end }}\n",
        LOCK,
        "template text ({{ }}) outside quotes",
        2,
    ),
    "chezmoi in the middle": (
        "cpu: {{ if .x }}1{{ else }}2{{ end }}\nmounts: []\n",
        LOCK,
        "template text ({{ }}) outside quotes",
        1,
    ),
    "chezmoi, plain": ("a: 1\nhome: /home/{{.User}}/x\nmounts: []\n", LOCK, "template text ({{ }}) outside quotes", 2),
    "envsubst as a key": ("mounts: []\n${KEY}: 1\n", LOCK, "template text (${ }) as a key", 2),
    "envsubst as the value": ("cpu: 1\nmounts: ${MOUNTS}\n", LOCK, "template text (${ }) as 'mounts'", 2),
    "a mark inside": (
        "a: 1\nb: \ufeff\nmounts: []\n",
        LOCK,
        "the character U+FEFF, which YAML readers take differently",
        2,
    ),
    "a line end to some": ("a: 1 # x\u2028b: 2\nb: 1\nmounts: []\n", LOCK, "the key 'b' twice", 3),
    "an empty last element": (
        "mounts: []\na:\n- \nb: 1\n",
        LOCK,
        "an empty last element, which YAML readers take differently",
        3,
    ),
    "a question mark in flow": (
        "a: [b? , c]\nmounts: []\n",
        LOCK,
        "a question mark outside quotes, which YAML readers take differently",
        1,
    ),
    "kept, with a comment in it": (
        "mounts: [{location: /a, # why\n  writable: true}]\n",
        (mounts(Keep(0), DATA),),
        "a kept element on several lines, perhaps with a comment in it",
        1,
    ),
    "kept, a pair without braces": (
        "mounts: [location: /a]\n",
        (mounts(Keep(0), DATA),),
        "the edit cannot be proved: 'mounts' would read differently",
        1,
    ),
    "a value that is a list": (
        "cpu: 1\nmountType: [a]\n",
        (Scalar("mountType", "9p"),),
        "'mountType' is not a single value",
        2,
    ),
    "a value that is a block": (
        "mountType: |\n  a\n",
        (Scalar("mountType", "9p"),),
        "'mountType' is not a single value",
        1,
    ),
    "text that YAML cannot hold": (
        "a: b\n",
        (Scalar("a", "\udc80"),),
        "the edit cannot be proved: not YAML that can be read: found invalid Unicode character escape code",
        None,
    ),
    "nothing would be left": ("mounts: []\n", (Remove(("mounts",)),), "nothing would be left in the file", None),
    "nothing would be left, below": ("a:\n  b: 1\n", (Remove(("a", "b")),), "nothing would be left in the file", None),
    "remove below an alias": (
        "p: &p {X: 1}\nq: *p\n",
        (Remove(("p", "X")),),
        "what the anchor &p names is used in line 2 too; write it out there",
        1,
    ),
    "remove next to a comment in flow": (
        "p: {X: 1, # one\n  Y: 2}\n",
        (Remove(("p", "X")),),
        "a comment inside what is to be removed",
        1,
    ),
    "remove behind a mark": (
        "\ufeffa: 1\nb: 2\n",
        (Remove(("a",)),),
        "a byte order mark in front of a key that is to be removed",
        1,
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_reason_and_line(name: str) -> None:
    text, changes, reason, line = REFUSED[name]
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(EditRefused) as refused:
        edit(data, changes)
    assert (refused.value.reason, refused.value.line) == (reason, line)


def test_a_refusal_is_the_users_problem_and_names_the_line() -> None:
    with pytest.raises(GuardError, match=r"^line 2: the key 'a' twice$"):
        edit(b"a: 1\na: 2\n", LOCK)


def test_a_rollback_is_refused_like_an_edit() -> None:
    with pytest.raises(EditRefused, match="an alias"):
        carry(b"mounts: []\n", b"a: &a []\nmounts: *a\n", ["mounts"])
    with pytest.raises(EditRefused, match="indented differently"):
        carry(b"mounts: []\n", b"  mounts:\n  - 'a\nb'\n", ["mounts"])
    with pytest.raises(EditRefused, match="cannot stand between brackets"):
        carry(b"{mounts: []}\n", b"mounts:\n- a\n", ["mounts"])
    with pytest.raises(EditRefused, match="cannot be proved"):
        carry(b"{mounts: []}\n", b"mounts: a, b\n", ["mounts"])
    with pytest.raises(EditRefused, match="would stand for something else"):
        carry(b"a: &a 1\nmounts: []\nb: *a\n", b"mounts: [&a 2]\n", ["mounts"])


@pytest.mark.parametrize(
    "mistake",
    [
        lambda: mounts(),
        lambda: mounts(Keep(1), Keep(0)),
        lambda: mounts(Keep(-1)),
        lambda: Entry(()),
        lambda: Entry((("a", "b"), ("a", "c"))),
        lambda: Remove(()),
        lambda: edit(b"mounts: [a]\n", [mounts(Keep(1))]),
        lambda: edit(b"cpu: 2\n", [mounts(Keep(0))]),
        lambda: edit(b"a: 1\n", [Scalar("a", "b"), Scalar("a", "c")]),
        lambda: edit(b"a: 1\n", [Entries("a", (DATA,)), Remove(("a", "c"))]),
    ],
)
def test_a_callers_mistake_is_no_refusal(mistake: object) -> None:
    with pytest.raises(ValueError):
        mistake()  # type: ignore[operator]
