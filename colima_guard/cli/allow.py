"""``colima-guard allow``."""

from __future__ import annotations

from collections.abc import Sequence

import click

from colima_guard.cli.lock_flow import lock, looked_through
from colima_guard.cli.lock_options import writing
from colima_guard.cli.options import DirectoryType, directories, selecting
from colima_guard.errors import UsageError
from colima_guard.host.machine import Host
from colima_guard.lock.apply import Manner
from colima_guard.model.release import Release


@click.command("allow", epilog="Example:  colima-guard allow ~/data:ro")
@click.argument("dirs", nargs=-1, type=DirectoryType(), metavar="[DIR[:ro|:rw]]...")
@directories
@selecting
@writing
@click.pass_obj
def allow_command(
    host: Host,
    /,
    dirs: Sequence[str],
    dangerous: Sequence[str],
    only: Sequence[str],
    instances: Sequence[str],
    releases: Sequence[tuple[str, Release]],
    projects: Sequence[str],
    yes: bool,
    json_: bool,
    **manner: bool,
) -> int:
    """Allow one directory more, and lock again.

    A directory that is allowed already gets the access that is named here.
    """
    from colima_guard.cli.look import distrust, require_instances, selection
    from colima_guard.policy.choose import saved
    from colima_guard.policy.directory import collapsed
    from colima_guard.policy.recheck import named_directories, recheck_directories

    if not dirs and not dangerous:
        raise UsageError("no directory is named", do="colima-guard allow ~/data:ro")
    chosen = selection(host, only, instances, releases)
    distrust(host, [*dirs, *dangerous], share_ro_as_rw=manner["share_ro_as_rw"])
    require_instances(host, chosen)
    policy = saved(host)
    more = named_directories(host, policy, dirs, dangerous)
    paths = {entry.path for entry in more}
    others = recheck_directories(host, policy, [entry for entry in policy.allow.entries if entry.path not in paths])
    kept, _ = collapsed(host, [*others, *more])
    return lock(
        host,
        kept,
        confine=policy.confine,
        selection=chosen,
        yes=yes,
        json=json_,
        how=Manner(**manner),
        projects=looked_through(host, policy, projects, more=True),
    )
