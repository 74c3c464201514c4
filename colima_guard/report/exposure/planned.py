"""What a plan comes to, in lines: what goes, what becomes empty, and what cannot be changed."""

from __future__ import annotations

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.report.exposure.names import Names, count, cut, listed
from colima_guard.report.exposure.values import Document

#: lines of one list that are shown at once, and that it has at all
_SHOWN, _LINES = 20, 1500
#: names in one line
_NAMED = 6


class Lines(NamedTuple):
    """A list under a heading."""

    title: str
    lines: tuple[str, ...]
    more: tuple[str, ...]
    empty: str


def planned(document: Document, names: Names) -> tuple[Lines, ...]:
    """The lists of a plan; none without one."""
    if document["plan"] is None:
        return ()
    lists = [
        _lines("What no VM will see any more", _unseen(document, names), "Every VM sees what it saw before."),
        _lines("What becomes of projects and containers", _impact(document, names), "No known bind changes."),
    ]
    if refused := document["plan"]["refused"]:
        said = [f"{_at(one, names)}: {names.text(one['reason'])}" for one in refused]
        lists.append(_lines("What stays as it is", said, ""))
    return tuple(lists)


def _lines(title: str, lines: list[str], empty: str) -> Lines:
    cut_off = [f"and {count(len(lines) - _LINES, 'more line')}"] if len(lines) > _LINES else []
    said = (*(cut(line) for line in lines[:_LINES]), *cut_off)
    return Lines(title, said[:_SHOWN], said[_SHOWN:], empty)


def _at(refused: Document, names: Names) -> str:
    return names.path(refused["path"]) + (f":{refused['line']}" if refused["line"] else "")


def _unseen(document: Document, names: Names) -> list[str]:
    """What goes, the home first and then what most VMs lose."""
    by_path: dict[str, list[str]] = {}
    for one in document["plan"]["unseen"]:
        by_path.setdefault(one["path"], []).append(names.text(one["instance"]))
    lost = sorted(by_path.items(), key=lambda pair: (pair[0] != document["home"], -len(pair[1]), pair[0]))
    return [f"{names.path(path)}: {listed(instances, _NAMED)}" for path, instances in lost]


def _impact(document: Document, names: Names) -> list[str]:
    """What becomes of binds; what becomes of several in the same words is said once."""
    by_what: dict[tuple[str, str, str], list[str]] = {}
    for one in document["scan"]["impact"]:
        if one["outcome"] != "kept":
            noun, of = ("container", "") if one["container"] else ("service", f" of {one['project']}")
            kept = f"; kept by allowing {one['allow']}" if one["allow"] else ""
            what = f"{one['target']} (from {one['source']}) {one['words']}{kept}"
            by_what.setdefault((noun, of, what), []).append(one["container"] or one["service"])
    return [
        names.text(f"{noun if len(who) == 1 else f'{len(who):,} {noun}s'} {listed(who, _NAMED)}{of}: {what}")
        for (noun, of, what), who in by_what.items()
    ]
