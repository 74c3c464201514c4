"""Where programs that run VMs keep what decides about them: also those that are not looked at otherwise."""

from __future__ import annotations

from colima_guard.model.named_tuple import NamedTuple


class Kept(NamedTuple):
    """A file or directory below the home by which a program starts its VMs, or in which they lie."""

    manager: str
    path: str
    platforms: tuple[str, ...] = ("macos", "linux", "windows")


class Named(NamedTuple):
    """A file or directory of a program that a variable names, or that lies in the directory which it names."""

    manager: str
    variable: str
    name: str = ""


_MAC = ("macos",)
_LINUX = ("linux",)
_UNIX = ("macos", "linux")
_WINDOWS = ("windows",)


def _rows(manager: str, platforms: tuple[str, ...], *paths: str) -> list[Kept]:
    return [Kept(manager, path, platforms) for path in paths]


#: by the programs' documentation and source; of paths below ``.config`` and ``.local/share`` XDG's variables decide
KEPT: tuple[Kept, ...] = (
    *_rows("Colima", _UNIX, ".colima", ".config/colima"),
    *_rows("Lima", _UNIX, ".lima"),
    *_rows("Docker Desktop", _MAC, "Library/Group Containers/group.com.docker", "Library/Containers/com.docker.docker"),
    *_rows("Docker Desktop", _LINUX, ".docker/desktop"),
    *_rows("Docker Desktop", _WINDOWS, "AppData/Roaming/Docker", "AppData/Local/Docker"),
    # the machine's JSON lies below the configuration, and Podman 6 shares that by default (container-libs 779)
    Kept("Podman", ".config/containers"),
    Kept("Podman", ".local/share/containers"),
    *_rows("Podman", _WINDOWS, "AppData/Roaming/containers"),
    *_rows("Rancher Desktop", _UNIX, ".rd"),
    *_rows("Rancher Desktop", _MAC, "Library/Preferences/rancher-desktop"),
    *_rows("Rancher Desktop", _MAC, "Library/Application Support/rancher-desktop"),
    *_rows("Rancher Desktop", _LINUX, ".config/rancher-desktop", ".local/share/rancher-desktop"),
    *_rows("Rancher Desktop", _WINDOWS, "AppData/Local/rancher-desktop", "AppData/Roaming/rancher-desktop"),
    Kept("Finch", ".finch"),
    *_rows("OrbStack", _MAC, ".orbstack", "OrbStack", "Library/Group Containers/HUAQ24HBR6.dev.orbstack"),
    *_rows("WSL", _WINDOWS, ".wslconfig", "AppData/Local/wsl"),
    *_rows("Multipass", _MAC, "Library/Application Support/multipass"),
    *_rows("Multipass", _LINUX, "snap/multipass", ".local/share/multipass"),
    *_rows("Multipass", _WINDOWS, "AppData/Local/multipass"),
    Kept("OpenShift Local", ".crc"),
    Kept("minikube", ".minikube"),
    *_rows("Apple's container", _MAC, ".config/container", "Library/Application Support/com.apple.container"),
    *_rows("Tart", _MAC, ".tart"),
    *_rows("UTM", _MAC, "Library/Containers/com.utmapp.UTM"),
    *_rows("Parallels", _MAC, "Parallels"),
    *_rows("VMware", _MAC, "Virtual Machines.localized"),
    *_rows("VMware", _LINUX, "vmware", ".vmware"),
    *_rows("VMware", _WINDOWS, "Documents/Virtual Machines", "AppData/Roaming/VMware"),
    Kept("VirtualBox", "VirtualBox VMs"),
    *_rows("VirtualBox", _MAC, "Library/VirtualBox"),
    *_rows("VirtualBox", _LINUX, ".config/VirtualBox"),
    *_rows("VirtualBox", _WINDOWS, ".VirtualBox"),
    *_rows("libvirt", _UNIX, ".config/libvirt", ".local/share/libvirt"),
    *_rows("GNOME Boxes", _LINUX, ".local/share/gnome-boxes", ".config/gnome-boxes"),
    Kept("Vagrant", ".vagrant.d"),
)

NAMED: tuple[Named, ...] = (
    Named("Podman", "CONTAINERS_CONF"),
    Named("Podman", "CONTAINERS_CONF_OVERRIDE"),
    # it is taken as it is where it ends so already
    Named("minikube", "MINIKUBE_HOME", ".minikube"),
    Named("VirtualBox", "VBOX_USER_HOME"),
    Named("Vagrant", "VAGRANT_HOME"),
)


def kept(platform: str) -> tuple[Kept, ...]:
    """The rows that a platform can have."""
    return tuple(row for row in KEPT if platform in row.platforms)
