"""How a command is run in a running Lima instance, and how its engine is asked."""

from __future__ import annotations

import posixpath

from colima_guard.backends.lima.instance import LimaInstance
from colima_guard.backends.shared.engine_client import docker
from colima_guard.host.machine import Host
from colima_guard.model.instance import EngineClient, Shell


def shell(host: Host, instance: LimaInstance) -> Shell | None:
    """``limactl shell``, in a directory that every guest has: the host's own need not be in it."""
    if not instance.running or host.which("limactl") is None:
        return None
    env = () if instance.lima_home.picked else (("LIMA_HOME", instance.home),)
    return Shell(("limactl", "shell", "--workdir", "/", instance.short), env)


def engine(host: Host, instance: LimaInstance) -> EngineClient | None:
    """``docker`` by the socket that Lima forwards into its directory (templates/docker.yaml, since Lima 0.5)."""
    return docker(host, [posixpath.join(instance.dir, "sock", "docker.sock")]) if instance.running else None
