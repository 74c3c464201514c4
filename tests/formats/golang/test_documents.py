"""The documents of a text: which counts, what belongs to one alone, and what a document keeps of itself."""

from __future__ import annotations

from typing import Any

import pytest

from colima_guard.backends.colima.profile import Profile
from colima_guard.backends.lima.rules.file import LimaFile
from colima_guard.formats.golang.goccy.decode import LoadError
from colima_guard.formats.golang.goccy.document import Loaded, load
from colima_guard.formats.golang.yaml_v3.document import decode
from colima_guard.formats.golang.yaml_v3.parser import parse, parse_all
from colima_guard.formats.yaml.tree import YamlError

#: the words in each document
DOCUMENTS = {
    "": [],
    "# c\n": [],
    "a": [["a"]],
    "a\n---\nb\n": [["a"], ["b"]],
    "---\na\n...\n---\nb\n...\n...\n": [["a"], ["b"]],
    "---\n---\nb\n": [[""], ["b"]],
    "--- a\n--- {b: c}\n": [["a"], ["b", "c"]],
    "%YAML 1.1\n---\na\n...\n%YAML 1.1\n---\nb\n": [["a"], ["b"]],
}
#: of several documents, what the first of them does not bring into the next
APART = {
    "a\n...\nb\n": (3, 1, "did not find expected <document start>"),
    "a: &x 1\n---\nb: *x\n": (3, 4, "unknown anchor 'x' referenced"),
    "%TAG !e! tag:e,1:\n--- !e!a b\n--- !e!a c\n": (3, 5, "found undefined tag handle"),
}


def words(node: Any) -> list[str]:
    return [node.value] if node.kind == "scalar" else [word for item in node.items for word in words(item)]


@pytest.mark.parametrize("text", DOCUMENTS)
def test_all_documents(text: str) -> None:
    assert [words(root) for root in parse_all(text.encode())] == DOCUMENTS[text]
    first = parse(text.encode())
    assert ([words(first.root)] if first.root is not None else []) == DOCUMENTS[text][:1]
    assert first.more is (len(DOCUMENTS[text]) > 1)


@pytest.mark.parametrize("text", APART)
def test_documents_have_nothing_in_common(text: str) -> None:
    with pytest.raises(YamlError) as error:
        parse_all(text.encode())
    assert (error.value.line, error.value.column, error.value.problem) == APART[text]


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("cpu: !!int 1\n", False),
        ("cpu: !!int 1\n...\n", False),
        ("cpu: !!int 1\n---\n", True),
        ("cpu: !!int 1\n---\n[\n", True),
        ("cpu: 1\n", False),
        ("cpu: 1\n---\ncpu: 2\n", True),
    ],
)
def test_whether_another_one_follows(text: str, more: bool) -> None:
    found = decode(text.encode(), Profile)
    assert found.more_documents is more and found.value.cpu == 1 and found.ok


#: line, column, why it cannot be told what Colima makes of it
DOUBTS = {
    "a: 1\ndocker: {[a]: 1, <<: {}}\n": (2, 10, "a key that is no scalar, beside a merge key"),
    "docker:\n  x: {1: 2, <<: {[a]: 1}}\n": (2, 18, "a key that is no scalar, in a mapping that is merged"),
    "\ufeff\ufeffa: 1\n": (1, 1, "a byte order mark that makes Colima's reader lose characters"),
    "a: 1\n# c\n" + "x" * 503 + "\ufeff: 1\n": (3, 1, "a byte order mark that makes Colima's reader lose characters"),
    "a: 1\nb: \ufeff": (2, 1, "a byte order mark that makes Colima's reader lose characters"),
}
OF_UTF_16 = {
    "a: 1\nb: \x01\n": (2, 1, "U+0001 in UTF-16"),
    "a: 1\n\nb: \ufeff\n": (3, 1, "U+FEFF in UTF-16"),
}


@pytest.mark.parametrize("text", DOUBTS)
def test_why_it_cannot_be_told(text: str) -> None:
    doubt(text.encode(), DOUBTS[text])


@pytest.mark.parametrize("text", OF_UTF_16)
def test_why_it_cannot_be_told_of_utf_16(text: str) -> None:
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        doubt(mark + text.encode(encoding), OF_UTF_16[text])
        assert decode(mark + b"cpu: 3\n".decode().encode(encoding), Profile).value.cpu == 3


def test_half_a_character_of_utf_16() -> None:
    doubt(b"\xff\xfea\0:\0 ", (1, 1, "invalid UTF-16"))
    doubt(b"\xff\xfea\0:\0 \0\0\xd8", (1, 1, "invalid UTF-16"))


