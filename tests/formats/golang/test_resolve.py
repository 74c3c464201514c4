"""A single scalar as yaml.v3 and goccy/go-yaml read it: where their numbers, words and tags differ from each other."""

from __future__ import annotations

import math
from typing import Any

import pytest

from colima_guard.formats.golang.goccy import scalars as goccy
from colima_guard.formats.golang.scalars import Fail, Timestamp, address, is_merge, is_null, kind_of, resolve, short_tag
from colima_guard.formats.yaml.tree import Node


def scalar(text: str, tag: str | None = None, style: str = "", **more: Any) -> Node:
    return Node("scalar", 3, 5, 0, len(text), tag, None, text, style, **more)


LONG = "tag:yaml.org,2002:"
#: what each makes of a plain scalar: yaml.v3, goccy
NUMBERS: dict[str, tuple[Any, Any]] = {
    "0": (0, 0),
    "7": (7, 7),
    "+7": (7, 7),
    "-7": (-7, -7),
    "1_000": (1000, 1000),
    "017": (15, 15),
    "-017": (-15, -15),
    "0o17": (15, 15),
    "0x1F": (31, 31),
    "-0x1f": (-31, -31),
    "0b101": (5, 5),
    "0b-101": (-5, "0b-101"),
    "0o+17": (15, "0o+17"),
    "08": (8.0, 8.0),
    "1.5": (1.5, 1.5),
    ".5": (0.5, 0.5),
    "-1e3": (-1000.0, -1000.0),
    "1e999": ("1e999", math.inf),
    "9223372036854775808": (1 << 63, 1 << 63),
    "-9223372036854775808": (-(1 << 63), -(1 << 63)),
    "-9223372036854775809": (-float(1 << 63), -(1 << 63) - 1),
    "18446744073709551615": ((1 << 64) - 1, (1 << 64) - 1),
    "18446744073709551616": (float(1 << 64), 1 << 64),
    "1.2.3": ("1.2.3", "1.2.3"),
    "0x": ("0x", "0x"),
    "-": ("-", "-"),
    ".": (".", "."),
    "~/p": ("~/p", "~/p"),
}
WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    # words of YAML 1.1 only where a field is a boolean
    **{word: word for word in ("yes", "on", "y", "no", "off", "n", "tRue", "nUll")},
}


def same(found: Any, value: Any) -> bool:
    return (type(found), found) == (type(value), value)


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers(text: str) -> None:
    value, of_goccy = NUMBERS[text]
    assert same(resolve(scalar(text)), value)
    assert same(goccy.scalar(scalar(text)), of_goccy)


@pytest.mark.parametrize("text", WORDS)
def test_words(text: str) -> None:
    assert same(resolve(scalar(text)), WORDS[text])
    assert same(goccy.scalar(scalar(text)), WORDS[text])
    assert is_null(scalar(text)) is (WORDS[text] is None)


@pytest.mark.parametrize("style", ["'", '"', "|", ">"])
@pytest.mark.parametrize("text", ["1", "true", "~", "", "2001-01-01", "<<"])
def test_what_is_quoted_is_a_text(text: str, style: str) -> None:
    assert same(resolve(scalar(text, style=style)), text)
    assert same(goccy.scalar(scalar(text, style=style)), text)
    assert not is_null(scalar(text, style=style)) and not is_merge(scalar(text, style=style))


@pytest.mark.parametrize("tag", ["!!", LONG])
@pytest.mark.parametrize(
    ("name", "text", "style", "value"),
    [
        ("str", "1", "", "1"),
        ("str", "", "", ""),
        ("str", "true", "", "true"),
        ("int", "1", "'", 1),
        ("float", "1", "", 1.0),
        ("float", "1.5", "", 1.5),
        ("bool", "true", '"', True),
        ("null", "~", "", None),
        ("binary", "fi9w", "", "~/p"),
        ("binary", "fi\n9w", "|", "~/p"),
    ],
)
def test_a_tag_decides(tag: str, name: str, text: str, style: str, value: Any) -> None:
    assert same(resolve(scalar(text, tag + name, style)), value)


@pytest.mark.parametrize(
    ("tag", "text", "why"),
    [
        ("!!int", "x", "cannot decode !!str `x` as a !!int"),
        ("!!int", "1.5", "cannot decode !!float `1.5` as a !!int"),
        ("!!bool", "1", "cannot decode !!int `1` as a !!bool"),
        ("!!float", "true", "cannot decode !!bool `true` as a !!float"),
        ("!!float", "x", "cannot decode !!str `x` as a !!float"),
        ("!!null", "x", "cannot decode !!str `x` as a !!null"),
        ("!!timestamp", "x", "cannot decode !!str `x` as a !!timestamp"),
        ("!!binary", "fi9", "!!binary value contains invalid base64 data"),
        ("!!binary", "f@9w", "!!binary value contains invalid base64 data"),
    ],
)
def test_a_tag_that_does_not_fit(tag: str, text: str, why: str) -> None:
    with pytest.raises(Fail, match=f"^{why}$") as failed:
        resolve(scalar(text, tag))
    assert (failed.value.problem.line, failed.value.problem.column, failed.value.problem.message) == (3, 5, why)


