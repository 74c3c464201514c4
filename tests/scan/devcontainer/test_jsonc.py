"""The forgiving parser: what it makes of broken texts is what the CLI acts on."""

from __future__ import annotations

from typing import Any

import pytest

from colima_guard.scan.devcontainer.jsonc import TooDeep, parse, read
from colima_guard.scan.devcontainer.nodes import Node


def plain(node: Node | None) -> Any:
    if node is None:
        return "nothing"
    if isinstance(node.value, dict):
        return {key: plain(one) for key, one in node.value.items()}
    if isinstance(node.value, list):
        return [plain(one) for one in node.value]
    return node.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('// a\n{"a": 1, /* b */ "c": [1, 2,],} // d', {"a": 1, "c": [1, 2]}),
        ('{"a": true} garbage', {"a": True}),
        ('{"a": 1 "b": 2', {"a": 1, "b": 2}),
        ('{"a": /* a /* b */ true}', {"a": True}),
        ('{"a": true /* never closed', {"a": True}),
        ('{"a": 1, "a": 2}', {"a": 2}),
        ('{"\\u0061": 1}', {"a": 1}),
        ('{"a": "x\ny", "b": true}', {"a": "x"}),
        ('{"a": [0x10, 1., 1e], "b": true}', {"a": [0, 1, 1], "b": True}),
        ('{"a": -true, # "b": 1\n "c": 3}', {"a": True, "b": 1, "c": 3}),
        ("{'a': 1, \"b\": 2}", {"b": 2}),
        ('{"a": , "b": 2}', {"b": 2}),
        ('{"a" 1, "b": 2}', {"b": 2}),
        ('{"__proto__": {"a": 1}}', {}),
        ('\ufeff{"a": 1}', {"a": 1}),
        ('{"a": 1}{"b": 2}', {"a": 1}),
        ('{"a": "\\ud83d\\ude00 \\q \\u12 ."}', {"a": "😀   ."}),
        ("", "nothing"),
        ("}", "nothing"),
    ],
)
def test_what_can_be_read_counts(text: str, value: object) -> None:
    assert plain(parse(text)) == value


def test_each_value_keeps_its_place() -> None:
    document = read("f", '{\n  "a": [1,\r\n\t"x"]}')
    assert document.root is not None
    (one, other) = document.root.value["a"].value
    assert document.where(one)[1:] == (2, 9)
    assert document.where(other)[1:] == (3, 2)


def test_what_is_nested_without_end_is_refused() -> None:
    with pytest.raises(TooDeep):
        parse("[" * 100_000)
