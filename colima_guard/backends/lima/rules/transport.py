"""How a Lima instance's shares get into the guest, by mountType, driver and release of creation."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from colima_guard.backends.lima.releases import CLASSES, Rules, is_since
from colima_guard.host.machine import Host
from colima_guard.model.transport import (
    NINE_P,
    REVERSE_SSHFS,
    VIRTIOFS_KRUNKIT,
    VIRTIOFS_QEMU,
    VIRTIOFS_VZ,
    WSL2,
    Transport,
)

if TYPE_CHECKING:
    from colima_guard.backends.lima.rules.merge import Merge


def driver(merged: Merge, host: Host, rules: Rules | None = None, instance_dir: str | None = None) -> str:
    """``vmType``, or what a class of Lima's releases takes without one; the newest without ``rules``.

    ``instance_dir``: that of an instance that exists, in which releases before 2.0 look for what vz leaves there.
    """
    if merged.vm_type and merged.vm_type != "default":
        return merged.vm_type
    rules = rules or CLASSES[-1]
    if host.platform == "windows" and rules.windows_is_wsl2:
        return "wsl2"
    if rules.guesses_driver and instance_dir is not None:
        left = host.platform == "macos" and host.exists(posixpath.join(instance_dir, "vz-identifier"))
        return "vz" if left else "qemu"
    native = not merged.arch or merged.arch in ("default", host.machine)
    macos13 = host.platform == "macos" and (not host.os_version or host.os_version >= (13,))
    return "vz" if macos13 and native else "qemu"


def transport(
    merged: Merge,
    created_by: str | None,
    host: Host,
    rules: Rules | None = None,
    instance_dir: str | None = None,
) -> Transport:
    """The transport, decided by the driver where ``mountType`` is unset (qemu_driver.go, vz_driver_darwin.go).

    ``created_by`` is the text of ``lima-version``, ``None`` where there is none: an instance from before 0.20.
    """
    machine = driver(merged, host, rules, instance_dir)
    if machine == "wsl2":
        return WSL2
    wanted = merged.mount_type
    if not wanted or wanted == "default":
        wanted = _unset(machine, merged, created_by, host)
    return transport_named(wanted, machine)


def transport_named(mount_type: str, machine: str) -> Transport:
    """The transport of a ``mountType`` with a driver. What is not known is taken for the one that holds nothing."""
    if mount_type == "9p":
        return NINE_P
    if mount_type == "virtiofs":
        return {"vz": VIRTIOFS_VZ, "krunkit": VIRTIOFS_KRUNKIT}.get(machine, VIRTIOFS_QEMU)
    return REVERSE_SSHFS


def _unset(machine: str, merged: Merge, created_by: str | None, host: Host) -> str:
    if machine in ("vz", "krunkit"):
        return "virtiofs"
    if machine != "qemu" or host.platform == "windows" or "9p" in merged.unsupported:
        return "reverse-sshfs"
    return "9p" if is_since(created_by, "1.0.0") else "reverse-sshfs"


#: what ``--confine`` moves to, by driver
CONFINING = {"vz": "virtiofs", "qemu": "9p"}
