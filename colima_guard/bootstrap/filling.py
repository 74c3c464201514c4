"""From a policy and a source to the files of a kind."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from colima_guard import __version__
from colima_guard.bootstrap import docker_desktop
from colima_guard.bootstrap.kinds import KINDS, Kind
from colima_guard.bootstrap.quoting import FILTERS
from colima_guard.model.allowlist import Allowed
from colima_guard.model.paths import with_tilde

if TYPE_CHECKING:
    from jinja2 import Environment

#: how a file of ours is known again (``writing.py``)
MARK = "printed by colima-guard bootstrap"


@dataclass(frozen=True, slots=True)
class Filling:
    """What the templates are filled with."""

    #: the whole policy file, as it is written on the other machine
    policy: str
    allow: Sequence[Allowed]
    #: the same, with those that only some instances are allowed
    named: Sequence[Allowed]
    confine: bool
    #: the home on this machine; what lies below it is written relative to it
    home: str
    #: what an installer is told, pinned; ``None`` where nothing can be installed
    requirement: str | None
    #: the program and ``PATH`` on this machine, for what has no shell to find them
    program: str
    path: str
    #: seconds between two checks of a timer
    interval: int = 3600
    version: str = __version__
    mark: str = MARK

    @property
    def below_home(self) -> list[str]:
        """The allowed directories below the home, relative to it: those that a new machine can be given."""
        shown = [with_tilde(entry.typed, self.home) for entry in self.named]
        return [text[2:] for text in shown if text.startswith("~/")]

    @property
    def admin_settings(self) -> str:
        """The allowlist as Docker Desktop takes it from an administrator."""
        return docker_desktop.admin_settings(self.allow, self.home)

    @property
    def arguments(self) -> list[str]:
        """The allowed directories as a command line takes them."""
        return [f"{with_tilde(entry.typed, self.home)}:{entry.access.value}" for entry in self.allow]


@dataclass(frozen=True, slots=True)
class Printed:
    """One filled file: its path below ``--output``, its text, its permission bits."""

    path: str
    text: str
    mode: int


def printed(name: str, filling: Filling) -> list[Printed]:
    """The files of a kind, filled."""
    kind: Kind = KINDS[name]
    environment = _environment()
    values = {key: getattr(filling, key) for key in dir(filling) if not key.startswith("_")}
    return [
        Printed(
            part.path,
            environment.get_template(part.template).render(**values, kind=name, **part.values),
            part.mode,
        )
        for part in kind.parts
    ]


@cache
def _environment() -> Environment:
    import jinja2

    # delimiters that no target language has: shells, Ansible and GitHub take the usual ones
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_source),
        variable_start_string="@{",
        variable_end_string="}@",
        block_start_string="@%",
        block_end_string="%@",
        comment_start_string="@#",
        comment_end_string="#@",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # nothing of it is HTML; every value goes through the filter of its language
        undefined=jinja2.StrictUndefined,
        finalize=_no_none,
    )
    environment.filters.update(FILTERS)
    return environment


def _source(name: str) -> str:
    return files("colima_guard").joinpath("templates", *name.split("/")).read_text(encoding="utf-8")


def _no_none(value: object) -> object:
    if value is None:
        raise ValueError("a template prints a value that is not there")
    return value


def shown_path(path: str, directory: str) -> str:
    """Where a printed file lies below a directory."""
    return os.path.join(directory, *path.split("/"))
