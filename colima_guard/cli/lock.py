"""``colima-guard lock``."""

from __future__ import annotations

from collections.abc import Sequence

import click

from colima_guard.cli.applying import Manner, apply, writing
from colima_guard.cli.options import DirectoryType, directories, selecting
from colima_guard.errors import UsageError
from colima_guard.host import Host
from colima_guard.model.release import Release


@click.command("lock", epilog="Example:  colima-guard lock ~/projects ~/data:ro")
@click.argument("dirs", nargs=-1, type=DirectoryType(), metavar="[DIR[:ro|:rw]]...")
@directories
@click.option("--nothing", is_flag=True, help="Allow no directory at all.")
@click.option(
    "--confine/--no-confine",
    default=None,
    help="Move shares to a transport that the host confines. The policy remembers it.",
)
@selecting
@writing
@click.pass_obj
def lock_command(
    host: Host,
    /,
    dirs: Sequence[str],
    dangerous: Sequence[str],
    nothing: bool,
    confine: bool | None,
    only: Sequence[str],
    instances: Sequence[str],
    releases: Sequence[tuple[str, Release]],
    json_: bool,
    **manner: bool,
) -> int:
    """Narrow every VM to an allowlist of directories.

    DIR is shared writable, DIR:ro read-only. The allowlist replaces the saved policy; without DIR the saved one is
    put into force again. Shows what each VM can see now, the diff and what it will no longer see, asks, writes, and
    says what to restart. Exit 0 only if every VM is then LOCKED.
    """
    from colima_guard import policy as policies
    from colima_guard.allowing import allowed, collapsed, refuse_undeclared
    from colima_guard.backends.registry import backends
    from colima_guard.cli.looking import refuse_nothing, saved_policy, selection

    if nothing and (dirs or dangerous):
        raise UsageError("--nothing allows no directory, and directories are named", do="leave one of the two out")
    chosen = selection(only, instances, releases)
    refuse_nothing(host, chosen)
    known = backends()
    if dirs or dangerous or nothing:
        named = [allowed(host, text, known, dangerous=False) for text in dirs]
        named += [allowed(host, text, known, dangerous=True) for text in dangerous]
        confined = policies.load(host).confine
    else:
        policy = saved_policy(host)
        confined = policy.confine
        refuse_undeclared(host, policy.allow.entries, known)
        named = [
            allowed(host, f"{entry.typed}:{entry.access.value}", known, dangerous=entry.dangerous)
            for entry in policy.allow.entries
        ]
    kept, inner = collapsed(host, named)
    if inner:
        from colima_guard.model.paths import with_tilde
        from colima_guard.report.text import printable

        for entry in inner:
            shown = with_tilde(entry.typed, host.home)
            click.echo(printable(f"{shown} lies in another allowed directory and needs no entry"), err=True)
    return apply(
        host,
        kept,
        confine=confined if confine is None else confine,
        selection=chosen,
        how=Manner(json=json_, **manner),
    )
