"""Where a new value goes, and what goes with one that is taken away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colima_guard.formats.refused import EditRefused
from colima_guard.formats.toml.document import Document, Found, Header, Key, Value, named
from colima_guard.formats.toml.write import Writable, newline_of, written
from colima_guard.formats.yaml.splice import Span


def addition(document: Document, key: Sequence[str], value: Writable, *, folded: bool, raw: str | None = None) -> Span:
    """The span that adds a value: in its table where there is one, else in a new one at the end."""
    table, name = tuple(key[:-1]), key[-1]
    headers = document.tables(table, folded=folded) if table else []
    if any(header.array for _, header in headers):
        raise EditRefused(f"`[[{'.'.join(table)}]]` is a list of tables", document.line(headers[0][1].at))
    if len(headers) > 1:
        raise EditRefused(f"`[{'.'.join(table)}]` is there twice", document.line(headers[-1][1].at))
    if braces := document.found(table, folded=folded) if table else []:
        return _in_braces(document, braces[-1], name, value, raw)
    if headers:
        return _in_section(document, *headers[0], name, value, raw)
    if table and (dotted := _dotted(document, table, folded)):
        return _beside(document, dotted, name, value, raw)
    if not table:
        return _at_the_top(document, name, value, raw)
    return _in_new_section(document, table, name, value, raw)


def _text(document: Document, name: str, value: Writable, raw: str | None, indent: str = "") -> str:
    return f"{indent}{name} = {written(document, value, None, indent) if raw is None else raw}"


def _in_section(document: Document, number: int, header: Header, name: str, value: Writable, raw: str | None) -> Span:
    mine = [present for present in document.values if present.header == number]
    at = mine[-1].stop if mine else header.stop
    indent = _indent(document, mine[-1].pair.at) if mine else ""
    return _line(document, at, _text(document, name, value, raw, indent))


def _beside(document: Document, present: Value, name: str, value: Writable, raw: str | None) -> Span:
    """``machine.cpus = 1`` says that ``[machine]`` must not be said: so does what is added."""
    pair = present.pair
    prefix = document.text[pair.at : pair.named].rpartition(".")[0].rstrip()
    return _line(document, present.stop, _text(document, f"{prefix}.{name}", value, raw, _indent(document, pair.at)))


def _dotted(document: Document, table: Key, folded: bool) -> Value | None:
    """The last value of a table that no header names."""
    for present in document.values[::-1]:
        above = document.headers[present.header].key if present.header is not None else ()
        if len(above) < len(table) and named(present.key[:-1], folded) == named(table, folded):
            return present
    return None


def _in_braces(document: Document, found: Found, name: str, value: Writable, raw: str | None) -> Span:
    node = found.node
    if node.kind != "table":
        raise EditRefused(f"`{'.'.join(found.key)}` is no table", document.line(node.start))
    text = written(document, value, room=1 << 20) if raw is None else raw
    if "\n" in text:
        raise EditRefused("a list on several lines cannot stand within braces", document.line(node.start))
    if node.pairs:
        at = node.pairs[-1].node.stop
        return Span(at, at, f", {name} = {text}")
    return Span(node.start + 1, node.stop - 1, f" {name} = {text} ")


def _at_the_top(document: Document, name: str, value: Writable, raw: str | None) -> Span:
    mine = [present for present in document.values if present.header is None]
    if mine:
        return _line(document, mine[-1].stop, _text(document, name, value, raw))
    end = newline_of(document)
    between = end if document.headers else ""
    return Span(0, 0, _text(document, name, value, raw) + end + between)


def _in_new_section(document: Document, table: tuple[str, ...], name: str, value: Writable, raw: str | None) -> Span:
    end, text = newline_of(document), document.text
    line = f"[{'.'.join(table)}]{end}{_text(document, name, value, raw)}"
    if not text:
        return Span(0, 0, line + end)
    if text.endswith("\n"):
        blank = "" if text.endswith((end * 2, "\n\n")) or not text.strip() else end
        return Span(len(text), len(text), blank + line + end)
    return Span(len(text), len(text), end * 2 + line)


def _line(document: Document, at: int, line: str) -> Span:
    """A line of its own behind a line; a text without a last line end has none after it either."""
    end = newline_of(document)
    if at >= len(document.text) and not document.text.endswith("\n"):
        return Span(at, at, end + line)
    return Span(at, at, line + end)


def _indent(document: Document, at: int) -> str:
    return document.text[document.text.rfind("\n", 0, at) + 1 : at]


def removals(document: Document, found: Found, *, header_too: bool) -> Iterator[Span]:
    """The spans that take a value away: its line, but for a comment on it, and the header that holds nothing else."""
    value, text = found.value, document.text
    if found.outer or value.pair is not found.pair:
        raise EditRefused("it stands within braces, and cannot be taken away there", document.line(found.pair.at))
    start = text.rfind("\n", 0, value.pair.at) + 1
    comments = document.comments(value.node.stop, value.stop)
    if document.comments(value.node.start, value.node.stop):
        raise EditRefused("there are comments within it, which would go", document.line(value.pair.at))
    header = document.headers[value.header] if header_too and value.header is not None else None
    alone = sum(other.header == value.header for other in document.values) == 1
    if header is not None and alone and not text[header.closed : start].strip() and not comments:
        start = text.rfind("\n", 0, header.at) + 1
    yield Span(value.pair.at, comments[0][0], "") if comments else Span(start, value.stop, "")