def test_a_tag_of_nobody_leaves_the_text() -> None:
    assert same(resolve(scalar("1", "!mine")), "1")
    assert same(resolve(scalar("1", "!")), 1)


@pytest.mark.parametrize(
    ("text", "is_time"),
    [
        ("2001-12-14", True),
        ("2001-1-1", True),
        ("2000-02-29", True),
        ("2004-02-29", True),
        ("1900-02-29", False),
        ("2001-02-29", False),
        ("2001-13-01", False),
        ("2001-00-01", False),
        ("2001-04-31", False),
        ("2001-04-00", False),
        ("2001-12-14T21:59:43Z", True),
        ("2001-12-14t21:59:43.10-05:00", True),
        ("2001-12-14 21:59:43", True),
        ("2001-12-14 24:00:00", False),
        ("2001-12-14 23:60:00", False),
        ("2001-12-14 23:00:60", False),
        ("2001-12-14T23:60:00Z", False),
        ("2001-12-14T21:59:43", False),
        ("2001-12", False),
    ],
)
def test_a_time_is_no_text(text: str, is_time: bool) -> None:
    found = resolve(scalar(text))
    assert (isinstance(found, Timestamp), found) == (is_time, text)
    assert kind_of(found) == ("!!timestamp" if is_time else "!!str")
    if is_time:
        assert isinstance(resolve(scalar(text, "!!timestamp")), Timestamp)


@pytest.mark.parametrize(
    ("tag", "short"), [(None, ""), ("!", ""), (LONG + "int", "!!int"), ("!!int", "!!int"), ("!mine", "!mine")]
)
def test_tags_are_known_by_both_their_names(tag: str | None, short: str) -> None:
    assert short_tag(tag) == short


def test_null() -> None:
    assert is_null(scalar("~", "!!null")) and is_null(scalar("", "!!null", "'"))
    assert not is_null(scalar("~", "!!str")) and not is_null(scalar("x", "!!null"))
    alias = Node("alias", 1, 1, 0, 1, value="a", target=scalar("null"))
    assert is_null(alias) and not is_null(Node("alias", 1, 1, 0, 1, value="a", target=scalar("0")))
    assert not is_null(Node("alias", 1, 1, 0, 1, value="a")) and not is_null(Node("mapping", 1, 1, 0, 1))


def test_a_merge_key() -> None:
    assert is_merge(scalar("<<")) and is_merge(scalar("<<", LONG + "merge")) and is_merge(scalar("<<", "!!merge", "'"))
    assert not is_merge(scalar("<<", "!!str")) and not is_merge(scalar("<"))
    assert not is_merge(Node("alias", 1, 1, 0, 1, value="<<"))


@pytest.mark.parametrize("text", ["192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1"])
def test_an_address(text: str) -> None:
    assert address(scalar(text), text) == text


@pytest.mark.parametrize("text", ["192.0.2", "fe80::1%eth0", "x", "192.0.2.256"])
def test_no_address(text: str) -> None:
    with pytest.raises(Fail, match="invalid IP address"):
        address(scalar(text), text)


def test_an_empty_address_is_none() -> None:
    assert address(scalar(""), "") is None


@pytest.mark.parametrize(
    ("node", "name", "text"),
    [
        (scalar("true"), "boolean", "true"),
        (scalar("0x1F"), "int", "31"),
        (scalar("1.50"), "float", "1.5"),
        (scalar("1e3"), "float", "1000"),
        (scalar("~"), "null", ""),
        (scalar("x"), "string", "x"),
        (scalar("1", LONG + "str"), "string", "1"),
        (Node("alias", 1, 1, 0, 1, value="a", target=scalar("1")), "int", "1"),
    ],
)
def test_what_goccy_calls_it(node: Node, name: str, text: str) -> None:
    assert goccy.kind_name(node) == name
    value = goccy.scalar(node.target or node)
    assert value is None or goccy.text_of(value) == text


def test_what_goccy_calls_a_collection() -> None:
    assert goccy.kind_name(Node("mapping", 1, 1, 0, 1)) == "mapping"
    assert goccy.kind_name(Node("sequence", 1, 1, 0, 1)) == "sequence"


@pytest.mark.parametrize(
    "digits", ["9" * 5000, "-" + "1" * 5000, "0x" + "f" * 5000, "0b" + "1" * 5000, "0" + "7" * 5000]
)
def test_a_number_longer_than_python_reads(digits: str) -> None:
    assert resolve(scalar(digits)) == digits
    assert goccy.scalar(scalar(digits)) == digits
