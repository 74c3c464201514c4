"""``colima-guard lock``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from colima_guard import exits
from colima_guard.cli.lock_flow import lock, looked_through
from colima_guard.cli.lock_options import writing
from colima_guard.cli.options import DirectoryType, directories, narrowing, selecting
from colima_guard.errors import UsageError
from colima_guard.host.machine import Host
from colima_guard.lock.apply import Manner
from colima_guard.model.release import Release

if TYPE_CHECKING:
    from colima_guard.cli.guided import Picked
    from colima_guard.judge.row import Selection
    from colima_guard.model.allowlist import Allowed
    from colima_guard.policy.choose import Chosen


@click.command("lock", epilog="Example:  colima-guard lock ~/projects ~/data:ro")
@click.argument("dirs", nargs=-1, type=DirectoryType(), metavar="[DIR[:ro|:rw]]...")
@directories
@click.option("--nothing", is_flag=True, help="Allow no directory at all.")
@click.option(
    "--confine/--no-confine",
    default=None,
    help="Move shares to a transport that the host confines. The policy remembers it.",
)
@click.option(
    "--policy", "text", metavar="FILE", help="Save this file as the policy (- for standard input) and lock by it."
)
@click.option(
    "--from-scan",
    "scanned",
    is_flag=False,
    flag_value=".",
    type=DirectoryType(),
    metavar="[DIR]",
    help="Allow what the projects in DIR (default: the working directory) and the containers need.",
)
@click.option(
    "--report", metavar="FILE", help="With --dry-run: draw it as a page, before and after, as report --plan does."
)
@narrowing
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
    text: str | None,
    scanned: str | None,
    report: str | None,
    project: str | None,
    only: Sequence[str],
    instances: Sequence[str],
    releases: Sequence[tuple[str, Release]],
    projects: Sequence[str],
    yes: bool,
    json_: bool,
    **manner: bool,
) -> int:
    """Narrow every VM to an allowlist of directories.

    DIR is shared writable, DIR:ro read-only. The allowlist replaces the saved policy; without DIR the saved one is
    put into force again, and where none is saved yet a terminal shows what is in use, to choose from. Shows what each
    VM can see now, the diff, what it will no longer see, and what that does to projects and containers; asks, writes,
    and says what to restart. Exit 0 only if every VM is then LOCKED.

    With --project the saved policy stays as it is, and is narrowed for this once.
    """
    from colima_guard.cli.look import distrust, require_instances, selection
    from colima_guard.policy import load as policies
    from colima_guard.policy.directory import collapsed

    _refuse_two(nothing, [*dirs, *dangerous, *([scanned] if scanned else [])], text, project, confine)
    if text is not None and projects:
        raise UsageError("--policy says where projects lie", do="leave --projects out")
    if report is not None and not manner["dry_run"]:
        raise UsageError(
            "--report is of what would be done", do="add --dry-run; what is done is drawn by: colima-guard report"
        )
    if report == "-":
        raise UsageError("--report writes a file: what is printed is the diff", do="name one, as --report plan.html")
    chosen = selection(host, only, instances, releases)
    distrust(host, [*dirs, *dangerous], share_ro_as_rw=manner["share_ro_as_rw"])
    given = None if text is None else _from_file(host, text)
    require_instances(host, chosen)
    says = dirs or dangerous or nothing or text is not None or project is not None
    if scanned is not None or not (says or yes or json_):
        picked = _picked(host, chosen, scanned, quiet=json_)
        if picked is None:
            click.echo("nothing was changed", err=True)
            return exits.FINDINGS
        dirs, projects = [*picked.directories, *dirs], [*projects, *picked.projects]
    with host.steady():
        if dirs or dangerous or nothing:
            named, confined = _named(host, dirs, dangerous)
        else:
            named, confined, given = _saved(host, given, project)
        kept, inner = collapsed(host, named)
    _say_inner(host, inner)
    return lock(
        host,
        kept,
        confine=confined if confine is None else confine,
        selection=chosen,
        yes=yes,
        json=json_,
        given=given,
        how=Manner(**manner),
        projects=looked_through(host, policies.load(host), projects, more=False),
        page=report,
    )


def _picked(host: Host, chosen: Selection, scanned: str | None, *, quiet: bool) -> Picked | None:
    """The directories that a scan suggests, or that somebody chooses who has no policy yet.

    ``None`` for an answer that changes nothing; none at all where there is a policy, or nobody to choose.
    """
    from colima_guard.cli.guided import Picked, can_be_guided, guided, suggested
    from colima_guard.policy import load as policies

    if scanned is not None:
        return suggested(host, chosen, scanned, quiet=quiet)
    return guided(host, chosen) if can_be_guided() and not policies.load(host).saved else Picked()


def _refuse_two(
    nothing: bool, dirs: Sequence[str], text: str | None, project: str | None, confine: bool | None
) -> None:
    """Raises ``UsageError`` where two things are said that cannot both be done."""
    if nothing and dirs:
        raise UsageError("--nothing allows no directory, and directories are named", do="leave one of the two out")
    if text is not None and (nothing or dirs or project is not None or confine is not None):
        raise UsageError("--policy says all that is allowed", do="leave the directories, --confine and --project out")
    if project is not None and (nothing or dirs):
        raise UsageError("--project narrows the saved policy", do="leave the directories out")


def _named(host: Host, dirs: Sequence[str], dangerous: Sequence[str]) -> tuple[list[Allowed], bool]:
    """The directories of the command line, with those of included files, which stay allowed."""
    from colima_guard.policy import load as policies
    from colima_guard.policy.recheck import named_directories

    policy = policies.load(host)
    included = [entry for entry in policy.allow.entries if entry.included]
    return [*named_directories(host, policy, dirs, dangerous), *included], policy.confine


def _from_file(host: Host, name: str) -> Chosen:
    """The policy in a file. From here on no program is run in a directory that VMs may write by it."""
    from colima_guard.policy.choose import from_file

    chosen = from_file(host, name)
    host.distrust(chosen.policy.writable)
    return chosen


def _saved(host: Host, given: Chosen | None, project: str | None) -> tuple[list[Allowed], bool, Chosen | None]:
    """The directories of the policy, whether it confines, and how it is another than the saved one."""
    from colima_guard.policy.choose import Chosen, saved
    from colima_guard.policy.recheck import recheck_directories

    if given is not None:
        return recheck_directories(host, given.policy), given.policy.confine, given
    policy = saved(host)
    if project is None:
        return recheck_directories(host, policy), policy.confine, None
    from colima_guard.policy.project import narrowed

    narrow = narrowed(host, policy, project)
    return recheck_directories(host, narrow), policy.confine, Chosen(narrow)


def _say_inner(host: Host, inner: Sequence[Allowed]) -> None:
    from colima_guard.report.fit import tell
    from colima_guard.report.text import told_path

    for entry in inner:
        if entry.included is not None:
            continue
        typed, real = told_path(host, entry.typed), told_path(host, entry.path)
        if typed == real:
            tell(host, f"{typed} lies in another allowed directory and needs no entry", err=True)
        else:
            said = "which lies in another allowed directory: VMs see it by that name, and nothing at"
            tell(host, f"{typed} is {real}, {said} {typed}", err=True)
