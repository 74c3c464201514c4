"""How a running profile takes over its files."""

from __future__ import annotations

import posixpath

from colima_guard.backends.colima.instance import ColimaInstance
from colima_guard.backends.colima.settings_findings import missing_for_restart
from colima_guard.backends.shared.program import installed_release
from colima_guard.host.machine import Host
from colima_guard.model.instance import Restart
from colima_guard.model.release import release

#: from here on a share's tag says its directory, and one restart suffices (lima issue 3957)
_TAGS_BY_PATH = release("2.1.0")


def restart(host: Host, instance: ColimaInstance) -> Restart | None:
    """The commands, ``None`` when nothing waits for them: no VM runs, and no transport is to change."""
    pending = instance.pending_confine is not None
    if not instance.running and not pending:
        return None
    select = () if instance.short == "default" else ("-p", instance.short)
    missing = missing_for_restart(instance.profile)
    if missing:
        commands: tuple[tuple[str, ...], ...] = (("colima", "stop", *select), ("colima", "start", *select))
        why = f"the profile lacks {', '.join(missing)}, which only `colima start` fills in"
    else:
        commands = (("colima", "restart", *select),)
        waits = "`colima start` would keep the old transport"
        why = waits if pending else "its VM runs with the shares of its last start"
    times = 1 if _tags_by_path(host, instance) else 2
    return Restart(instance.name, commands, _environment(host, instance), times, why)


def _environment(host: Host, instance: ColimaInstance) -> tuple[tuple[str, str], ...]:
    """The variables without which these commands would reach another profile or another VM."""
    env: list[tuple[str, str]] = []
    if not instance.base.picked:
        env.append(("COLIMA_HOME", instance.home))
    lima_home = posixpath.dirname(instance.lima_dir or "")
    explicit = host.env("LIMA_HOME")
    if explicit and lima_home and host.realpath(explicit) != host.realpath(lima_home):
        env.append(("LIMA_HOME", lima_home))
    return tuple(env)


def _tags_by_path(host: Host, instance: ColimaInstance) -> bool:
    """Whether Lima is 2.1 or later; before, the first start after a change mounts by the old fstab."""
    found = instance.lima_release or installed_release(host, "limactl", "lima")[1]
    return found is not None and found >= _TAGS_BY_PATH
