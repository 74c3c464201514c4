"""Moving its VM to a transport that the host confines: a setting of its own."""

from __future__ import annotations

from colima_guard.backends.lima.edit.confine import target_mount_type
from colima_guard.backends.lima.rules.transport import transport_named
from colima_guard.backends.rancher_desktop import layout
from colima_guard.backends.rancher_desktop.instance import RancherInstance
from colima_guard.backends.rancher_desktop.settings import TRANSPORT
from colima_guard.backends.shared.edit import file_change
from colima_guard.formats.json.inside import put_inside
from colima_guard.formats.refused import EditRefused
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.plan import FileChange


def confined(host: Host, instance: RancherInstance, allow: Allowlist) -> tuple[FileChange | None, tuple[str, ...]]:
    """The change of its settings and what to know of it; none where the transport confines. Raises ``EditRefused``."""
    settings = instance.settings
    machine = settings.vm_type or "qemu"
    present = settings.mount_type or ("virtiofs" if machine == "vz" else "9p")
    target = target_mount_type(host, [transport_named(present, machine)], machine, (), allow)
    if target is None or target == present:
        return None, ()
    if settings.pinned_by is not None:
        raise EditRefused(f"{settings.pinned_by} sets the transport {present}: let it set {target}")
    by_hand = f"rdctl set --virtual-machine.mount.type={target}"
    if settings.data is None:
        raise EditRefused(f"it has no settings that could be changed: start Rancher Desktop once, then {by_hand}")
    if instance.running:
        raise EditRefused(f"Rancher Desktop runs, and keeps its settings in memory; do: {by_hand}")
    path = layout.settings(host)
    after = put_inside(settings.data, TRANSPORT, target)
    note = f"{instance.name}: the transport becomes {target}"
    if target == "9p" and host.platform == "linux":
        note += ", for which the host's QEMU has to have virtfs"
    return file_change(host, path, settings.data, after, "the transport that the host confines", "json"), (note,)
