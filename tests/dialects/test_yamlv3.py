"""Colima's reader against ours. The tables hold without Go; each row was made by asking the real reader."""

from __future__ import annotations

from random import Random

import pytest

from colima_guard.backends.colima.profile import Profile
from colima_guard.formats.golang.yaml_v3.document import decode
from colima_guard.formats.golang.yaml_v3.parser import parse
from colima_guard.formats.golang.yaml_v3.plain import is_plain
from colima_guard.formats.yaml.compose import compose
from colima_guard.formats.yaml.tree import MAX_ALIASES, MAX_DEPTH, Node, YamlError
from tests.dialects.compare import difference
from tests.dialects.fuzz import MOST_DOUBT, compare
from tests.dialects.readers import Reader
from tests.dialects.texts import ordinary

PROFILE = b"runtime: docker\nmounts:\n- location: ~/p\n"

#: our other parsers take them, Colima's reader does not: `start` would take the template or the whole home
REFUSED = {
    "YAML 1.2": b"%YAML 1.2\n---\n" + PROFILE,
    "YAML 1.0": b"%YAML 1.0\n---\n" + PROFILE,
    "YAML 2.0": b"%YAML 2.0\n---\n" + PROFILE,
    "an unknown directive": b"%FOO bar\n---\n" + PROFILE,
    "an escape of JSON": PROFILE + b'env: {"a": "b\\/c"}\n',
    "an escape of JSON in a path": b'runtime: docker\nmounts:\n- location: "~\\/p"\n',
    "a later document: a mapping on the line of ---": PROFILE + b"--- a: b\n",
    "a later document: a sequence on the line of ---": PROFILE + b"--- - x\n",
    "a later document: an open single quote": PROFILE + b"...\n'0x1",
    "a later document: an open double quote": PROFILE + b'---\n"abc',
    "a later document: a tab": PROFILE + b"---\n\t- x",
    "a later document: a directive": PROFILE + b"...\n%FOO\n",
    "a later document: an anchor of no name": PROFILE + b"---\n& x",
    "a later document: a control character": PROFILE + b"---\n\x01",
    "a question mark in brackets": PROFILE + b"env: {a: b?}\n",
    "a tag before a comma": PROFILE + b"env: {a: !!str, b: c}\n",
    "a tab where a key may start": PROFILE + b"\tcpu: 2\n",
    "a tab behind a dash": b"runtime: docker\nmounts:\n-\tlocation: ~/p\n",
    "a key of more than 1024 characters": PROFILE + b"x" * 1025 + b": y\n",
    "a key on two lines": PROFILE + b"a\nb: c\n",
    "an anchor that is not there": PROFILE + b"x: *zz\n",
    "a tag of no handle": PROFILE + b"x: !e!y z\n",
    "bytes that are no text": PROFILE + b"# \xff\n",
    "a control character": PROFILE + b"# \x1b\n",
    "a character that is cut off": PROFILE + b"# \xc3",
    "the end before the document": b"...\n" + PROFILE,
}

#: as odd, and read
READ = {
    "YAML 1.1": b"%YAML 1.1 # c\n---\n" + PROFILE,
    "a tag directive": b"%TAG !e! tag:yaml.org,2002:\n---\nruntime: !e!str docker\nmounts: [{location: ~/p}]\n",
    "all of it in brackets": b'{"runtime": "docker", "mounts": [{"location": "~/p"}]}',
    "text behind the brackets": b"{runtime: docker, mounts: [{location: ~/p}]}\nx\n",
    "a later document": PROFILE + b"---\na: b\n",
    "a later document that breaks farther on": PROFILE + b"---\na: b\nc: [d\n",
    "a control character far behind the document": PROFILE + b"---\n" + b"a: b\n" * 200 + b"\x01",
    "the end of the document": PROFILE + b"...\n",
    "tags": b"!!map\n!!str runtime: !!str docker\n!!str mounts: !!seq\n- !!map\n  location: !!str ~/p\n",
    "a question mark before a key": b"runtime: docker\n? mounts\n: - location: ~/p\n",
    "a merge key": b"x: &x {location: ~/p}\nruntime: docker\nmounts:\n- <<: *x\n",
    "aliases": b"x: &x ~/p\nruntime: docker\nmounts: &m\n- location: *x\n",
    "a tab before a comment": PROFILE + b"# c\n\t# d\nenv: {}\n",
    "a tab before a comment behind a question mark": PROFILE + b"?\t# c\n: x\n",
    "other line ends": PROFILE.replace(b"\n", b"\r"),
    "line ends of other scripts": PROFILE.replace(b"\n", "\u2028".encode()) + "# c\x85".encode(),
    "an indented file": b"  runtime: docker\n  mounts:\n  - location: ~/p\n",
    "a byte order mark": b"\xef\xbb\xbf" + PROFILE,
    "one within": PROFILE + "# \ufeff\nenv: {}\ncpu: 2\nmemory: 2\n".encode(),
    "UTF-16": PROFILE.decode().encode("utf-16"),
    "as deep as is read": PROFILE + b"x: " + b"[" * (MAX_DEPTH - 1) + b"]" * (MAX_DEPTH - 1),
    "an escaped line break": b'runtime: docker\nmounts:\n- location: "~/\\\n    p"\n',
    "a block of text": b"runtime: docker\nmounts:\n- location: |-\n    ~/p\n",
}

