"""The files of a Lima home that reach every instance in it, as they were found. Most homes have none of them."""

from __future__ import annotations

from colima_guard.backends.lima.rules.source import ConfigFile
from colima_guard.model.named_tuple import NamedTuple


class SharedFiles(NamedTuple):
    """The files of a Lima home that reach every instance in it."""

    home: str
    default: ConfigFile
    override: ConfigFile
    base: ConfigFile

    @property
    def files(self) -> tuple[ConfigFile, ...]:
        """All three, in the order in which they are merged."""
        return (self.default, self.override, self.base)

    @property
    def existing(self) -> list[ConfigFile]:
        """The files that exist."""
        return [found for found in self.files if found.source is not None or found.problem is not None]

    @property
    def says_something(self) -> bool:
        """Whether one of the files holds more than comments, or may do so."""
        return any(found.says_something for found in self.files)


NO_SHARED_FILES = SharedFiles("", ConfigFile(""), ConfigFile(""), ConfigFile(""))
