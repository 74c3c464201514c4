"""The history of a program as rows: each class of releases says what it does otherwise than the one before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.release import HEAD, Release, release


class Rules(Protocol):
    """What one class of releases does, as a NamedTuple: ``since`` is the first of them."""

    @property
    def since(self) -> Release: ...


R = TypeVar("R", bound=Rules)


class Step(NamedTuple):
    """A release from which on something is otherwise, and what."""

    release: Release
    changes: dict[str, Any]


def since(text: str, **changes: Any) -> Step:
    """What is otherwise from a release on, by the names of the fields; ``HEAD`` is what no release has yet."""
    return Step(HEAD if text == "HEAD" else release(text), changes)


def history(oldest: R, *steps: Step) -> tuple[R, ...]:
    """One row a class, the oldest first."""
    rows: list[Any] = [oldest]
    for step in steps:
        rows.append(rows[-1]._replace(since=step.release, **step.changes))
    return tuple(rows)


def class_of(classes: Sequence[R], wanted: Release) -> R:
    """The class that a release belongs to; the oldest for one that is older than all of them."""
    return next((row for row in reversed(classes) if row.since <= wanted), classes[0])
