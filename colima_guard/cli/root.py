"""The command group. A command's module is imported when the command is used, so that ``--help`` stays cheap."""

from __future__ import annotations

import importlib

import click

from colima_guard import __version__

#: where the whole command line is kept, for the history
COMMAND_LINE = "colima_guard.command_line"

#: each command with the module that holds it and the line that ``--help`` shows, in the order of a first use
COMMANDS: dict[str, tuple[str, str]] = {
    "status": ("status", "Show what every VM can see, and its verdict."),
    "lock": ("lock", "Narrow every VM to an allowlist of directories."),
    "allow": ("allow", "Allow one directory more."),
    "revoke": ("revoke", "Allow one directory less."),
    "check": ("check", "Judge every VM by the policy: silent and 0 when as wanted."),
    "verify": ("verify", "Prove the policy in every running VM, with files of ours."),
    "why": ("why", "Say which VMs see a path, and from which line of which file."),
    "scan": ("scan", "Say what Compose projects and devcontainers ask of the machine."),
    "report": ("report", "Draw who can see what, as a page to open, before and after a plan."),
    "history": ("history", "List the changes that were made."),
    "rollback": ("rollback", "Take a change back."),
    "render": ("render", "Filter: a profile on stdin, the locked profile on stdout."),
    "bootstrap": ("bootstrap", "Print a script, unit or role that locks another machine."),
    "policy": ("policy", "Show or check the policy: show, path, validate, schema."),
    "completion": ("completion", "Print the completion script for a shell."),
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one when it is asked for."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[COMMAND_LINE] = tuple(args)
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"colima_guard.cli.{COMMANDS[name][0]}")
        command = getattr(module, f"{name}_command")
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, 1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise click.UsageError(f"No such command {args[0]!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="The main job:  colima-guard lock ~/projects",
)
@click.version_option(__version__, "-V", "--version", prog_name="colima-guard")
def cli() -> None:
    """Let container VMs see the directories that you allow, and nothing else.

    Colima shares your whole home with its VM by default, and so with every container that holds the Docker socket
    or runs privileged. colima-guard shows what each VM can really see, narrows it to an allowlist, and can take every
    change back.
    """
