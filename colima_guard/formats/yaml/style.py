"""How new YAML is written: plain or quoted scalars, and the indentation that a file uses already."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from colima_guard.formats.yaml.change import Entry
from colima_guard.formats.yaml.source import Source, walk
from colima_guard.formats.yaml.tree import Node

#: what some YAML 1.1 or 1.2 reader takes for null, a boolean or a number (in any case)
_WORDS = frozenset(
    ("null", "nil", "none", "true", "false", "yes", "no", "on", "off", "y", "n", "inf", "nan", "infinity")
)
_NUMBER_LIKE = re.compile(r"[0-9][0-9a-f_.,:+\-etzox ]*|0x.*", re.IGNORECASE)
_PLAIN = re.compile(r"(?:~/|[/\w])[\w\-./~+@%=,#:() ]*")
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))


def is_plain(value: str) -> bool:
    """Whether every reader takes a value, written without quotes, for that very string."""
    return (
        _PLAIN.fullmatch(value) is not None
        and value.isprintable()
        and value.casefold() not in _WORDS
        and _NUMBER_LIKE.fullmatch(value) is None
        and not value.endswith((":", " "))
        and ": " not in value
        and " #" not in value
    )


def scalar(value: str | bool, quote: str = "") -> str:
    """A value as it is written: plain where that is safe (unless ``quote`` is asked for), else quoted."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not value.isprintable():
        return '"' + "".join(map(_escaped, value)) + '"'
    if quote == '"' and not set(value) & set('"\\'):
        return f'"{value}"'
    if is_plain(value) and not quote:
        return value
    return "'" + value.replace("'", "''") + "'"


def _escaped(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    if char.isprintable():
        return char
    code = ord(char)
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def reads_as(node: Node, value: str | bool) -> bool:
    """Whether every reader takes a node for this string or boolean."""
    if node.kind != "scalar" or node.tag or node.anchor:
        return False
    if isinstance(value, bool):
        return not node.style and node.value in (("true", "True", "TRUE") if value else ("false", "False", "FALSE"))
    return node.value == value and (bool(node.style) or is_plain(value))


def reads_as_entry(node: Node, entry: Entry) -> bool:
    """Whether a node is a mapping with the fields of an entry, in whatever order."""
    if node.kind != "mapping" or node.tag or node.anchor or len(node.items) != 2 * len(entry.fields):
        return False
    fields = dict(entry.fields)
    return all(key.value in fields and reads_as(value, fields[key.value]) for key, value in node.pairs())


def reads_alike(ours: Node, theirs: Node) -> bool:
    """Whether two nodes mean the same, however they are laid out."""
    if ours.kind != theirs.kind or ours.tag != theirs.tag or len(ours.items) != len(theirs.items):
        return False
    if ours.kind != "scalar":
        return all(map(reads_alike, ours.items, theirs.items))
    if not ours.style and not theirs.style and {ours.value, theirs.value} <= _NULLS:
        return True
    return ours.value == theirs.value and (bool(ours.style) == bool(theirs.style) or is_plain(ours.value))


@dataclass(frozen=True, slots=True)
class Indent:
    """``dash``: columns in front of the dash; ``field``: from the dash to the first key of the element."""

    dash: int
    field: int

    def lines(self, entry: Entry) -> list[str]:
        """The lines of a new element."""
        margins = [" " * self.dash + "-".ljust(self.field)] + [" " * (self.dash + self.field)] * len(entry.fields)
        return [
            f"{margin}{scalar(name)}: {scalar(value)}"
            for margin, (name, value) in zip(margins, entry.fields, strict=False)
        ]


def indent_of(source: Source, sequence: Node, fallback: Indent) -> Indent:
    """How a block list is indented; ``fallback`` says how wide its dashes are if it holds no mapping."""
    dash = source.column(source.content_start(sequence))
    return Indent(dash, next(iter(_field_widths(source, sequence, dash)), fallback.field))


def usual_indent(source: Source) -> Indent:
    """How most block lists of a document are indented below their key, for a list below a key at the top."""
    dashes: Counter[int] = Counter()
    fields: Counter[int] = Counter()
    for mapping in walk(source.root):
        if mapping.kind != "mapping" or mapping.style:
            continue
        for key, value in mapping.pairs():
            if value.kind == "sequence" and not value.style:
                first = source.content_start(value)
                if source.stands_first(first):
                    dash = source.column(first)
                    dashes[max(dash - source.column(key.start), 0)] += 1
                    fields.update(_field_widths(source, value, dash))
    dash = dashes.most_common(1)[0][0] if dashes else 2
    return Indent(source.margin + dash, fields.most_common(1)[0][0] if fields else 2)


def _field_widths(source: Source, sequence: Node, dash: int) -> list[int]:
    mappings = (item for item in sequence.items if item.kind == "mapping" and not item.style)
    widths = (source.column(item.items[0].start) - dash for item in mappings)
    return [width for width in widths if width > 1]  # 1: an element that starts below its dash
