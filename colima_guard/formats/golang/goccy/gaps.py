"""What may stand between two scalars for every release of goccy/go-yaml to read it as libyaml does."""

from __future__ import annotations

import re
from functools import lru_cache

from colima_guard.formats.yaml.tree import Node
from colima_guard.model.named_tuple import NamedTuple

_TOKENS = re.compile(
    r"(?P<line>\r\n|\n|\r)|(?P<blank> +)|(?P<comment>(?<!\S)#[^\r\n]*)|(?P<dash>-(?=[ \r\n]))|(?P<colon>:)"
    r"|(?P<open>[\[{])|(?P<close>[\]}])|(?P<comma>,)|(?P<anchor>&[A-Za-z0-9_-]+(?= *[\r\n{\[]))"
)
_INDENT = re.compile(r"[ \t]*")
_BLANKS = re.compile(r"(?:[ \t\r\n]|(?<!\S)#[^\r\n]*)*")


class Before(NamedTuple):
    """What stands in front of a gap."""

    #: how many brackets are open
    depth: int = 0
    #: whether a line begins there: it is the begin of the text, or the end of a block
    fresh: bool = True
    #: whether it is a scalar without quotes
    plain: bool = False
    #: how many blanks an empty line, or one with a comment, may begin with, not to be a part of it for 1.13.5
    blanks: int = 1 << 16
    #: whether the whole text is in brackets
    in_flow: bool = False


@lru_cache(1024)
def odd_gap(gap: str, begin: Before, nothing: bool) -> str | None:
    """What is odd in a gap, ``None`` for nothing. ``nothing``: no scalar follows."""
    depth, before, last = begin.depth, "" if begin.fresh else "scalar", "line" if begin.fresh else "scalar"
    word, at = begin.plain, 0
    while at < len(gap):
        found = _TOKENS.match(gap, at)
        if found is None:
            return f"{gap[at : at + 8]!r} between two values"
        kind = found.lastgroup or ""
        if kind == "line" and before == "blank" and last == "line" and word and at - _begin(gap, at) > begin.blanks:
            why: str | None = "a line of blanks"  # a part of the word in front of it to 1.13.5
        elif kind == "comment" and begin.fresh and last == "line" and at - _begin(gap, at) > begin.blanks:
            why = "a comment behind a block that is indented more than its key"
        elif depth:
            why = _odd_in_brackets(kind, last, ends_word=begin.plain and not begin.in_flow)
        else:
            why = _odd_anywhere(kind, last)
        if why is not None:
            return why
        depth += (kind == "open") - (kind == "close")
        before, at = kind, found.end()
        word = word and kind in ("blank", "line")
        last = last if kind in ("blank", "comment") else kind
    return "no blank behind a colon" if before == "colon" and not nothing else None


def _odd_in_brackets(kind: str, last: str, *, ends_word: bool) -> str | None:
    if kind == "line" and (last == "colon" or (last == "scalar" and ends_word)):
        return "a line that ends within brackets"
    if kind == "comma" and last in ("line", "open", "comma"):
        return "a comma behind nothing"
    if kind == "dash":
        return "a dash within brackets"
    return _odd_anywhere(kind, last)


def _odd_anywhere(kind: str, last: str) -> str | None:
    if kind == "colon" and last != "scalar":
        return "a colon behind no key"
    if kind == "anchor" and last not in ("open", "comma", "colon"):
        return "an anchor that stands alone"
    return None


def odd_brackets(text: str, node: Node, outer: int = -1) -> str | None:
    """A line within brackets that is not indented as 1.13.5 needs it. ``outer``: the indentation around them."""
    flow = node.style == "{" and node.kind != "scalar"
    if flow and text[node.start] not in "[{&":
        return f"line {node.line}: a pair in a list without brackets of its own"
    if flow and node.kind == "mapping" and (why := _odd_pair(text, node)) is not None:
        return why
    if flow and not re.search(r"[\r\n]", text[node.start : node.end]):
        return next((why for item in node.items if (why := odd_brackets(text, item)) is not None), None)
    indent = _indentation(text, node.start) if flow else -1
    close = _column(text, node.end - 1) if flow else None
    if flow and outer >= 0 and close is None:
        return f"line {node.line}: brackets within others that end within a line"
    if close is not None and (close < indent or close <= outer):
        return f"line {node.line}: brackets whose end is not indented"
    # brackets that begin a line: the first thing in them is the measure of all that follow
    least = node.items[0].column if flow and node.items and _column(text, node.start) is not None else 0
    for item in node.items:
        column = _column(text, item.start) if flow and item.start < item.end else None
        if column is not None and (column <= indent or column + 1 < least or (close is not None and column <= close)):
            return f"line {item.line}: a line in brackets that is not indented"
        if (why := odd_brackets(text, item, indent)) is not None:
            return why
    return None


def _odd_pair(text: str, node: Node) -> str | None:
    """A pair in brackets whose next comma or bracket stands where 1.13.5 takes it for a key, or for more of the value.

    Its ``parseMappingValue`` goes by columns within brackets as well: what stands in the column of the key begins the
    next pair, and what stands on a later line right of the colon is a value too many. Both are refused.
    """
    for key, value in node.pairs():
        colon = text.find(":", key.end, value.end)
        behind = _BLANKS.match(text, value.end)
        if colon < 0 or behind is None or _begin(text, behind.end()) == _begin(text, colon):
            continue
        column = behind.end() - _begin(text, behind.end())
        if column == key.column - 1 or column > colon - _begin(text, colon):
            return f"line {key.line}: a pair in brackets that is followed below its key or right of its colon"
    return None


def _begin(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def _indentation(text: str, at: int) -> int:
    found = _INDENT.match(text, _begin(text, at))
    return len(found[0]) if found is not None else 0


def _column(text: str, at: int) -> int | None:
    """The column of a place, if nothing but blanks stands in front of it on its line."""
    begin = _begin(text, at)
    return at - begin if not text[begin:at].strip(" \t") else None
