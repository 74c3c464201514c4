"""The pydantic model of a Go struct: for its JSON Schema, and for a second opinion on what its decoder takes."""

from __future__ import annotations

from typing import Any, Literal, get_args, get_origin

import pydantic
from pydantic import BaseModel, ConfigDict, create_model, model_validator

from colima_guard.formats.golang.types import Field, Struct, declared, pointee, zero_value

Extra = Literal["ignore", "forbid"]


class _Model(BaseModel):
    model_config = ConfigDict(strict=True, populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, data: Any) -> Any:
        # Go leaves the zero value where a text says null, of whatever type it is
        return {key: value for key, value in data.items() if value is not None} if isinstance(data, dict) else data


class _Forbid(_Model, extra="forbid"):
    pass


_BASES = {"ignore": _Model, "forbid": _Forbid}
_MADE: dict[tuple[type, Extra], type[BaseModel]] = {}


def strict_model(struct: type[Struct], extra: Extra) -> type[BaseModel]:
    """A model with the fields, keys and zero values of a struct that takes no value of another type.

    ``extra``: what becomes of keys that the struct has not.
    """
    if (struct, extra) not in _MADE:
        _MADE[struct, extra] = create_model(
            struct.__name__,
            __base__=_BASES[extra],
            __doc__=struct.__doc__,
            **{field.name: _field(field, extra) for field in declared(struct)},
        )
    return _MADE[struct, extra]


def second_opinion(struct: Struct) -> str | None:
    """What pydantic finds wrong with a struct that was decoded, in one line; ``None`` where it takes it as it is.

    A text that is to be written has to pass both: our decoder, and a model that knows nothing of it.
    """
    values = _plain(struct)
    try:
        taken = strict_model(type(struct), "forbid").model_validate(values)
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        return f"{where}: {first['msg']}"
    again = taken.model_dump()
    # what is no number is not equal to itself
    return None if again == values or repr(again) == repr(values) else "it is read as something else"


def _plain(value: Any) -> Any:
    """Structs as mappings by attribute, whatever holds them."""
    if isinstance(value, Struct):
        return {name: _plain(inner) for name, inner in value.__dict__.items()}
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def _field(field: Field, extra: Extra) -> Any:
    kind = _modelled(field.kind, extra)
    zero = kind if isinstance(kind, type) and issubclass(kind, BaseModel) else lambda: zero_value(field.kind)
    schema = dict(field.schema)
    return kind, pydantic.Field(
        default_factory=zero,
        alias=field.key if field.key != field.name else None,
        description=schema.pop("description", None),
        json_schema_extra=schema,
    )


def _modelled(kind: Any, extra: Extra) -> Any:
    """A type with the models of its structs in their place."""
    if isinstance(kind, type) and issubclass(kind, Struct):
        return strict_model(kind, extra)
    if (inner := pointee(kind)) is not None:
        return _modelled(inner, extra) | None
    if (origin := get_origin(kind)) in (list, dict):
        return origin[tuple(_modelled(part, extra) for part in get_args(kind))]
    return kind
