"""What Colima itself does to its files, so that a story can go on after a lock: its ``start`` and ``restart``.

Written from cmd/start.go, util/yamlutil/yaml.go and environment/vm/lima/lima.go of 0.10.3, and compared with the
files that the real ``Save`` writes. The comments are not Colima's.
"""

from __future__ import annotations

import os
from typing import Any

import yaml

from colima_guard.backends.colima.profile import Network, Profile
from colima_guard.formats.golang.types import Struct, fields_of, replaced
from colima_guard.formats.golang.yaml_v3.document import Decoded, decode
from colima_guard.model.release import release as parse_release
from tests.conftest import Machine

#: the keys of the embedded default file, in its order; a tuple is a mapping of keys
KEYS: tuple[str | tuple[str, tuple[str, ...]], ...] = (
    *("cpu", "disk", "memory", "arch", "runtime", "modelRunner", "hostname"),
    ("kubernetes", ("enabled", "version", "k3sArgs", "port")),
    "autoActivate",
    (
        "network",
        ("address", "mode", "interface", "preferredRoute", "dns", "dnsHosts", "hostAddresses", "gatewayAddress"),
    ),
    *("forwardAgent", "docker", "vmType", "portForwarder", "rosetta", "binfmt", "nestedVirtualization", "mountType"),
    *("mountInotify", "cpuType", "provision", "sshConfig", "sshPort", "mounts", "diskImage", "forceDiskImage"),
    *("rootDisk", "env"),
)
_FIXES, _WRITES_NULL = parse_release("0.7.0"), parse_release("0.10.0")
#: slices, whose nil becomes ``null`` from 0.10.0 on and ``[]`` before
_SLICES = ("mounts", "provision", "k3sArgs", "dns")
#: maps, whose nil is ``{}``
_MAPS = ("docker", "env", "dnsHosts")


def save(profile: Profile, *, null: bool = True) -> str:
    """The file that ``Save`` writes: every key, none of the user's comments. ``null``: from 0.10.0 on."""
    lines: list[str] = []
    for key in KEYS:
        name, inner = key if isinstance(key, tuple) else (key, ())
        lines += [*([""] if lines else []), f"# {name}: a comment of Colima's own.", "#", f"# Default: see `{name}`"]
        if not inner:
            lines += _pair(name, _value(profile, name, null), "")
            continue
        lines.append(f"{name}:")
        for number, part in enumerate(inner):
            lines += [*(["  "] if number else []), f"  # {part}: a comment of Colima's own."]
            lines += _pair(part, _value(getattr(profile, name), part, null), "  ")
    return "\n".join(lines) + "\n"


def _value(struct: Struct, key: str, null: bool) -> Any:
    value = getattr(struct, fields_of(type(struct))[key][0])
    if value is None and key in _MAPS:
        return {}
    return [] if value is None and key in _SLICES and not null else value


def _pair(key: str, value: Any, indent: str) -> list[str]:
    if isinstance(value, list) and value:
        return [f"{indent}{key}:", *(line for item in value for line in _element(item, indent + "  "))]
    if isinstance(value, dict) and value:
        inner = [_pair(name, value[name], indent + "  ") for name in sorted(value)]
        return [f"{indent}{key}:", *(line for part in inner for line in part)]
    if isinstance(value, str) and "\n" in value:
        return [f"{indent}{key}: |", *(f"{indent}  {line}".rstrip() for line in value.rstrip("\n").split("\n"))]
    return [f"{indent}{key}: {_scalar(value)}"]


def _element(value: Any, indent: str) -> list[str]:
    if isinstance(value, Struct):
        present = {key: getattr(value, name) for key, (name, _) in fields_of(type(value)).items()}
        if not present.get("mountPoint", True):
            del present["mountPoint"]
        pairs = [line for name, item in present.items() for line in _pair(name, item, indent + "  ")]
        return [f"{indent}- {pairs[0].strip()}", *pairs[1:]]
    return [f"{indent}- {_scalar(value)}"]


def _scalar(value: Any) -> str:
    if isinstance(value, float) and value == int(value):
        value = int(value)
    if value in ([], {}):
        return "[]" if value == [] else "{}"
    if isinstance(value, str) and value == "":
        return '""'
    text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=10_000)
    text = text.removesuffix("...\n").strip()
    return '"' + text[1:-1].replace("''", "'") + '"' if text.startswith("'") else text


def _file(machine: Machine, path: str) -> Decoded[Profile] | None:
    file = machine.home / path
    return decode(file.read_bytes(), Profile) if file.is_file() else None


def start(machine: Machine, short: str = "default", *, base: str = ".colima", release: str = "0.10.3") -> None:
    """``colima start`` of a VM that is stopped, or not there yet: files as it leaves them, and a process that lives."""
    macos13 = machine.platform == "macos" and machine.os_version >= (13,)
    found, template = _file(machine, f"{base}/{short}/colima.yaml"), _file(machine, f"{base}/_templates/default.yaml")
    if found is None or not found.value.runtime:
        found = template if template is not None and template.ok and release != "0.8.4" else None
    if found is None:
        network = Network(mode="shared", interface="en0", gateway_address="192.168.5.2")
        profile = Profile(
            cpu=2,
            disk=100,
            memory=2.0,
            arch=machine.arch,
            runtime="docker",
            mounts=[],
            root_disk=20,
            ssh_config=True,
            auto_activate=True,
            binfmt=True,
            model_runner="docker",
            network=network,
            force_disk_image=False,
        )
    else:
        profile = found.value
    vm_type = (profile.vm_type or "vz") if macos13 else "qemu"
    filled = {
        "vm_type": vm_type,
        "mount_type": profile.mount_type or ("virtiofs" if vm_type == "vz" else "sshfs"),
        "hostname": profile.hostname or _id(short),
        "port_forwarder": profile.port_forwarder or "ssh",
    }
    state = _file(machine, f"{base}/_lima/{_id(short)}/colima.yaml")
    if state is not None and state.ok and parse_release(release) >= _FIXES:
        fixed = ("arch", "vm_type", "runtime", "mount_type")
        filled |= {name: getattr(state.value, name) for name in fixed if getattr(state.value, name)}
    profile = replaced(profile, **filled)
    null = parse_release(release) >= _WRITES_NULL
    _put(machine, f"{base}/{short}/colima.yaml", save(profile, null=null))
    _boot(machine, short, base, save(profile, null=null))


def restart(machine: Machine, short: str = "default", *, base: str = ".colima") -> None:
    """``colima restart``: the profile is taken as it is, and not written."""
    found = _file(machine, f"{base}/{short}/colima.yaml")
    assert found is not None and found.ok and found.value.runtime, "it would abort"
    _boot(machine, short, base, save(found.value))


def stop(machine: Machine, short: str = "default", *, base: str = ".colima") -> None:
    """``colima stop``."""
    (machine.home / base / "_lima" / _id(short) / "ha.pid").unlink()


def _boot(machine: Machine, short: str, base: str, state: str) -> None:
    machine.write(f"{base}/_lima/{_id(short)}/lima.yaml", "# written by Colima at every start\n{}\n")
    machine.write(f"{base}/_lima/{_id(short)}/ha.pid", f"{os.getpid()}\n")
    machine.write(f"{base}/_lima/{_id(short)}/colima.yaml", state)


def _put(machine: Machine, path: str, text: str) -> None:
    """Colima writes in place: a link stays a link, a file keeps its mode."""
    file = machine.home / path
    if file.exists():
        file.write_text(text)
    else:
        machine.write(path, text)


def _id(short: str) -> str:
    return "colima" if short == "default" else f"colima-{short}"
