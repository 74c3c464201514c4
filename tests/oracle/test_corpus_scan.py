"""Compose files and devcontainers that people published: every Docker socket and every privileged container of them.

The table was made by reading the files, and not by our reader. It names files and services only.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from pathlib import Path

import pytest

from tests.conftest import Machine, shared

pytestmark = pytest.mark.oracle

SOCKET, PRIVILEGED = "CG420", "CG421"
BOTH = {SOCKET, PRIVILEGED}
#: files of Compose, by number: what each service is given
COMPOSE: dict[str, dict[str, set[str]]] = {
    # node-exporter is given `/` alone, in which the socket lies
    "002": {"node-exporter": {SOCKET, PRIVILEGED}, "cadvisor": BOTH},
    "003": {"claude": {SOCKET}},
    "004": {"router": {SOCKET}},
    "007": {"codeserver": {SOCKET}},
    # a privileged service and two more sockets stand in comments
    "008": {
        "nat-gateway": {PRIVILEGED},
        "traffic-gen-a": {PRIVILEGED},
        "traffic-gen-b": {PRIVILEGED},
        "pumba": {SOCKET},
    },
    "011": {"portainer": BOTH},
    "012": {"app": {PRIVILEGED}},
    "013": {"datadog": {SOCKET}},
    "014": {"netdata": {SOCKET}},
    "015": {"traefik": {SOCKET}, "portainer": {SOCKET}},
    "016": {"portainer": {SOCKET}},
    "017": {"traefik": {SOCKET}, "nuclio": {SOCKET}},
    "018": {"docker-in-docker": {SOCKET}},
    "019": {"homarr": {SOCKET}},
    "020": {"traefik": {SOCKET}},
    "021": {"portainer": {SOCKET}},
    "022": {"ovn-central": {PRIVILEGED}, "nat-gateway": {PRIVILEGED}},
    "024": {"attestation": {PRIVILEGED}, "combiner": {PRIVILEGED}, "client": {PRIVILEGED}},
    "025": {"router": {SOCKET}},
    "027": {
        "nat-gateway": {PRIVILEGED},
        "traffic-gen-a": {PRIVILEGED},
        "traffic-gen-b": {PRIVILEGED},
        "pumba": {SOCKET},
    },
}
#: devcontainers, by number: one container each
DEVCONTAINER: dict[str, set[str]] = {
    "001": BOTH,
    "002": BOTH,
    # by the feature docker-in-docker
    "003": {PRIVILEGED},
    "004": BOTH,
    "014": {PRIVILEGED},
    "015": {PRIVILEGED},
    # by the feature docker-outside-of-docker
    "018": {SOCKET},
    "019": {PRIVILEGED},
    "025": {PRIVILEGED},
    "030": {PRIVILEGED},
    "032": {SOCKET},
    "034": {PRIVILEGED},
}
#: root of the VM without `privileged`: by SYS_ADMIN; and by `/lib`, for the variable in front of it is not set
OTHERWISE = {
    ("compose", "013", "datadog"),
    ("compose", "014", "netdata"),
    ("devcontainer", "005", "devcontainer"),
    ("devcontainer", "006", "devcontainer"),
}


def put(machine: Machine, kind: str, name: str) -> None:
    """Each file where its program finds it, in a directory of its own; the Compose files of devcontainers made up."""
    for file in sorted(shared("corpus", kind).iterdir()):
        target = machine.home / "corpus" / kind / file.stem / name
        target.parent.mkdir(parents=True)
        shutil.copyfile(file, target)
        target.chmod(0o644)
        if kind == "devcontainer":
            text = "services: {app: {image: x}, dev: {image: x}, devcontainer: {image: x}, workspace: {image: x}}\n"
            (target.parent / "docker-compose.yml").write_text(text)


def test_every_use_is_found_and_nothing_else(machine: Machine) -> None:
    put(machine, "compose", "compose.yaml")
    put(machine, "devcontainer", ".devcontainer/devcontainer.json")
    done = machine.run("scan", "--json", str(machine.home / "corpus"))
    assert done.code == 0 and "Traceback" not in done.err
    found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for one in done.json["findings"]:
        if one["id"] in BOTH:
            kind, number = Path(one["file"]).relative_to(machine.home / "corpus").parts[:2]
            found[kind, number, one["subject"] if kind == "compose" else "devcontainer"].add(one["id"])
    expected = {("compose", number, service): ids for number, by in COMPOSE.items() for service, ids in by.items()}
    expected |= {("devcontainer", number, "devcontainer"): ids for number, ids in DEVCONTAINER.items()}
    for use in OTHERWISE:
        expected[use] = expected.get(use, set()) | {PRIVILEGED}
    assert dict(found) == expected
