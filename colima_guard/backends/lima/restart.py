"""How a running Lima instance takes over its files."""

from __future__ import annotations

from colima_guard.backends.lima.instance import LimaInstance
from colima_guard.host.machine import Host
from colima_guard.model.instance import Restart
from colima_guard.model.release import release

#: from here on a share's tag says its directory, and one start suffices (lima issue 3957)
TAGS_BY_PATH = release("2.1.0")


def restart(host: Host, instance: LimaInstance) -> Restart | None:
    """The commands, ``None`` when the instance does not run. ``limactl restart`` exists only since 1.1."""
    if not instance.running:
        return None
    commands = (("limactl", "stop", instance.short), ("limactl", "start", instance.short))
    env = () if instance.lima_home.picked else (("LIMA_HOME", instance.home),)
    times = 1 if instance.release is not None and instance.release >= TAGS_BY_PATH else 2
    return Restart(instance.name, commands, env, times, "its VM runs with the shares of its last start")
