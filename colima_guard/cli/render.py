"""``colima-guard render``."""

from __future__ import annotations

from collections.abc import Sequence

import click

from colima_guard import exits
from colima_guard.backends.table import text_names
from colima_guard.cli.options import DirectoryType, ReleaseType
from colima_guard.errors import UsageError
from colima_guard.host.machine import Host
from colima_guard.model.release import Release


@click.command("render", epilog="Example:  colima-guard render colima --allow ~/projects < colima.yaml")
@click.argument("backend", type=click.Choice(text_names()))
@click.option(
    "--allow", "dirs", multiple=True, type=DirectoryType(), help="Allow this directory, instead of the saved policy."
)
@click.option("--nothing", is_flag=True, help="Allow no directory at all, instead of the saved policy.")
@click.option("--confine", is_flag=True, help="Move to a transport that the host confines.")
@click.option("--release", "releases", multiple=True, type=ReleaseType(), help="The release that will read the text.")
@click.option("--platform", type=click.Choice(("macos", "linux")), help="The platform of the machine it is for.")
@click.option("--instance", metavar="NAME", help="The instance it is for, whose exceptions in the saved policy hold.")
@click.option("--file", metavar="NAME", help="Which of its files: of rancher-desktop `default` or `override`.")
@click.option("--user-home", metavar="DIR", help="The home directory on the machine it is for.")
@click.pass_obj
def render_command(
    host: Host,
    backend: str,
    dirs: Sequence[str],
    nothing: bool,
    confine: bool,
    releases: Sequence[tuple[str, Release]],
    platform: str | None,
    instance: str | None,
    file: str | None,
    user_home: str | None,
) -> int:
    """Filter: a profile on stdin, the locked profile on stdout.

    For chezmoi, Ansible and Nix. An empty stdin gives a complete locked profile. On a refusal nothing is printed on
    stdout. The directories need not exist on this machine when --user-home names another one's home.
    """
    from colima_guard.cli.look import unique
    from colima_guard.host.standard_input import whole_input
    from colima_guard.lock.render import render

    if nothing and dirs:
        raise UsageError("--nothing allows no directory, and directories are named", do="leave one of the two out")
    text = whole_input()
    out = render(
        host,
        text,
        backend,
        dirs,
        confine=confine,
        releases=unique(releases),
        platform=platform,
        user_home=user_home,
        instance=instance,
        file=file,
        nothing=nothing,
    )
    click.echo(out, nl=False)
    return exits.OK
