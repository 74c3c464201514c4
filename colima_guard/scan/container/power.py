"""What makes a container as strong as its machine, but for the paths that it is given."""

from __future__ import annotations

import re
from collections.abc import Iterator

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.scan.container.inspected import Inspected, mappings, string, strings
from colima_guard.scan.power import DISK, DOUBTFUL_CAPABILITIES, HARMLESS_DEVICE, ROOT_CAPABILITIES
from colima_guard.scan.project import Strength, Where


class Reason(NamedTuple):
    """One thing that counts: it makes root of the machine, or may (``sure`` is false)."""

    why: str
    sure: bool = True
    #: it reaches every process of the machine, so also its engine's socket
    processes: bool = False


def capabilities(container: Inspected) -> frozenset[str]:
    """The added capabilities, each as Linux has it, without ``CAP_``."""
    return frozenset(name.upper().removeprefix("CAP_") for name in strings(container.host.get("CapAdd")))


def reasons(container: Inspected, *, host_pid: bool, binds_dev: bool) -> Iterator[Reason]:
    """What of its settings makes it as strong as its machine. ``host_pid``: it sees the machine's processes."""
    if container.host.get("Privileged") is True:
        yield Reason("privileged")
    elif "Privileged" not in container.host:
        yield Reason("its client does not say whether it is privileged", sure=False)
    added = capabilities(container)
    for name in sorted(added & ROOT_CAPABILITIES):
        yield Reason(f"the capability {name}")
    for name in sorted(added & DOUBTFUL_CAPABILITIES):
        yield Reason(f"what the capability {name} allows depends on the kernel", sure=False)
    if host_pid and added & {"SYS_PTRACE", "ALL", "SYS_ADMIN"}:
        yield Reason("the machine's processes and SYS_PTRACE: /proc/PID/root is the machine's root", processes=True)
    masked, read_only = container.host.get("MaskedPaths"), container.host.get("ReadonlyPaths")
    if masked == [] or read_only == []:
        yield Reason("systempaths=unconfined: the settings of the machine's kernel can be written")
    if any(word.lower().startswith("unmask") or "=unmask" in word.lower() for word in container.command):
        yield Reason("unmask: settings of the machine's kernel can be seen, and may be written", sure=False)
    yield from _devices(container, added, binds_dev)


def _devices(container: Inspected, added: frozenset[str], binds_dev: bool) -> Iterator[Reason]:
    for device in mappings(container.host.get("Devices")):
        path = string(device.get("PathOnHost"))
        if DISK.match(path):
            yield Reason(f"the disk {path}")
        elif path in ("/dev/mem", "/dev/kmem", "/dev/port") and "SYS_RAWIO" in added:
            yield Reason(f"the machine's memory, {path}")
        elif not HARMLESS_DEVICE.match(path):
            yield Reason(f"what the device {path} allows cannot be told", sure=False)
    dropped = {name.upper().removeprefix("CAP_") for name in strings(container.host.get("CapDrop"))}
    makes_nodes = not dropped & {"MKNOD", "ALL"} or "MKNOD" in added or binds_dev
    for rule in strings(container.host.get("DeviceCgroupRules")):
        if rule[:1] in ("a", "b"):
            yield Reason(f"the rule {rule!r} opens the machine's disks", sure=makes_nodes)
        elif re.match(r"c\s+(?:\*|1|21|10):", rule):
            yield Reason(f"what the rule {rule!r} allows cannot be told", sure=False)


def strengths(container: Inspected) -> Iterator[Strength]:
    """Its settings that may make it stronger, by the names that Compose has for them."""
    where, host = Where(f"{container.engine} inspect {container.name}"), container.host
    if host.get("Privileged") is True:
        yield Strength("privileged", "true", where)
    modes = {
        "pid": "PidMode",
        "ipc": "IpcMode",
        "network_mode": "NetworkMode",
        "userns_mode": "UsernsMode",
        "uts": "UTSMode",
        "cgroup": "CgroupnsMode",
        "runtime": "Runtime",
    }
    for key, name in modes.items():
        if value := string(host.get(name)):
            yield Strength(key, value, where)
    lists = {
        "cap_add": "CapAdd",
        "security_opt": "SecurityOpt",
        "device_cgroup_rules": "DeviceCgroupRules",
        "volumes_from": "VolumesFrom",
        "group_add": "GroupAdd",
    }
    for key, name in lists.items():
        for value in strings(host.get(name)):
            yield Strength(key, value, where)
    if (host.get("MaskedPaths") == [] or host.get("ReadonlyPaths") == []) and host.get("Privileged") is not True:
        yield Strength("security_opt", "systempaths=unconfined", where)
    for request in mappings(host.get("DeviceRequests")):
        yield Strength("gpus", string(request.get("Driver")) or "some", where)
    for device in mappings(host.get("Devices")):
        parts = (string(device.get(key)) for key in ("PathOnHost", "PathInContainer", "CgroupPermissions"))
        yield Strength("devices", ":".join(part for part in parts if part), where)
