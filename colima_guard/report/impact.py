"""What a lock does to projects and containers, for a person and for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from colima_guard.host.machine import Host
from colima_guard.model.shell import word
from colima_guard.report.text import told, told_path
from colima_guard.scan.forecast import Forecast
from colima_guard.scan.impact import Effect

#: how many binds are written out; JSON has them all
LINES = 20


def impact_lines(host: Host, forecast: Forecast) -> Iterator[str]:
    """One line a bind that changes, then what keeps them all; one line where nothing changes; none without a look."""
    if forecast.effects is None:
        yield told(host, f"what changes for projects and containers is not known: {', '.join(forecast.notes)}")
        return
    if not forecast.asked:
        return
    changes = forecast.changes
    looked = f"{_count(forecast.projects, 'project')} and {_count(forecast.containers, 'container')}"
    if changes:
        yield f"of {looked}, {_count(len(changes), 'bind')} will change:"
        for allow, effects in _grouped(changes[:LINES]):
            yield from (f"  {_line(host, effect)}" for effect in effects)
            if allow:
                yield f"    kept by allowing {_typed(host, allow)}"
        if len(changes) > LINES:
            yield from _more(host, changes)
    elif forecast.projects or forecast.containers:
        yield f"no bind of {looked} changes"
    else:
        yield "no project and no container was looked at"
    yield from (f"  {told(host, note)}" for note in forecast.notes)


def _line(host: Host, effect: Effect) -> str:
    who = f"container {effect.container}" if effect.container else _of_project(host, effect)
    on = f" on {told(host, effect.instance)}" if effect.instance else ""
    refused = f" ({told(host, effect.refused)})" if effect.refused else ""
    names = f"{told(host, who)}{on}: {told(host, effect.target)} (from {told_path(host, effect.source)})"
    return f"{names} {told(host, effect.words)}{refused}"


def _of_project(host: Host, effect: Effect) -> str:
    return f"{told_path(host, effect.project)} {effect.service}".rstrip()


def _grouped(effects: Sequence[Effect]) -> Iterator[tuple[str, list[Effect]]]:
    """The effects by what keeps them, each group where its first one stands."""
    groups: dict[str, list[Effect]] = {}
    for effect in effects:
        groups.setdefault(effect.allow, []).append(effect)
    yield from groups.items()


def _more(host: Host, changes: Sequence[Effect]) -> Iterator[str]:
    yield f"  and {len(changes) - LINES} more, all of them with --json"
    keeps = sorted({effect.allow for effect in changes if effect.allow})
    if len(keeps) > LINES:
        yield f"    kept by allowing {len(keeps)} directories: colima-guard scan --suggest names those of a place"
    elif keeps:
        yield f"    all of them kept by allowing {' '.join(_typed(host, one) for one in keeps)}"


def _typed(host: Host, allow: str) -> str:
    """A directory as it is typed behind ``allow``."""
    path = allow.removesuffix(":ro")
    return f"{word(told_path(host, path))}{allow[len(path) :]}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def impact_document(forecast: Forecast) -> dict[str, Any]:
    """The keys that a change has of it: ``impact`` is ``null`` where it is not known."""
    effects = forecast.effects
    return {
        "impact": None if effects is None else [effect_document(effect) for effect in effects],
        "looked_at": {
            "projects": forecast.projects,
            "containers": forecast.containers,
            "notes": list(forecast.notes),
        },
    }


def effect_document(effect: Effect) -> dict[str, Any]:
    """What becomes of one bind."""
    return {
        "project": effect.project or None,
        "container": effect.container or None,
        "service": effect.service or None,
        "source": effect.source,
        "target": effect.target,
        "outcome": effect.outcome,
        "allow": effect.allow or None,
        "refused": effect.refused or None,
        "words": effect.words,
        "there": effect.there,
        "instance": effect.instance or None,
    }
