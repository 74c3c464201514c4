"""What is said of the arguments of a container, beside what it could really reach when it was tried."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conftest import Machine, shared
from tests.scan.findings.projects import devcontainer, graded

pytestmark = pytest.mark.oracle

#: what only the machine that it was tried on could tell, and not the arguments
NOT_TOLD = {
    "sock-symlink-noname": "a link of that machine",
    "sock-second": "a socket under a name that says nothing",
    "anc-dataroot": "the engine's own directory, which lay elsewhere there",
    "vol-hidden-run": "a volume by its name alone",
    "vol-hidden-root": "a volume by its name alone",
    "vol-hidden-typebind": "a volume by its name alone",
}
#: what is told of it that it could not do there, and could elsewhere
WIDER = {
    "anc-var": "the engine's own directory lay elsewhere there",
    "sock-nonroot": "its user may not open the socket, and can become one that may",
}
ROOT = ("CG420", "CG421")


def rows() -> dict[str, Any]:
    """The containers that were made by ``docker create``, by their names."""
    engines = json.loads(shared("oracle/scan/engine.json").read_text(encoding="utf-8"))["engines"]
    made = (one for engine in engines for one in engine["containers"])
    return {one["create"][3]: one for one in made if one["create"][:3] == ["docker", "create", "--name"]}


def test_whatever_reached_the_vm_is_told(machine: Machine) -> None:
    wrong = []
    for name, row in rows().items():
        text = json.dumps({"image": "x", "workspaceMount": "type=tmpfs,target=/w", "runArgs": row["create"][2:]})
        found = graded(devcontainer(machine, text))
        truth = row["truth"]
        strong = bool(truth["vm_root"] or truth["reaches_socket"])
        told = any(id in (*ROOT, "CG427") for id, _ in found)
        sure = any(id in ROOT and confidence == "sure" for id, confidence in found)
        if strong and not told and name not in NOT_TOLD:
            wrong.append(f"{name}: {truth['vm_root_why']}, and nothing is said")
        if truth["vm_root"] is False and not truth["reaches_socket"] and sure and name not in WIDER:
            wrong.append(f"{name}: {found}, and it reached nothing")
    assert wrong == []
