"""Paths compared by component, never by bare prefix."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

#: a path of Windows, which has drives and takes both slashes
DRIVE = re.compile(r"[A-Za-z]:[\\/]")


def is_within(path: str, parent: str) -> bool:
    """Whether ``path`` is ``parent`` or lies below it; both absolute and clean."""
    if DRIVE.match(parent):
        path, parent = _slashed(path), _slashed(parent)
    return path == parent or path.startswith(parent.rstrip("/") + "/")


def _slashed(path: str) -> str:
    return path[:1].upper() + path[1:].replace("\\", "/")


def overlap(one: str, other: str) -> bool:
    """Whether one of the two paths lies within the other."""
    return is_within(one, other) or is_within(other, one)


class Paths:
    """Many absolute, clean paths, asked which of them one lies in or holds: in the time of its own depth."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._by_key: dict[str, str] = {}
        for path in paths:
            self._by_key.setdefault(_key(path), path)
        self._sorted = sorted(self._by_key)

    def above(self, path: str) -> str | None:
        """The outermost of the paths that this one is, or lies in."""
        return self._first(keys(path))

    def holding(self, path: str) -> str | None:
        """The outermost of the paths that this one lies in, and is not."""
        *above, _ = keys(path)
        return self._first(above)

    def _first(self, wanted: Iterable[str]) -> str | None:
        return next((self._by_key[key] for key in wanted if key in self._by_key), None)

    def within(self, path: str) -> list[str]:
        """Those of the paths that are this one or lie in it."""
        key = _key(path)
        start, end = self._below(path)
        found = [*([key] if key in self._by_key else []), *self._sorted[start:end]]
        return [self._by_key[one] for one in found]

    def others(self, path: str, but: str | None) -> bool:
        """Whether one of the paths, but for one, lies in this one or holds it."""
        own = None if but is None else _key(but)
        if any(key in self._by_key and key != own for key in keys(path)):
            return True
        start, end = self._below(path)
        return any(key != own for key in self._sorted[start : min(end, start + 2)])

    def _below(self, path: str) -> tuple[int, int]:
        key = _key(path)
        return bisect_left(self._sorted, f"{key}/"), bisect_left(self._sorted, f"{key}0")  # "0" follows "/"

    def overlapping(self, path: str) -> str | None:
        """One of the paths that this one lies in or holds."""
        return self.above(path) or next(iter(self.within(path)), None)


def keys(path: str) -> Iterator[str]:
    """Every directory that a path lies in, the outermost first, and itself: each in one spelling, to compare."""
    key = _key(path)
    end = key.find("/")
    while end != -1:
        yield key[:end]
        end = key.find("/", end + 1)
    yield key


def _key(path: str) -> str:
    return (_slashed(path) if DRIVE.match(path) else path).rstrip("/")


def clean(path: str) -> str:
    """Go's ``filepath.Clean`` for a POSIX path: ``.`` for an empty one, one leading slash at most."""
    cleaned = posixpath.normpath(path) if path else "."
    return "/" + cleaned.lstrip("/") if cleaned.startswith("/") else cleaned


def with_tilde(path: str, home: str) -> str:
    """``~/projects`` for a path within the home, else the path itself."""
    if path == home:
        return "~"
    if not is_within(path, home) or home == "/":
        return path
    rest = path[len(home.rstrip("/")) :]
    return "~" + (rest.replace("\\", "/") if DRIVE.match(home) else rest)


def without_tilde(path: str, home: str) -> str:
    """The path with a leading ``~`` or ``~/`` replaced by the home."""
    if path == "~" or path.startswith("~/"):
        return home.rstrip("/") + path[1:] or "/"
    return path
