"""What a lock does to one bind, as it is told."""

from __future__ import annotations

from typing import Literal

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.scan.lifted import Lifted

Outcome = Literal["empty", "fails", "read-only", "kept"]


class Effect(NamedTuple):
    """What becomes of one bind."""

    #: the directory of a project, or the name of a container: one of the two is empty
    project: str
    container: str
    #: the service of a project, or of the project that a container is of; empty for none
    service: str
    #: as the client sends it: of a container a path in the VM
    source: str
    target: str
    outcome: Outcome
    #: what to allow for it to stay as it is, as ``allow`` takes it (``DIR`` or ``DIR:ro``); empty where nothing can be
    allow: str
    #: what happens, behind the name of the bind
    words: str
    #: what to allow as well, for it goes through a link
    also: tuple[str, ...] = ()
    #: why nothing can be allowed for it
    refused: str = ""
    #: whether there is something at the source now
    there: bool = True
    #: the instance, where it is so on that one and not on all
    instance: str = ""
    #: of each of ``keeps`` the file that it is for, ``None`` where all of the directory is meant
    files: tuple[str | None, ...] = ()
    #: of those of ``keeps`` that nobody asks for but for files, what they open beside them
    opens: tuple[tuple[str, Lifted], ...] = ()

    @property
    def keeps(self) -> tuple[str, ...]:
        """All that has to be allowed for it to stay as it is; empty where nothing is any help."""
        return (self.allow, *self.also) if self.allow else ()
