"""Where minikube's files lie (pkg/minikube/localpath/localpath.go)."""

from __future__ import annotations

import os

from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable

#: by which drivers start VMs that can have shares of their own
LEGACY_PROGRAMS = ("VBoxManage", "vmrun", "prlctl")


def base(host: Host) -> str:
    """``$MINIKUBE_HOME`` where it ends so already, ``.minikube`` in it, or in the home."""
    named = host.env("MINIKUBE_HOME")
    if not named:
        return os.path.join(host.home, ".minikube")
    # as ``filepath.Base`` has it, which looks behind no separator at the end
    bare = named.rstrip("/\\" if host.platform == "windows" else "/")
    return named if os.path.basename(bare) == ".minikube" else os.path.join(named, ".minikube")


def settings_file(host: Host) -> str:
    """What ``minikube config set`` writes."""
    return os.path.join(base(host), "config", "config.json")


def profiles(host: Host) -> list[str]:
    """The names of the profiles: directories with a configuration. Raises ``Unreadable``."""
    top = os.path.join(base(host), "profiles")
    return [name for name in host.names(top) if _exists(host, profile_file(host, name))]


def profile_file(host: Host, name: str) -> str:
    """The configuration of a profile."""
    return os.path.join(base(host), "profiles", name, "config.json")


def machine_files(host: Host, name: str) -> list[str]:
    """What the driver saved of each node's VM: of ``NAME``, ``NAME-m02`` ... Raises ``Unreadable``."""
    top = os.path.join(base(host), "machines")
    names = [one for one in host.beginning(top, name) if one == name or one.startswith(f"{name}-m")]
    files = [os.path.join(top, one, "config.json") for one in names]
    return [file for file in files if _exists(host, file)]


def _exists(host: Host, path: str) -> bool:
    try:
        return host.exists(path)
    except Unreadable:
        return True
