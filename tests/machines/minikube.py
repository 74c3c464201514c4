"""minikube's files on a pretended machine."""

from __future__ import annotations

import json

from tests.conftest import Machine


def profile(machine: Machine, name: str, driver: str, **more: object) -> None:
    text = json.dumps({"Name": name, "Driver": driver, "DisableDriverMounts": False, "MountString": "", **more})
    machine.write(f".minikube/profiles/{name}/config.json", text)


def vm(machine: Machine, name: str, driver: str, **more: object) -> None:
    text = json.dumps({"ConfigVersion": 3, "Driver": more, "DriverName": driver})
    machine.write(f".minikube/machines/{name}/config.json", text)


def all_of(machine: Machine) -> dict[str, str]:
    return {name: verdict for name, verdict in machine.verdicts().items() if name.startswith("minikube/")}


def shares(machine: Machine, name: str) -> list[tuple[str | None, str | None]]:
    return [(one["location"], one["mount_point"]) for one in machine.instance(f"minikube/{name}")["shares"]]
