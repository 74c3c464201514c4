"""What is not edited, and the line that is why."""

from __future__ import annotations

import pytest

from colima_guard.errors import GuardError
from colima_guard.formats.yaml_edit import (
    Change,
    EditRefused,
    Entries,
    Entry,
    Keep,
    Remove,
    Scalar,
    already,
    carry,
    edit,
)
from tests.formats.examples import DATA, PROJECTS, mounts

LOCK = (mounts(PROJECTS),)

REFUSED: dict[str, tuple[str | bytes, tuple[Change, ...], str, int | None]] = {
    "no bytes": ("", LOCK, "no content", None),
    "a mark and no bytes": ("\ufeff", LOCK, "no content", None),
    "comments only": ("# cpu: 2\n", LOCK, "no content", None),
    "start of a document only": ("---\n", LOCK, "no content", None),
    "a flow mapping": ("\n{mounts: []}\n", LOCK, "not a block mapping at the top", 2),
    "a list": ("- mounts\n", LOCK, "not a block mapping at the top", 1),
    "a word": ("nixos.yaml", LOCK, "not a block mapping at the top", 1),
    "not UTF-8": (b"cpu: 2\n# \xff\nmounts: []\n", LOCK, "not UTF-8", 2),
    "UTF-16": ("mounts: []\n".encode("utf-16"), LOCK, "not UTF-8", 1),
    "too long": ("mounts: []\n" + "#\n" * 2**19, LOCK, "more than 1 MiB", None),
    "too many values": ("mounts: []\na:\n" + "- 1\n" * 20_000, LOCK, "more than 20000 values", 19_999),
    "too deep": ("mounts: []\na: " + "[" * 70 + "]" * 70, LOCK, "nested more than 64 deep", 2),
    "too many aliases": ("a: &a 1\nb: [" + "*a," * 300 + "]\nmounts: []\n", LOCK, "more than 256 aliases", 2),
    "two documents": ("a: 1\nmounts: []\n---\nb: 1\n", LOCK, "more than one YAML document", 3),
    "an empty second document": ("mounts: []\n---\n", LOCK, "more than one YAML document", 2),
    "syntax": ("cpu: 2\nmounts: [\n", LOCK, "not YAML that can be read", 3),
    "tab indentation": ("cpu: 2\nnetwork:\n\taddress: true\nmounts: []\n", LOCK, "a tab in the indentation", 3),
    "tab indentation in flow": ("a: [\n\t1]\nmounts: []\n", LOCK, "a tab in the indentation", 2),
    "the key twice": ("mounts: []\ncpu: 2\nmounts: []\n", LOCK, "the key 'mounts' twice", 3),
    "another key twice": ("cpu: 2\nmounts: []\n'cpu': 2\n", LOCK, "the key 'cpu' twice", 3),
    "a key twice in the value": ("mounts:\n  - location: /a\n    location: /b\n", LOCK, "the key 'location' twice", 3),
    "a key that is a list": ("? [a]\n: 1\nmounts: []\n", LOCK, "a key that is not a plain name", 1),
    "a key that is nothing": ("a: 1\n? \n: 2\nmounts: []\n", LOCK, "a key that is not a plain name", 2),
    "an explicit key": ("a: 1\n? mounts\n: []\n", LOCK, "does not stand alone", 2),
    "an anchor on the value": ("a: 1\nmounts: &m []\n", LOCK, "an anchor (&m)", 2),
    "an anchor in the value": ("mounts:\n  - location: &l /a\n", LOCK, "an anchor (&l)", 2),
    "an anchor in the value, used elsewhere": ("mounts: [&l {location: /a}]\nb: *l\n", LOCK, "an anchor (&l)", 1),
    "an anchor on the key": ("&k mounts: []\n", LOCK, "an anchor (&k)", 1),
    "an anchor on the whole": ("--- &all\nmounts: []\n", LOCK, "an anchor or a tag on the whole document", 1),
    "an alias": ("a: &a []\nmounts: *a\n", LOCK, "an alias (*a)", 2),
    "an alias in the value": ("a: &a {location: /a}\nmounts:\n  - *a\n", LOCK, "an alias (*a)", 3),
    "an alias in what is kept": ("a: &a /a\nmounts:\n  - location: *a\n", (mounts(Keep(0), DATA),), "an alias (*a)", 3),
    "a merge key in the value": ("mounts:\n  - <<: {location: /a}\n", LOCK, "a merge key (<<)", 2),
    "a merge key at the top": ("a: &a {mounts: []}\n<<: *a\n", LOCK, "a merge key (<<)", 2),
    "a tag": ("mounts: !!seq []\n", LOCK, "an explicit tag", 1),
    "a tag in the value": ("mounts:\n  - location: !!str /a\n", LOCK, "an explicit tag", 2),
    "chezmoi, parsed": ("cpu: 2\nmounts: []\ndisk: {{ .disk }}\n", LOCK, "template text", 3),
    "chezmoi, not parsed": ("# x\n{{- if .darwin }}\nmounts: []\n{{- end }}\n", LOCK, "template text", 2),
    "chezmoi in the middle": ("cpu: {{ if .x }}1{{ else }}2{{ end }}\nmounts: []\n", LOCK, "template text", 1),
    "chezmoi, plain": ("a: 1\nhome: /home/{{.User}}/x\nmounts: []\n", LOCK, "template text", 2),
    "envsubst as a key": ("mounts: []\n${KEY}: 1\n", LOCK, "template text (${ }) as a key", 2),
    "envsubst as the value": ("cpu: 1\nmounts: ${MOUNTS}\n", LOCK, "template text (${ }) as 'mounts'", 2),
    "a mark inside": ("a: 1\nb: \ufeff\nmounts: []\n", LOCK, "U+FEFF", 2),
    "a line end to some": ("a: 1 # x\u2028b: 2\nmounts: []\n", LOCK, "U+2028", 1),
    "carriage returns": ("a: 1\rmounts: []\r", LOCK, "U+000D", 1),
    "a tab in a word": ("mounts: []\na: b\tc\n", LOCK, "two YAML parsers read line 2 differently", 2),
    "two ends of a document": ("mounts: []\n...\n...\n", LOCK, "two YAML parsers read this file differently", None),
    "an empty last element": ("mounts: []\na:\n- \nb: 1\n", LOCK, "an empty last element", 3),
    "a question mark in flow": ("a: [b? , c]\nmounts: []\n", LOCK, "a question mark", 1),
    "kept, with a comment in it": (
        "mounts: [{location: /a, # why\n  writable: true}]\n",
        (mounts(Keep(0), DATA),),
        "several lines",
        1,
    ),
    "kept, a pair without braces": ("mounts: [location: /a]\n", (mounts(Keep(0), DATA),), "cannot be proved", 1),
    "a value that is a list": ("cpu: 1\nmountType: [a]\n", (Scalar("mountType", "9p"),), "not a single value", 2),
    "a value that is a block": ("mountType: |\n  a\n", (Scalar("mountType", "9p"),), "not a single value", 1),
    "text that YAML cannot hold": ("a: b\n", (Scalar("a", "\udc80"),), "cannot be proved", None),
    "nothing would be left": ("mounts: []\n", (Remove(("mounts",)),), "nothing would be left", None),
    "nothing would be left, below": ("a:\n  b: 1\n", (Remove(("a", "b")),), "nothing would be left", None),
    "remove below an alias": ("p: &p {X: 1}\nq: *p\n", (Remove(("p", "X")),), "an anchor (&p)", 1),
    "remove next to a comment in flow": ("p: {X: 1, # one\n  Y: 2}\n", (Remove(("p", "X")),), "a comment inside", 1),
    "remove behind a mark": ("\ufeffa: 1\nb: 2\n", (Remove(("a",)),), "a byte order mark", 1),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_reason_and_line(name: str) -> None:
    text, changes, reason, line = REFUSED[name]
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(EditRefused) as refused:
        edit(data, changes)
    assert reason in refused.value.reason
    assert refused.value.line == line
    assert not already(data, changes)


def test_a_refusal_is_the_users_problem_and_names_the_line() -> None:
    with pytest.raises(GuardError, match=r"^line 2: the key 'a' twice$"):
        edit(b"a: 1\na: 2\n", LOCK)


def test_a_rollback_is_refused_like_an_edit() -> None:
    with pytest.raises(EditRefused, match="an alias"):
        carry(b"mounts: []\n", b"a: &a []\nmounts: *a\n", ["mounts"])
    with pytest.raises(EditRefused, match="indented differently"):
        carry(b"mounts: []\n", b"  mounts: [1]\n", ["mounts"])


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
