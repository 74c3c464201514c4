"""Go's types as a pydantic model's annotations name them, and their zero values.

``str int float bool``, ``X | None`` for a pointer, ``list[X] | None`` for a slice (``None`` is Go's nil),
``dict[str, X] | None`` for a map, a model for a struct, ``IP`` for ``net.IP``, ``Any`` for ``any``.
"""

from __future__ import annotations

import types
from functools import cache
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel

M = TypeVar("M", bound=BaseModel)

#: Go's ``net.IP``: a text that must be an address, else decoding stops there. Used as ``IP | None``, for nil.
IP = Annotated[str, "net.IP"]


#: which fields were set: nothing asks, and a set of names for each struct takes more memory than its values
_UNASKED: set[str] = set()


def make_struct(model: type[M], values: dict[str, Any]) -> M:
    """A struct with these values, unchecked, and without a note of which were set."""
    return model.model_construct(_UNASKED, **values)


@cache
def fields_of(model: type[BaseModel]) -> dict[str, tuple[str, Any]]:
    """The YAML key of each field, with the attribute's name and its annotation."""
    return {
        info.alias or name: (name, info.rebuild_annotation() if info.metadata else info.annotation)
        for name, info in model.model_fields.items()
    }


def zero_fields(model: type[BaseModel]) -> dict[str, Any]:
    """Go's zero value of a struct, by attribute. Structs in it are shared, for they are never changed in place."""
    return _zeros(model).copy()


@cache
def _zeros(model: type[BaseModel]) -> dict[str, Any]:
    return {name: zero_value(kind) for name, kind in fields_of(model).values()}


def zero_struct(model: type[M]) -> M:
    """Go's zero value of a struct."""
    return model.model_construct(**zero_fields(model))


def zero_value(kind: Any) -> Any:
    """Go's zero value of a type."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind.model_construct(**zero_fields(kind))
    return {str: "", int: 0, float: 0.0, bool: False, IP: ""}.get(kind)


def pointee(kind: Any) -> Any:
    """The type behind ``X | None``, else ``None``."""
    if type(kind) is type:
        return None
    if get_origin(kind) in (Union, types.UnionType):
        return next(arg for arg in get_args(kind) if arg is not type(None))
    return None
