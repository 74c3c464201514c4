"""A pretended Rancher Desktop: its settings and its ``lima.yaml`` laid, its VM looked at by the command line."""

from __future__ import annotations

import json
from typing import Any

from tests.conftest import Machine, Run

VM, NEW = "rancher-desktop/0", "rancher-desktop/(new)"
DEFAULT, OVERRIDE = "_config/default.yaml", "_config/override.yaml"
#: what Rancher Desktop 1.24 writes as shares on Linux, where its cache, logs and program lie in the home
ON_LINUX = 'mounts:\n- location: "~"\n  writable: true\n- location: /tmp/rancher-desktop\n  writable: true\n'
IMAGES = "images:\n- location: /opt/alpine.iso\n  arch: x86_64\n"


class RancherDesktop:
    """Rancher Desktop on a machine; a stopped VM of it with the list that it writes."""

    def __init__(self, machine: Machine, mount_type: str = "9p", vm_type: str = "qemu", main: str = ON_LINUX) -> None:
        self.machine = machine
        mac = machine.platform == "macos"
        self.lima = "Library/Application Support/rancher-desktop/lima" if mac else ".local/share/rancher-desktop/lima"
        self.config = "Library/Preferences/rancher-desktop" if mac else ".config/rancher-desktop"
        self.settings = f"{self.config}/settings.json"
        self.settle(mount_type, vm_type)
        self.write("0/lima.yaml", IMAGES + main)
        self.write("0/disk", "")

    def settle(self, mount_type: str, vm_type: str = "qemu", version: int = 19) -> None:
        """Its settings, as it writes them."""
        value = {"version": version, "virtualMachine": {"type": vm_type, "mount": {"type": mount_type}}}
        self.machine.write(self.settings, json.dumps(value))

    def write(self, path: str, text: str | bytes) -> None:
        """A file of its Lima home."""
        self.machine.write(f"{self.lima}/{path}", text)

    def read(self, path: str) -> str:
        return self.machine.read(f"{self.lima}/{path}")

    def row(self, name: str = VM, *more: str) -> dict[str, Any]:
        return self.machine.instance(name, "--backend", "rancher-desktop", *more)

    def shares(self, name: str = VM) -> dict[str, tuple[str, str]]:
        """Mount point to location and access, the home as ``~``."""
        home = str(self.machine.home)
        return {
            one["mount_point"].replace(home, "~"): (one["location"].replace(home, "~"), one["access"])
            for one in self.row(name)["shares"]
        }

    def lock(self, *argv: str) -> Run:
        return self.machine.run("lock", "--yes", "--backend", "rancher-desktop", *argv)

    def ids(self, name: str = VM) -> set[str]:
        return {finding["id"] for finding in self.row(name)["findings"]}
