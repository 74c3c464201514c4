"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from colima_guard.backends.table import ROWS, names, release_names
from colima_guard.model.release import Release, parse_release

F = TypeVar("F", bound=Callable[..., Any])


class ReleaseType(click.ParamType[tuple[str, Release]]):
    """``colima=0.9.1``: a program and the release to judge by."""

    name = "PROGRAM=VERSION"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, Release]:
        if isinstance(value, tuple):
            return value
        program, equals, text = str(value).partition("=")
        found = parse_release(text) if equals else None
        if program not in release_names() or found is None:
            self.fail(f"{value!r} is not like colima=0.10.3 (programs: {', '.join(release_names())})", param, ctx)
        return program, found

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return [CompletionItem(f"{name}=") for name in release_names() if name.startswith(incomplete)]


class DirectoryType(click.ParamType[str]):
    """A directory with an optional ``:ro`` or ``:rw``, completed as a directory."""

    name = "DIR[:ro|:rw]"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return [CompletionItem(incomplete, type="dir")]


def selecting(function: F) -> F:
    """``--backend``, ``--instance`` and ``--release``: which instances, and as if what were installed."""
    for option in (
        click.option(
            "--release", "releases", multiple=True, type=ReleaseType(), help="Judge as if this were installed."
        ),
        click.option("--instance", "instances", multiple=True, metavar="NAME", help="Only this instance."),
        click.option("--backend", "only", multiple=True, type=click.Choice(names()), help="Only this VM system."),
    ):
        function = option(function)
    return function


def deeper(function: F) -> F:
    """``--deep``."""
    asked = ", ".join(row.asks for row in ROWS if row.asks)
    help_ = f"Also ask the VM programs ({asked}) what they make of the files; a difference is UNKNOWN. And look for "
    help_ += "hard links of secrets in the shared directories."
    return click.option("--deep", is_flag=True, help=help_)(function)


def narrowing(function: F) -> F:
    """``--project``."""
    help_ = "Narrow the policy by a project's .colima-guard.yaml: that file, or a directory in or below its own."
    return click.option("--project", metavar="FILE", help=help_)(function)


def as_json(function: F) -> F:
    """``--json``."""
    return click.option("--json", "json_", is_flag=True, help="Print JSON instead (docs/json.md).")(function)


def directories(function: F) -> F:
    """``--dangerous DIR``."""
    return click.option(
        "--dangerous",
        multiple=True,
        type=DirectoryType(),
        help="Allow this directory although it must not be; the verdict is then SOFT at best.",
    )(function)
