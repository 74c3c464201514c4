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


def test_a_byte_order_mark_is_a_part_of_limas_first_key() -> None:
    file = load("\ufeffmounts: [a]\ncpus: 2\n".encode(), LimaFile)
    assert (file.value.mounts, file.value.cpus, file.doubt) == (None, 2, None)
    assert [name for name, _ in file.keys] == ["\ufeffmounts", "cpus"]


def test_what_is_of_any_type_to_lima() -> None:
    file = load(b"base: {a: [1, x, {b: ~, c: true}], d: {}}\nparam: ~\n", LimaFile)
    assert file.value.base == {"a": [1, "x", {"b": None, "c": True}], "d": {}}
    assert load(b"base: x\n", LimaFile).value.base == "x"
    assert load(b"base: [a, {url: b}]\n", LimaFile).value.base == ["a", {"url": "b"}]


@pytest.mark.parametrize(
    ("tag", "meant"),
    [
        ("!%C3%A9", "!é"),
        ("!%E2%82%AC", "!€"),
        ("!%F0%9F%98%80", "!😀"),
        ("!%C3%A9%41z", "!éAz"),
        ("!<tag:x%20y>", "tag:x y"),
        ("!!str", "tag:yaml.org,2002:str"),
        ("!e", "!e"),
        ("!", "!"),
    ],
)
def test_tags(tag: str, meant: str) -> None:
    root = parse(f"{tag} x".encode()).root
    assert root is not None and (root.tag, root.value) == (meant, "x")


@pytest.mark.parametrize("tag", ["!%E2%82", "!%C3%28", "!%80", "!%F8%88%80%80%80", "!%C3", "!a%C3b"])
def test_tags_that_are_no_text(tag: str) -> None:
    with pytest.raises(YamlError, match=r"^found an incorrect UTF-8 octet$"):
        parse(f"{tag} x".encode())


def test_keys_that_are_not_written() -> None:
    for text in ("? \n: x\n", "?\n: x"):
        root = parse(text.encode()).root
        assert root is not None
        key, value = root.items
        assert (key.kind, key.value, key.line, key.column, value.value, value.line) == ("scalar", "", 1, 2, "x", 2)
    root = parse(b"[? x]").root
    assert root is not None
    assert [(one.value, one.column) for one in root.items[0].items] == [("x", 4), ("", 5)]


def test_addresses() -> None:
    found = decode(b"network:\n  dns: [1.1.1.1, !!binary OC44LjguOA==, ~, x]\n  gatewayAddress: 1.2.3.4\n", Profile)
    assert found.value.network.dns == ["1.1.1.1", "8.8.8.8", None, None]
    assert [tuple(problem) for problem in found.problems] == [(2, 44, "invalid IP address: x")]
    assert found.value.network.gateway_address is None  # Go stops at the one that is none
    octets = decode(b"network:\n  dns:\n  - [1, 2, 300, x, 4]\n", Profile)
    assert octets.value.network.dns == ["1.2.300.4"]
    assert [tuple(problem) for problem in octets.problems] == [
        (3, 17, "cannot unmarshal !!str `x` into int"),
        (3, 12, "cannot unmarshal !!int `300` into int"),
    ]


def test_what_is_said_to_be_null_and_is_not() -> None:
    found = decode(b"binfmt: !!null [a]\nforceDiskImage: !!null {}\nautoActivate: !!null x\n", Profile)
    assert (found.value.binfmt, found.value.force_disk_image) == (None, None)
    assert [tuple(problem) for problem in found.problems] == [
        (1, 9, "cannot unmarshal !!null into bool"),
        (2, 17, "cannot unmarshal !!null into bool"),
        (3, 15, "cannot decode !!str `x` as a !!null"),
    ]
    wrong = decode(b"binfmt: [a]\nforceDiskImage: x\n", Profile)
    assert (wrong.value.binfmt, wrong.value.force_disk_image) == (False, False)


