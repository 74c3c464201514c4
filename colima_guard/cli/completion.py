"""``colima-guard completion``."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from colima_guard import exits
from colima_guard.host.machine import Host

SHELLS = ("bash", "zsh", "fish")


@click.command("completion", epilog='Example, in ~/.bashrc:  eval "$(colima-guard completion bash)"')
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_obj
def completion_command(host: Host, shell: str) -> int:
    """Print the completion script for a shell."""
    from colima_guard.cli.root import cli

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(cli, {}, "colima-guard", "_COLIMA_GUARD_COMPLETE").source())
    return exits.OK
