"""What a policy accepts: the schema that editors complete by takes what the program takes, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from colima_guard.policy.load import parsed
from colima_guard.policy.schema import schema
from colima_guard.policy.text import PolicyError
from tests.conftest import Machine

WHOSE: tuple[dict[str, str], ...] = (
    {},
    {"instance": "colima/work"},
    {"instance": "colima/work", "path": "/srv/x"},
    {"path": "/srv/x"},
    {"project": "/srv/ci"},
    {"project": "/srv/ci", "instance": "colima/work"},
    {"project": "/srv/ci", "container": "ci"},
    {"container": "ci"},
    {"container": "ci", "instance": "colima/work"},
    {"container": "ci", "path": "/srv/x"},
)
#: which of them a finding can be accepted for
TAKEN = {
    "CG101": {2},  # for a path
    "CG104": {1},  # for an instance
    "CG420": {4, 7, 8},  # for a project or a container
    "CG423": {7, 8},  # by a comment, and for a container
}


def said(machine: Machine, entry: dict[str, str]) -> str:
    """Why the program does not take an entry; nothing where it does."""
    lines = "".join(f"\n    {key}: {value}" for key, value in entry.items() if key != "finding")
    text = f"version: 1\naccepted:\n  - finding: {entry['finding']}{lines}\n"
    try:
        parsed(machine.host(), str(machine.home / "policy.yaml"), text.encode())
    except PolicyError as error:
        return error.what
    return ""


@pytest.mark.parametrize("number", range(len(WHOSE)))
@pytest.mark.parametrize("finding", TAKEN)
def test_for_whom(machine: Machine, finding: str, number: int) -> None:
    entry = {"finding": finding, **WHOSE[number], "reason": "x", "until": "2999-12-31"}
    document: dict[str, Any] = {"version": 1, "accepted": [entry]}
    taken = number in TAKEN[finding]
    assert (said(machine, entry) == "") is taken
    assert Draft202012Validator(schema()).is_valid(document) is taken
