"""The files of a Lima home that reach every instance in it, as they were found. Most homes have none of them."""

from __future__ import annotations

from typing import NamedTuple

from colima_guard.backends.lima.rules.source import Found


class Shared(NamedTuple):
    """The files of a Lima home that reach every instance in it."""

    home: str
    default: Found
    override: Found
    base: Found

    @property
    def files(self) -> tuple[Found, ...]:
        return (self.default, self.override, self.base)

    @property
    def there(self) -> list[Found]:
        """Those that exist."""
        return [found for found in self.files if found.source is not None or found.problem is not None]

    @property
    def says_something(self) -> bool:
        return any(found.says_something for found in self.files)


NO_SHARED_FILES = Shared("", Found(""), Found(""), Found(""))
