"""Lines that fit the terminal. In a pipe each stays one line, for whoever filters them."""

from __future__ import annotations

import os
import re
import sys

from colima_guard.host.machine import Host
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.report.cells import cells
from colima_guard.report.output import echo, spelled, style, terminal
from colima_guard.report.text import no_command

#: where nothing says how wide the terminal is, and what lines are broken at, at least and at most
USUAL, NARROWEST, _WIDEST = 80, 40, 100
_PROGRAM = r"(?:[A-Z_]+=\S+ )*\b(?:colima-guard|colima|limactl|podman|docker|multipass|minikube|crc) [a-z]+"
#: an option with a name behind it, what no word of a sentence is, and a name at the end
_ARGUMENT = r"(?: --(?:backend|instance) \S+| -\S+| \S*[~/.=\d]\S*| [A-Z]+\b(?:\[\S+)?| [a-z][\w-]*(?=;|$| &&| [-(]))"
#: what stays together where it can, for it is copied: code in backquotes, and commands
_WHOLE = rf"`[^`]+`|{_PROGRAM}{_ARGUMENT}*(?: && {_PROGRAM}{_ARGUMENT}*)*"
#: blanks and the word behind them; other blanks of Unicode hold words together
_WORD = re.compile(r"([ \t\n\v\f\r]*)([^ \t\n\v\f\r]+)")


def columns(host: Host) -> int | None:
    """How wide the terminal is, as shells say it or the system; ``None`` where there is none."""
    if (said := host.env("COLUMNS") or "").isdecimal() and int(said):
        return int(said)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or None
    except (OSError, ValueError, AttributeError):  # it is none, or closed
        return None


def fitted(text: str, width: int, rest: str | None = None, *, first: str = "") -> list[str]:
    """The lines of one, broken between words; ``rest`` stands before all but the first, 4 blanks more without it."""
    if rest is None:
        rest = " " * (len(text) - len(text.lstrip(" ")) + 4)
    width = max(width, NARROWEST)
    lines, line, begun = [], first, False
    for blanks, word in _WORD.findall(re.sub(_WHOLE, lambda found: _held(found[0], width - len(rest)), text)):
        longer = line + " " * len(blanks) + word
        if begun and cells(longer) > width:
            lines.append(line)
            longer = rest + word
        line, begun = longer, True
    return [no_command(line.replace("\0", " ")) for line in (*lines, line if begun else first.rstrip())]


def _held(text: str, room: int) -> str:
    return text.replace(" ", "\0") if cells(text) <= room else text


class Advice(NamedTuple):
    """What is to be said, and what to do about it: one line in a pipe, two in a terminal."""

    said: str
    do: str
    #: of the finding
    id: str = ""

    def __str__(self) -> str:
        return f"{self.said}; do: {self.do}{self._id}"

    @property
    def _id(self) -> str:
        return f" [{self.id}]" if self.id else ""

    def lines(self, indent: str = "  ") -> tuple[str, str]:
        """The two lines."""
        return f"{self.said}{self._id}", f"{indent}do: {self.do}"


def advise(host: Host, advice: Advice, *, indent: str = "", err: bool = False) -> None:
    """Prints an advice."""
    lines = advice.lines(f"{indent}  ") if terminal(err) else (str(advice),)
    for line in lines:
        tell(host, f"{indent}{line}" if line is lines[0] else line, err=err)


def tell(
    host: Host,
    text: str,
    *,
    rest: str | None = None,
    err: bool = False,
    marks: str | None = None,
    fg: str | None = None,
    dim: bool = False,
) -> None:
    """Prints a line, broken where it is for a terminal; ``rest`` stands before what follows of it.

    It has the colour or is dim, or its beginning that ``marks`` it alone is.
    """
    lines = fitted(spelled(text, err=err), min(columns(host) or USUAL, _WIDEST), rest) if terminal(err) else [text]
    if marks is not None:
        lines[0] = style(marks, fg=fg, dim=dim) + lines[0].removeprefix(marks)
    elif fg or dim:
        lines = [style(line, fg=fg, dim=dim) for line in lines]
    for line in lines:
        echo(host, line, err=err)
