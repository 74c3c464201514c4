"""Where minikube's files lie (pkg/minikube/localpath/localpath.go)."""

from __future__ import annotations

import ntpath
import os
import re
from collections.abc import Iterator

from colima_guard.backends.shared.trace import on_path
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.named_tuple import NamedTuple

#: by which drivers start VMs that can have shares of their own
LEGACY_PROGRAMS = ("VBoxManage", "vmrun", "prlctl")
#: where they are on Windows beside ``PATH`` (pkg/minikube/driver/driver_windows.go): a variable, what stands for it
#: where it is not set, and the program below it
_ON_WINDOWS = (
    ("VBOX_INSTALL_PATH", "", "VBoxManage.exe"),
    ("VBOX_MSI_INSTALL_PATH", "", "VBoxManage.exe"),
    ("ProgramFiles", "C:\\Program Files", "Oracle\\VirtualBox\\VBoxManage.exe"),
    ("ProgramFiles(x86)", "C:\\Program Files (x86)", "VMware\\VMware Workstation\\vmrun.exe"),
)
_DIRECTORY = ".minikube"


class Base(NamedTuple):
    """A directory in which minikube keeps all that it has."""

    path: str
    #: whether minikube takes it in this environment
    picked: bool = True


def variable(host: Host) -> str | None:
    """The directory that ``$MINIKUBE_HOME`` names; one that is relative lies below wherever minikube is started."""
    named = host.env("MINIKUBE_HOME")
    if not named:
        return None
    # as ``filepath.Base`` has it, which looks behind no separator at the end
    bare = named.rstrip("/\\" if host.platform == "windows" else "/")
    return named if os.path.basename(bare) == _DIRECTORY else os.path.join(named, _DIRECTORY)


def is_relative(host: Host, path: str) -> bool:
    """Whether a path leads elsewhere from another working directory."""
    if host.platform != "windows":
        return not os.path.isabs(path)
    return not (os.path.isabs(path) or (ntpath.isabs(path) and ntpath.splitdrive(path)[0]))


def bases(host: Host) -> list[Base]:
    """The directory that counts in this environment, then each other one that counts in another, where it is there.

    None counts here where the variable is relative.
    """
    named = variable(host)
    default = [os.path.join(home, _DIRECTORY) for home in _homes(host)]
    picked = default[0] if named is None else named
    others = dict.fromkeys(os.path.normpath(path) for path in default)
    others.pop(os.path.normpath(picked), None)
    found = [Base(path, picked=False) for path in others if host.look(path) is not None]
    return found if is_relative(host, picked) else [Base(picked), *found]


def own_directories(host: Host) -> list[str]:
    """All that minikube keeps, here and where the variable is not set."""
    named = variable(host)
    homes = [os.path.join(home, _DIRECTORY) for home in _homes(host)]
    return homes if named is None or is_relative(host, named) else [named, *homes]


def _homes(host: Host) -> Iterator[str]:
    """The home; on Windows others too, of which files decide (k8s.io/client-go/util/homedir)."""
    yield host.home
    if host.platform == "windows":
        drive, path = host.env("HOMEDRIVE"), host.env("HOMEPATH")
        yield from (home for home in (host.env("HOME"), drive and path and drive + path) if home)


def settings_file(base: str) -> str:
    """What ``minikube config set`` writes."""
    return os.path.join(base, "config", "config.json")


def profiles(host: Host, base: str) -> list[str]:
    """The names of the profiles: directories with a configuration. Raises ``Unreadable``."""
    top = os.path.join(base, "profiles")
    return [name for name in host.names(top) if _exists(host, profile_file(base, name))]


def profile_file(base: str, name: str) -> str:
    """The configuration of a profile."""
    return os.path.join(base, "profiles", name, "config.json")


def machines(host: Host, base: str) -> list[str]:
    """The names of the VMs of which a driver saved something. Raises ``Unreadable``."""
    return [name for name in host.names(os.path.join(base, "machines")) if _exists(host, machine_file(base, name))]


def machine_file(base: str, name: str) -> str:
    """What the driver saved of a VM."""
    return os.path.join(base, "machines", name, "config.json")


def is_node(machine: str, profile: str) -> bool:
    """Whether a VM is a node of a profile: ``NAME``, ``NAME-m02`` ... (``MachineName``)."""
    return re.fullmatch(rf"{re.escape(profile)}(-m\d+)?", machine) is not None


def legacy_program(host: Host) -> str | None:
    """A program by which a driver that shares homes would start VMs; ``None`` where there is none."""
    if (program := next((name for name in LEGACY_PROGRAMS if on_path(host, name)), None)) is not None:
        return program
    if host.platform != "windows":
        return None
    found = (os.path.join(host.env(name) or top, *file.split("\\")) for name, top, file in _ON_WINDOWS)
    return next((file for file in found if os.path.isabs(file) and _exists(host, file)), None)


def _exists(host: Host, path: str) -> bool:
    # a link that leads nowhere is no file that is not there: minikube cannot load it
    try:
        return host.exists(path) or host.is_link(path)
    except Unreadable:
        return True
