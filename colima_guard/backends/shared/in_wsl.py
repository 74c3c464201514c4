"""A VM system that on Windows has no VM of its own: its engine is a WSL distribution, which sees every drive."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.backends import table
from colima_guard.model.finding import Finding
from colima_guard.model.instance import Instance
from colima_guard.model.plan import Refusal, Unit
from colima_guard.model.release import HEAD
from colima_guard.model.share import Access, Exposure, Origin, Place, Share
from colima_guard.model.transport import WSL2

_NARROWING = "no setting of it does: what WSL attaches is WSL's matter, and its engine needs the drives"
_BECAUSE = "WSL attaches every drive by itself"


class InWsl(Instance):
    """What is known of it: that it is there."""

    @property
    def narrowing(self) -> str | None:
        """Nothing narrows it."""
        return _NARROWING

    @property
    def confining(self) -> str:
        """Nor does anything confine it."""
        return _NARROWING


def in_wsl(backend: str, home: str, file: str) -> InWsl:
    """The instance of a backend, by the file that says that it is there."""
    title = table.row(backend).title
    message = f"{title} runs in a WSL distribution, which sees every drive of this machine"
    finding = Finding("CG552", message, _NARROWING, Place(file))
    return InWsl(name=f"{backend}/wsl", backend=backend, home=home, files=(file,), release=HEAD, findings=(finding,))


def drives(instance: Instance) -> Exposure:
    """Every drive, writable."""
    place = Place(instance.files[0]) if instance.files else None
    share = Share("C:\\", "C:\\", "/mnt/c", Access.RW, WSL2, place, Origin.DEFAULT, because=_BECAUSE)
    return Exposure("start", HEAD, (share,))


def refused(instances: Sequence[Instance]) -> list[Unit]:
    """Why a lock leaves them alone."""
    return [
        Unit((one.name,), refusal=Refusal(one.files[0] if one.files else one.home, None, _NARROWING, ""))
        for one in instances
    ]
