"""engine.json, printed by a pretended client: what is told of each container is what it could really reach."""

from __future__ import annotations

import json

import pytest

from colima_guard.judge.row import Selection
from colima_guard.judge.survey import survey
from colima_guard.policy import load as policies
from colima_guard.scan.engine.containers import running_and_stopped
from tests.conftest import Machine, shared
from tests.machines.engine_client import answers, listen

pytestmark = pytest.mark.oracle


@pytest.mark.parametrize("number", [0, 1, 2])
def test_engines(machine: Machine, number: int) -> None:
    recorded = json.loads(shared("oracle", "scan", "engine.json").read_text())["engines"][number]
    client = "podman" if "podman" in recorded["engine"] else "docker"
    machine.linux().mkdir(".local/share/containers/storage")
    path = listen(machine, "docker.sock")
    machine.environ["DOCKER_HOST"] = f"unix://{path}" if client == "docker" else "ssh://nowhere"
    machine.environ["CONTAINERS_STORAGE_CONF"] = "/nowhere"
    answers(
        machine,
        *(one["inspect"] for one in recorded["containers"]),
        volumes=tuple(recorded["volumes"]),
        name=client,
    )
    host = machine.host()
    (engine,) = running_and_stopped(host, survey(host, policies.load(host), Selection(("colima",))))
    assert engine.error is None
    assert len(engine.containers) == len(recorded["containers"])
    truth = {one["name"]: one["truth"] for one in recorded["containers"]}
    narrower = [
        one.name
        for one in engine.containers
        if (truth[one.name]["vm_root"] and one.vm_root is False)
        or (truth[one.name]["reaches_socket"] and one.socket is False)
    ]
    # what lay in the home of the machine that was recorded is not there on this one
    assert [name for name in narrower if name not in ("sock-symlink-noname", "bind-home")] == []
