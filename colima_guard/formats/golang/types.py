"""Go's types as the annotations of a ``Struct`` name them, and their zero values.

``str int float bool``, ``X | None`` for a pointer, ``list[X] | None`` for a slice (``None`` is Go's nil),
``dict[str, X] | None`` for a map, a struct for a struct, ``IP`` for ``net.IP``, ``Any`` for ``any``.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from colima_guard.model.named_tuple import NamedTuple

#: Go's ``net.IP``: a text that must be an address, else decoding stops there. Used as ``IP | None``, for nil.
IP = Annotated[str, "net.IP"]


class Struct:
    """A Go struct: annotations name its fields, and each is Go's zero value where nothing is said.

    The module of one evaluates its annotations (no ``from __future__ import annotations``): they are read at each
    start, and as texts they would have to be compiled. ``strict_model.py`` makes the pydantic model of one.
    """

    def __init__(self, **values: Any) -> None:
        """A struct with these values, by attribute, unchecked."""
        self.__dict__.update(_zeros(type(self)))
        self.__dict__.update(values)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.__dict__ == self.__dict__

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.__dict__.items())})"


M = TypeVar("M", bound=Struct)


class Field(NamedTuple):
    """A field of a struct: its key in a text, its attribute, its type, and what a JSON Schema says of it beside."""

    key: str
    name: str
    kind: Any
    schema: Mapping[str, Any]


def key(name: str = "", **schema: Any) -> Any:
    """A field whose key is not the attribute's name, or of which a JSON Schema says more than the type."""
    return Field(name, "", Any, schema)


def declared(model: type[Struct]) -> Iterator[Field]:
    """The fields of a struct, those that it inherits first."""
    for part in reversed(model.__mro__[:-1]):
        for name, kind in part.__annotations__.items():
            assert not isinstance(kind, str), f"{part.__module__} must evaluate its annotations"
            said: Field | None = part.__dict__.get(name)
            yield Field((said and said.key) or name, name, kind, said.schema if said else {})


_FIELDS: dict[type, dict[str, tuple[str, Any]]] = {}
_ZEROS: dict[type, dict[str, Any]] = {}


def fields_of(model: type[Struct]) -> dict[str, tuple[str, Any]]:
    """The key of each field, with the attribute's name and its type."""
    if (known := _FIELDS.get(model)) is None:
        known = _FIELDS[model] = {field.key: (field.name, field.kind) for field in declared(model)}
    return known


def make_struct(model: type[M], values: dict[str, Any]) -> M:
    """A struct with these values, which are all of its fields; unchecked."""
    struct = model.__new__(model)
    struct.__dict__.update(values)
    return struct


def replaced(struct: M, **values: Any) -> M:
    """A struct with other values of these fields."""
    return make_struct(type(struct), {**struct.__dict__, **values})


def zero_fields(model: type[Struct]) -> dict[str, Any]:
    """Go's zero value of a struct, by attribute. Structs in it are shared, for they are never changed in place."""
    return _zeros(model).copy()


def _zeros(model: type[Struct]) -> dict[str, Any]:
    if (zeros := _ZEROS.get(model)) is None:
        zeros = _ZEROS[model] = {name: zero_value(kind) for name, kind in fields_of(model).values()}
    return zeros


def zero_value(kind: Any) -> Any:
    """Go's zero value of a type."""
    if isinstance(kind, type) and issubclass(kind, Struct):
        return kind()
    return {str: "", int: 0, float: 0.0, bool: False, IP: ""}.get(kind)


def pointee(kind: Any) -> Any:
    """The type behind ``X | None``, else ``None``."""
    if type(kind) is type:
        return None
    if get_origin(kind) in (Union, types.UnionType):
        return next(arg for arg in get_args(kind) if arg is not type(None))
    return None
