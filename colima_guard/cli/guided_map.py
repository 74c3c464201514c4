"""What a choice of directories makes of the machine: what VMs would see, what goes out of reach, who is left empty."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from colima_guard.cli.choose import Answer
from colima_guard.host.machine import Host
from colima_guard.judge.row import Survey
from colima_guard.model.paths import Paths
from colima_guard.model.share import Access
from colima_guard.report.cells import cells, padded
from colima_guard.report.exposure.terminal import signs_of
from colima_guard.report.text import told, told_path
from colima_guard.scan.offers import Offer

#: how many directories and VMs are drawn, places named in a line, and lines of what would be empty
_ROWS, _NAMED, _EMPTY = 6, 6, 3


def drawn(host: Host, looked: Survey, rows: Sequence[Offer], answer: Answer) -> list[str]:
    """The lines of the map, for the answer as it stands."""
    given = list(zip(rows, answer, strict=True))
    chosen = [(row.path, access) for row, access in given if access is not None]
    then = Paths(host.realpath(path) for path, _ in chosen)
    unseen = [_left_of(host, then, path) for path in _seen(host, looked) if then.above(host.realpath(path)) is None]
    empty = [(row.path, row.why) for row, access in given if row.taken and access is None]
    return [
        *_arrows(host, chosen, looked),
        *([f"no longer seen: {', '.join(_first(unseen, _NAMED))}"] if unseen else []),
        *_first([f"{told_path(host, path)} would be empty: {told(host, why)}" for path, why in empty], _EMPTY),
    ]


def _arrows(host: Host, chosen: Sequence[tuple[str, Access]], looked: Survey) -> Iterator[str]:
    """The directories on the left, the VMs on the right, and how these would reach those."""
    signs = signs_of(sys.stderr)
    marks = [signs.writes if access is Access.RW else signs.reads for _, access in chosen]
    places = _first([told_path(host, path) for path, _ in chosen], _ROWS) or ["nothing"]
    vms = _first([told(host, row.instance.name) for row in looked.rows], _ROWS)
    width = max(map(cells, places))
    for place, mark, vm in zip_longest(places, marks[:_ROWS], vms):
        yield f"{padded(place or '', width)} {mark or '   '} {signs.side} {vm or ''}".rstrip()


def _seen(host: Host, looked: Survey) -> Iterator[str]:
    """What VMs see now, and the secrets within their reach, each once."""
    shares = (share for row in looked.rows for share in (row.now or row.shown).exposure.shares)
    told_of = (share.location for share in shares if share.location is not None and share.real is not None)
    secrets = (path for row in looked.rows for path in row.within_reach)
    yield from dict.fromkeys((*told_of, *secrets))


def _left_of(host: Host, then: Paths, path: str) -> str:
    """A path that goes out of sight, in words, where something in it stays."""
    return f"the rest of {told_path(host, path)}" if then.within(host.realpath(path)) else told_path(host, path)


def _first(texts: Sequence[str], most: int) -> list[str]:
    """The first of them, and how many more there are."""
    more = len(texts) - most
    return [*texts[:most], f"and {more} more"] if more > 0 else list(texts)
