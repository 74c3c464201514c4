"""The map in a terminal: a block a VM, what it sees on its left, and what is in it on its right.

Where three columns have no room, what it sees stands below it, and below that what is in it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import zip_longest
from typing import TextIO

from colima_guard.host.machine import Host
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.report import fit
from colima_guard.report.cells import cells, padded
from colima_guard.report.exposure.build import Most, picture
from colima_guard.report.exposure.document import untold
from colima_guard.report.exposure.layout import fitted
from colima_guard.report.exposure.members import members
from colima_guard.report.exposure.names import ELLIPSIS, Names
from colima_guard.report.exposure.picture import Link, Node, Picture, Tone
from colima_guard.report.exposure.values import Document
from colima_guard.report.output import echo, style
from colima_guard.report.text import no_command

_MOST = Most(9, 9, 12)
_COLORS = {Tone.OPEN: "red", Tone.UNKNOWN: "magenta", Tone.SOFT: "yellow", Tone.LOCKED: "green", Tone.PLAIN: None}
#: what three columns are drawn in at least and at most
_COLUMNS, _WIDEST = 72, 140


class Signs(NamedTuple):
    """What lines are drawn of."""

    writes: str
    reads: str
    loose: str
    side: str
    more: str


_BOX = Signs("══▶", "──▶", "··▶", "│", ELLIPSIS)
_ASCII = Signs("==>", "-->", "..>", "|", "~")


def show(host: Host, document: Document) -> None:
    """Prints the map to standard output, as wide as the terminal is."""
    for line in lines(document, min(max(fit.columns(host) or fit.USUAL, fit.NARROWEST), _WIDEST), signs_of(sys.stdout)):
        echo(host, no_command(line))


def signs_of(stream: TextIO | None) -> Signs:
    """What a stream can show; ``None`` is one that is closed, as by ``>&-``."""
    if stream is None:
        return _BOX
    try:
        "".join(_BOX).encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return _ASCII
    return _BOX


def lines(document: Document, width: int, signs: Signs = _BOX) -> Iterator[str]:
    """The map in so many columns, coloured; without colour it says the same."""
    names = Names(document["home"])
    drawn = picture(members(document), names, _MOST)
    yield from (line.rstrip() for line in (_beside if width >= _COLUMNS else _below)(drawn, width, signs))
    yield ""
    seen = {link.start for link in drawn.links}
    if unseen := [node for node in drawn.places if node.key not in seen]:
        yield _fitted(f"out of reach: {'  '.join(node.title for node in unseen)}", width, signs)
    legend = [
        f"{signs.writes} reads and writes",
        f"{signs.reads} reads",
        f"{signs.loose} past its shares, or if started",
    ]
    yield from ["  ".join(legend)] if width >= _COLUMNS else legend
    for note in untold(document):
        yield from fit.fitted(_written(f"not known: {names.text(note)}", signs), width)


def _beside(drawn: Picture, width: int, signs: Signs) -> Iterator[str]:
    # the arrows and sides between the three columns take 14
    left = (width - 14) * 3 // 10
    middle = (width - 14) // 3
    right = width - 14 - left - middle
    head = f"{'THIS MACHINE':<{left + 7}}{'VM':<{middle + 7}}CONTAINERS"
    yield style(f"{head} AND SERVICES" if len(head) + 13 <= width else head, bold=True)
    for number, vm in enumerate(drawn.vms):
        yield from [""] if number else []
        yield from _block(drawn, vm, (left, middle, right), signs)


def _below(drawn: Picture, width: int, signs: Signs) -> Iterator[str]:
    nodes = {node.key: node for column in drawn.columns for node in column}
    for number, vm in enumerate(drawn.vms):
        yield from [""] if number else []
        yield _pair(vm.title, vm.mark, width, vm.tone, signs)
        yield _cell(vm.detail, width, signs)
        sees, holds = drawn.to(vm.key), drawn.from_(vm.key)
        yield style("  sees" if sees else "  sees nothing of this machine", bold=True)
        yield from (_row(nodes[link.start], link, width, signs) for link in sees)
        yield from [style("  holds", bold=True)] if holds else []
        yield from (_row(nodes[link.end], link, width, signs) for link in holds)


def _row(node: Node, link: Link, width: int, signs: Signs) -> str:
    said, arrow = _line(node, link, width - 6, signs)
    return f"  {arrow} {said}"


def _block(drawn: Picture, vm: Node, widths: tuple[int, int, int], signs: Signs) -> Iterator[str]:
    nodes = {node.key: node for column in drawn.columns for node in column}
    sees, holds = drawn.to(vm.key), drawn.from_(vm.key)
    own = [_pair(vm.title, vm.mark, widths[1], vm.tone, signs), _cell(vm.detail, widths[1], signs)]
    before = [_line(nodes[link.start], link, widths[0], signs) for link in sees] or [_nothing(widths[0], signs)]
    after = [_line(nodes[link.end], link, widths[2], signs) for link in holds]
    for seen, said, held in zip_longest(before, own, after):
        place, arrow = seen or (" " * widths[0], "   ")
        occupant, leads = held or ("", "   ")
        yield f"{place} {arrow} {signs.side} {said or ' ' * widths[1]} {signs.side} {leads} {occupant}"


def _nothing(width: int, signs: Signs) -> tuple[str, str]:
    return _cell("nothing of this machine", width, signs), "   "


def _line(node: Node, link: Link, width: int, signs: Signs) -> tuple[str, str]:
    """A place or occupant in its column, and the line between it and its VM."""
    arrow = signs.loose if link.loose else signs.writes if link.writable else signs.reads
    return _pair(node.title, node.mark, width, link.tone, signs), style(arrow, fg=_COLORS[link.tone])


def _pair(title: str, mark: str, width: int, tone: Tone, signs: Signs) -> str:
    """A name on the left and a word on the right of a column."""
    return _cell(title, width - cells(mark) - 1, signs) + " " + style(mark, fg=_COLORS[tone])


def _cell(text: str, width: int, signs: Signs) -> str:
    text = _fitted(text, width, signs)
    return padded(text, width)


def _fitted(text: str, width: int, signs: Signs) -> str:
    return fitted(_written(text, signs), width).replace(ELLIPSIS, signs.more)


def _written(text: str, signs: Signs) -> str:
    """The text as it is printed where lines are drawn of letters: its width is then that of what is seen."""
    if signs is not _ASCII:
        return text
    return text.replace(ELLIPSIS, _ASCII.more).encode("ascii", "backslashreplace").decode("ascii")
