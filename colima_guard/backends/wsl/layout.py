"""Where WSL lies: on Windows, and as a distribution sees it from inside."""

from __future__ import annotations

import os

from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable

#: a distribution's own files, by its own paths
CONF, FSTAB = "/etc/wsl.conf", "/etc/fstab"
#: where WSL's init has the sockets through which programs of Windows are started (src/linux/init/util.cpp)
SOCKETS = "/run/WSL"


def config_file(host: Host) -> str:
    """``.wslconfig`` of the user of Windows that we are."""
    return os.path.join(host.home, ".wslconfig")


def is_inside(host: Host) -> bool:
    """Whether we are in a distribution: its sessions have the variable; a timer in it, the directory alone."""
    if host.platform != "linux":
        return False
    return bool(host.env("WSL_DISTRO_NAME")) or host.look(SOCKETS) == "dir"


def trace(host: Host) -> bool:
    """Whether anything says that WSL is or was on this machine, but ``wsl.exe``: every Windows has that."""
    if host.platform != "windows":
        return is_inside(host)
    try:
        return host.exists(config_file(host)) or any(host.is_dir(path) for path in _installed(host))
    except Unreadable:
        return True


def own_directories(host: Host) -> list[str]:
    """The file by which the VM is started. It is a file: a directory that holds it is none to share."""
    return [config_file(host)] if host.platform == "windows" else []


def _installed(host: Host) -> list[str]:
    """What its installer leaves, the component of Windows before it, and the disks of distributions."""
    programs, system = host.env("ProgramFiles") or "C:\\Program Files", host.env("SystemRoot") or "C:\\Windows"
    local = host.env("LOCALAPPDATA") or os.path.join(host.home, "AppData", "Local")
    return [os.path.join(programs, "WSL"), os.path.join(system, "System32", "lxss"), os.path.join(local, "wsl")]
