"""Leaving of many things what can be read: the worst one by one, those that are alike together, and the rest as one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from colima_guard.model.named_tuple import NamedTuple

T = TypeVar("T")


#: of many that are alike, those that are drawn by themselves
_FEW = 3


class Group(NamedTuple, Generic[T]):
    """Things that are drawn as one node."""

    key: str
    members: tuple[T, ...]


def numbered(letter: str, groups: Sequence[Sequence[T]]) -> list[Group[T]]:
    """The groups with the keys of their nodes, ``p0``, ``p1`` ..."""
    return [Group(f"{letter}{number}", tuple(members)) for number, members in enumerate(groups)]


def folded(items: Sequence[T], alike: Callable[[T], Hashable], most: int) -> list[list[T]]:
    """The items, the worst first as they are given, in at most so many groups; none is left out.

    As many of the first as there is room for stay alone, and of those that are alike no more than a few.
    """
    if len(items) <= most:
        return [[item] for item in items]
    by_key: dict[Hashable, list[T]] = {}
    for item in items:
        by_key.setdefault(alike(item), []).append(item)
    groups = list(by_key.values())
    if len(groups) > most:
        return [*groups[: most - 1], [item for group in groups[most - 1 :] for item in group]]
    room, found = most - len(groups), []
    for group in groups:
        alone = len(group) - 1 if len(group) - 1 <= min(room, _FEW) else min(room, _FEW)
        room -= alone
        found += [[item] for item in group[:alone]]
        found.append(group[alone:])
    return found
