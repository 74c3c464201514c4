"""minikube's JSON files as Go reads them into a struct: names in any case, what is written later over what was."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from colima_guard.backends.shared.viper import Broken, Members, Unsure, members_of
from colima_guard.formats.json.read import fold
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.named_tuple import NamedTuple

T = TypeVar("T", str, bool, float, list[object])


class Untold(Exception):
    """What a file says cannot be told: minikube itself does not load it so."""


class Answer(NamedTuple):
    """A file and the members of its one object; ``problem`` where it cannot be read."""

    path: str
    members: Members = Members()
    problem: str | None = None
    #: it is no JSON, or holds no object: viper goes on without it
    broken: bool = False

    def text(self, key: str) -> str:
        """A text, empty where it is not said. Raises ``Untold`` for a value of another type."""
        return next(self._backwards(key, str), "")

    def flag(self, key: str) -> bool:
        """A flag, false where it is not said. Raises ``Untold`` for a value of another type."""
        return next(self._backwards(key, bool), False)

    def items(self, key: str) -> list[object]:
        """The elements of a list, of each where it is written twice: Go fills the first one's anew.

        Raises ``Untold`` for a value of another type.
        """
        return [item for found in self._backwards(key, list) for item in found]

    def inner(self, key: str) -> Answer:
        """The one object below a key. Raises ``Untold`` where there is none, or another."""
        found = self._all(key)
        if self.problem is not None or len(found) != 1 or not isinstance(found[0], Members):
            raise Untold(f"{self.path} cannot be told: {self.problem or f'it has no one {key}'}")
        return Answer(self.path, found[0])

    def number(self, key: str) -> float:
        """A number, zero where it is not said. Raises ``Untold`` for a value of another type."""
        return next(self._backwards(key, float), 0.0)

    def _all(self, key: str) -> list[object]:
        return [value for name, value in self.members if fold(name) == fold(key)]

    def _backwards(self, key: str, kind: type[T]) -> Iterator[T]:
        # Go leaves a text or a flag as it is for a null
        values = [value for value in reversed(self._all(key)) if value is not None]
        if not all(isinstance(value, kind) and not isinstance(value, Members) for value in values):
            raise Untold(f"{self.path} cannot be told: {key} is of another type")
        return (value for value in values if isinstance(value, kind))


def read(host: Host, path: str) -> Answer:
    """What is in a file. Never raises."""
    try:
        data = host.read(path)
        return Answer(path, members_of(data) if data is not None else Members())
    except Unreadable as error:
        return Answer(path, problem=error.what)
    except (Broken, Unsure) as error:
        return Answer(path, problem=str(error), broken=isinstance(error, Broken))
