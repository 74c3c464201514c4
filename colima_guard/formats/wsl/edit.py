"""Changes a few values in one of WSL's two files by splicing its text, and proves that nothing else changed.

Every byte outside the values stays: comments, order, line ends, a byte order mark, a missing last newline, and what is
wrong in it. Of a key that stands twice the first counts: it is changed where it stands, or has a line put above it.
What comes new is put above the first thing that would end the file. What cannot be proved is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from colima_guard.formats.refused import EditRefused
from colima_guard.formats.wsl.place import above, below, line_end
from colima_guard.formats.wsl.proof import prove
from colima_guard.formats.wsl.read import Document, read
from colima_guard.formats.wsl.statement import Dialect, Setting, truth
from colima_guard.formats.yaml.splice import Span

__all__ = ["EditRefused", "carry", "edit", "paste_block"]


def edit(data: bytes, dialect: Dialect, values: Mapping[str, str]) -> bytes:
    """The text in which WSL reads these values of ``section.key``, whatever it was. Raises ``EditRefused``.

    One that reads so already stays as it is written, ``1`` for ``true`` too.
    """
    before = read(data, dialect)
    return _edit(data, before, {name: value for name, value in values.items() if not _reads(before, name, value)})


def carry(dialect: Dialect, present: bytes, old: bytes, keys: Sequence[str]) -> bytes:
    """``present`` with the values that these keys have in ``old``, written as they are there.

    A key that is set nowhere there is taken out. Raises ``EditRefused``, also for an ``old`` that is not read.
    """
    then, now = read(old, dialect), read(present, dialect)
    wanted: dict[str, str | None] = {}
    for key in keys:
        found, there = then.first(key), now.first(key)
        value = None if found is None else found.value
        if value != (None if there is None else there.value):
            wanted[key] = None if found is None else then.text[found.at : found.upto]
    return _edit(present, now, wanted)


def paste_block(values: Mapping[str, str]) -> str:
    """The values as text for a person to paste at the head of the file."""
    return "\n".join(f"{chr(10).join(lines)}\n" for lines in _sections(values))


def _reads(document: Document, name: str, value: str) -> bool:
    found = document.first(name)
    return found is not None and (
        found.value == value or (truth(value) is not None and truth(found.value) is truth(value))
    )


def _edit(data: bytes, before: Document, changes: Mapping[str, str | None]) -> bytes:
    if not changes:
        return data
    # in the order in which they are asked for, where several come to stand at one place
    spans = sorted(_spans(before, changes), key=lambda span: (span.start, span.stop))
    text = _spliced(before.text, spans)
    after = (("\ufeff" if before.bom else "") + text).encode()
    try:
        done = read(after, before.dialect)
    except EditRefused as error:
        raise EditRefused(f"the edit cannot be proved: {error.reason}") from error
    prove(before, done, spans, {name.lower(): _value(value, before.dialect) for name, value in changes.items()})
    return after


def _spliced(text: str, spans: Sequence[Span]) -> str:
    pieces, at = [], 0
    for span in spans:
        pieces += [text[at : span.start], span.new]
        at = span.stop
    return "".join([*pieces, text[at:]])


def _value(written: str | None, dialect: Dialect) -> str | None:
    """What a value says, as it is written."""
    if written is None:
        return None
    found = read(f"k={written}".encode(), dialect).first("k")
    return None if found is None else found.value


def _spans(document: Document, changes: Mapping[str, str | None]) -> list[Span]:
    spans: list[Span] = []
    new: dict[str, str] = {}
    for name, value in changes.items():
        there = document.first(name)
        if value is None:
            spans += [] if there is None else [_removal(document, there)]
        elif any(char in value for char in "\r\n"):
            raise EditRefused(f"{name} was set over several lines")
        elif there is None:
            new[name] = value
        else:
            spans.append(_replacement(document, there, name, value))
    unheaded: list[list[str]] = []
    for lines in _sections(new):
        header = next((one for one in document.headers if f"[{one.section}]" == lines[0].lower()), None)
        if header is None:
            unheaded.append(lines)
        else:
            spans.append(below(document, header, lines[1:]))
    return [*spans, above(document, unheaded)] if unheaded else spans


def _sections(values: Mapping[str, str]) -> list[list[str]]:
    """The lines of each section, its header first."""
    found: dict[str, list[str]] = {}
    for name, value in values.items():
        section, _, key = name.partition(".")
        found.setdefault(section, [f"[{section}]"]).append(f"{key}={value}")
    return list(found.values())


def _replacement(document: Document, there: Setting, name: str, value: str) -> Span:
    written = document.text[there.at : there.upto]
    if "\n" not in written and "\r" not in written:
        return Span(there.at, there.upto, value)
    # it has swallowed the line below it, which may be worth something: a line above it is the first to be read
    key = name.rpartition(".")[2]
    return Span(there.start, there.start, f"{key}={value}{line_end(document.text)}")


def _removal(document: Document, there: Setting) -> Span:
    """The line of a setting; what is said behind it stays."""
    text = document.text
    start, stop = text.rfind("\n", 0, there.start) + 1, there.stop
    if text[start : there.start].strip(" \t"):
        start = there.start
    if text.startswith("#", stop):
        return Span(there.start, stop, "")
    for end in ("\r\n", "\n", "\r"):
        if text.startswith(end, stop):
            return Span(start, stop + len(end), "")
    return Span(start, stop, "")
