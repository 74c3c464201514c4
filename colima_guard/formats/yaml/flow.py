"""Changes to a text whose top is a flow mapping, as JSON is: spliced within the brackets, in the file's own layout."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from colima_guard.formats.yaml.change import EditRefused, Entries, Entry, Keep, Scalar, Verbatim
from colima_guard.formats.yaml.element import with_fields
from colima_guard.formats.yaml.source import Source
from colima_guard.formats.yaml.splice import Splice
from colima_guard.formats.yaml.style import is_plain, scalar
from colima_guard.formats.yaml.tree import Node

#: what is plain between brackets too
_PLAIN = re.compile(r"[\w./~-]+")


def flow_scalar(source: Source, value: str | bool, quote: str = "") -> str:
    """A value as it is written between brackets: as JSON has it where the file quotes its keys as JSON does."""
    if isinstance(value, bool):
        return scalar(value)
    if quote == '"' or _is_json(source):
        return json.dumps(value, ensure_ascii=False)
    return value if not quote and is_plain(value) and _PLAIN.fullmatch(value) else scalar(value, "'")


def _is_json(source: Source) -> bool:
    return bool(source.root.items) and source.root.items[0].style == '"'


def put_flow_value(splice: Splice, key: Node, value: Node, new: str) -> None:
    """Puts a text in the place of a value."""
    source = splice.source
    behind = source.behind_key(key)
    end = source.end(value, behind)
    _refuse_comments(source, key, behind, end)
    if value.start < end and source.text[behind - 1] == ":":
        splice.cut(max(value.start, behind), end, new)
    else:
        splice.cut(behind, behind, f" {new}" if source.text[behind - 1] == ":" else f": {new}")


def _refuse_comments(source: Source, key: Node, start: int, end: int) -> None:
    for comment in source.comments:
        if start <= comment.start < end:
            raise EditRefused(f"a comment between the brackets of '{key.value}'", comment.line + 1)


def flow_list(source: Source, entries: Sequence[Keep | Entry], present: Node | None) -> str:
    """A list between brackets; each element on a line of its own where the present ones are."""
    items = present.items if present is not None and present.style else ()
    texts = [
        _entry(source, entry) if isinstance(entry, Entry) else with_fields(source, items[entry.index], entry.but)
        for entry in entries
    ]
    if present is None or not items or not all(source.stands_first(item.start) for item in items):
        return f"[{', '.join(texts)}]"
    line = source.line_of(items[0].start)
    margin = source.ending_near(line) + source.text[source.line_start(line) : items[0].start]
    last = source.line_of(present.end - 1)
    closing = source.text[source.line_start(last) : present.end - 1]
    return f"[{margin}{f',{margin}'.join(texts)}{'' if closing.strip() else source.ending_near(last) + closing}]"


def _entry(source: Source, entry: Entry) -> str:
    fields = (f"{flow_scalar(source, name)}: {flow_scalar(source, value)}" for name, value in entry.fields)
    return "{" + ", ".join(fields) + "}"


def add_flow_pair(splice: Splice, name: str, new: str) -> None:
    """Adds a key at the end, on a line of its own where the last one is."""
    source = splice.source
    pair = f"{flow_scalar(source, name)}: {new}"
    if not source.root.items:
        opening = source.content_start(source.root) + 1
        splice.cut(opening, opening, pair)
        return
    key, value = source.root.items[-2:]
    end = source.end(value, source.behind_key(key))
    first = source.line_of(key.start)
    alone = source.stands_first(key.start)
    gap = source.ending_near(first) + source.text[source.line_start(first) : key.start] if alone else " "
    splice.cut(end, end, f",{gap}{pair}")


def flow_text(change: Verbatim, end: str) -> str:
    """A value of another file, if it can stand between brackets."""
    block = change.value.style in ("|", ">") or (change.value.items and not change.value.style)
    if block:
        raise EditRefused(f"'{change.key}' is written as a block, which cannot stand between brackets")
    return end.join((change.inline.strip(), *change.lines))


def put_flow_scalar(splice: Splice, change: Scalar, pair: tuple[Node, Node] | None) -> None:
    """Sets a value that is no list."""
    source = splice.source
    if pair is None:
        add_flow_pair(splice, change.key, flow_scalar(source, change.value))
    else:
        put_flow_value(splice, *pair, flow_scalar(source, change.value, pair[1].style))


def put_flow_entries(splice: Splice, change: Entries, pair: tuple[Node, Node] | None) -> None:
    """Sets a list."""
    present = pair[1] if pair else None
    if present is not None and present.kind == "alias":
        present = present.target
    new = flow_list(splice.source, change.entries, present)
    if pair is None:
        add_flow_pair(splice, change.key, new)
    else:
        put_flow_value(splice, *pair, new)
