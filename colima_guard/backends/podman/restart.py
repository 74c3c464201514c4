"""How a running machine takes over its file, and how it and its engine are asked."""

from __future__ import annotations

from colima_guard.backends.podman import layout
from colima_guard.backends.podman.instance import Machine
from colima_guard.host.machine import Host
from colima_guard.model.instance import EngineClient, Restart, Shell

#: what would lead the client elsewhere
_UNSET = (("CONTAINER_HOST", ""), ("CONTAINER_CONNECTION", ""), ("CONTAINER_SSHKEY", ""))


def restart(machine: Machine) -> Restart | None:
    """A stop and a start; its devices are made from its file each time."""
    if not machine.running or machine.provider == "wsl":
        return None
    commands = tuple((layout.PROGRAM, "machine", verb, machine.short) for verb in ("stop", "start"))
    return Restart(machine.name, commands, (), 1, "its VM runs with the shares of its last start")


def shell(host: Host, machine: Machine) -> Shell | None:
    """``podman machine ssh``, behind which a shell of the guest reads the words once more."""
    if not machine.running or host.which(layout.PROGRAM) is None:
        return None
    return Shell((layout.PROGRAM, "machine", "ssh", machine.short), read_again=True)


def engine(host: Host, machine: Machine) -> EngineClient | None:
    """``podman`` by the connection that has the machine's name; of one that runs as root its other one."""
    if not machine.running or host.which(layout.PROGRAM) is None:
        return None
    config = machine.file.config
    rootful = config is not None and config.host_user.rootful
    name = f"{machine.short}-root" if rootful else machine.short
    return EngineClient("podman", (layout.PROGRAM, "--connection", name), _UNSET)