def doubt(data: bytes, why: tuple[int, int, str]) -> None:
    found = decode(data, Profile)
    assert found.doubt is not None and tuple(found.doubt) == why
    assert found.problems == [found.doubt] and found.value == Profile() and found.parsed is False
    assert not found.nodes and not found.keys


LIMA = b"""\
mounts:
- &m {location: ~/a, writable: true}
- location: ~/b
param: {x: y}
images: [{location: z}]
cpus: 2
user: {name: &u me}
message: "*u"
"""


def loaded() -> Loaded[LimaFile]:
    return load(LIMA, LimaFile)


def test_where_the_parts_of_a_lima_file_stand() -> None:
    file = loaded()
    assert [(name, key.line, key.column) for name, key in file.keys] == [
        ("mounts", 1, 1), ("param", 4, 1), ("images", 5, 1), ("cpus", 6, 1), ("user", 7, 1), ("message", 8, 1)
    ]  # fmt: skip
    at = {path: (node.line, node.column) for path, node in file.nodes.items() if path[0] in ("mounts", "param")}
    assert at == {
        ("mounts",): (2, 1), ("mounts", 0): (2, 3), ("mounts", 0, "location"): (2, 17),
        ("mounts", 0, "writable"): (2, 32), ("mounts", 1): (3, 3), ("mounts", 1, "location"): (3, 13),
        ("param",): (4, 8), ("param", "x"): (4, 12),
    }  # fmt: skip


def test_a_lean_one_keeps_where_keys_stand_and_the_parts_that_are_asked_for() -> None:
    file = loaded()
    lean = file.lean("mounts", "user")
    assert (lean.value, lean.keys, lean.doubt, lean.null) == (file.value, file.keys, file.doubt, file.null)
    gone = {path for path in file.nodes if len(path) > 1 and path[0] not in ("mounts", "user")}
    assert set(lean.nodes) == set(file.nodes) - gone and gone
    assert lean.nodes["mounts",] is file.nodes["mounts",] and lean.nodes["user", "name"] is file.nodes["user", "name"]
    param, images = lean.nodes["param",], lean.nodes["images",]
    assert (param.line, param.column, param.kind, param.items, param.target) == (4, 8, "mapping", (), None)
    assert (images.line, images.items) == (5, ())
    profile = decode(b"mounts:\n- location: /a\nenv: {a: b}\n", Profile)
    few = profile.lean("mounts")
    assert set(few.nodes) == {("mounts",), ("mounts", 0), ("mounts", 0, "location")}
    assert few.keys == [] and few.value == profile.value


@pytest.mark.parametrize(
    ("text", "null"), [("", False), ("# c\n", False), ("~\n", True), ("null", True), ("''", None), ("{}", False)]
)
def test_a_document_that_is_nothing(text: str, null: bool | None) -> None:
    if null is None:
        with pytest.raises(LoadError, match="string was used where mapping is expected"):
            load(text.encode(), LimaFile)
        return
    file = load(text.encode(), LimaFile)
    assert (file.value, file.null, list(file.keys)) == (LimaFile(), null, [])
    assert file.value.mounts is None and file.value.cpus is None


def test_bytes_that_are_no_text_to_us() -> None:
    with pytest.raises(LoadError, match="can't decode byte 0xff") as error:
        load(b"a: \xff", LimaFile)
    assert error.value.unsure is True


@pytest.mark.parametrize(
    ("text", "line", "column", "problem"),
    [
        ("x: 1\ncpus:\n  - a\n", 3, 3, "cannot unmarshal sequence into a int"),
        ("x: 1\nplain: []\n", 2, 8, "cannot unmarshal sequence into a bool"),
        ("x: 1\nmounts: y\n", 2, 9, "string was used where sequence is expected"),
        ("x: 1\nmounts:\n- []\n", 3, 3, "sequence was used where mapping is expected"),
        ("x: 1\nparam: 1\n", 2, 8, "int was used where mapping is expected"),
        ("x: 1\n<<: [a]\n", 2, 6, "string was used where mapping is expected"),
        ("x: 1\n? [a]\n: 1\n", 2, 3, "a key that is no scalar"),
        ("x: 1\nx: 2\n", 2, 1, 'mapping key "x" already defined'),
        ("x: &a\n  <<: *a\nmounts: *a\n", 1, 4, "mapping was used where sequence is expected"),
        ("param: &a\n  <<: *a\n", 1, 8, "a mapping is merged into itself"),
        ("param: &a\n  <<: [*a]\n", 1, 8, "a mapping is merged into itself"),
    ],
)
def test_where_lima_refuses_a_file(text: str, line: int, column: int, problem: str) -> None:
    with pytest.raises(LoadError) as error:
        load(text.encode(), LimaFile)
    assert (error.value.line, error.value.column, error.value.message) == (line, column, problem)
    assert str(error.value) == problem
