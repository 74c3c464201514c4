"""Where each part of a text stands for Colima's reader: a finding names the line, an edit cuts the text there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from colima_guard.formats.golang.yaml_v3.first_document import first_document
from colima_guard.formats.yaml.tree import Node

TEXT = """\
# c
vmType: qemu  # d
docker: &d !!map
  "a b": 'it''s'
  ? key
  : - x
    -   {p: q, "r": [1, 2 , 3]}
    - - deep
      -
flow: {a, b: , "c":[x, y: z]}
again: *d
text: |-
  one
  two

fold: >2
    more
last:
"""
#: depth, line, column, kind, what is written from its start to its end, its value
PLACES = [
    (0, 2, 1, "mapping", TEXT.removeprefix("# c\n"), ""),
    (1, 2, 1, "scalar", "vmType", "vmType"),
    (1, 2, 9, "scalar", "qemu", "qemu"),
    (1, 3, 1, "scalar", "docker", "docker"),
    (1, 3, 9, "mapping", TEXT[TEXT.index("&d") : TEXT.index("flow")], ""),
    (2, 4, 3, "scalar", '"a b"', "a b"),
    (2, 4, 10, "scalar", "'it''s'", "it's"),
    (2, 5, 5, "scalar", "key", "key"),
    (2, 6, 5, "sequence", TEXT[TEXT.index("- x") : TEXT.index("flow")], ""),
    (3, 6, 7, "scalar", "x", "x"),
    (3, 7, 9, "mapping", '{p: q, "r": [1, 2 , 3]}', ""),
    (4, 7, 10, "scalar", "p", "p"),
    (4, 7, 13, "scalar", "q", "q"),
    (4, 7, 16, "scalar", '"r"', "r"),
    (4, 7, 21, "sequence", "[1, 2 , 3]", ""),
    (5, 7, 22, "scalar", "1", "1"),
    (5, 7, 25, "scalar", "2", "2"),
    (5, 7, 29, "scalar", "3", "3"),
    (3, 8, 7, "sequence", "- deep\n      -\n", ""),
    (4, 8, 9, "scalar", "deep", "deep"),
    (4, 9, 8, "scalar", "", ""),
    (1, 10, 1, "scalar", "flow", "flow"),
    (1, 10, 7, "mapping", '{a, b: , "c":[x, y: z]}', ""),
    (2, 10, 8, "scalar", "a", "a"),
    (2, 10, 9, "scalar", "", ""),
    (2, 10, 11, "scalar", "b", "b"),
    (2, 10, 14, "scalar", "", ""),
    (2, 10, 16, "scalar", '"c"', "c"),
    (2, 10, 20, "sequence", "[x, y: z]", ""),
    (3, 10, 21, "scalar", "x", "x"),
    (3, 10, 24, "mapping", "y: z", ""),
    (4, 10, 24, "scalar", "y", "y"),
    (4, 10, 27, "scalar", "z", "z"),
    (1, 11, 1, "scalar", "again", "again"),
    (1, 11, 8, "alias", "*d", "d"),
    (1, 12, 1, "scalar", "text", "text"),
    (1, 12, 7, "scalar", "|-\n  one\n  two\n\n", "one\ntwo"),
    (1, 16, 1, "scalar", "fold", "fold"),
    (1, 16, 7, "scalar", ">2\n    more\n", "  more\n"),
    (1, 18, 1, "scalar", "last", "last"),
    (1, 18, 6, "scalar", "", ""),
]


def places(text: str, node: Node, depth: int = 0) -> Iterator[tuple[int, int, int, str, str, str]]:
    yield depth, node.line, node.column, node.kind, text[node.start : node.end], node.value
    for item in node.items:
        yield from places(text, item, depth + 1)


def root(text: str) -> Node:
    node = first_document(text.encode()).root
    assert node is not None
    return node


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_where_each_part_stands(line_end: str) -> None:
    text = TEXT.replace("\n", line_end)
    found = [
        (*place, *words)
        for *place, written, value in places(text, root(text))
        if (words := (written.replace("\r", ""), value))
    ]
    assert found == PLACES


def test_what_is_written_at_a_part() -> None:
    docker, again = root(TEXT).items[3], root(TEXT).items[7]
    assert (docker.tag, docker.anchor, docker.style) == ("tag:yaml.org,2002:map", "d", "")
    assert again.target is not None and again.target.anchor == "d"
    assert [node.style for node in root(TEXT).items[8::2]] == ["", "", ""]
    assert [node.style for node in root(TEXT).items[9::2]] == ["|", ">", ""]
    assert [node.style for node in docker.items[:4]] == ['"', "'", "", ""]


def test_what_is_wide_is_one_column() -> None:
    text = 'é: "日本\\u00e9" # x\n日: {é: 𝕏, b: c}\n'
    assert list(places(text, root(text)))[1:] == [
        (1, 1, 1, "scalar", "é", "é"),
        (1, 1, 4, "scalar", '"日本\\u00e9"', "日本é"),
        (1, 2, 1, "scalar", "日", "日"),
        (1, 2, 4, "mapping", "{é: 𝕏, b: c}", ""),
        (2, 2, 5, "scalar", "é", "é"),
        (2, 2, 8, "scalar", "𝕏", "𝕏"),
        (2, 2, 11, "scalar", "b", "b"),
        (2, 2, 14, "scalar", "c", "c"),
    ]
