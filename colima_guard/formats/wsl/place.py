"""Where in a text of WSL's dialect something new is put, so that WSL reads it: before whatever ends the file."""

from __future__ import annotations

from colima_guard.formats.wsl.read import Document
from colima_guard.formats.wsl.statement import Dialect, Fault, Header
from colima_guard.formats.yaml.splice import Span


def line_end(text: str) -> str:
    """How the lines of a text end, most of them."""
    return "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"


def below(document: Document, header: Header, lines: list[str]) -> Span:
    """The lines as the first ones of a section that is there."""
    text, end = document.text, line_end(document.text)
    behind = header.stop + len(text[header.stop :]) - len(text[header.stop :].lstrip(" \t"))
    if text.startswith("\r", behind) and not text.startswith("\r\n", behind):
        at = behind + 1  # an old Mac's line end
    elif (newline := text.find("\n", behind)) >= 0:
        at = newline + 1
    else:
        return Span(len(text), len(text), "".join(f"{end}{line}" for line in lines))
    return Span(at, at, "".join(f"{line}{end}" for line in lines))


def above(document: Document, sections: list[list[str]]) -> Span:
    """New sections above the first one that is there: what stands before any is of none, and stays so."""
    text, end = document.text, line_end(document.text)
    block = f"{end}{end}".join(end.join(lines) for lines in sections)
    first = next((one for one in document.statements if _is_bound(document, one)), None)
    if first is None:
        return Span(len(text), len(text), f"{_ending(document)}{block}{end}")
    # a value can end with its last line's beginning: what begins there is its own comment
    before = max((one.stop + 1 for one in document.statements if one.stop <= first.start), default=0)
    at = _paragraph(text, first.start, before)
    return Span(at, at, f"{block}{end}{end}")


def _is_bound(document: Document, one: object) -> bool:
    """Whether something new has to come before it: behind a line without an end that is wrong nothing can be put."""
    if isinstance(one, Fault):
        return document.dialect is Dialect.CONF or one.stop == len(document.text)
    return isinstance(one, Header)


def _paragraph(text: str, start: int, before: int) -> int:
    """Where the lines of comment begin that stand right above, and behind what was read before."""
    at = _line(text, start)
    if at < before or text[at:start].strip(" \t"):
        return start
    while at > before and (above := _line(text, at - 1)) >= before and text.startswith("#", _blank(text, above)):
        at = above
    return at


def _line(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _blank(text: str, at: int) -> int:
    return at + len(text[at:]) - len(text[at:].lstrip(" \t"))


def _ending(document: Document) -> str:
    """What ends the last line, if nothing does: a value can go on behind its line's end, at the end of the file."""
    text, end = document.text, line_end(document.text)
    if not text:
        return ""
    last = document.statements[-1] if document.statements else None
    goes_on = last is not None and last.stop == len(text)
    if goes_on or not text.endswith("\n"):
        return f"{end}{end}"
    return end if document.statements else ""
