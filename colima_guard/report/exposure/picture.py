"""The picture: places of the host, VMs, and occupants, with the lines between them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from colima_guard.model.named_tuple import NamedTuple


class Tone(IntEnum):
    """How bad something is: said by words and shapes, and by colour as well. The worst is the greatest."""

    PLAIN = 0
    LOCKED = 1
    SOFT = 2
    UNKNOWN = 3
    OPEN = 4

    @property
    def word(self) -> str:
        """For a style sheet."""
        return self.name.lower()


class Node(NamedTuple):
    """One thing of the picture, or several that are alike."""

    #: ``p3``, ``v0``, ``o12``: its column and its number there
    key: str
    title: str
    detail: str
    tone: Tone
    #: a word for the tone, or for what it is: ``OPEN``, ``secret``
    mark: str
    #: how many it stands for
    size: int = 1
    #: it is not there yet, as the next new VM
    future: bool = False
    #: of several, each by itself, the worst first
    folded: tuple[Node, ...] = ()


class Link(NamedTuple):
    """A line from a node to one of the next column."""

    start: str
    end: str
    tone: Tone
    #: reads and writes, and not just reads
    writable: bool
    #: past the list of shares, or not known
    loose: bool = False
    #: by which means, for a container
    how: str = ""


class Picture(NamedTuple):
    """Three columns, each the worst first, the lines, and which of them make a way from end to end."""

    places: tuple[Node, ...]
    vms: tuple[Node, ...]
    occupants: tuple[Node, ...]
    links: tuple[Link, ...]
    #: place (empty: none), VM, occupant (empty: none)
    ways: frozenset[tuple[str, str, str]]

    @property
    def columns(self) -> tuple[tuple[Node, ...], ...]:
        return self.places, self.vms, self.occupants

    def on_a_way_with(self, key: str) -> set[str]:
        """The nodes that lie on a way on which this one lies, itself among them."""
        return {key} | {one for way in self.ways if key in way for one in way if one}

    def from_(self, key: str) -> list[Link]:
        """The lines from a node, by the order of those that they lead to."""
        rows = self._rows()
        return sorted((link for link in self.links if link.start == key), key=lambda link: rows[link.end])

    def to(self, key: str) -> list[Link]:
        """The lines to a node, by the order of those that they come from."""
        rows = self._rows()
        return sorted((link for link in self.links if link.end == key), key=lambda link: rows[link.start])

    def _rows(self) -> dict[str, int]:
        return {node.key: row for column in self.columns for row, node in enumerate(column)}


def worst(tones: Iterable[Tone]) -> Tone:
    return max(tones, default=Tone.PLAIN)
