"""A pretended client of an engine: it prints what the engine would tell of its containers, or misbehaves."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path
from typing import Any

from tests.conftest import Machine

_CLIENT = """\
PATH=/usr/bin:/bin
echo "{name} $*" >> "$HOME/asked"
while [ "$1" = --host ]; do shift 2; done
case "$1" in
  ps) cat "$HOME/{data}/ids" ;;
  container) cat "$HOME/{data}/containers" ;;
  volume) cat "$HOME/{data}/volumes" ;;
  cp) cat "$HOME/{data}/archive" ;;
  *) exit 64 ;;
esac
"""


def answers(
    machine: Machine, *containers: dict[str, Any], volumes: tuple[dict[str, Any], ...] = (), name: str = "docker"
) -> None:
    """A client of this name on the machine whose engine has these containers and volumes, as ``inspect`` has them."""
    data = f"engine-{name}"
    # ids as engines have them, where an example has none of its own
    ids = (one["Id"] if len(one["Id"]) == 64 else f"{number:064x}" for number, one in enumerate(containers, 1))
    numbered = [{**one, "Id": own} for own, one in zip(ids, containers, strict=True)]
    machine.write(f"{data}/ids", "".join(f"{one['Id']}\n" for one in numbered))
    machine.write(f"{data}/containers", "".join(f"{json.dumps(one)}\n" for one in numbered))
    machine.write(f"{data}/volumes", "".join(f"{json.dumps(one)}\n" for one in volumes))
    machine.command(name, _CLIENT.format(name=name, data=data))


def asked(machine: Machine) -> list[str]:
    """What the pretended clients were called with."""
    file = machine.home / "asked"
    return file.read_text().splitlines() if file.exists() else []


def listen(machine: Machine, path: str) -> str:
    """A socket that lies below the home, by a short way: its name may have about 100 bytes."""
    file = machine.home / path
    file.parent.mkdir(parents=True, exist_ok=True)
    with socket.socket(socket.AF_UNIX) as server:
        before = os.getcwd()
        try:
            os.chdir(file.parent)
            server.bind(file.name)
        finally:
            os.chdir(before)
    return str(file)


def profile(machine: Machine, name: str = "default", mounts: str = "[]", runtime: str = "docker") -> Path:
    """A profile of Colima that runs, with a socket of docker unless it is of containerd."""
    lima = "colima" if name == "default" else f"colima-{name}"
    file = machine.write(
        f".colima/{name}/colima.yaml", f"runtime: {runtime}\nvmType: vz\nmountType: virtiofs\nmounts: {mounts}\n"
    )
    machine.write(f".colima/_lima/{lima}/lima.yaml", "{}\n")
    machine.write(f".colima/_lima/{lima}/ha.pid", f"{os.getpid()}\n")
    if runtime == "docker":
        listen(machine, f".colima/{name}/docker.sock")
    return file
