"""What a capability, a profile, a device and a runtime give to a container, and how sure that is."""

from __future__ import annotations

import re

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.scan.finding import Confidence
from colima_guard.scan.power import DISK, DOUBTFUL_CAPABILITIES, ROOT_CAPABILITIES
from colima_guard.scan.project import Service

#: a namespace that is another container's
JOINED = ("container:", "service:", "ns:")

#: capabilities that a container has anyway
_DEFAULT = frozenset(
    (
        *("CHOWN", "DAC_OVERRIDE", "FSETID", "FOWNER", "MKNOD", "NET_RAW", "SETGID", "SETUID", "SETFCAP", "SETPCAP"),
        *("NET_BIND_SERVICE", "SYS_CHROOT", "KILL", "AUDIT_WRITE"),
    )
)

_PLAIN_DEVICE = re.compile(r"/dev/(?:null|zero|full|u?random|tty|pts|ptmx|console|shm|std(?:in|out|err)|fd)(?:/|\Z)")

#: runtimes that engines start containers by unless somebody says otherwise, under each of their names
_RUNTIME = re.compile(r"(?:runc|crun|oci|default|io\.containerd\.runc\.v\d|io\.containerd\.runtime\.v1\.linux)?\Z")

_UNCONFINED = re.compile(r"(?:seccomp|apparmor)[=:]\s*unconfined\Z|label[=:]\s*disable\Z", re.IGNORECASE)

_SYSTEM_PATHS = re.compile(r"(?:systempaths[=:]\s*unconfined|unmask[=:].*)\Z", re.IGNORECASE)


class Grade(NamedTuple):
    """What a setting makes of a container: root of its VM, or only wider; how sure that is, and in words."""

    root: bool
    confidence: Confidence
    said: str
    remedy: str


def capability(value: str, service: Service) -> Grade | None:
    """What a capability gives; ``None`` for one that a container has anyway."""
    name = value.strip().upper().removeprefix("CAP_")
    remedy = f"take `{value}` out of `cap_add`"
    if name in ROOT_CAPABILITIES:
        return Grade(True, Confidence.SURE, f"the capability {name} is enough to become root of the VM", remedy)
    if name == "SYS_PTRACE" and any(one.key == "pid" and one.value == "host" for one in service.strengths):
        said = "with SYS_PTRACE and the VM's processes, /proc/PID/root is the VM's file system"
        return Grade(True, Confidence.SURE, said, f"{remedy}, or `pid: host`")
    if name == "SYS_PTRACE" and any(one.key == "pid" and one.value.startswith(JOINED) for one in service.strengths):
        said = "with SYS_PTRACE it enters the container whose processes it sees, and may do what that one may"
        return Grade(True, Confidence.POSSIBLE, said, f"{remedy}, or `pid`")
    if name in DOUBTFUL_CAPABILITIES:
        return Grade(True, Confidence.POSSIBLE, f"what the capability {name} allows depends on the kernel", remedy)
    if name in _DEFAULT:
        return None
    return Grade(False, Confidence.SURE, f"the capability {name}", remedy)


def security(value: str) -> Grade | None:
    """What an option of ``security_opt`` gives; ``None`` where it takes no profile away."""
    remedy = f"take `{value}` out of `security_opt`"
    if _SYSTEM_PATHS.match(value):
        said = f"with {value} it can write settings of the VM's kernel, such as the program that takes a crash"
        sure = Confidence.SURE if value.lower().startswith("systempaths") else Confidence.POSSIBLE
        return Grade(True, sure, said, remedy)
    if _UNCONFINED.match(value):
        return Grade(False, Confidence.SURE, f"with {value} no profile holds it", remedy)
    if value.lower().startswith(("seccomp", "apparmor")):
        return Grade(False, Confidence.POSSIBLE, f"the profile of {value} is not the engine's own", remedy)
    return None


def device(value: str) -> Grade | None:
    """What a device gives; ``None`` for one that a container has anyway."""
    path = value.partition(":")[0]
    remedy = f"take `{path}` out of `devices`"
    if DISK.match(path):
        return Grade(True, Confidence.SURE, f"{path} is a disk of the VM, or holds them", remedy)
    if path in ("/dev/mem", "/dev/kmem", "/dev/port"):
        return Grade(True, Confidence.LIKELY, f"{path} is the memory of the VM", remedy)
    if _PLAIN_DEVICE.match(path):
        return None
    return Grade(False, Confidence.SURE, f"the device {path} of the VM", remedy)


def runtime(value: str) -> Grade | None:
    """What another runtime may give; ``None`` for those that engines start containers by."""
    if _RUNTIME.match(value):
        return None
    # which program that is, the settings of the engine say
    said = f"it is run by `{value}`, not by the engine's own runtime: what that gives it cannot be told"
    return Grade(False, Confidence.POSSIBLE, said, "take `runtime` out")


def rule(value: str) -> Grade:
    """What a rule of ``device_cgroup_rules`` opens."""
    remedy = f"take `{value}` out of `device_cgroup_rules`"
    if value[:1] in ("a", "b"):
        return Grade(True, Confidence.SURE, f"the rule `{value}` opens the disks of the VM: mknod makes them", remedy)
    return Grade(False, Confidence.SURE, f"the rule `{value}` opens devices of the VM", remedy)
