"""Where Podman's files lie, by platform."""

from __future__ import annotations

import os

from colima_guard.backends.shared.trace import on_path
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable

PROGRAM = "podman"
#: the folders of the providers below the directory of machines (pkg/machine/define/vmtype.go)
PROVIDERS = ("applehv", "libkrun", "qemu", "hyperv", "wsl")
#: the drop-in of a lock: it sorts behind what people write, and within the user's own directory alone
DROP_IN = "zz-colima-guard.conf"
#: where the defaults of a distribution and the settings of an administrator lie
SHIPPED, ADMIN = "/usr/share/containers", "/etc/containers"


def config_home(host: Host) -> str:
    """Where machines keep their files: also on Windows below the home (storage/pkg/homedir ``GetConfigHome``)."""
    given = host.env("XDG_CONFIG_HOME")
    return given if given and host.platform != "windows" else os.path.join(host.home, ".config")


def containers(host: Host) -> str:
    """The directory that Podman 6 shares by default: the user's configuration, below which the machines lie."""
    if host.platform == "windows":
        return os.path.join(host.env("APPDATA") or os.path.join(host.home, "AppData", "Roaming"), "containers")
    return os.path.join(config_home(host), "containers")


def machines(host: Host) -> str:
    """The directory that has a folder a provider, with a file a machine (pkg/machine/env/dir.go)."""
    return os.path.join(config_home(host), "containers", "podman", "machine")


def data(host: Host) -> str:
    """Where the disks of the machines lie, and the SSH key of all of them."""
    given = host.env("XDG_DATA_HOME") if host.platform != "windows" else None
    return os.path.join(given or os.path.join(host.home, ".local", "share"), "containers", "podman", "machine")


def drop_in(host: Host) -> str:
    """The file by which a lock says what the next machine shares."""
    return os.path.join(containers(host), "containers.conf.d", DROP_IN)


def has_machines(host: Host) -> bool:
    """Whether a machine was ever made here; also where that cannot be told."""
    try:
        return host.is_dir(machines(host)) or host.is_dir(data(host))
    except Unreadable:
        return True


def trace(host: Host) -> bool:
    """Whether somebody uses machines here.

    On Linux Podman is an engine without a VM: only a machine that was made says so there.
    """
    return has_machines(host) or (host.platform != "linux" and on_path(host, PROGRAM))


def own_directories(host: Host) -> list[str]:
    """The user's configuration, in which the machines lie, and their disks and keys."""
    return list(dict.fromkeys((containers(host), os.path.dirname(os.path.dirname(machines(host))), data(host))))
