"""``colima-guard scan``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from colima_guard import exits
from colima_guard.cli.options import as_json
from colima_guard.errors import NothingFound, UsageError
from colima_guard.host.machine import Host

if TYPE_CHECKING:
    from colima_guard.scan.compose.files import Asked
    from colima_guard.scan.finding import ScanFinding
    from colima_guard.scan.machine import Machine
    from colima_guard.scan.result import Scan
    from colima_guard.scan.walked import Walked


@click.command("scan", epilog="Example:  colima-guard scan ~/projects")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@click.option("-f", "--file", "files", multiple=True, metavar="FILE", help="A Compose file, as docker compose has it.")
@click.option("--env-file", "env_files", multiple=True, metavar="FILE", help="Variables, as docker compose has it.")
@click.option("--project-directory", metavar="DIR", help="As docker compose has it.")
@click.option("--profile", "profiles", multiple=True, metavar="NAME", help="Only these profiles; without it, all.")
@click.option("--suggest", is_flag=True, help="Print the smallest allowlist for these projects and the containers.")
@click.option(
    "--deep", is_flag=True, help="Also ask docker compose, which may fetch includes, and for labels of images."
)
@click.option("--engine", "asking", is_flag=True, help="Look at the containers of every engine that runs, too.")
@click.option("--exit-code", "judging", is_flag=True, help="End with 1 where something was found, or cannot be told.")
@click.option("-v", "--verbose", is_flag=True, help="List what was left out, too.")
@click.option("--if-any", is_flag=True, help="Where there is no project at all, end with 0.")
@click.option("--sarif", is_flag=True, help="Print SARIF 2.1.0 instead.")
@click.option("--annotations", is_flag=True, help="Print what GitHub shows beside the lines of a pull request.")
@as_json
@click.pass_obj
def scan_command(
    host: Host,
    paths: Sequence[str],
    files: Sequence[str],
    env_files: Sequence[str],
    project_directory: str | None,
    profiles: Sequence[str],
    suggest: bool,
    deep: bool,
    asking: bool,
    judging: bool,
    verbose: bool,
    if_any: bool,
    sarif: bool,
    annotations: bool,
    json_: bool,
) -> int:
    """Say what Compose projects and devcontainers ask of the machine.

    Each PATH is a directory, which is walked, a Compose file or a devcontainer.json; without one it is the current
    directory, and the Compose project above it that it is a part of. With -f, --env-file, --project-directory or
    --profile, or with COMPOSE_FILE set, it is the one project that docker compose would start so. Nothing of a project
    is run, and no program is needed.

    With --engine it is the containers, running and stopped, of every engine that is found, and the projects of the
    PATHs that are given: by the client that is there, and nothing is started for it.
    """
    from colima_guard.policy.directory import absolute
    from colima_guard.scan.compose.files import Asked
    from colima_guard.scan.distrusted import distrust, require_own_plugins

    _refuse_two(suggest, json_, sarif, annotations)
    asked = Asked(files, env_files, project_directory, profiles or None)
    roots = [absolute(host, path) for path in paths]
    alone = asking and not roots and asked == Asked((), ()) and not host.env("COMPOSE_FILE")
    found, looked_at = _nothing() if alone else _found(host, roots, asked)
    distrust(host, looked_at, found)
    if deep:
        require_own_plugins(host)
    if suggest:
        return _suggest(host, found, json_)
    if not (if_any or alone):
        _require_projects(found, looked_at)
    done = _judged(host, found, looked_at, deep, asking)
    if json_:
        from colima_guard.report.document import dump
        from colima_guard.report.scan_document import scan_document

        click.echo(dump(scan_document(done)))
    elif sarif or annotations:
        _for_others(host, done, sarif)
    else:
        from colima_guard.report.scan import show

        show(host, done, verbose=verbose)
    if done.bug:
        return exits.BUG
    return exits.FINDINGS if judging and not done.ok else exits.OK


def _refuse_two(suggest: bool, json_: bool, sarif: bool, annotations: bool) -> None:
    """Raises ``UsageError`` where two outputs are asked for."""
    if sum((json_, sarif, annotations)) > 1:
        raise UsageError("--json, --sarif and --annotations are three outputs", do="choose one")
    if suggest and (sarif or annotations):
        raise UsageError("a suggestion holds no findings", do="leave --sarif or --annotations out")


def _require_projects(found: Walked, looked_at: Sequence[str]) -> None:
    """Raises ``NothingFound`` where there is no project, unless something was not looked into."""
    if found.projects or any(one.unknown for one in found.left_out):
        return
    raise NothingFound(
        f"no Compose file and no devcontainer.json was found in {', '.join(looked_at)}",
        why=f"directories that were looked into: {found.directories}, left out: {len(found.left_out)}",
        do="colima-guard scan DIR, or name a file; --if-any where that is no mistake",
    )


def _found(host: Host, roots: list[str], asked: Asked) -> tuple[Walked, list[str]]:
    """The projects, and what was looked at: the one that docker compose is asked for, or all below the roots."""
    from colima_guard.cli.progress import progress
    from colima_guard.scan.started import above, started
    from colima_guard.scan.walk import walk
    from colima_guard.scan.walked import Started, Walked, both

    if not any(asked) and (roots or not host.env("COMPOSE_FILE")):
        walked = walk(host, roots or [host.cwd], say=progress(host))
        return (walked, roots) if roots else (above(host, walked), [host.cwd])
    found = started(host, Started(host.cwd, asked))
    files = [file for project in found.projects for file in project.files]
    rest = walk(host, roots, say=progress(host)) if roots else Walked((), ())
    return both(found, rest), [*files, *roots]


def _nothing() -> tuple[Walked, list[str]]:
    from colima_guard.scan.walked import Walked

    return Walked((), ()), []


def _judged(host: Host, found: Walked, looked_at: list[str], deep: bool, asking: bool) -> Scan:
    """What the projects come to, by the saved policy, with what the socket and root of the VM reach."""
    from colima_guard.policy import load as policies
    from colima_guard.scan.judge import scan
    from colima_guard.scan.radius import Here

    policy = policies.load(host)
    here = Here(host, policy)
    more: tuple[ScanFinding, ...] = ()
    if deep:
        from colima_guard.scan.image_labels import with_labels

        found, more = with_labels(host, found)
    engines = here.engines() if asking else ()
    if asking and not (engines or found.projects):
        why, do = "nothing is started for a scan", "start the VM, then scan again"
        raise NothingFound("no engine was found that runs", why=why, do=do)

    def machines() -> Sequence[Machine]:
        return here.planned if engines else here.machines

    done = scan(host, looked_at, found.projects, found.left_out, policy, machines, engines)
    if deep:
        from colima_guard.cli.progress import progress
        from colima_guard.scan.deep import Asks, differences
        from colima_guard.scan.walked import Started

        pairs = zip(found.projects, found.started, strict=True)
        asks = [Asks(project, how) for project, how in pairs if isinstance(how, Started)]
        done = done.also((*more, *differences(host, asks, progress(host))))
    return done._replace(radii=here.radii(own=done.is_here)) if done.escapes else done


def _for_others(host: Host, done: Scan, sarif: bool) -> None:
    """Prints what a program reads that shows findings elsewhere: names are from the top of the repository."""
    from colima_guard.report import annotations
    from colima_guard.report.document import dump
    from colima_guard.report.repository import Repository
    from colima_guard.report.sarif import sarif_document
    from colima_guard.scan.top import top

    repository = Repository.at(host, top(host, done.looked_at))
    if sarif:
        left_out = [(one.path, one.why) for one in done.left_out]
        click.echo(dump(sarif_document(repository, done.findings, left_out)))
        return
    for line in annotations.lines(repository, done.findings):
        click.echo(line)


def _suggest(host: Host, found: Walked, json_: bool) -> int:
    """The allowlist for these projects, and for the containers of every engine."""
    from colima_guard.judge.row import Selection
    from colima_guard.judge.survey import survey
    from colima_guard.policy import load as policies
    from colima_guard.report.fit import tell
    from colima_guard.report.suggestion import suggestion_document, suggestion_lines
    from colima_guard.scan.start import in_use

    needed = in_use(host, survey(host, policies.load(host), Selection()), projects=found.projects)
    needed = needed._replace(
        notes=(*needed.notes, *(f"{one.path}: {one.why}" for one in found.left_out if one.unknown))
    )
    if json_:
        from colima_guard.report.document import dump

        click.echo(dump(suggestion_document(host, needed)))
    else:
        for line in suggestion_lines(host, needed):
            tell(host, line)
    return exits.OK
