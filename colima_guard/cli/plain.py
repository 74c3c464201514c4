"""The commands of prompts and hooks as they are mostly typed: with flags written in full, and paths.

Importing click takes a third of what a ``check`` costs. Whatever else stands in a command line is click's to judge.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

from colima_guard.host.machine import Host
from colima_guard.model.named_tuple import NamedTuple

#: set where a shell asks for completions, as click names it
COMPLETING = "_COLIMA_GUARD_COMPLETE"


class Form(NamedTuple):
    """What a command takes in its plain form: its flags, and whether paths."""

    flags: Mapping[str, str]
    paths: bool = False


#: the commands; ``cli/NAME_flow.py`` holds the function of the same name, whose parameters these are
FORMS = {
    "status": Form({"--deep": "deep", "--verbose": "verbose", "-v": "verbose", "--map": "drawn", "--json": "json_"}),
    "check": Form(
        {
            "--deep": "deep",
            "--allow-soft": "allow_soft",
            "--proved": "proved",
            "--no-cache": "no_cache",
            "--explain": "explain",
            "--notify": "notify",
            "--json": "json_",
        }
    ),
    "scan": Form(
        {
            "--suggest": "suggest",
            "--deep": "deep",
            "--engine": "asking",
            "--exit-code": "judging",
            "--verbose": "verbose",
            "-v": "verbose",
            "--if-any": "if_any",
            "--sarif": "sarif",
            "--annotations": "annotations",
            "--json": "json_",
        },
        paths=True,
    ),
}


def options(arguments: Sequence[str]) -> dict[str, Any] | None:
    """What a command line says after the command's name, by parameter; ``None`` where it is not of a plain form."""
    form = FORMS.get(arguments[0]) if arguments else None
    if form is None:
        return None
    given: dict[str, Any] = {}
    paths = []
    for argument in arguments[1:]:
        if argument in form.flags:
            given[form.flags[argument]] = True
        elif form.paths and argument and not argument.startswith("-"):
            paths.append(argument)
        else:
            return None
    return {**given, "paths": tuple(paths)} if paths else given


def command(host: Host, arguments: Sequence[str]) -> Callable[[], int] | None:
    """What runs a command line of a plain form and returns its exit code; ``None`` for any other."""
    given = None if host.env(COMPLETING) else options(arguments)
    if given is None:
        return None
    function = getattr(import_module(f"colima_guard.cli.{arguments[0]}_flow"), arguments[0])
    return lambda: int(function(host, **given))
