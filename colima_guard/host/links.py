"""The symbolic links that a path goes through: who can write where one lies decides where the path leads."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Protocol

from colima_guard.host.values import Platform
from colima_guard.model.paths import Paths

#: as many as Linux follows in one path
MAX_LINKS = 40


class Links(Protocol):
    """As much of a machine as is asked for the links on a path."""

    platform: Platform

    def link(self, path: str) -> str | None: ...

    def realpath(self, path: str) -> str: ...


def links_on(host: Links, path: str, real: str) -> tuple[str, ...]:
    """Where the links lie that an absolute path goes through, each as a real path, in the order in which they are met.

    ``real`` is where the path leads; most lead to themselves, and are not walked. Nothing on Windows.
    """
    if path == real or host.platform == "windows":
        return ()
    waiting, here = parts(path), os.sep
    found: list[str] = []
    while waiting and len(found) < MAX_LINKS:
        part = waiting.pop()
        if part == os.pardir:
            here = os.path.dirname(here)
            continue
        step = os.path.join(here, part)
        target = host.link(step)
        if target is None:
            here = step
            continue
        found.append(step)
        here = os.sep if os.path.isabs(target) else here
        waiting.extend(parts(target))
    return tuple(found)


def waypoints(host: Links, path: str) -> tuple[str, ...]:
    """What decides where an absolute path leads, as real paths: where it ends, and where the links on it lie."""
    real = host.realpath(path)
    return (real, *links_on(host, path, real))


def root_on_the_way(host: Links, path: str, roots: Paths) -> str | None:
    """One of these real directories below which a path leads, or a link lies that it goes through.

    Who can write there can lead it elsewhere.
    """
    return _first_of(roots, waypoints(host, path))


def _first_of(roots: Paths, met: Iterable[str]) -> str | None:
    found = (roots.holding(one) for one in met)
    return next((root for root in found if root is not None), None)


def parts(path: str) -> list[str]:
    """The steps of a path, the last one first."""
    return [part for part in reversed(path.split(os.sep)) if part not in ("", os.curdir)]
