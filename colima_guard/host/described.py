"""A machine that is not here: for a text that is written for another one."""

from __future__ import annotations

import posixpath

from colima_guard.host.machine import Host
from colima_guard.host.values import Platform, Stat


class DescribedHost(Host):
    """A machine of which only the platform and the home are known. Every path is a directory without links."""

    def __init__(self, platform: Platform, home: str) -> None:
        super().__init__({"HOME": home}, platform, cwd="/")

    def _stat(self, path: str) -> Stat | None:
        return Stat("dir", 0o755, 0, 0, 0)

    def is_link(self, path: str) -> bool:
        return False

    def read(self, path: str, *, start: int = 0, limit: int | None = None) -> bytes | None:
        return None

    def names(self, path: str) -> list[str]:
        return []

    def realpath(self, path: str) -> str:
        return posixpath.normpath(path)

    def which(self, command: str) -> str | None:
        return None
