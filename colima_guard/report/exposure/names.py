"""How a report writes what it was told: with ``~``, with nothing that could move a cursor, and never without end."""

from __future__ import annotations

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import with_tilde
from colima_guard.report.text import homely, printable

#: characters of one value in a table, and of one in a name that is read out
MOST, MOST_SPOKEN = 400, 160
ELLIPSIS = "…"


class Names(NamedTuple):
    """The names of one machine, as they are shown."""

    home: str

    def path(self, path: str) -> str:
        """One whole path."""
        return printable(with_tilde(path, self.home))

    def text(self, text: str) -> str:
        """A text in which paths may stand."""
        return printable(homely(text, self.home))


def cut(text: str, most: int = MOST) -> str:
    """The text, its middle left out where it is longer: of a path both ends tell something."""
    if len(text) <= most:
        return text
    end = (most - 1) * 2 // 3
    return text[: most - 1 - end] + ELLIPSIS + text[len(text) - end :]


def listed(names: list[str], most: int = 3) -> str:
    """A few names, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def count(number: int, noun: str) -> str:
    """``1 secret``, ``3 secrets``; of two nouns both have an ``s``."""
    return f"{number:,} {noun if number == 1 else noun.replace(' or ', 's and ') + 's'}"
