"""A pretended Podman: machines' files, and the directories of the system below the pretended machine's own."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from colima_guard.backends.podman import layout
from colima_guard.host.machine import Host
from colima_guard.host.values import Child, Stat
from tests.conftest import Machine

NEW = "podman/(new)"
DEFAULT = "podman/podman-machine-default"
MACHINES = ".config/containers/podman/machine"
DROP_IN = f".config/containers/containers.conf.d/{layout.DROP_IN}"


def system(monkeypatch: pytest.MonkeyPatch, machine: Machine) -> Path:
    """The directory that stands for `/etc/containers`; nothing is shipped."""
    admin = machine.home.parent / "etc" / "containers"
    monkeypatch.setattr(layout, "ADMIN", str(admin))
    monkeypatch.setattr(layout, "SHIPPED", str(machine.home.parent / "usr" / "containers"))
    return admin


def mount(source: str, target: str | None = None, **more: Any) -> dict[str, Any]:
    """An entry as Podman 5 writes one."""
    entry = {"OriginalInput": "", "ReadOnly": False, "Source": source, "Tag": "a2a0ee2c", "Target": target or source}
    return {**entry, "Type": "virtiofs", "VSockNumber": None, **more}


def made(
    machine: Machine,
    *mounts: dict[str, Any],
    provider: str = "applehv",
    name: str = "podman-machine-default",
    **more: Any,
) -> str:
    """A machine of Podman 5 with these mounts; its path below the home."""
    path = f"{MACHINES}/{provider}/{name}.json"
    config = {"Created": "2025-10-05T16:27:04+01:00", "HostUser": {"Rootful": False, "UID": 501}, "Mounts": [*mounts]}
    machine.write(path, json.dumps({**config, "Name": name, "Version": 1, **more}))
    return path


class Rooted(Host):
    """A machine whose files lie below a directory, with all of their paths."""

    root = ""

    @property
    def uid(self) -> int:
        return 1001

    def _at(self, path: str) -> str:
        return self.root + path

    def read(self, path: str, *, start: int = 0, limit: int | None = None) -> bytes | None:
        return super().read(self._at(path), start=start, limit=limit)

    def children(self, path: str) -> list[Child]:
        return super().children(self._at(path))

    def _stat(self, path: str) -> Stat | None:
        return super()._stat(self._at(path))

    def realpath(self, path: str) -> str:
        return os.path.normpath(path)

    def link(self, path: str) -> str | None:
        return None
