"""Texts that every release of goccy/go-yaml reads as libyaml does: told by what they hold, not by what they lack.

What goccy reads otherwise has no end: its scanner is one of its own, it was written anew twice between the releases
that Lima pins (1.13.5 to 1.19.2), and each change moved something. So the forms in which people and programs write
Lima's files are listed here, as far as nine releases of Lima were seen to agree on them; of all else it is not told
what it means. ``tests/dialects`` asks three releases about drawn texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from colima_guard.formats.golang.goccy.gaps import Before, odd_brackets, odd_gap
from colima_guard.formats.yaml.tree import Node
from colima_guard.model.named_tuple import NamedTuple

#: stands in a text for a character that ends a line for libyaml only; wherever it is not in a comment it is a doubt
STRANGER = "\ue000"

_KEY = re.compile(r"[A-Za-z_][\w./-]*\Z|9p\Z|<<\Z", re.ASCII)
_NO_TEXT = re.compile(r"(?i:null|true|false)\Z|~\Z")
#: what begins like a number is one in few forms; 1.13.5 reads `08`, `+x` and `.x` as 0
_NUMBER = re.compile(
    r"-?(0|[1-9]\d{0,17})(\.\d+)?\Z|[1-9]\d*(\.\d+)?(?![eExXoObB_])[A-Za-z][\w.]*\Z|\d+(\.\d+){2,}(/\d+)?\Z", re.ASCII
)
_WORD = re.compile(r"(?:\.{1,2}/|\.(?=[A-Za-z])|[^\s!&*{}\[\]|>%@`'\"#,:?=<\d+.-])[^\n\r\t]*\Z")
_FLOW_WORD = re.compile(r"[A-Za-z_/~$(][\w./~$+=;()@-]*( [\w./-]+)*\Z")
_SINGLE = re.compile(r"'([^'\t\r]|'')*'\Z")
_DOUBLE = re.compile(
    r'"([^"\\\t\r]|\\["\\0abtnvfre NLP_\n]|\\x\w\w|\\u(?![dD][89a-fA-F])\w{4}|\\U000\w{5})*"\Z', re.ASCII
)
_LITERAL = re.compile(r"\|[-+]?\r?\n(?:\r?\n)* +[^ \r\n\t]")
_FOLDED = re.compile(r">-?\n +[^ \r\n\t]")
_PROPERTIES = re.compile(r"(?:&[\w-]+ +)?(?:(!!str) +)?", re.ASCII)


class _Leaf(NamedTuple):
    node: Node
    #: how many brackets are open around it
    depth: int
    is_key: bool


def doubt_of_reading(text: str, root: Node | None) -> str | None:
    """Why goccy may make something else of a document than this tree, ``None`` where it does not."""
    at, before, nothing, column = 0, Before(), False, 1
    in_flow = root is not None and root.style == "{"
    for leaf in _leaves(root, 0) if root is not None else ():
        node = leaf.node
        written = text[node.start : node.end]
        gap = text[at : node.start]
        why = odd_gap(gap, before, node.is_nothing) or _odd_leaf(written, leaf)
        if nothing and leaf.is_key and written[:1] in ("'", '"', "<"):
            why = "a key in quotes, or a merge, behind nothing"  # which 1.13.5 takes for the value
        if node.style in ("|", ">") and re.search(r"[\r\n]", gap) is not None:
            why = "a block that begins on a line of its own"
        if node.kind == "alias" and leaf.depth and text[node.end : node.end + 1] not in (" ", "]"):
            why = why or "a sign right behind an alias"
        if why is not None:
            return f"line {node.line}: {why}"
        at, nothing = node.end, node.is_nothing
        column = node.column if leaf.is_key else column
        plain = node.kind == "alias" or not node.style
        blanks = max(column - 1, min(len(written) // 2 - 1, 4) if plain and ":" not in written else 0)
        if plain and not leaf.is_key and gap.rstrip(" ").endswith(("\n", "\r")):
            blanks = 0  # a word on a line of its own
        before = Before(leaf.depth, node.style in ("|", ">"), plain, blanks, in_flow)
    if (why := odd_gap(text[at:], before, nothing=True)) is not None:
        return f"at the end: {why}"
    return odd_brackets(text, root) if root is not None else None


def _leaves(node: Node, depth: int, *, is_key: bool = False) -> Iterator[_Leaf]:
    if node.kind in ("scalar", "alias"):
        yield _Leaf(node, depth, is_key)
        return
    depth += node.style == "{"
    is_mapping = node.kind == "mapping"
    for number, item in enumerate(node.items):
        yield from _leaves(item, depth, is_key=is_mapping and number % 2 == 0)


def _odd_leaf(written: str, leaf: _Leaf) -> str | None:
    node = leaf.node
    if STRANGER in written:
        return "a character that ends a line for some readers only"
    if node.kind == "alias":
        return "an alias as a key" if leaf.is_key else None
    if node.is_nothing and not written:
        return "nothing where a value stands within brackets" if leaf.depth else None
    properties = _PROPERTIES.match(written)
    assert properties is not None
    tag, written = properties[1], written[properties.end() :]
    if node.tag is not None and (tag is None or not (node.style or _is_text(written))):
        return f"the tag {node.tag}"
    if node.anchor is not None and not node.style and written in ("", "~", "null", "Null", "NULL"):
        return "an anchor at nothing"
    if leaf.is_key and (node.anchor is not None or node.tag is not None):
        return "an anchor or a tag at a key"
    if _is_known(written, leaf):
        return None
    return {"": f"the word {written[:30]}", "|": "a block of text", ">": "a block of text"}.get(
        node.style, "a text in quotes"
    )


def _is_text(written: str) -> bool:
    return _WORD.match(written) is not None and _NO_TEXT.match(written) is None


def _is_known(written: str, leaf: _Leaf) -> bool:
    """Whether a scalar is written in a form that all read alike."""
    style = leaf.node.style
    if style in ("'", '"'):
        known = (_SINGLE if style == "'" else _DOUBLE).match(written) is not None
        return known and not (leaf.depth and "\n" in written)
    if style in ("|", ">"):
        return (_LITERAL if style == "|" else _FOLDED).match(written) is not None
    if leaf.is_key:
        return _KEY.match(written) is not None and _NO_TEXT.match(written) is None
    return (_FLOW_WORD if leaf.depth else _WORD).match(written) is not None or _NUMBER.match(written) is not None
