"""engine.json: containers of real engines, what each could really reach, against what is read of ``inspect``."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from colima_guard.model.paths import clean
from colima_guard.scan.container.reader import read_containers
from colima_guard.scan.container.sockets import Sockets
from colima_guard.scan.container.values import Container
from tests.conftest import shared

pytestmark = pytest.mark.oracle

#: at most so many containers may be UNKNOWN, in per cent of all
ALLOWED_UNKNOWN = 3
#: what can be seen on the machine of the engines, where a name does not tell
LINKS = {"/home/me/eng": "/run/docker.sock", "/home/me/.docker/run/docker.sock": "/run/docker.sock"}
HOME = "/home/me"


def test_containers(capsys: pytest.CaptureFixture[str]) -> None:
    count: Counter[str] = Counter()
    narrower: list[object] = []
    wider: list[str] = []
    for engine in json.loads(shared("oracle", "scan", "engine.json").read_text())["engines"]:
        client = "podman" if "podman" in engine["engine"] else "docker"
        inspected = json.dumps([one["inspect"] for one in engine["containers"]])
        sockets = Sockets(homes=(HOME,), look=lambda path: LINKS.get(path, path))
        found = read_containers(client, inspected, json.dumps(engine["volumes"]), sockets=sockets)
        assert len(found) == len(engine["containers"])
        for row, container in zip(engine["containers"], found, strict=True):
            count["containers"] += 1
            _judge(row, container, count, narrower, wider)
    with capsys.disabled():
        print(f"\nengine.json: {dict(count)}; wider: {wider}")
    assert narrower == []
    assert count["unknown"] * 100 <= count["containers"] * ALLOWED_UNKNOWN


def _judge(
    row: dict[str, Any], found: Container, count: Counter[str], narrower: list[object], wider: list[str]
) -> None:
    truth = row["truth"]
    expected = {(_clean(source), target, access) for source, target, access, *_ in truth["binds"]}
    binds = {(one.source, one.target, str(one.access)) for one in found.binds}
    pairs = ((found.socket, truth["reaches_socket"]), (found.vm_root, truth["vm_root"]))
    if binds != expected or any(ours is False and real for ours, real in pairs):
        narrower.append((row["name"], truth, found))
    doubt = any(ours is None and real is not None for ours, real in pairs)
    count["unknown"] += doubt
    if doubt or any(ours and real is False for ours, real in pairs):
        wider.append(f"{row['name']}: {found.socket}/{found.vm_root} ({'; '.join(found.why)})")
    elif binds == expected:
        count["equal"] += 1


def _clean(path: str) -> str:
    return clean(path) if path.startswith("/") else path
