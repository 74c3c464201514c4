"""The options of every command that changes files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from colima_guard.cli.options import DirectoryType

F = TypeVar("F", bound=Callable[..., Any])


def writing(function: F) -> F:
    """The options of every command that changes files."""
    for option in (
        click.option("--json", "json_", is_flag=True, help="Print JSON instead (docs/json.md)."),
        click.option(
            "--allow-pending",
            is_flag=True,
            help="Exit 0 once all is written, even if a restart is left to do or a transport is SOFT.",
        ),
        click.option("--all-or-nothing", is_flag=True, help="Write nothing if one file cannot be locked."),
        click.option(
            "--share-ro-as-rw",
            is_flag=True,
            help="Share DIR:ro writable where a VM system has no read-only shares (Docker Desktop); that is OPEN.",
        ),
        click.option(
            "--restart",
            is_flag=True,
            help="Restart the VMs that still run with older shares; stop Docker Desktop for the time of its change.",
        ),
        click.option(
            "--verify", is_flag=True, help="Then prove it in every VM that runs, as verify does; exit 0 only if PROVED."
        ),
        click.option(
            "--projects",
            multiple=True,
            type=DirectoryType(),
            metavar="DIR",
            help="Say what the change does to the Compose projects and devcontainers in DIR. The policy remembers it.",
        ),
        click.option("-v", "--verbose", is_flag=True, help="Show every line of a new file in the diff."),
        click.option("-y", "--yes", is_flag=True, help="Do not ask."),
        click.option("--exit-code", is_flag=True, help="With --dry-run: exit 1 if there is something to change."),
        click.option("-n", "--dry-run", is_flag=True, help="Stop after the diff; write nothing at all."),
    ):
        function = option(function)
    return function
