"""``colima-guard scan``."""

from __future__ import annotations

from typing import Any

import click

from colima_guard.cli.options import as_json
from colima_guard.host.machine import Host


@click.command("scan", epilog="Example:  colima-guard scan ~/projects")
@click.argument("paths", nargs=-1, type=click.Path(readable=False), metavar="[PATH]...")
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
def scan_command(host: Host, /, **options: Any) -> int:
    """Say what Compose projects and devcontainers ask of the machine.

    Each PATH is a directory, which is walked, a Compose file or a devcontainer.json; without one it is the current
    directory, and the Compose project above it that it is a part of. With -f, --env-file, --project-directory or
    --profile, or with COMPOSE_FILE set, it is the one project that docker compose would start so. Nothing of a project
    is run, and no program is needed.

    With --engine it is the containers, running and stopped, of every engine that is found, and the projects of the
    PATHs that are given: by the client that is there, and nothing is started for it.
    """
    from colima_guard.cli.scan_flow import scan

    return scan(host, **options)
