"""Where Rancher Desktop's files lie (src/go/rdctl/pkg/paths at v1.24.0; `rdctl paths` prints them)."""

from __future__ import annotations

import os
import posixpath

from colima_guard.host.machine import Host
from colima_guard.host.own_files import placeholder
from colima_guard.model.named_tuple import NamedTuple

NAME = "rancher-desktop"
#: the name of its only instance in Lima
MACHINE = "0"
_APP = "Rancher Desktop.app"


class Home(NamedTuple):
    """One place in which it may keep its VM. ``picked``: the one that it uses in this environment."""

    #: its Lima home
    path: str
    picked: bool


class Profiles(NamedTuple):
    """One place of deployment profiles: what is set where no settings are, and what always is."""

    defaults: str
    locked: str


def homes(host: Host) -> list[Home]:
    """Its Lima homes, the one of this environment first; on Linux the default one beside it where it is there."""
    if host.platform == "macos":
        return [Home(posixpath.join(host.home, "Library/Application Support", NAME, "lima"), picked=True)]
    default = posixpath.join(host.home, ".local/share", NAME, "lima")
    path = posixpath.join(host.env("XDG_DATA_HOME") or posixpath.join(host.home, ".local/share"), NAME, "lima")
    found = [Home(path, picked=True)]
    if path != default and host.is_dir(default) and host.realpath(default) != host.realpath(path):
        found.append(Home(default, picked=False))
    return found


def config_dir(host: Host) -> str:
    """The directory of its settings."""
    if host.platform == "macos":
        return posixpath.join(host.home, "Library/Preferences", NAME)
    if host.platform == "windows":
        return os.path.join(_local(host), NAME)
    return posixpath.join(_config(host), NAME)


def settings(host: Host) -> str:
    """Its settings."""
    return os.path.join(config_dir(host), "settings.json")


def profiles(host: Host) -> list[Profiles]:
    """The places of deployment profiles: the first with one of the two files decides alone."""
    if host.platform == "macos":
        roots = (
            "/Library/Managed Preferences",
            "/Library/Preferences",
            posixpath.join(host.home, "Library/Preferences"),
        )
        names = ("io.rancherdesktop.profile.defaults.plist", "io.rancherdesktop.profile.locked.plist")
        return [Profiles(*(posixpath.join(root, name) for name in names)) for root in roots]
    system = [
        Profiles(posixpath.join(root, NAME, "defaults.json"), posixpath.join(root, NAME, "locked.json"))
        for root in ("/etc", "/usr/etc")
    ]
    own = (posixpath.join(_config(host), f"{NAME}.{kind}.json") for kind in ("defaults", "locked"))
    return [*system, Profiles(*own)]


def cache_dir(host: Host) -> str:
    """Where it keeps what its VM installs Kubernetes from."""
    if host.platform == "macos":
        return posixpath.join(host.home, "Library/Caches", NAME)
    return posixpath.join(host.env("XDG_CACHE_HOME") or posixpath.join(host.home, ".cache"), NAME)


def logs_dir(host: Host) -> str:
    """Where it logs, and where the services of its VM do."""
    if explicit := host.env("RD_LOGS_DIR"):
        return explicit
    if host.platform == "macos":
        return posixpath.join(host.home, "Library/Logs", NAME)
    return posixpath.join(host.env("XDG_DATA_HOME") or posixpath.join(host.home, ".local/share"), NAME, "logs")


def apps(host: Host) -> list[str]:
    """Where installers put it: directories in which its ``resources`` lie."""
    if host.platform == "macos":
        roots = ("/Applications", posixpath.join(host.home, "Applications"))
        return [posixpath.join(root, _APP, "Contents/Resources/resources") for root in roots]
    return ["/opt/rancher-desktop/resources/resources"]


def rdctl(host: Host) -> str:
    """The link to its command that it keeps (~/.rd/bin is put on ``PATH``)."""
    return posixpath.join(host.home, ".rd/bin/rdctl")


def socket(host: Host) -> str:
    """The socket of its engine."""
    return posixpath.join(host.home, ".rd/docker.sock")


def own_directories(host: Host) -> list[str]:
    """What decides about its VM, or is run on the host: no VM may share it."""
    if host.platform == "windows":
        return [config_dir(host)]
    homes_ = [home.path for home in homes(host)]
    beside = [
        posixpath.join(posixpath.dirname(home), name)
        for home in homes_
        for name in ("extensions", "snapshots", "containerd-shims")
    ]
    files = [file for place in profiles(host) for file in place]
    return [*homes_, *beside, config_dir(host), posixpath.join(host.home, ".rd"), *files]


def stand_ins(host: Host) -> str:
    """The directory of ours with what stands in the place of what is not shared."""
    return posixpath.join(posixpath.dirname(placeholder(host)), NAME)


def empty(host: Host, mount_point: str) -> str:
    """The directory of ours that stands at a mount point, in which nothing is."""
    name = mount_point.strip("/").replace("-", "--").replace("/", "-").replace(" ", "_")
    return posixpath.join(stand_ins(host), "empty", name or "root")


def guest_logs(host: Host) -> str:
    """The directory of ours that the VM's services log to: in Rancher Desktop's own the host follows their links."""
    return posixpath.join(stand_ins(host), "logs")


def _config(host: Host) -> str:
    return host.env("XDG_CONFIG_HOME") or posixpath.join(host.home, ".config")


def _local(host: Host) -> str:
    return host.env("LOCALAPPDATA") or os.path.join(host.home, "AppData", "Local")
