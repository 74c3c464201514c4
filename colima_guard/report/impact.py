"""What a lock does to projects and containers, for a person and for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from colima_guard.host.machine import Host
from colima_guard.model.shell import word
from colima_guard.report.text import told, told_path
from colima_guard.scan.effect import Effect
from colima_guard.scan.forecast import Forecast
from colima_guard.scan.lifted import Lifted

#: how many binds are written out; JSON has them all
LINES = 20
_HOW = "not looked at: projects (name them with --projects DIR)"
_NONE = "no project was found where they are said to lie"


def impact_lines(host: Host, forecast: Forecast) -> Iterator[str]:
    """One line a bind that changes, then what keeps them all; one line where nothing changes, and what was not seen."""
    if forecast.effects is None:
        yield told(host, f"what changes for projects and containers is not known: {', '.join(forecast.notes)}")
        return
    changes = forecast.changes
    looked = f"{_count(forecast.projects, 'project')} and {_count(forecast.containers, 'container')}"
    if changes:
        yield f"of {looked}, {_count(len(changes), 'bind')} will change:"
        for keeps, effects in _grouped(changes[:LINES]):
            yield from (f"  {_line(host, effect)}" for effect in effects)
            if keeps:
                yield f"    kept by allowing {' '.join(_typed(host, one) for one in keeps)}"
                yield from _opened(host, effects)
        if len(changes) > LINES:
            yield from _more(host, changes)
    elif forecast.projects or forecast.containers:
        yield f"no bind of {looked} changes"
    nothing = not (changes or forecast.projects or forecast.containers)
    indent, how = ("", (_NONE if forecast.named else _HOW,)) if nothing else ("  ", ())
    yield from (f"{indent}{told(host, note)}" for note in (*forecast.silent, *how, *forecast.notes))


def _line(host: Host, effect: Effect) -> str:
    who = f"container {effect.container}" if effect.container else _of_project(host, effect)
    on = f" on {told(host, effect.instance)}" if effect.instance else ""
    refused = f" ({told(host, effect.refused)})" if effect.refused else ""
    names = f"{told(host, who)}{on}: {told(host, effect.target)} (from {told_path(host, effect.source)})"
    return f"{names} {told(host, effect.words)}{refused}"


def _of_project(host: Host, effect: Effect) -> str:
    return f"{told_path(host, effect.project)} {effect.service}".rstrip()


def _grouped(effects: Sequence[Effect]) -> Iterator[tuple[tuple[str, ...], list[Effect]]]:
    """The effects by what keeps them, each group where its first one stands."""
    groups: dict[tuple[str, ...], list[Effect]] = {}
    for effect in effects:
        groups.setdefault(effect.keeps, []).append(effect)
    yield from groups.items()


def _more(host: Host, changes: Sequence[Effect]) -> Iterator[str]:
    """What is not written out, and what keeps it that was not named yet."""
    yield f"  and {len(changes) - LINES} more, all of them with --json"
    named = {one for effect in changes[:LINES] for one in effect.keeps}
    keeps = sorted({one for effect in changes[LINES:] for one in effect.keeps} - named)
    if len(keeps) > LINES:
        yield f"    kept by allowing {len(keeps)} directories: colima-guard scan --suggest names those of a place"
    elif keeps:
        yield f"    kept by allowing {' '.join(_typed(host, one) for one in keeps)}"
        yield from _opened(host, [effect for effect in changes[LINES:] if not named.issuperset(effect.keeps)])


def _opened(host: Host, effects: Sequence[Effect]) -> Iterator[str]:
    """What else is opened by allowing a directory for a file in it."""
    for path, what in dict.fromkeys(one for effect in effects for one in effect.opens):
        yield f"      {_typed(host, path)}: {told(host, what.said)}"


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
            "notes": [*forecast.silent, *forecast.notes],
        },
    }


def lifted_document(lifted: Lifted) -> dict[str, Any]:
    """The files that a directory has to be allowed for, and how many other names it opens beside them."""
    return {"files": list(lifted.files), "others": lifted.number}


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
        "also_allow": list(effect.also),
        "opens": [{"path": path.removesuffix(":ro"), **lifted_document(what)} for path, what in effect.opens],
        "refused": effect.refused or None,
        "words": effect.words,
        "there": effect.there,
        "instance": effect.instance or None,
    }
