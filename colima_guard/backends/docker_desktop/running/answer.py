"""The answer of the running Docker Desktop about its settings, as far as it says what is shared."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, defer_build=True)


class _Directory(_Part):
    path: str


class _Value(_Part):
    """The older shape of a setting: ``{"value": ..., "locked": false}``."""

    value: Any


class _Vm(_Part):
    file_sharing: list[_Directory] | _Value = Field(alias="fileSharing")


class Grouped(_Part):
    """The part of the answer that says what is shared."""

    vm: _Vm


def directories(answer: bytes) -> tuple[str, ...] | None:
    """The list in an answer, in either of the two shapes that were seen; ``None`` for any other."""
    try:
        shared = Grouped.model_validate_json(answer).vm.file_sharing
        if isinstance(shared, _Value):
            shared = [_Directory.model_validate(one) for one in shared.value]
    except (ValidationError, TypeError):
        return None
    return tuple(one.path for one in shared)
