"""What an instance shows its containers: the machine that an engine runs on, as a scan sees it."""

from __future__ import annotations

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.share import Share


class Machine(NamedTuple):
    """An instance with the shares that its containers can be given."""

    #: the instance, ``colima/default``; empty for an engine on this machine itself, where every path is what it is
    name: str
    #: what it shows today: what is attached where it runs and that can be told, else the next start
    shares: tuple[Share, ...]
    #: what it would show after the planned lock; ``None`` where nothing is planned
    after: tuple[Share, ...] | None = None
    #: why what it shows cannot be told
    unknown: str | None = None
