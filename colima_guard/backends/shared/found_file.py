"""A file as it was found: read once, whatever it holds, and handed on with what its own program makes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar

from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.named_tuple import NamedTuple

V = TypeVar("V")


class FoundFile(NamedTuple, Generic[V]):
    """A file's bytes and what they say, or why they say nothing. Without bytes and problem there is no such file.

    A backend has a class of its own below it, with what it asks of its files.
    """

    path: str
    data: bytes | None = None
    #: what its program makes of it
    value: V | None = None
    #: why that cannot be told, or why its program does not load it; and the line
    problem: str | None = None
    line: int | None = None
    #: something is there and cannot be read
    unreadable: bool = False
    #: its program may load it all the same
    unsure: bool = False

    @property
    def exists(self) -> bool:
        """Whether something lies there, readable or not."""
        return self.data is not None or self.unreadable

    def saying(self, value: V | None) -> Self:
        """The file with another value."""
        return self._replace(value=value)


F = TypeVar("F", bound=FoundFile[Any])


def found_file(host: Host, path: str, kind: Callable[..., F], read: Callable[[bytes], F]) -> F:
    """A file of a ``kind``, with what ``read`` makes of its bytes. Never raises where the system does not let us look.

    ``read`` must not raise for what they hold either.
    """
    try:
        data = host.read(path)
    except Unreadable as error:
        return kind(path, problem=error.what, unreadable=True)
    return kind(path) if data is None else read(data)
