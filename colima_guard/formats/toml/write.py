"""How values are written, so that what is added looks like what is there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from colima_guard.formats.refused import EditRefused
from colima_guard.formats.toml.document import Document, same
from colima_guard.formats.toml.scan import Node
from colima_guard.model.named_tuple import NamedTuple

Scalar = str | bool | int
Element = Scalar | Mapping[str, Scalar]
Writable = Scalar | Sequence[Element]
#: a longer list is written an element a line
_WIDTH = 88


def newline_of(document: Document) -> str:
    """The line end of this file."""
    return "\r\n" if "\r\n" in document.text else "\n"


def text_of(value: Element) -> str:
    """One value on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name} = {text_of(inner)}" for name, inner in value.items()) + "}"
    if any("\ud800" <= char <= "\udfff" for char in value):
        raise EditRefused(f"{value!r} cannot be written: its name is not UTF-8")
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def written(document: Document, value: Writable, old: Node | None = None, indent: str = "", room: int = _WIDTH) -> str:
    """A value as this file writes it, in the shape of the one that it replaces where that is a list too."""
    if isinstance(value, str | bool | int):
        return text_of(value)
    if old is not None and old.kind == "array":
        raw = document.raw(old)
        if "\n" in raw:
            return _like(document, list(value), old, indent)
        pad = raw[1 : len(raw) - len(raw[1:].lstrip())] if old.items else ""
        return f"[{pad}{', '.join(map(text_of, value))}{pad}]"
    line = "[" + ", ".join(map(text_of, value)) + "]"
    if len(line) <= room:
        return line
    end = newline_of(document)
    return "[" + "".join(f"{end}{indent}  {text_of(one)}," for one in value) + f"{end}{indent}]"


class _Line(NamedTuple):
    """A line of a list: a comment alone, or an element with the comment behind it."""

    element: str | None
    comment: str
    value: object = None


def _like(document: Document, wanted: list[Element], old: Node, indent: str) -> str:
    """The list on as many lines as it has elements and comments: of those none goes."""
    end, text = newline_of(document), document.text
    inner = _indent_of(text, old.items[0].start) if old.items else None
    inner = f"{indent}  " if inner is None else inner
    closing = _indent_of(text, old.stop - 1)
    head, lines = _lines(document, old)
    merged = _merged(lines, wanted)
    last = max((number for number, line in enumerate(merged) if line.element is not None), default=-1)
    comma = not old.items or "," in _bare(document, old.items[-1].stop, old.stop - 1)
    made = f"[{head}"
    for number, line in enumerate(merged):
        after = "" if line.element is None or (number == last and not comma) else ","
        comment = f"  {line.comment}" if line.comment and line.element is not None else line.comment
        made += f"{end}{inner}{line.element or ''}{after}{comment}"
    return f"{made}{end}{indent if closing is None else closing}]"


def _bare(document: Document, start: int, stop: int) -> str:
    """A stretch without its comments."""
    text, at = "", start
    for first, last in document.comments(start, stop):
        text, at = text + document.text[at:first], last
    return text + document.text[at:stop]


def _indent_of(text: str, at: int) -> str | None:
    """The blanks before what stands first on its line; ``None`` where it is not first."""
    before = text[text.rfind("\n", 0, at) + 1 : at]
    return before if not before.strip(" \t") else None


def _lines(document: Document, old: Node) -> tuple[str, list[_Line]]:
    """What stands behind the opening bracket, and the lines of a list in their order."""
    text, head = document.text, ""
    lines: list[_Line] = []
    at = old.start + 1
    for item in (*old.items, None):
        for first, last in document.comments(at, item.start if item else old.stop - 1):
            beside = "\n" not in text[at:first]
            if beside and not lines:
                head = f" {text[first:last]}"
            elif beside and lines[-1].element is not None:
                lines[-1] = lines[-1]._replace(comment=text[first:last])
            else:
                lines.append(_Line(None, text[first:last]))
        if item is not None:
            lines.append(_Line(document.raw(item), "", item.value))
            at = item.stop
    return head, lines


def _merged(lines: list[_Line], wanted: list[Element]) -> list[_Line]:
    """The lines with the wanted elements in their order; what goes leaves its comment on a line of its own."""
    left = [_Line(text_of(one), "", dict(one) if isinstance(one, Mapping) else one) for one in wanted]
    made: list[_Line] = []
    for line in lines:
        if line.element is None:
            made.append(line)
        elif left and same(left[0].value, line.value):
            made.append(line)
            left.pop(0)
        elif line.comment:
            made.append(_Line(None, line.comment))
    return [*made, *left] if not _trailing(made) else list(_before_tail(made, left))


def _trailing(lines: list[_Line]) -> bool:
    return bool(lines) and lines[-1].element is None and any(line.element is not None for line in lines)


def _before_tail(lines: list[_Line], left: list[_Line]) -> Iterator[_Line]:
    """New elements stand behind the last one, before the comments that end the list."""
    last = max(number for number, line in enumerate(lines) if line.element is not None)
    yield from lines[: last + 1]
    yield from left
    yield from lines[last + 1 :]
