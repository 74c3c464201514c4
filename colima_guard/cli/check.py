"""``colima-guard check``."""

from __future__ import annotations

from typing import Any

import click

from colima_guard.cli.options import as_json, deeper, narrowing, selecting
from colima_guard.host.machine import Host


@click.command("check", epilog="Example, in a shell start-up file:  colima-guard check || true")
@selecting
@deeper
@narrowing
@click.option("--allow-soft", is_flag=True, help="Take SOFT for as wanted too.")
@click.option("--proved", is_flag=True, help="Demand a proof of every running VM, by verify since its start.")
@click.option("--no-cache", is_flag=True, help="Compute the answer even if nothing has changed.")
@click.option("--explain", is_flag=True, help="Say on stderr whether the last good answer holds, and what changed.")
@click.option("--notify", is_flag=True, help="For timers: say on the desktop what is new, once, instead of all here.")
@as_json
@click.pass_obj
def check_command(host: Host, /, **options: Any) -> int:
    """Judge every VM by the saved policy: silent and 0 when as wanted.

    Otherwise each offence with what to do, one line each in a pipe (a terminal is told of directories together where
    the same is wrong with them), and exit code 1. UNKNOWN is an offence. A good answer is remembered with all that it
    depended on; as long as none of that has changed, it is given again at once.

    With --proved it also fails for a VM that runs and was not PROVED by verify since it was started, or whose files or
    allowlist are others since.

    With --notify nothing is printed: what was not wrong at the last such run is said by osascript or notify-send, on
    stderr where neither works, and the exit code is the same.
    """
    from colima_guard.cli.check_flow import check

    return check(host, **options)
