"""Choosing directories with the keyboard: each one not at all, writable or read-only."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from colima_guard.host.machine import Host
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.share import Access
from colima_guard.report.cells import cells, padded
from colima_guard.report.fit import fitted
from colima_guard.report.text import printable

if TYPE_CHECKING:
    from prompt_toolkit.data_structures import Point
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.key_binding.key_processor import KeyPressEvent
    from prompt_toolkit.output import Output

#: the access of each row, ``None`` for one that is not taken
Answer = tuple[Access | None, ...]

KEYS = "up/down: move   space: rw, ro or no   enter: go on   ctrl-c: change nothing"
_NEXT = {None: Access.RW, Access.RW: Access.RO, Access.RO: None}
_MARKS = {None: "[  ]", Access.RW: "[rw]", Access.RO: "[ro]"}
_WHICH = "Which? Numbers, 2r for read-only; nothing for those marked"
_NUMBER = re.compile(r"(\d{1,3})(ro?|rw|w)?\Z")


class Choice(NamedTuple):
    """A row to choose from."""

    name: str
    why: str
    access: Access | None
    #: what stands above it, where a group begins
    heading: str = ""


class Question(NamedTuple):
    """What is asked; ``wrong`` says what is wrong with an answer, which is then not taken."""

    title: str
    rows: tuple[Choice, ...]
    wrong: Callable[[Answer], str | None]
    #: the lines of what an answer makes of the machine
    drawn: Callable[[Answer], list[str]]


def choose(host: Host, question: Question) -> Answer | None:
    """The access of each row; ``None`` where somebody would rather change nothing.

    Keys where the terminal can move its cursor, numbers where it cannot.
    """
    dumb = host.platform != "windows" and host.env("TERM") in (None, "", "dumb", "unknown")
    try:
        output = None if dumb else _output()
        return _by_numbers(question) if output is None else _by_keys(question, output)
    except (KeyboardInterrupt, EOFError, click.Abort):
        return None


class _List:
    """The rows as they stand while somebody moves among them."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._access = [row.access for row in question.rows]
        self._at = 0
        self._said = ""
        self._drawn = question.drawn(tuple(self._access))
        self._width = max(cells(printable(row.name)) for row in question.rows)

    def head(self) -> StyleAndTextTuples:
        """What stays above the rows."""
        return [("bold", f"{_whole_words(self._question.title)}\n"), ("", _whole_words(KEYS))]

    def foot(self) -> StyleAndTextTuples:
        """What stays below them: what the answer as it stands makes of the machine, and what is wrong with it."""
        lines = "\n".join(map(_whole_words, self._drawn))
        return [("", f"\n{lines}\n"), ("bold", _whole_words(printable(self._said)))]

    def rows(self) -> StyleAndTextTuples:
        """The rows with their headings, as pieces of a style each."""
        pieces: StyleAndTextTuples = []
        for number, row in enumerate(self._question.rows):
            if row.heading:
                pieces.append(("", f"\n{row.heading}\n"))
            here = number == self._at
            line = f"{'>' if here else ' '} {_MARKS[self._access[number]]} {padded(printable(row.name), self._width)}"
            pieces += [("reverse" if here else "", line), ("", f"  {printable(row.why)}\n")]
        return pieces

    def cursor(self) -> Point:
        """The line of the row that is chosen: the terminal scrolls to it."""
        from prompt_toolkit.data_structures import Point

        headings = sum(2 for row in self._question.rows[: self._at + 1] if row.heading)
        return Point(0, headings + self._at)

    def bindings(self) -> KeyBindings:
        """What each key does."""
        from prompt_toolkit.key_binding import KeyBindings

        keys = KeyBindings()

        def bind(names: Sequence[str], do: Callable[[KeyPressEvent], None]) -> None:
            for name in names:
                keys.add(name)(do)

        bind(("up", "k", "c-p"), lambda event: self._move(-1))
        bind(("down", "j", "c-n"), lambda event: self._move(1))
        bind((" ",), lambda event: self._set(_NEXT[self._access[self._at]]))
        bind(("w",), lambda event: self._set(Access.RW))
        bind(("r",), lambda event: self._set(Access.RO))
        bind(("n", "backspace", "delete"), lambda event: self._set(None))
        bind(("enter",), self._done)
        bind(("c-c", "c-d"), lambda event: event.app.exit(result=None))
        return keys

    def _move(self, by: int) -> None:
        self._at = (self._at + by) % len(self._access)

    def _set(self, access: Access | None) -> None:
        self._access[self._at], self._said = access, ""
        self._drawn = self._question.drawn(tuple(self._access))

    def _done(self, event: KeyPressEvent) -> None:
        answer = tuple(self._access)
        self._said = self._question.wrong(answer) or ""
        if not self._said:
            event.app.exit(result=answer)


def _whole_words(text: str) -> str:
    """The text broken between words: the window that it is in breaks it anywhere."""
    from prompt_toolkit.application import get_app

    return "\n".join(fitted(text, get_app().output.get_size().columns, ""))


def _output() -> Output | None:
    """Where the list is drawn, as every question on standard error; ``None`` where that cannot be drawn on."""
    from prompt_toolkit.output import create_output

    try:
        return create_output(sys.stderr)
    except Exception:  # noqa: BLE001 - of what a terminal can lack each system has its own error
        return None


def _by_keys(question: Question, output: Output) -> Answer | None:
    from prompt_toolkit.application import Application
    from prompt_toolkit.layout.containers import HSplit, Window
    from prompt_toolkit.layout.controls import FormattedTextControl
    from prompt_toolkit.layout.layout import Layout

    listing = _List(question)
    rows = FormattedTextControl(listing.rows, focusable=True, show_cursor=False, get_cursor_position=listing.cursor)
    head, foot = (FormattedTextControl(text) for text in (listing.head, listing.foot))
    windows = [
        Window(head, dont_extend_height=True, wrap_lines=True),
        Window(rows, dont_extend_height=True, always_hide_cursor=True),
        Window(foot, dont_extend_height=True, wrap_lines=True),
    ]
    application: Application[Answer | None] = Application(
        layout=Layout(HSplit(windows), focused_element=rows),
        key_bindings=listing.bindings(),
        erase_when_done=True,
        output=output,
    )
    return application.run()


def _by_numbers(question: Question) -> Answer:
    for line in _numbered(question):
        click.echo(line, err=True)
    while True:
        text = click.prompt(_WHICH, default="", show_default=False, err=True)
        answer = _answer(question, text)
        said = question.wrong(answer) if isinstance(answer, tuple) else answer
        if isinstance(answer, tuple) and not said:
            for line in question.drawn(answer):
                click.echo(line, err=True)
            return answer
        click.echo(printable(str(said)), err=True)


def _numbered(question: Question) -> Iterator[str]:
    yield question.title
    for number, row in enumerate(question.rows, 1):
        if row.heading:
            yield row.heading
        yield f"  {number:2} {_MARKS[row.access]} {printable(row.name)}  {printable(row.why)}"


def _answer(question: Question, text: str) -> Answer | str:
    """What numbers mean, or what is wrong with them."""
    words = text.replace(",", " ").split()
    if not words:
        return tuple(row.access for row in question.rows)
    found: list[Access | None] = [None] * len(question.rows)
    for word in words:
        match = _NUMBER.match(word)
        if match is None or not 1 <= int(match[1]) <= len(found):
            return f"{word!r} is none of 1 to {len(found)}, with an r behind it for read-only"
        found[int(match[1]) - 1] = Access.RO if match[2] in ("r", "ro") else Access.RW
    return tuple(found)
