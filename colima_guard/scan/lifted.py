"""What a directory opens beside the files for which it has to be allowed: a VM is shared directories, and no file."""

from __future__ import annotations

import os
from collections.abc import Sequence

from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.named_tuple import NamedTuple

#: how many of the others are named
_NAMED = 3


class Lifted(NamedTuple):
    """A directory that is there for some files in it: their names, and what else lies there."""

    files: tuple[str, ...]
    #: the first names, and how many there are in all; ``None`` where that cannot be told
    others: tuple[str, ...] = ()
    number: int | None = None

    @property
    def said(self) -> str:
        """What it opens, in words."""
        which = f"the file {self.files[0]}" if len(self.files) == 1 else f"{len(self.files)} files in it"
        if self.number is None:
            return f"it is for {which}, and opens all that lies in it"
        if not self.number:
            return f"it is for {which}, and nothing else lies in it now"
        named = ", ".join(self.others) + (", ..." if self.number > len(self.others) else "")
        return f"it is for {which}, and opens {self.number} more name{'s' if self.number > 1 else ''} in it: {named}"


def lifted(host: Host, directory: str, files: Sequence[str | None]) -> Lifted | None:
    """``None`` where somebody asks for the directory itself, or for all of a project: ``None`` among the files."""
    asked = [os.path.basename(file) for file in files if file is not None]
    if not asked or len(asked) < len(files):
        return None
    names = tuple(dict.fromkeys(asked))
    try:
        others = sorted(set(host.names(directory)).difference(names))
    except Unreadable:
        return Lifted(names)
    return Lifted(names, tuple(others[:_NAMED]), len(others))
