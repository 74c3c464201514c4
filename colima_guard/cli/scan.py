"""``colima-guard scan``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from colima_guard import exits
from colima_guard.cli.options import as_json
from colima_guard.errors import NothingFound
from colima_guard.host.machine import Host

if TYPE_CHECKING:
    from colima_guard.scan.walk import Walked


@click.command("scan", epilog="Example:  colima-guard scan ~/projects")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@click.option("-f", "--file", "files", multiple=True, metavar="FILE", help="A Compose file, as docker compose has it.")
@click.option("--env-file", "env_files", multiple=True, metavar="FILE", help="Variables, as docker compose has it.")
@click.option("--project-directory", metavar="DIR", help="As docker compose has it.")
@click.option("--profile", "profiles", multiple=True, metavar="NAME", help="Only these profiles; without it, all.")
@click.option("--exit-code", "judging", is_flag=True, help="End with 1 where something was found, or cannot be told.")
@click.option("-v", "--verbose", is_flag=True, help="List what was left out, too.")
@as_json
@click.pass_obj
def scan_command(
    host: Host,
    paths: Sequence[str],
    files: Sequence[str],
    env_files: Sequence[str],
    project_directory: str | None,
    profiles: Sequence[str],
    judging: bool,
    verbose: bool,
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
    if not found.projects and not any(one.unknown for one in found.left_out):
        raise NothingFound(
            f"no Compose file and no devcontainer.json was found in {', '.join(roots)}",
            why=f"{found.directories} directories were looked into, {len(found.left_out)} left out",
            do="colima-guard scan DIR, or name a file",
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
    else:
        from colima_guard.report.scan import show

        show(host, done, verbose=verbose)
    return exits.FINDINGS if judging and not done.ok else exits.OK


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
