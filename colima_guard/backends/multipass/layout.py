"""Where Multipass lies, by platform: its daemon's settings, its client's, and what an installation leaves."""

from __future__ import annotations

import os

from colima_guard.backends.shared.trace import on_path
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable

PROGRAM = "multipass"

_SNAP = "/var/snap/multipass"
#: the daemon's settings, below the directory where it looks for them (src/settings, src/utils/constants.h)
_FILE = ("multipassd", "multipassd.conf")
_INSTANCES = "multipassd-vm-instances.json"
#: directories of drivers below the daemon's data, those of older releases too; some have none of their own
_DRIVERS = ("", "qemu", "applevz", "hyperv", "hyperv_api", "virtualbox", "libvirt", "lxd", "hyperkit")


def settings_file(host: Host) -> str:
    """The file in which the daemon keeps its settings. It belongs to root, or to the system on Windows."""
    return os.path.join(_daemon_config(host), *_FILE)


def instance_files(host: Host) -> list[str]:
    """Where the daemon records its instances: in its data, by the driver (``get_backend_directory_name``)."""
    return [os.path.join(data, driver, _INSTANCES) for data in _data(host) for driver in _DRIVERS]


def trace(host: Host) -> bool:
    """Whether Multipass is installed: its program is on ``PATH``, or a directory of its installer is there."""
    if on_path(host, PROGRAM):
        return True
    try:
        return any(host.is_dir(path) for path in _installed(host))
    except Unreadable:
        return True


def own_directories(host: Host) -> list[str]:
    """The settings of the daemon and of the client, and what the daemon records."""
    return [os.path.dirname(settings_file(host)), _client_config(host), *_data(host)]


def _daemon_config(host: Host) -> str:
    if host.platform == "windows":
        system = host.env("SystemRoot") or "C:\\Windows"
        return os.path.join(system, "system32", "config", "systemprofile", "AppData", "Local")
    if host.platform == "macos":
        return "/var/root/Library/Preferences"
    if host.look(_SNAP) == "dir":
        return os.path.join(_SNAP, "current", "config")  # snap/snapcraft.yaml, DAEMON_CONFIG_HOME
    return host.env("DAEMON_CONFIG_HOME") or os.path.join("/root", ".config")


def _data(host: Host) -> list[str]:
    """The data of the daemon (src/daemon/daemon_config.cpp, snap/snapcraft.yaml)."""
    if host.platform == "windows":
        roaming = os.path.join(os.path.dirname(_daemon_config(host)), "Roaming", "multipassd")
        return [os.path.join(host.env("ProgramData") or "C:\\ProgramData", "Multipass", "data"), roaming]
    if host.platform == "macos":
        return ["/var/root/Library/Application Support/multipassd"]
    if host.look(_SNAP) == "dir":
        return [os.path.join(_SNAP, "common", "data", "multipassd")]
    return [os.path.join("/root", ".local", "share", "multipassd")]


def _client_config(host: Host) -> str:
    """``multipass.conf`` and the client's key lie here (src/client/common/client_common.cpp)."""
    if host.platform == "windows":
        return os.path.join(host.env("LOCALAPPDATA") or os.path.join(host.home, "AppData", "Local"), "multipass")
    if host.platform == "macos":
        return os.path.join(host.home, "Library", "Preferences", "multipass")
    if host.look(_SNAP) == "dir":
        return os.path.join(host.home, "snap", "multipass")
    return os.path.join(host.env("XDG_CONFIG_HOME") or os.path.join(host.home, ".config"), "multipass")


def _installed(host: Host) -> list[str]:
    """What is gone again once Multipass is: packaging/cpack.cmake, the snap."""
    if host.platform == "windows":
        return [os.path.join(host.env("ProgramFiles") or "C:\\Program Files", "Multipass")]
    if host.platform == "macos":
        return ["/Library/Application Support/com.canonical.multipass"]
    return [_SNAP]
