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
    from colima_guard.scan.result import Scan
    from colima_guard.scan.walk import Walked


@click.command("scan", epilog="Example:  colima-guard scan ~/projects")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@click.option("-f", "--file", "files", multiple=True, metavar="FILE", help="A Compose file, as docker compose has it.")
@click.option("--env-file", "env_files", multiple=True, metavar="FILE", help="Variables, as docker compose has it.")
@click.option("--project-directory", metavar="DIR", help="As docker compose has it.")
@click.option("--profile", "profiles", multiple=True, metavar="NAME", help="Only these profiles; without it, all.")
@click.option("--suggest", is_flag=True, help="Print the smallest allowlist for these projects and the containers.")
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
    """
    from colima_guard.cli.look import progress
    from colima_guard.policy import load as policies
    from colima_guard.policy.directory import absolute
    from colima_guard.scan.result import scan
    from colima_guard.scan.walk import Walked, above, walk

    if sum((json_, sarif, annotations)) > 1:
        raise UsageError("--json, --sarif and --annotations are three outputs", do="choose one")
    if suggest and (sarif or annotations):
        raise UsageError("a suggestion holds no findings", do="leave --sarif or --annotations out")
    asked = bool(files or env_files or project_directory or profiles)
    roots = [absolute(host, path) for path in paths]
    found = Walked((), ())
    looked_for = asked or (not roots and bool(host.env("COMPOSE_FILE")))
    if looked_for:
        found = _started(host, files, env_files, project_directory, profiles or None)
        looked_at = [*found.projects[0].files, *roots]
    else:
        roots = looked_at = roots or [host.cwd]
    if roots:
        walked = walk(host, roots, say=progress(host))
        found = walked._replace(projects=(*found.projects, *walked.projects))
    if not (paths or looked_for):
        found = above(host, found)
    if suggest:
        return _suggest(host, found, json_)
    if not if_any and not found.projects and not any(one.unknown for one in found.left_out):
        raise NothingFound(
            f"no Compose file and no devcontainer.json was found in {', '.join(roots)}",
            why=f"{found.directories} directories were looked into, {len(found.left_out)} left out",
            do="colima-guard scan DIR, or name a file; --if-any where that is no mistake",
        )
    policy = policies.load(host)
    done = scan(host, looked_at, found.projects, found.left_out, policy)
    if done.escapes:
        from colima_guard.scan.radius import radii

        done = done._replace(radii=radii(host, policy))
    if json_:
        from colima_guard.report.document import dump
        from colima_guard.report.scan_document import scan_document

        click.echo(dump(scan_document(done)))
    elif sarif or annotations:
        _for_others(host, done, sarif)
    else:
        from colima_guard.report.scan import show

        show(host, done, verbose=verbose)
    return exits.FINDINGS if judging and not done.ok else exits.OK


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
            click.echo(line)
    return exits.OK


def _started(
    host: Host,
    files: Sequence[str],
    env_files: Sequence[str],
    project_directory: str | None,
    profiles: Sequence[str] | None,
) -> Walked:
    from colima_guard.scan.walk import Walked, started

    project = started(host, files=files, env_files=env_files, project_directory=project_directory, profiles=profiles)
    return Walked((project,), ())
