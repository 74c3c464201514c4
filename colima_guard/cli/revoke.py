"""``colima-guard revoke``."""

from __future__ import annotations

from collections.abc import Sequence

import click

from colima_guard.cli.lock_flow import lock, looked_through
from colima_guard.cli.lock_options import writing
from colima_guard.cli.options import DirectoryType, selecting
from colima_guard.errors import UsageError
from colima_guard.host.machine import Host
from colima_guard.lock.apply import Manner
from colima_guard.model.release import Release


@click.command("revoke", epilog="Example:  colima-guard revoke ~/data")
@click.argument("dirs", nargs=-1, required=True, type=DirectoryType(), metavar="DIR...")
@selecting
@writing
@click.pass_obj
def revoke_command(
    host: Host,
    /,
    dirs: Sequence[str],
    only: Sequence[str],
    instances: Sequence[str],
    releases: Sequence[tuple[str, Release]],
    projects: Sequence[str],
    yes: bool,
    json_: bool,
    **manner: bool,
) -> int:
    """Allow one directory less, and lock again.

    With the last one revoked the VMs see one empty directory, read-only: an empty list would mean the whole home.
    """
    from colima_guard.cli.look import require_instances, selection
    from colima_guard.model.paths import is_within
    from colima_guard.policy.choose import saved
    from colima_guard.policy.directory import parse
    from colima_guard.policy.recheck import recheck_directories

    chosen = selection(host, only, instances, releases)
    require_instances(host, chosen)
    policy = saved(host)
    entries = list(policy.allow.entries)
    for text in dirs:
        typed, _ = parse(host, text)
        real = host.realpath(typed)
        gone = [entry for entry in entries if entry.typed == typed or entry.path == real]
        if not gone:
            outer = next((entry for entry in entries if is_within(real, entry.path)), None)
            shown = " ".join(entry.typed for entry in entries) or "nothing"
            why = f"it is seen because it lies in {outer.typed}" if outer else ""
            raise UsageError(f"{text} is not on the allowlist", why=why, do=f"allowed are: {shown}")
        if from_file := next((entry.included for entry in gone if entry.included), None):
            why = "it is not in your own policy file"
            raise UsageError(
                f"{text} is allowed by {from_file}", why=why, do="take it out there, or leave that file out"
            )
        entries = [entry for entry in entries if entry not in gone]
    return lock(
        host,
        recheck_directories(host, policy, entries),
        confine=policy.confine,
        selection=chosen,
        yes=yes,
        json=json_,
        how=Manner(**manner),
        projects=looked_through(host, policy, projects, more=True),
    )
