"""How a command is run in a running profile, and how its engine is asked."""

from __future__ import annotations

import posixpath

from colima_guard.backends.colima import layout
from colima_guard.backends.colima.instance import ColimaInstance
from colima_guard.backends.shared.engine_client import docker
from colima_guard.host.machine import Host
from colima_guard.model.instance import EngineClient, Shell


def shell(host: Host, instance: ColimaInstance) -> Shell | None:
    """``limactl shell`` in Colima's own Lima home: ``colima ssh`` does the same, and says something of its own.

    (cmd/ssh.go, environment/vm/lima/limautil.) ``None`` where Lima's directory of it is not known.
    """
    if not instance.running or instance.lima_dir is None or host.which("limactl") is None:
        return None
    home, name = posixpath.split(instance.lima_dir)
    return Shell(("limactl", "shell", "--workdir", "/", name), (("LIMA_HOME", home),))


def engine(host: Host, instance: ColimaInstance) -> EngineClient | None:
    """``docker`` by the socket of the profile; ``None`` for one of containerd, which has none on the host."""
    return docker(host, layout.sockets(instance.base, instance.short)) if instance.running else None
