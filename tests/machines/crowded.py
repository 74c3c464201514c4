"""A machine whose VMs are full of containers: by the socket, privileged, with binds, of Compose projects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tests.conftest import Machine
from tests.machines.engine_client import listen
from tests.scan.container.inspects import bind, inspect, volume

#: name of a profile, what it shares, and which part of the containers it has
VMS = (
    ("default", '[{location: "~", writable: true}]', 5),
    ("work", "[{location: ~/projects, writable: true}]", 3),
    ("client", "[{location: ~/projects, writable: true}, {location: ~/clients}]", 2),
    ("ci", "[{location: ~/projects}]", 1),
)
_SOCKET = "/var/run/docker.sock"
_CLIENT = """\
PATH=/usr/bin:/bin
echo "docker $*" >> "$HOME/asked"
data=$(dirname "${2#unix://}")/engine
while [ "$1" = --host ]; do shift 2; done
case "$1" in
  ps) cat "$data/ids" ;;
  container) shift 4; for id; do cat "$data/$id"; done ;;
  volume) shift 4; for name; do printf '{"Name": "%s", "Driver": "local"}\\n' "$name"; done ;;
  *) exit 64 ;;
esac
"""


def crowded(machine: Machine, containers: int) -> Machine:
    """Four VMs that run with so many containers between them, each VM asked by its own socket, and one that is stopped.

    Their names are as long as names are.
    """
    import json
    import os

    machine.mkdir("sites", "notes", ".aws", ".gnupg", ".kube", "clients/a-client-with-a-name/archive")
    machine.write(".ssh/id_ed25519", "")
    for name in _PROJECTS:
        machine.write(f"projects/{name}/compose.yaml", _compose(name))
    machine.write(
        ".config/colima-guard/policy.yaml",
        "version: 1\nallow:\n  - path: ~/projects\n    access: rw\nprojects: [~/projects]\n",
    )
    machine.write(".colima/spare/colima.yaml", "runtime: docker\nvmType: vz\nmountType: virtiofs\nmounts: []\n")
    parts = [name for name, _, part in VMS for _ in range(part)]
    by_vm: dict[str, list[dict[str, Any]]] = {name: [] for name, _, _ in VMS}
    for number in range(containers):
        one = container(number, str(machine.home))
        by_vm[parts[number % len(parts)]].append({**one, "Id": f"{number + 1:064x}"})
    for name, mounts, _ in VMS:
        lima = "colima" if name == "default" else f"colima-{name}"
        machine.write(
            f".colima/{name}/colima.yaml", f"runtime: docker\nvmType: vz\nmountType: virtiofs\nmounts: {mounts}\n"
        )
        machine.write(f".colima/_lima/{lima}/lima.yaml", "{}\n")
        machine.write(f".colima/_lima/{lima}/ha.pid", f"{os.getpid()}\n")
        listen(machine, f".colima/{name}/docker.sock")
        machine.write(f".colima/{name}/engine/ids", "".join(f"{one['Id']}\n" for one in by_vm[name]))
        for one in by_vm[name]:
            machine.write(f".colima/{name}/engine/{one['Id']}", json.dumps(one) + "\n")
    machine.command("docker", _CLIENT)
    return machine


_PROJECTS = ("shop", "billing", "search", "identity", "warehouse", "a-project-with-a-rather-long-name-for-a-directory")


def _compose(name: str) -> str:
    return f"services:\n  {name[:8]}-web:\n    image: a\n    volumes: [.:/app]\n  {name[:8]}-db:\n    image: b\n"


def container(number: int, home: str) -> dict[str, Any]:
    """What there is of each sort: most bind their project, or nothing; few hold the socket, fewer are privileged."""
    project = _PROJECTS[number % len(_PROJECTS)]
    directory = f"{home}/projects/{project}"
    name = f"{project}-{_SERVICES[number % len(_SERVICES)]}-{number}"
    if number % 41 == 0:
        return inspect(f"runner-{number}", mounts=[bind(_SOCKET, _SOCKET)])
    if number % 67 == 1:
        return inspect(f"dind-{number}", Privileged=True)
    if number % 29 == 2:
        return inspect(f"deploy-{number}", mounts=[bind(f"{home}/.ssh", "/home/deploy/.ssh", writable=False)])
    if number % 7 == 3:
        return inspect(name, mounts=list(_many(directory)))
    if number % 5 == 4:
        return inspect(name, mounts=[volume(f"{project}_data", "/var/lib/data")])
    found = inspect(name, mounts=[bind(directory, "/app")])
    found["Config"]["Labels"] = _labels(project, directory, number)
    found["State"]["Running"] = number % 11 != 0
    return found


_SERVICES: Sequence[str] = ("web", "worker", "scheduler", "db", "cache", "mailer", "proxy")


def _labels(project: str, directory: str, number: int) -> dict[str, str]:
    keys = {"project": project, "service": f"{_SERVICES[number % len(_SERVICES)]}-{number}"}
    keys |= {"project.working_dir": directory, "project.config_files": f"{directory}/compose.yaml"}
    return {f"com.docker.compose.{key}": value for key, value in keys.items()}


def _many(directory: str) -> Iterator[dict[str, Any]]:
    for number in range(9):
        yield bind(f"{directory}/part-{number}", f"/srv/part-{number}", writable=number % 2 == 0)
