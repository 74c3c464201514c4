"""What a setting makes of a container: as strong as its VM, or only wider, and how sure that is."""

from __future__ import annotations

from colima_guard.scan.finding import Confidence
from colima_guard.scan.findings.rights import JOINED, Grade, capability, device, rule, runtime, security
from colima_guard.scan.project import Service, Strength

_NAMESPACES = {
    "pid": "it sees every process of the VM, with their arguments",
    "ipc": "it shares the memory segments of the VM's processes",
    "network_mode": "it has the VM's network: services of the VM that listen on localhost alone, and abstract sockets",
    "userns_mode": "its root is the VM's root, whatever the engine maps otherwise",
    "uts": "it can rename the VM",
    "cgroup": "it sees the control groups of the whole VM",
}


def grade(strength: Strength, service: Service) -> Grade | None:
    """What a setting makes of a container; ``None`` for one that it has anyway, or that is told elsewhere."""
    key, value = strength.key.rpartition(".")[2], strength.value
    building = strength.key.startswith("build.")
    if key == "privileged":
        return _privileged(strength.key)
    if key == "cap_add":
        return capability(value, service)
    if key in _NAMESPACES:
        if key == "pid" and value.startswith(JOINED):
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
        return security(value)
    if key == "devices":
        return device(value)
    if key == "device_cgroup_rules":
        return rule(value)
    if key == "gpus":
        return Grade(False, Confidence.SURE, f"GPUs of the VM, or other devices ({value})", "take `gpus` out")
    if key == "runtime":
        return runtime(value)
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
