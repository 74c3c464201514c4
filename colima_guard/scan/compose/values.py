"""A Compose file's values, each with the place where it stands."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from typing import TypeAlias

from colima_guard.scan.project import Unknown, Where

Data: TypeAlias = "bool | int | float | str | list[Value] | dict[str, Value] | None"

#: what Compose takes for a boolean, in any case (compose-go v2.16.1, ``toBoolean``)
TRUE = frozenset(("true", "y", "yes", "on"))
FALSE = frozenset(("false", "n", "no", "off"))


class Value:
    """A value as Go's ``any`` holds it. Two are equal when what they hold is, wherever they stand."""

    __slots__ = ("data", "unset", "where")

    def __init__(self, data: Data, where: Where, unset: tuple[str, ...] = ()) -> None:
        self.data = data
        self.where = where
        #: variables that the text names and that are set nowhere: Compose puts nothing in their place
        self.unset = unset

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Value) and self.data == other.data and type(self.data) is type(other.data)

    def __repr__(self) -> str:
        return f"Value({self.data!r})"

    def like(self, data: Data) -> Value:
        """Another value in the place of this one."""
        return Value(data, self.where, self.unset)

    def copy(self) -> Value:
        """The same value, of which nothing is shared that can be changed."""
        data = self.data
        if isinstance(data, dict):
            data = {key: value.copy() for key, value in data.items()}
        elif isinstance(data, list):
            data = [value.copy() for value in data]
        return Value(data, self.where, self.unset)

    @property
    def key(self) -> Hashable:
        """What is equal for equal values, in constant time for each comparison."""
        data = self.data
        if isinstance(data, dict):
            return frozenset((name, one.key) for name, one in data.items())
        if isinstance(data, list):
            return tuple(one.key for one in data)
        return type(data), data

    @property
    def items(self) -> dict[str, Value]:
        """What a mapping holds; nothing for any other value."""
        return self.data if isinstance(self.data, dict) else {}

    @property
    def elements(self) -> list[Value]:
        """What a list holds; nothing for any other value."""
        return self.data if isinstance(self.data, list) else []

    @property
    def text(self) -> str:
        """A text; empty for any other value."""
        return self.data if isinstance(self.data, str) else ""

    def get(self, key: str) -> Value | None:
        """What a mapping holds for a key; ``None`` where it does not."""
        return self.data.get(key) if isinstance(self.data, dict) else None

    def text_of(self, key: str) -> str:
        """The text that a mapping holds for a key; empty where it holds none."""
        found = self.get(key)
        return found.text if found is not None else ""

    def items_of(self, key: str) -> dict[str, Value]:
        """What the mapping holds that stands for a key; nothing where none does."""
        found = self.get(key)
        return found.items if found is not None else {}

    def elements_of(self, key: str) -> list[Value]:
        """The elements of the list that stands for a key; nothing where none does."""
        found = self.get(key)
        return found.elements if found is not None else []

    def is_on(self, key: str) -> bool:
        """Whether a setting is on, however its boolean is spelled."""
        found = self.get(key)
        if found is not None and isinstance(found.data, str):
            return found.data.lower() in TRUE
        return found is not None and found.data is True


def boolean(text: str) -> bool:
    """A boolean as Compose takes it from a text (``toBoolean``). Raises ``ValueError``."""
    if text.lower() in TRUE:
        return True
    if text.lower() in FALSE:
        return False
    raise ValueError(f"invalid boolean: {text}")


_UNDERSCORES = re.compile(r"(?<=[0-9a-fA-F])_(?=[0-9a-fA-F])")


def as_float(text: str) -> float:
    """A number as Go takes it from a text (``strconv.ParseFloat``). Raises ``ValueError``."""
    found = _UNDERSCORES.sub("", text)
    hexadecimal = "x" in found.lower()
    if found != found.strip() or "_" in found or (hexadecimal and "p" not in found.lower()):
        raise ValueError(f"invalid number: {text}")
    return float.fromhex(found) if hexadecimal else float(found)


def unset_variables(value: Value) -> Iterator[Unknown]:
    """An ``Unknown`` for each variable that is set nowhere, of a value and of all that it holds."""
    for name in value.unset:
        why = f"the variable {name} is not set: Compose puts nothing in its place"
        yield Unknown(why, value.where, unset=True)
    for one in value.items.values() if value.items else value.elements:
        yield from unset_variables(one)


def shown(data: Data) -> str:
    """A scalar as Go prints it (``%v``)."""
    if data is None:
        return "<nil>"
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, float):
        return f"{data:g}"
    return str(data)
