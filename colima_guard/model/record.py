"""Values of named fields that another kind of value can add its own to."""

from __future__ import annotations

from typing import Any, Self, dataclass_transform


@dataclass_transform(kw_only_default=True, frozen_default=True, eq_default=False)
class Record:
    """A value of annotated fields, given by name; one with a default in its class may be left out.

    What a frozen dataclass is, but nothing is compiled for it at each start. Two are the same only as objects.
    """

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} does not change")

    def replaced(self, **values: Any) -> Self:
        """The value with others in these fields."""
        return type(self)(**{**self.__dict__, **values})
