"""A machine with as many VMs, containers and projects as a report is to be drawn of."""

from __future__ import annotations

from tests.conftest import Machine
from tests.machines.engine_client import answers, profile
from tests.scan.container.inspects import bind, inspect

#: what a container of a number is
_SORTS = 7


def exposed(machine: Machine, instances: int, containers: int) -> Machine:
    """The first VM runs and has all the containers; each of the others shares one of three lists, or the home."""
    machine.mkdir("projects/shop", "sites", "notes", ".aws", ".gnupg", ".kube")
    machine.write(".ssh/id_ed25519", "")
    home = str(machine.home)
    project = "services:\n  web:\n    image: a\n    volumes: [.:/app]\n  db:\n    image: b\n    privileged: true\n"
    machine.write("projects/shop/compose.yaml", project)
    machine.write("sites/blog/compose.yaml", "services:\n  blog:\n    image: c\n    volumes: ['./public:/srv:ro']\n")
    policy = "version: 1\nallow:\n  - path: ~/projects\n    access: rw\nprojects: [~/projects, ~/sites]\n"
    machine.write(".config/colima-guard/policy.yaml", policy)
    profile(machine, mounts='[{location: "~", writable: true}]')
    lists = ("[{location: ~/projects, writable: true}]", "[{location: ~/notes}]", "[]")
    for number in range(1, instances):
        machine.write(
            f".colima/vm-{number:03}/colima.yaml",
            f"runtime: docker\nvmType: vz\nmountType: virtiofs\nmounts: {lists[0 if number % 5 else number % 3]}\n",
        )
    answers(machine, *[{**_container(number, home), "Id": f"{number + 1:064x}"} for number in range(containers)])
    return machine


def _container(number: int, home: str) -> dict[str, object]:
    sort = number % _SORTS
    socket = "/var/run/docker.sock"
    if number == 0:
        return inspect("ci-runner", mounts=[bind(socket, socket)])
    if sort == 1:
        return inspect(f"shop-{number}", mounts=[bind(f"{home}/projects/shop")])
    if sort == 2:
        return inspect(f"keys-{number}", mounts=[bind(f"{home}/.ssh", "/keys", writable=False)])
    if number == 3:
        return inspect("dind", Privileged=True)
    return inspect(f"plain-{number}", mounts=[bind("/var/lib/data")])
