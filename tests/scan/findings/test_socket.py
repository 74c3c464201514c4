"""The socket by any name, and what is said of it."""

from __future__ import annotations

import pytest

from tests.conftest import Machine
from tests.scan.findings.projects import devcontainer, graded, scanned, service

SURE, LIKELY, POSSIBLE = ("CG420", "sure"), ("CG420", "likely"), ("CG420", "possible")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("volumes: ['/var/run/docker.sock:/x']", SURE),
        ("volumes: ['/run/docker.sock:/var/run/docker.sock:ro']", SURE),
        ("volumes: ['//var/run/../run/docker.sock:/x']", SURE),
        ("volumes: ['/var/run:/host']", SURE),
        ("volumes: ['/run:/host:ro']", SURE),
        ("volumes: ['/run/user/1000:/host']", LIKELY),
        ("volumes: ['/srv/engine:/var/run/docker.sock']", LIKELY),
        ("volumes: ['~/.colima/default/docker.sock:/x']", LIKELY),
        ("volumes: ['/run/podman/podman.sock:/x']", SURE),
        ("volumes: ['/run/containerd/containerd.sock:/x']", SURE),
        ("volumes: [{type: npipe, source: '\\\\.\\pipe\\docker_engine', target: '\\\\.\\pipe\\d'}]", SURE),
        ("use_api_socket: true", SURE),
        ("environment: {DOCKER_HOST: 'tcp://host.docker.internal:2375'}", LIKELY),
        ("network_mode: host\nenvironment: [DOCKER_HOST=tcp://127.0.0.1:2375]", LIKELY),
        ("environment: {DOCKER_HOST: 'ssh://me@elsewhere'}", POSSIBLE),
        ("volumes: ['~/.colima:/x']", POSSIBLE),
    ],
)
def test_held(machine: Machine, lines: str, expected: tuple[str, str]) -> None:
    found = [one for one in service(machine, lines) if one["id"] == "CG420"]
    assert graded(found) == [expected]
    assert "can start any container" in found[0]["why"]


@pytest.mark.parametrize(
    "lines",
    [
        "volumes: ['/var:/host']",  # /var/run is a link there, and leads to the container's own
        "volumes: ['/var/run/docker.sock']",  # an anonymous volume
        "volumes: ['./docker:/x']",
        "environment: {DOCKER_HOST: 'unix:///var/run/docker.sock'}",  # a path that is not there without a bind
        "x-volumes: ['/var/run/docker.sock:/x']",
    ],
)
def test_not_held(machine: Machine, lines: str) -> None:
    assert [one for one in service(machine, lines) if one["id"] == "CG420"] == []


def test_by_a_link_of_the_project(machine: Machine) -> None:
    machine.mkdir("p")
    (machine.home / "p/eng").symlink_to("/var/run/docker.sock")
    assert graded(service(machine, "volumes: ['./eng:/x']"))[0] == SURE


def test_by_a_feature(machine: Machine) -> None:
    feature = "ghcr.io/devcontainers/features/docker-outside-of-docker:1"
    found = devcontainer(machine, f'{{"image": "x", "features": {{"{feature}": {{}}}}}}')
    assert SURE in graded(found)
    assert found[0]["line"] == 1 and found[0]["file"].endswith("devcontainer.json")


def test_read_only_is_no_remedy(machine: Machine) -> None:
    (found,) = service(machine, "volumes: ['/var/run/docker.sock:/x:ro']")
    assert "`:ro` is no remedy" in found["why"]
    assert "socket proxy" in found["remedy"]


@pytest.mark.parametrize(
    "image",
    ["tecnativa/docker-socket-proxy:0.3", "lscr.io/linuxserver/socket-proxy", "wollomatic/socket-proxy@sha256:0"],
)
def test_a_proxy_still_holds_it(machine: Machine, image: str) -> None:
    text = f"services:\n  proxy:\n    image: {image}\n    volumes: ['/var/run/docker.sock:/var/run/docker.sock:ro']\n"
    text += "  app:\n    image: x\n    environment: {DOCKER_HOST: 'tcp://proxy:2375'}\n"
    machine.write("p/compose.yaml", text)
    through, proxy = sorted(scanned(machine), key=lambda one: str(one["subject"]))
    assert (through["subject"], *graded([through])) == ("app", POSSIBLE)
    assert (proxy["subject"], *graded([proxy])) == ("proxy", LIKELY)
    assert "whoever breaks into the proxy" in proxy["why"]
    assert "without POST" in proxy["remedy"]


def test_an_engine_of_its_own(machine: Machine) -> None:
    text = "services:\n  dind:\n    image: docker:dind\n    privileged: true\n"
    text += "  ci:\n    image: x\n    environment: {DOCKER_HOST: 'tcp://dind:2375'}\n"
    machine.write("p/compose.yaml", text)
    assert [(one["id"], one["subject"]) for one in scanned(machine)] == [("CG421", "dind"), ("CG420", "ci")]


def test_an_engine_in_a_container_that_is_no_more_than_one(machine: Machine) -> None:
    text = "services:\n  builder:\n    image: buildkit\n"
    text += "  ci:\n    image: x\n    environment: {BUILDKIT_HOST: 'tcp://builder:1234'}\n"
    machine.write("p/compose.yaml", text)
    assert scanned(machine) == []


def test_a_file_beside_the_sockets(machine: Machine) -> None:
    assert [one["id"] for one in service(machine, "volumes: ['~/.docker/config.json:/x']")] == ["CG424"]
