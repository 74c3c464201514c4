"""``colima-guard status``."""

from __future__ import annotations

from typing import Any

import click

from colima_guard.cli.options import as_json, deeper, narrowing, selecting
from colima_guard.host.machine import Host


@click.command("status", epilog="Example:  colima-guard status --release colima=0.9.1")
@selecting
@deeper
@narrowing
@click.option("-v", "--verbose", is_flag=True, help="Show every finding, not only those that matter most.")
@click.option("--map", "drawn", is_flag=True, help="Draw it: this machine, the VMs, the containers in them.")
@as_json
@click.pass_obj
def status_command(host: Host, /, **options: Any) -> int:
    """Show what every VM can see, and its verdict.

    One row an instance; colima/(new) is what the next new profile would see. Without a saved policy nothing is
    allowed. LOCKED: nothing outside the allowlist. SOFT: by configuration only, the guest can get around it. OPEN:
    something outside. UNKNOWN: it cannot be told.
    """
    from colima_guard.cli.status_flow import status

    return status(host, **options)
