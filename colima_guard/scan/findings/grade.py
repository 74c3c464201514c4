"""What a setting makes of a container: as strong as its VM, or only wider, and how sure that is."""

from __future__ import annotations

import re

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.scan.finding import Confidence
from colima_guard.scan.power import DISK, DOUBTFUL_CAPABILITIES, ROOT_CAPABILITIES
from colima_guard.scan.project import Service, Strength

_NAMESPACES = {
    "pid": "it sees every process of the VM, with their arguments",
    "ipc": "it shares the memory segments of the VM's processes",
    "network_mode": "it has the VM's network: services of the VM that listen on localhost alone, and abstract sockets",
    "userns_mode": "its root is the VM's root, whatever the engine maps otherwise",
    "uts": "it can rename the VM",
    "cgroup": "it sees the control groups of the whole VM",
}

#: a namespace that is another container's
_JOINED = ("container:", "service:", "ns:")

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


def grade(strength: Strength, service: Service) -> Grade | None:
    """What a setting makes of a container; ``None`` for one that it has anyway, or that is told elsewhere."""
    key, value = strength.key.rpartition(".")[2], strength.value
    building = strength.key.startswith("build.")
    if key == "privileged":
        return _privileged(strength.key)
    if key == "cap_add":
        return _capability(value, service)
    if key in _NAMESPACES:
        if key == "pid" and value.startswith(_JOINED):
            said = f"`{strength.key}: {value}`: it sees the processes of another container, whatever that one may do"
            return Grade(False, Confidence.POSSIBLE, said, f"take `{strength.key}: {value}` out")
        if value != "host":
            return None
        return Grade(
            False, Confidence.SURE, f"`{strength.key}: host`: {_NAMESPACES[key]}", f"take `{strength.key}: host` out"
        )
    if key == "network" and building:
        return Grade(
            False, Confidence.SURE, f"`{strength.key}: host`: {_NAMESPACES['network_mode']}", "build without it"
        )
    if key == "security_opt":
        return _security(value)
    if key == "devices":
        return _device(value)
    if key == "device_cgroup_rules":
        return _rule(value)
    if key == "gpus":
        return Grade(False, Confidence.SURE, f"GPUs of the VM, or other devices ({value})", "take `gpus` out")
    if key == "runtime":
        return _runtime(value)
    if key == "runArgs":
        # a text reaches docker letter by letter, which refuses them; an editor may read it otherwise
        said = f"`runArgs` is no list, and may be read as the arguments that it looks like: {value}"
        return Grade(False, Confidence.POSSIBLE, said, "write `runArgs` as a list")
    if key == "entitlements":
        root = value == "security.insecure"
        return Grade(root, Confidence.SURE, f"its image is built with the entitlement {value}", "build without it")
    if key == "driver_opts":
        said = f"a volume is a disk, a layer or a file system of the VM: {value}"
        return Grade(True, Confidence.LIKELY, said, "bind a directory")
    return None


def _privileged(key: str) -> Grade:
    said = {
        "build.privileged": "its image is built privileged",
        "post_start.privileged": "a command is run in it, privileged",
    }.get(key, "it is privileged")
    remedy = f"take `{key}: true` out, and give it the one capability or device that it needs"
    return Grade(True, Confidence.SURE, said, remedy)


def _capability(value: str, service: Service) -> Grade | None:
    name = value.strip().upper().removeprefix("CAP_")
    remedy = f"take `{value}` out of `cap_add`"
    if name in ROOT_CAPABILITIES:
        return Grade(True, Confidence.SURE, f"the capability {name} is enough to become root of the VM", remedy)
    if name == "SYS_PTRACE" and any(one.key == "pid" and one.value == "host" for one in service.strengths):
        said = "with SYS_PTRACE and the VM's processes, /proc/PID/root is the VM's file system"
        return Grade(True, Confidence.SURE, said, f"{remedy}, or `pid: host`")
    if name == "SYS_PTRACE" and any(one.key == "pid" and one.value.startswith(_JOINED) for one in service.strengths):
        said = "with SYS_PTRACE it enters the container whose processes it sees, and may do what that one may"
        return Grade(True, Confidence.POSSIBLE, said, f"{remedy}, or `pid`")
    if name in DOUBTFUL_CAPABILITIES:
        return Grade(True, Confidence.POSSIBLE, f"what the capability {name} allows depends on the kernel", remedy)
    if name in _DEFAULT:
        return None
    return Grade(False, Confidence.SURE, f"the capability {name}", remedy)


def _security(value: str) -> Grade | None:
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


def _device(value: str) -> Grade | None:
    path = value.partition(":")[0]
    remedy = f"take `{path}` out of `devices`"
    if DISK.match(path):
        return Grade(True, Confidence.SURE, f"{path} is a disk of the VM, or holds them", remedy)
    if path in ("/dev/mem", "/dev/kmem", "/dev/port"):
        return Grade(True, Confidence.LIKELY, f"{path} is the memory of the VM", remedy)
    if _PLAIN_DEVICE.match(path):
        return None
    return Grade(False, Confidence.SURE, f"the device {path} of the VM", remedy)


def _runtime(value: str) -> Grade | None:
    if _RUNTIME.match(value):
        return None
    # which program that is, the settings of the engine say
    said = f"it is run by `{value}`, not by the engine's own runtime: what that gives it cannot be told"
    return Grade(False, Confidence.POSSIBLE, said, "take `runtime` out")


def _rule(value: str) -> Grade:
    remedy = f"take `{value}` out of `device_cgroup_rules`"
    if value[:1] in ("a", "b"):
        return Grade(True, Confidence.SURE, f"the rule `{value}` opens the disks of the VM: mknod makes them", remedy)
    return Grade(False, Confidence.SURE, f"the rule `{value}` opens devices of the VM", remedy)
