"""``colima-guard bootstrap``."""

from __future__ import annotations

from collections.abc import Sequence

import click

from colima_guard import exits
from colima_guard.bootstrap.kinds import KINDS
from colima_guard.cli.options import DirectoryType
from colima_guard.errors import UsageError
from colima_guard.host.machine import Host
from colima_guard.report.text import told


@click.command("bootstrap", epilog="Example:  colima-guard bootstrap sh --allow ~/projects > colima-guard.sh")
@click.argument("kind", required=False, type=click.Choice(tuple(KINDS)), metavar="[KIND]")
@click.option("--list", "list_", is_flag=True, help="List the kinds and what each is for.")
@click.option(
    "--from",
    "source",
    metavar="SOURCE",
    help="Install from here where it is missing: a git URL, a wheel, or a package of an index. "
    "Pinned to the release that prints the script.",
)
@click.option(
    "--allow", "dirs", multiple=True, type=DirectoryType(), help="Allow this directory, instead of the saved policy."
)
@click.option("--confine", is_flag=True, help="With --allow: move to a transport that the host confines.")
@click.option("--output", metavar="DIR", help="Write the files below DIR instead; shows the diff and asks.")
@click.option("--overwrite", is_flag=True, help="With --output: replace files that are not from here too.")
@click.option("-n", "--dry-run", is_flag=True, help="With --output: stop after the diff; write nothing at all.")
@click.option("-y", "--yes", is_flag=True, help="With --output: do not ask.")
@click.pass_obj
def bootstrap_command(
    host: Host,
    kind: str | None,
    list_: bool,
    source: str | None,
    dirs: Sequence[str],
    confine: bool,
    output: str | None,
    overwrite: bool,
    dry_run: bool,
    yes: bool,
) -> int:
    """Print a script, unit or role that puts the policy into force on another machine.

    Filled from the saved policy, or from --allow. Nothing is run and nothing is written but with --output.
    """
    from colima_guard.report.fit import tell

    if list_:
        width = max(map(len, KINDS))
        for name, listed in KINDS.items():
            tell(host, f"{name:{width}}  {listed.purpose}", rest=" " * (width + 2))
        return exits.OK
    if output is None and (overwrite or dry_run or yes):
        raise UsageError("--overwrite, --dry-run and --yes are about files that are written", do="name --output DIR")
    if confine and not dirs:
        raise UsageError(
            "--confine goes with --allow; a saved policy says itself whether to confine", do="leave it out"
        )
    if kind is None:
        raise UsageError("no kind is named", do="colima-guard bootstrap --list")
    from colima_guard.bootstrap.collect import collect
    from colima_guard.bootstrap.fill import fill

    def warn(text: str) -> None:
        tell(host, told(host, text), err=True)

    values = collect(host, kind, source, dirs, confine=confine, warn=warn)
    files = fill(kind, values)
    notes = KINDS[kind].notes
    for note in notes(values.allow, values.home) if notes else ():
        warn(f"note: {note}")
    if output is not None:
        from colima_guard.cli.bootstrap_output import write

        return write(host, files, output, overwrite=overwrite, dry_run=dry_run, yes=yes)
    for number, file in enumerate(files):
        if len(files) > 1:
            click.echo(f"{'' if number == 0 else chr(10)}# ---- {file.path} ({file.mode:04o})")
        click.echo(file.text, nl=False)
    return exits.OK
