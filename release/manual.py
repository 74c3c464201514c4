"""man/colima-guard.1, from the commands themselves: ``make man``."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import click

from colima_guard import __version__
from colima_guard.cli.root import COMMANDS, cli

PATH = Path(__file__).parents[1] / "man/colima-guard.1"
#: of the last change that a reader would notice
DATE = "November 24, 2026"
_EXITS = {
    "0": "as wanted",
    "1": "findings, drift, or done in part",
    "2": "usage, or a policy that is not understood",
    "3": "nothing found to work on",
    "4": "refused, nothing was written",
    "70": "a bug",
    "74": "standard output could not be written, as on a full disk",
    "130": "Ctrl-C",
    "141": "the reader of the output went away",
}
_FILES = {
    "~/.config/colima-guard/policy.yaml": "the policy",
    "~/.local/state/colima-guard": "the journal of changes",
    "~/.local/share/colima-guard/nothing-shared": "the empty directory that stands for an empty allowlist",
}


def page() -> str:
    """The page in mdoc(7)."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    yield from (f".Dd {DATE}", ".Dt COLIMA-GUARD 1", ".Os", ".Sh NAME", ".Nm colima-guard")
    yield ".Nd let container VMs see the directories that you allow, and nothing else"
    yield from (".Sh SYNOPSIS", ".Nm", ".Ar command", ".Op Ar option ...", ".Sh DESCRIPTION")
    yield from _paragraphs(cli.help or "")
    yield from (".Sh COMMANDS",)
    for name in COMMANDS:
        yield from _command(name)
    yield from (".Sh FILES", *_list(_FILES, ".It Pa"), ".Sh EXIT STATUS", *_list(_EXITS, ".It"))
    yield from (".Sh SEE ALSO", f"colima-guard {__version__}:", ".Lk https://github.com/colima-guard/colima-guard")


def _command(name: str) -> Iterator[str]:
    found = cli.get_command(click.Context(cli), name)
    assert found is not None
    arguments = [
        param.make_metavar(click.Context(found)) for param in found.params if isinstance(param, click.Argument)
    ]
    options = [param for param in found.params if isinstance(param, click.Option)]
    yield f".Ss {' '.join([name, *arguments])}"
    yield from _paragraphs(found.help or "")
    if not options:
        return
    yield ".Bl -tag -width Ds"
    for option in options:
        value = "" if option.is_flag else f" {_value(option)}"
        spelled = ", ".join(f"{text}{value}" for text in (*option.opts, *option.secondary_opts))
        yield f".It Cm {_text(spelled)}"
        yield from _paragraphs(option.help or "")
    yield ".El"


def _value(option: click.Option) -> str:
    choices = option.type.choices if isinstance(option.type, click.Choice) else ()
    return option.metavar or "|".join(map(str, choices)) or option.type.name


def _list(rows: dict[str, str], item: str) -> Iterator[str]:
    yield ".Bl -tag -width Ds"
    for key, said in rows.items():
        yield f"{item} {_text(key)}"
        yield said
    yield ".El"


def _paragraphs(text: str) -> Iterator[str]:
    for number, paragraph in enumerate(inspect.cleandoc(text).replace("\b\n", "").split("\n\n")):
        if number:
            yield ".Pp"
        # a sentence a line, so that spacing is right
        yield from (_text(sentence) for sentence in " ".join(paragraph.split()).replace(". ", ".\n").split("\n"))


def _text(text: str) -> str:
    """Text that is no macro."""
    safe = text.replace("\\", "\\e").replace("--", "\\-\\-").replace("~", "\\(ti")
    return f"\\&{safe}" if safe.startswith((".", "'")) else safe


if __name__ == "__main__":
    PATH.parent.mkdir(exist_ok=True)
    PATH.write_text(page(), encoding="utf-8")
