"""What a plan comes to, in lines: what goes, what becomes empty, and what cannot be changed."""

from __future__ import annotations

from typing import NamedTuple

from colima_guard.report.exposure.members import Document
from colima_guard.report.exposure.names import Names, count, cut, listed

#: lines of one list
_LINES = 40


class Lines(NamedTuple):
    """A list under a heading."""

    title: str
    lines: tuple[str, ...]
    empty: str


def planned(document: Document, names: Names) -> tuple[Lines, ...]:
    """The lists of a plan; none without one."""
    if document["plan"] is None:
        return ()
    lists = [
        Lines("What no VM will see any more", _few(_unseen(document, names)), "Every VM sees what it saw before."),
        Lines("What becomes of projects and containers", _few(_impact(document, names)), "No known bind changes."),
    ]
    if refused := document["plan"]["refused"]:
        said = [f"{_at(one, names)}: {names.text(one['reason'])}" for one in refused]
        lists.append(Lines("What stays as it is", _few(said), ""))
    return tuple(lists)


def _at(refused: Document, names: Names) -> str:
    return names.path(refused["path"]) + (f":{refused['line']}" if refused["line"] else "")


def _unseen(document: Document, names: Names) -> list[str]:
    by_path: dict[str, list[str]] = {}
    for one in document["plan"]["unseen"]:
        by_path.setdefault(one["path"], []).append(names.text(one["instance"]))
    return [f"{names.path(path)}: {listed(instances, 4)}" for path, instances in by_path.items()]


def _impact(document: Document, names: Names) -> list[str]:
    lines = []
    for one in document["scan"]["impact"]:
        if one["outcome"] != "kept":
            who = f"container {one['container']}" if one["container"] else f"{one['service']} of {one['project']}"
            kept = f"; kept by allowing {one['allow']}" if one["allow"] else ""
            lines.append(names.text(f"{who}: {one['target']} (from {one['source']}) {one['words']}{kept}"))
    return lines


def _few(lines: list[str]) -> tuple[str, ...]:
    more = (f"and {count(len(lines) - _LINES, 'more line')}",) if len(lines) > _LINES else ()
    return (*(cut(line) for line in lines[:_LINES]), *more)