#: of ``env``: what a merge brings, which keys of it something else sets, and what is wrong
MERGED: dict[str, tuple[dict[str, str] | None, set[str], list[str]]] = {
    "env: {a: b, <<: {a: x, c: d}}\n": ({"a": "b", "c": "d"}, {"a"}, []),
    "env: {<<: {a: x}, a: b}\n": ({"a": "b"}, {"a"}, []),
    "env: {<<: [{a: x}, {a: y, c: z}]}\n": ({"a": "x", "c": "z"}, {"a"}, []),
    "hostname: &h x\nenv: {<<: &m {a: *h}, b: *h}\n": ({"a": "x", "b": "x"}, set(), []),
    "env: {<<: {<<: {a: b}, c: d}}\n": ({"a": "b", "c": "d"}, set(), []),
    "env: &e {a: b, <<: *e}\n": ({"a": "b"}, {"a"}, ["anchor 'e' value contains itself"]),
    "env: {a: b, <<: [*e, x]}\n": (None, set(), ["unknown anchor 'e' referenced"]),
    "env: {a: b, <<: [{c: d}, x]}\n": (
        {"a": "b", "c": "d"}, set(), ["map merge requires map or sequence of maps as the value"]
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", MERGED)
def test_what_a_merge_brings(text: str) -> None:
    value, overruled, problems = MERGED[text]
    found = decode(text.encode(), Profile)
    assert found.value.env == value
    assert [problem.message for problem in found.problems] == problems
    assert {path[1] for path in found.overruled if path[0] == "env" and len(path) > 1} == overruled


#: what is set at the top hangs on the order, where a merged value that something else sets might have ended all
MIGHT_END: dict[bytes, set[str]] = {
    b"cpu: 1\nenv: {<<: {a: x}, a: b}\n": set(),
    b"cpu: 1\nenv: {<<: {a: {x: y}}, a: b}\n": {"cpu", "env"},
    b"cpu: 1\nenv: {<<: {a: !!str x}, a: b}\n": {"cpu", "env"},
    b"cpu: 1\nenv: {<<: {a: {x: y}, c: x}, a: b, c: d}\n": {"cpu", "env"},
    b"cpu: 1\nenv: {a: b, <<: [{c: d}, x]}\n": {"cpu", "env"},
    b"cpu: 1\ngatewayAddress: x\nnetwork: {gatewayAddress: x}\n": set(),
    "cpu: 1\nenv: {a: b, <<: [{c: d}, x]}\n".encode("utf-16"): {"cpu", "env"},
}


@pytest.mark.parametrize("text", MIGHT_END)
def test_what_might_have_ended_all(text: bytes) -> None:
    assert {path[0] for path in decode(text, Profile).overruled if len(path) == 1} == MIGHT_END[text]


@pytest.mark.parametrize("key", ["[b]", "{b: 1}", "? [b]\n    "])
def test_a_key_that_go_cannot_have(key: str) -> None:
    for before in ("", "1: 2, ", "a: 1, "):
        text = f"docker:\n  x: {{{before}{key}: 2}}\n"
        assert [problem.message for problem in decode(text.encode(), Profile).problems] == ["invalid map key"], text


def test_numbers_with_a_point_or_without() -> None:
    for word, memory in (("2", 2.0), ("2.5", 2.5), ("!!float 2", 2.0), ("!!int 2", 2.0), ("true", 0.0), ("x", 0.0)):
        found = decode(f"memory: {word}\n".encode(), Profile)
        assert (found.value.memory, type(found.value.memory)) == (memory, float), word


def test_nothing_leaves_what_was_there() -> None:
    names = ("hostname", "cpu", "memory", "mounts", "env", "docker", "network", "gatewayAddress", "autoActivate")
    found = decode("".join(f"{name}: ~\n" for name in names).encode(), Profile)
    assert found.ok and found.value == Profile()


@pytest.mark.parametrize(("times", "problems"), [(100, []), (250, ["document contains excessive aliasing"])])
def test_aliases_that_multiply(times: int, problems: list[str]) -> None:
    words, aliases = ", ".join(["x"] * times), ", ".join(["*a"] * times)
    found = decode(f"docker:\n  a: &a [{words}]\n  b: [{aliases}]\nhostname: x\n".encode(), Profile)
    assert [problem.message for problem in found.problems] == problems
    assert found.value.hostname == ("" if problems else "x")  # Go ends there


#: how much of what follows belongs to a block of text
BLOCKS = {
    "a:\n - |\n - x\n": ["a", "", "x"],
    "a:\n - |\n   b\n  c\n": None,
    "a:\n - |\n\n   b\n\n   c\n - x\n": ["a", "\nb\n\nc\n", "x"],
    "a: |1\n  b\nc: d\n": ["a", " b\n", "c", "d"],
    "a: |-1\n  b\nc: d\n": ["a", " b", "c", "d"],
    "a: |1-\n  b\nc: d\n": ["a", " b", "c", "d"],
    "a: |+1 # c\n  b\n\n": ["a", " b\n\n"],
    "a: |+\n b\n\nc: d\n": ["a", "b\n\n", "c", "d"],
    "a: >\n b\n c\n\n d\n": ["a", "b c\nd\n"],
    "a: >\n b\n  c\n d\n": ["a", "b\n c\nd\n"],
    "a: >-\n b\n\n  c\n\n d\n\n": ["a", "b\n\n c\n\nd"],
    "a: >-\n b\n \tc\n d\n": ["a", "b\n\tc\nd"],
    "--- |\nb\n c\n": [""],
    "--- >2+\n  b\n   c\n\n": ["b\n c\n\n"],
}


@pytest.mark.parametrize("text", BLOCKS)
def test_blocks_of_text(text: str) -> None:
    if (expected := BLOCKS[text]) is None:
        with pytest.raises(YamlError):
            parse(text.encode())
        return
    root = parse(text.encode()).root
    assert root is not None and words(root) == expected


def test_a_mark_at_the_start_and_one_within() -> None:
    text = "\ufeffcpu: 2\n# " + "x" * 100 + "\ufeff" + "y" * 100 + "\n"
    found = decode(text.encode(), Profile)
    assert (found.doubt, found.problems, found.value.cpu) == (None, [], 2)
