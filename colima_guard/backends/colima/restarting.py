"""How a running profile takes over its files."""

from __future__ import annotations

from colima_guard.backends.base import Restart
from colima_guard.backends.colima.exposed import missing_for_restart
from colima_guard.backends.colima.instances import ColimaInstance
from colima_guard.backends.installed import installed
from colima_guard.host import Host
from colima_guard.model.release import release

#: from here on a share's tag says its directory, and one restart suffices (lima issue 3957)
_TAGS_BY_PATH = release("2.1.0")


def restart(host: Host, instance: ColimaInstance) -> Restart | None:
    """The commands, ``None`` when the instance does not run."""
    if not instance.running:
        return None
    select = () if instance.short == "default" else ("-p", instance.short)
    missing = missing_for_restart(instance.profile)
    if missing:
        commands: tuple[tuple[str, ...], ...] = (("colima", "stop", *select), ("colima", "start", *select))
        why = f"the profile lacks {', '.join(missing)}, which only `colima start` fills in"
    else:
        commands = (("colima", "restart", *select),)
        why = "its VM runs with the shares of its last start"
    env = () if instance.base.picked else (("COLIMA_HOME", instance.home),)
    times = 1 if _tags_by_path(host) else 2
    return Restart(instance.name, commands, env, times, why)


def _tags_by_path(host: Host) -> bool:
    """Whether Lima is 2.1 or later; before, the first start after a change mounts by the old fstab."""
    _, found = installed(host, "limactl", "lima")
    return found is not None and found >= _TAGS_BY_PATH
