"""``colima-guard report``."""

from __future__ import annotations

from collections.abc import Sequence

import click

from colima_guard import exits
from colima_guard.cli.options import DirectoryType, as_json, selecting
from colima_guard.errors import GuardError, UsageError
from colima_guard.host.machine import Host
from colima_guard.model.release import Release


@click.command("report", epilog="Example:  colima-guard report --plan ~/projects --open")
@click.argument("dirs", nargs=-1, type=DirectoryType(), metavar="[DIR[:ro|:rw]]...")
@click.option(
    "--plan",
    is_flag=True,
    help="Also draw what a lock by these DIRs would leave, or by the saved policy without any, and what it takes away.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write the page there (- prints it) and not to colima-guard-report.html.",
)
@click.option("--force", is_flag=True, help="Overwrite a file that is no report of ours, too.")
@click.option("--open", "opening", is_flag=True, help="Then open it, as a double click would.")
@click.option("--redact", is_flag=True, help="Replace the names of the user, files, VMs and containers, each by one.")
@click.option(
    "--projects",
    multiple=True,
    type=DirectoryType(),
    metavar="DIR",
    help="Also look at the Compose projects and devcontainers in DIR.",
)
@selecting
@as_json
@click.pass_obj
def report_command(
    host: Host,
    dirs: Sequence[str],
    plan: bool,
    output: str | None,
    force: bool,
    opening: bool,
    redact: bool,
    projects: Sequence[str],
    only: Sequence[str],
    instances: Sequence[str],
    releases: Sequence[tuple[str, Release]],
    json_: bool,
) -> int:
    """Draw who can see what, as a page to open, before and after a plan.

    One HTML file with nothing from elsewhere: directories and secrets of this machine, the VMs with their verdicts,
    and the containers and services in them, as a map whose ways light up, with tables below. Containers are those of
    the engines that run; services are of the projects that the policy and the containers name, and of --projects. Only
    the page is written, by a name of its own, and never over a file that is no report.
    """
    from colima_guard.cli import report_flow
    from colima_guard.cli.look import distrust, look, selection
    from colima_guard.policy import load as policies

    _refuse_two(dirs, plan, output, opening, json_)
    chosen = selection(host, only, instances, releases)
    directories = report_flow.project_directories(host, projects)
    if plan:
        distrust(host, dirs, share_ro_as_rw=False)
    policy = policies.load(host)
    proposal = report_flow.planned(host, dirs, policy, chosen) if plan else None
    looked = look(host, policy, chosen) if proposal is None or not proposal.before.rows else proposal.before
    document = report_flow.document(host, looked, proposal, directories)
    if redact:
        from colima_guard.report.exposure.redact import redacted

        document = redacted(document)
    code = exits.FINDINGS if "error" in document["status"] else exits.OK
    code = exits.BUG if any(row.bug for row in looked.rows) else code
    if json_:
        from colima_guard.report.document import dump

        click.echo(dump(document))
        return code
    from colima_guard.report.exposure.page import page

    text = page(document)
    if output == "-":
        click.echo(text)
        return code
    return max(code, _written(host, text, output, force=force, opening=opening))


def _refuse_two(dirs: Sequence[str], plan: bool, output: str | None, opening: bool, json_: bool) -> None:
    """Raises ``UsageError`` where two things are said that cannot both be done."""
    if dirs and not plan:
        raise UsageError("directories are of a plan", do=f"colima-guard report --plan {' '.join(dirs)}")
    if json_ and (output is not None or opening):
        raise UsageError("--json prints what a page is made of, and writes none", do="leave --output and --open out")
    if output == "-" and opening:
        raise UsageError("what is printed cannot be opened", do="name a file, or leave --open out")


def _written(host: Host, text: str, output: str | None, *, force: bool, opening: bool) -> int:
    from colima_guard.cli import report_flow
    from colima_guard.report.failure import say
    from colima_guard.report.fit import tell
    from colima_guard.report.text import told_path

    path = report_flow.write(host, text, output, force=force)
    tell(host, f"written to {told_path(host, path)}")
    if opening:
        from colima_guard.host.viewer import show

        try:
            show(host, path)
        except GuardError as error:  # the page is there all the same
            say(host, error)
            return exits.FINDINGS
    return exits.OK
