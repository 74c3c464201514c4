"""Paths that are filled in from the environment: ours is not the one in which the VM is started next."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.model.finding import Finding
from colima_guard.model.share import Place


def environment_doubt(path: str, names: Sequence[str], program: str) -> str:
    """Why it cannot be told where a path leads that ``program`` fills in from these variables.

    A login shell, a launch agent and a timer have other environments than this one.
    """
    variables = f"the variable{'s' if len(names) > 1 else ''} {' and '.join(names)}"
    return f"{path!r} is filled in from {variables}, which may have another value where {program} is started"


def environment_finding(path: str, names: Sequence[str], program: str, place: Place | None) -> Finding:
    """A path that is filled in from the environment, as a finding."""
    return Finding("CG212", environment_doubt(path, names, program), "write the path out, or: colima-guard lock", place)
