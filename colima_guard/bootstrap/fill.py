"""From values to the files of a kind: its templates, filled."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from colima_guard.bootstrap.kinds import KINDS
from colima_guard.bootstrap.quoting import FILTERS
from colima_guard.bootstrap.values import Values

if TYPE_CHECKING:
    from jinja2 import Environment


@dataclass(frozen=True, slots=True)
class PrintedFile:
    """A file of a kind, filled: its path below ``--output``, its text, its permission bits."""

    path: str
    text: str
    mode: int


def fill(name: str, values: Values) -> list[PrintedFile]:
    """The files of the kind with this name."""
    environment = _environment()
    by_name = values.by_name()
    return [
        PrintedFile(
            part.path,
            environment.get_template(part.template).render(**by_name, kind=name, **part.values),
            part.mode,
        )
        for part in KINDS[name].parts
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


def path_below(directory: str, file: PrintedFile) -> str:
    """Where a file of a kind lies below a directory, as this platform writes paths."""
    return os.path.join(directory, *file.path.split("/"))
