"""Whether a machine runs: by the command lines of the programs that Podman starts for it.

``vfkit`` and ``krunkit`` have the shares in theirs; QEMU has the name of the machine, and for each share there is a
``virtiofsd --shared-dir .`` that runs in it (pkg/machine/apple, pkg/machine/qemu/command).
"""

from __future__ import annotations

import re

from colima_guard.backends.podman.machine_file import MachineFile
from colima_guard.host.machine import Host
from colima_guard.host.processes import Process
from colima_guard.host.values import Unreadable
from colima_guard.model.named_tuple import NamedTuple

_PROGRAMS = {"applehv": "vfkit", "libkrun": "krunkit", "qemu": r"qemu-system-[a-z0-9_]+"}
#: a start itself writes the file: what is newer by less is its own
_STARTING = 120.0


class Running(NamedTuple):
    """A machine that runs, or may: since when, what changed after that, and its process where there is one."""

    since_ns: int
    newer_file: str | None
    process: Process | None
    unknown: str | None = None


def running(host: Host, provider: str, name: str, file: MachineFile) -> Running | None:
    """The running machine of a file; ``None`` where it does not run."""
    if provider == "hyperv":
        return _by_server(host, file)
    found = host.once(_listed)
    if found is None:
        return Running(0, file.path, None, "whether it runs cannot be told: the process list cannot be read")
    process = next((one for one in found if _is(one.command, provider, name, file)), None)
    if process is None:
        return None
    since = host.process_started(process.pid)
    return Running(int((since or 0) * 1e9), _newer(host, file, since), process)


def _by_server(host: Host, file: MachineFile) -> Running | None:
    """On Windows no command line is listed; a ``win-sshproxy`` or ``gvproxy`` says that some machine runs."""
    found = host.once(_listed)
    if found is None or any(re.match(r"(win-sshproxy|gvproxy)\b", one.command, re.IGNORECASE) for one in found):
        return Running(0, file.path, None, "whether it runs cannot be told by what Windows lists")
    return None


def _listed(host: Host) -> tuple[Process, ...] | None:
    return host.processes()


def _is(command: str, provider: str, name: str, file: MachineFile) -> bool:
    """Whether a process is the VM of a machine: by its disk, which its file names; else by the name of a socket."""
    program = command.split(" ", 1)[0]
    if not re.search(rf"(?:^|/){_PROGRAMS[provider]}\Z", program):
        return False
    image = file.config.image_path.path if file.config is not None else ""
    if image:
        return re.search(rf"(?<![^\s=,]){re.escape(image)}(?=[\s,]|\Z)", command) is not None
    at = re.search(rf"[/_=,-]{re.escape(name)}(?=[-_.,/ ]|\Z)", command)
    return at is not None and ("containers/podman" in command or "/podman/" in command)


def _newer(host: Host, file: MachineFile, since: float | None) -> str | None:
    try:
        found = host.stat(file.path)
    except Unreadable:
        return file.path
    if found is None or since is None:
        return file.path
    return file.path if found.changed_ns / 1e9 > since + _STARTING else None


def processes_of(host: Host, provider: str, name: str, file: MachineFile) -> tuple[str | None, list[tuple[int, str]]]:
    """The command line of a machine's VM, and every process beside it."""
    found = host.once(_listed) or ()
    vm = next((one for one in found if _is(one.command, provider, name, file)), None)
    return vm.command if vm else None, [(one.pid, one.command) for one in found if one is not vm]
