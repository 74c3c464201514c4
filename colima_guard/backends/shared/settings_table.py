"""Settings by which a VM reaches the host otherwise than through its shares: a table a backend, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

from colima_guard.model.finding import Finding
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.share import Place

S = TypeVar("S")


class KnownSetting(NamedTuple, Generic[S]):
    """A setting to know about: the finding's id, the key, when it applies, what it means, and what to do."""

    id: str
    key: str
    applies: Callable[[S], object]
    message: str
    remedy: str


def as_list(value: object) -> list[object]:
    """A value that may be a list; an empty one for anything else."""
    return value if isinstance(value, list) else []


def settings_findings(
    table: Iterable[KnownSetting[S]], settings: S, place: Callable[[str], Place | None]
) -> Iterator[Finding]:
    """A finding for each row that applies; ``place`` says where a key stands, as the row writes it."""
    for row in table:
        if row.applies(settings):
            yield Finding(row.id, row.message, row.remedy, place(row.key))
