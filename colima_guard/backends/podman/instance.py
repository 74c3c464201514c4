"""A machine, or the next one."""

from __future__ import annotations

from colima_guard.backends.podman.config.merge import Merged
from colima_guard.backends.podman.machine_file import MachineFile
from colima_guard.model.instance import Instance

NAME = "podman"


class Machine(Instance):
    """A machine that was made: its file decides, whatever ``containers.conf`` says now."""

    provider: str
    file: MachineFile
    #: why what it has now cannot be told although its file can be read
    unknown: str | None = None
    platform: str = ""

    @property
    def short(self) -> str:
        """Its name to Podman."""
        return self.name.partition("/")[2].partition("@")[0]

    @property
    def narrowing(self) -> str | None:
        """What to do where no lock can change it; ``None`` where one may."""
        if self.provider == "wsl":
            return "WSL shares every drive with it: make it with CONTAINERS_MACHINE_PROVIDER=hyperv"
        return None


class NextMachine(Instance):
    """The machine that ``podman machine init`` makes next."""

    merged: Merged
