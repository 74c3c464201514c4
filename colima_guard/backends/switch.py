"""How a program that holds its files is stopped and started."""

from __future__ import annotations

from typing import Protocol

from colima_guard.host.machine import Host


class Switch(Protocol):
    """Stops and starts the program of a backend."""

    #: the program as people know it
    name: str

    def ready(self, host: Host) -> str | None:
        """Why it could not be stopped and seen to come up again, ``None`` when it can."""
        ...

    def stop(self, host: Host) -> str | None:
        """Stops it and proves it gone. Returns why it is not, ``None`` when it is."""
        ...

    def start(self, host: Host) -> str | None:
        """Starts it and waits until it is up. Returns why it is not, ``None`` when it is."""
        ...
