"""Directories of a machine that make root of whoever can write them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from colima_guard.model.paths import is_within
from colima_guard.model.share import Access
from colima_guard.scan.project import Bind

#: where engines keep their containers, when their client does not say
DATA_ROOTS = ("/var/lib/docker", "/var/lib/containerd", "/var/lib/containers")
#: what root runs or reads as its own: cron, accounts, units, libraries, the boot
_ROOTS = re.compile(
    r"/etc(?:/(?:cron[^/]*|passwd-?|shadow-?|group-?|gshadow-?|sudoers[^/]*|ld\.so[^/]*|systemd|profile[^/]*|bash[^/]*|"
    r"pam\.d|ssh|init[^/]*|rc[^/]*|environment|docker|containerd|containers|crio|apt|modprobe\.d|udev|sysctl[^/]*|"
    r"security|nsswitch\.conf|kubernetes|openrc|local\.d|conf\.d|update-motd\.d|logrotate\.d|dbus-1|polkit-1)"
    r"(?:/.*)?)?\Z"
    r"|/(?:usr|bin|sbin|lib|lib32|lib64|boot|root|var/spool/cron|var/spool)(?:/.*)?\Z"
    r"|/var/lib/(?:docker|containerd|containers|kubelet|rancher|systemd|cloud|buildkit|nerdctl|dpkg|snapd)(?:/.*)?\Z"
    # the disk on which Colima keeps the engine's data (lima, additionalDisks: mounted at /mnt/lima-DISK)
    r"|/mnt(?:/lima-[^/]+)?(?:/(?:docker|containerd|containers|rancher)(?:/.*)?)?\Z"
    r"|/opt/cni(?:/.*)?\Z|/snap(?:/.*)?\Z|/run/udev(?:/.*)?\Z"
)
#: files of /etc by which root does nothing
_HARMLESS_ETC = re.compile(
    r"/etc/(?:hosts|hostname|localtime|timezone|resolv\.conf|machine-id|mime\.types|os-release|ssl|pki|"
    r"ca-certificates|fonts|magic|motd|issue|locale[^/]*)(?:/.*)?\Z"
)
#: below these nothing is root's to run, though a wider directory of theirs is
_HARMLESS = re.compile(
    r"/usr/share(?:/.*)?\Z|/usr/src(?:/.*)?\Z|/lib/firmware(?:/.*)?\Z|/usr/local/share(?:/.*)?\Z"
    r"|/var/lib/docker/volumes/[^/]+/_data(?:/.*)?\Z|/var/lib/containers/storage/volumes/[^/]+/_data(?:/.*)?\Z"
)
_KERNEL = re.compile(r"/proc(?:/(?:sys(?:/kernel(?:/.*)?)?|sysrq-trigger|1(?:/.*)?))?\Z")
#: the file system as a process of the machine sees it
PROCESS = re.compile(r"/proc/(?:\d+|self|thread-self)/(?:root|cwd)(/.*)?\Z")
_SERVICES = re.compile(r"/run/(?:systemd|dbus)(?:/.*)?\Z|/run/initctl\Z")
_DOUBTFUL = re.compile(
    r"/etc/.*|/proc/.*|/sys(?:/.*)?|/var(?:/lib)?|/opt|/lib/modules(?:/.*)?|/lost\+found|/mnt/lima-[^/]+/.*"
)


def makes_root(bind: Bind, data_roots: Iterable[str], *, recursive: bool = True) -> tuple[bool | None, str]:
    """Whether a bind makes root of the machine of whoever holds it (``None``: cannot be told), and why."""
    path, writable = bind.source, bind.access is Access.RW
    if (process := PROCESS.match(path)) is not None:  # the file system of a process of the machine: its own
        is_root, why = makes_root(bind._replace(source=process[1] or "/"), data_roots, recursive=recursive)
        return is_root, f"{why}, by {path}" if why else ""
    if path.startswith("/var/run/"):
        path = path.removeprefix("/var")
    if path == "/":
        if writable or recursive:
            return True, "the root of the machine's file system"
        return None, "the root of the machine's file system, to be read alone"
    if _SERVICES.match(path):
        return True, f"{path} commands the machine's own services"
    if not writable:
        # up to engine 24 what is mounted below a read-only bind can be written
        return (None, f"{path}: what is mounted below it may be writable") if path == "/proc" else (False, "")
    root = next((root for root in data_roots if is_within(root, path) or _within_data(path, root)), None)
    if root is not None:
        return True, f"{path} holds the files of every container of the engine ({root})"
    if path.startswith("/proc") and _KERNEL.match(path):
        return True, f"{path} holds settings of the machine's kernel"
    if _HARMLESS.match(path) or _HARMLESS_ETC.match(path):
        return False, ""
    if not path.startswith("/lib/modules") and _ROOTS.match(path):
        return True, f"{path} holds what root of the machine runs"
    if _DOUBTFUL.fullmatch(path):
        return None, f"what can be done with {path} cannot be told"
    return False, ""


def _within_data(path: str, root: str) -> bool:
    """Whether a path below an engine's data root is of other containers, and not the content of one volume."""
    return is_within(path, root) and re.match(r"/volumes/[^/]+/_data(?:/|\Z)", path[len(root) :]) is None