#: of these it cannot be told
DOUBTFUL = {
    "deeper": PROFILE + b"x: " + b"[" * (MAX_DEPTH + 9) + b"]" * (MAX_DEPTH + 9),
    "deeper than any reader": PROFILE + b"x: " + b"[" * 5000 + b"]" * 5000,
    "more aliases": PROFILE + b"x: &x y\nz: [" + b"*x , " * (MAX_ALIASES + 1) + b"]",
    "two byte order marks": b"\xef\xbb\xbf\xef\xbb\xbf" + PROFILE,
    "what ends Colima's reader": PROFILE + b"docker: {[a]: 1, <<: {}}\n",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_colima_does_not_read_is_not_read(name: str) -> None:
    decoded = decode(REFUSED[name], Profile)
    assert decoded.problems
    assert (decoded.value.runtime, decoded.value.mounts) == ("", None)


@pytest.mark.parametrize("name", READ)
def test_what_colima_reads_is_read(name: str) -> None:
    decoded = decode(READ[name], Profile)
    assert decoded.problems == []
    assert decoded.value.runtime == "docker"
    assert [mount.location for mount in decoded.value.mounts or []] == ["~/p"]


@pytest.mark.parametrize("name", DOUBTFUL)
def test_a_doubt_is_no_reading(name: str) -> None:
    decoded = decode(DOUBTFUL[name], Profile)
    assert decoded.doubt is not None
    assert not decoded.ok
    assert (decoded.value.runtime, decoded.value.mounts) == ("", None)


@pytest.mark.parametrize("name", REFUSED | READ)
def test_the_tables_are_true(yaml_v3: Reader, name: str) -> None:
    text = (REFUSED | READ)[name]
    assert yaml_v3.read(text).loads == (name in READ)
    assert difference(text, yaml_v3) is None


@pytest.mark.parametrize(
    ("text", "mounts"),
    [
        (b"mounts: [{location: ~/a}, {location: ~/b, writable: !!bool yes}, {location: ~/c}]\n", ["~/a", "", ""]),
        (b"mounts: [~/a, {location: ~/b}, {location: !!int c}]\n", ["~/b", "", ""]),
        (b"mounts: [{location: ~/a}]\nenv: {a: !!int b}\n", ["~/a"]),
    ],
)
def test_what_go_has_filled_when_it_stops(yaml_v3: Reader, text: bytes, mounts: list[str]) -> None:
    decoded = decode(b"runtime: docker\n" + text, Profile)
    assert [mount.location for mount in decoded.value.mounts or []] == mounts
    assert decoded.problems
    assert difference(b"runtime: docker\n" + text, yaml_v3) is None


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("!!null []", None),
        ("!!null {a: b}", None),
        ("!!null x", None),
        ("!!null", None),
        ("&a !!null [x]", None),
        ("*t", None),
        ("[]", False),
        ("!x []", False),
        ("! {}", False),
        ("x", False),
    ],
)
def test_a_pointer_is_made_for_what_is_not_null(yaml_v3: Reader, written: str, value: bool | None) -> None:
    """Whatever is written there: yaml.v3 goes by the tag (``prepare`` of its decode.go)."""
    for end in ("", "\nmounts: !!null [{location: ~/a}]\n"):
        text = f"x: &t !!null []\nautoActivate: {written}{end}".encode()
        assert decode(text, Profile).value.auto_activate is value
        assert difference(text, yaml_v3) is None


@pytest.mark.parametrize("written", ["!!null []", "!!null {a: b}", "*t", "!!null", "~"])
def test_an_entry_of_a_map_that_is_null_is_there(yaml_v3: Reader, written: str) -> None:
    text = f"x: &t !!null [a]\nenv:\n  A: {written}\n  B: []\n".encode()
    assert decode(text, Profile).value.env == {"A": ""}
    assert difference(text, yaml_v3) is None


def test_random_texts(yaml_v3: Reader) -> None:
    """A few seconds of ``make dialects``."""
    found = compare(Random(2026), yaml_v3, lambda texts: texts < 4000)
    assert found.differs is None, str(found)
    assert found.loading > 400
    assert found.doubtful <= MOST_DOUBT * found.loading


def test_a_plain_text_is_read_alike_by_libyaml() -> None:
    """Which is why it is left to it."""
    random = Random(7)
    plain = [text for text in (ordinary(random).encode() for _ in range(3000)) if is_plain(text)]
    assert len(plain) > 500
    for text in plain:
        assert _tree(text, ours=True) == _tree(text, ours=False), text


def _tree(text: bytes, *, ours: bool) -> object:
    try:
        root = (parse(text) if ours else compose(text)).root
    except YamlError:
        return "an error"
    return root and _branch(root)


def _branch(node: Node) -> list[object]:
    marks = (node.line, node.column, node.start, node.end)
    return [node.kind, node.value, node.style, *marks, *map(_branch, node.items)]


def test_bytes_that_are_no_text_are_kept(yaml_v3: Reader) -> None:
    text = b"mounts:\n- location: !!binary finull9w\n"
    value = decode(text, Profile).value
    assert [mount.location.encode("utf-8", "surrogateescape") for mount in value.mounts or []] == [b"~)\xee\x96_p"]
    assert difference(text, yaml_v3) is None
