"""What may be changed in a YAML file, as values; and the refusal to change it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from colima_guard.formats.refused import EditRefused as EditRefused
from colima_guard.formats.yaml.tree import Node
from colima_guard.model.named_tuple import NamedTuple

#: names with their values, in the order in which they are written
Fields = tuple[tuple[str, str | bool], ...]


@dataclass(frozen=True, slots=True)
class Keep:
    """The element of the present list with this index, exactly as it is written, its comments with it.

    ``but``: the fields of it that get another value where they stand. All else of the element stays.
    """

    index: int
    but: Fields = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A new element: a mapping with these keys in this order."""

    fields: Fields

    def __post_init__(self) -> None:
        if not self.fields or len(dict(self.fields)) != len(self.fields):
            raise ValueError("an entry has at least one field, and none twice")


@dataclass(frozen=True, slots=True)
class Entries:
    """The top-level ``key`` becomes a block list of these elements; a key that is absent is added at the end.

    The indices of kept elements ascend. An ``Entry`` that is there already, between the right neighbours, is kept as
    if by ``Keep``. An empty list is never written, because it means "everything" to some programs: ``ValueError``.
    """

    key: str
    entries: tuple[Keep | Entry, ...]

    def __post_init__(self) -> None:
        kept = [entry.index for entry in self.entries if isinstance(entry, Keep)]
        if not self.entries:
            raise ValueError("an empty list is never written")
        if any(index < 0 for index in kept) or any(b <= a for a, b in pairwise(kept)):
            raise ValueError("kept elements stay in their order")


class Scalar(NamedTuple):
    """The top-level ``key`` gets this value; a key that is absent is added at the end."""

    key: str
    value: str | bool


@dataclass(frozen=True, slots=True)
class Remove:
    """The key at the end of ``path`` goes, and every mapping on the way in which nothing is left. Absent is fine."""

    path: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.path:
            raise ValueError("a path has at least one key")


@dataclass(frozen=True, slots=True, eq=False)
class Verbatim:
    """The top-level ``key`` gets a value as another file writes it: ``inline`` behind the colon, ``lines`` below."""

    key: str
    inline: str
    lines: tuple[str, ...]
    value: Node


Change = Entries | Scalar | Remove


def top_key(change: Change | Verbatim) -> str:
    """The top-level key below which a change stays."""
    return change.path[0] if isinstance(change, Remove) else change.key
