"""A small home of each VM system, in the states in which somebody first runs ``check``: whose advice has to help."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.conftest import Machine
from tests.machines import podman
from tests.machines.colima import SSHFS, profile
from tests.machines.docker_desktop import FULL, SPARSE, Desktop
from tests.machines.lima import HOME, IMAGES
from tests.machines.minikube import profile as minikube_profile
from tests.machines.minikube import vm as minikube_vm
from tests.machines.multipass import Multipass
from tests.machines.rancher_desktop import ON_LINUX, RancherDesktop
from tests.machines.wsl import Wsl

#: what a settings file of none of them is
DAMAGED = "{ [ : \x01\n"
_CONTAINER = "Library/Application Support/com.apple.container"
_FINCH = 'images:\n- location: /Applications/Finch/os/image.qcow2\nmounts:\n- location: "~"\n  writable: true\n'


def _colima(machine: Machine, state: str) -> None:
    machine.command("colima", "echo colima version 0.10.3")
    text = {"default": profile(), "whole": profile("mounts:\n  - location: ~\n    writable: true", **SSHFS)}.get(state)
    machine.write(".colima/_lima/colima/lima.yaml", HOME)
    machine.write(".colima/_lima/colima/disk", "")
    if state != "gone":
        machine.write(".colima/default/colima.yaml", text or DAMAGED)


def _lima(machine: Machine, state: str) -> None:
    text = {"default": IMAGES, "whole": f"{HOME}mountType: reverse-sshfs\n"}.get(state)
    machine.write(".lima/a/disk", "")
    if state != "gone":
        machine.write(".lima/a/lima.yaml", text or DAMAGED)


def _docker_desktop(machine: Machine, state: str) -> None:
    one = Desktop(machine, machine.platform)
    text = {"default": SPARSE, "whole": FULL}.get(state)
    machine.mkdir(one.base)
    if state != "gone":
        machine.write(one.store, text or DAMAGED)


def _podman(machine: Machine, state: str) -> None:
    machine.command("ps", "echo '1 init'")
    machine.command("podman", "echo podman version 5.8.3")
    if state == "default":
        machine.mkdir(podman.MACHINES)
        return
    provider = "applehv" if machine.platform == "macos" else "qemu"
    path = podman.made(machine, podman.mount(str(machine.home)), provider=provider)
    if state == "gone":
        (machine.home / path).unlink()
    elif state == "damaged":
        machine.write(path, DAMAGED)
        machine.write(podman.DROP_IN, DAMAGED)


def _rancher_desktop(machine: Machine, state: str) -> None:
    mac = machine.platform == "macos"
    one = RancherDesktop(
        machine,
        "reverse-sshfs" if state == "whole" or not mac else "virtiofs",
        "qemu" if state == "whole" or not mac else "vz",
        ON_LINUX,
    )
    if state == "gone":
        (machine.home / one.settings).unlink()
    elif state == "damaged":
        machine.write(one.settings, DAMAGED)


def _finch(machine: Machine, state: str) -> None:
    for path in ("os/finch.yaml", "lima/data/finch/lima.yaml"):
        machine.write(f"Finch/{path}", _FINCH)
    machine.write("Finch/lima/data/finch/disk", "")
    machine.write("Finch/bin/finch", "#!/bin/sh\n", 0o755)
    machine.mkdir("path")
    (machine.home / "path/finch").symlink_to(machine.home / "Finch/bin/finch")
    base = "Finch/lima/data/_config/default.yaml"
    if state == "gone":
        (machine.home / "Finch/os/finch.yaml").unlink()
    elif state == "damaged":
        machine.write(".finch/finch.yaml", DAMAGED)
        machine.write(base, DAMAGED)
    else:
        transport = "vmType: qemu\nmountType: reverse-sshfs\n" if state == "whole" else "vmType: vz\n"
        machine.write(base, transport)


def _multipass(machine: Machine, state: str) -> None:
    one = Multipass(machine, machine.platform, {"default": "true", "whole": "true"}.get(state, "what?"))
    if state == "gone":
        one.silent_for(10**6)


def _crc(machine: Machine, state: str) -> None:
    text = {"default": "{}", "whole": '{"enable-shared-dirs": true}'}.get(state)
    machine.mkdir(".crc")
    machine.write(".crc/machines/crc/config.json", '{"Name": "crc"}')
    if state != "gone":
        machine.write(".crc/crc.json", text or DAMAGED)


def _minikube(machine: Machine, state: str) -> None:
    minikube_profile(machine, "minikube", "virtualbox" if state != "default" else "qemu2")
    minikube_vm(machine, "minikube", "virtualbox" if state != "default" else "qemu2", NoShare=False)
    machine.write(".minikube/config/config.json", json.dumps({"driver": "virtualbox"}))
    path = ".minikube/profiles/minikube/config.json"
    if state == "gone":
        (machine.home / path).unlink()
    elif state == "damaged":
        machine.write(path, DAMAGED)
        machine.write(".minikube/config/config.json", DAMAGED)


def _orbstack(machine: Machine, state: str) -> None:
    machine.mkdir(".orbstack")


def _apple_container(machine: Machine, state: str) -> None:
    machine.command("ps", "echo '1 launchd'")
    machine.mkdir(_CONTAINER)
    text = {"default": "", "whole": '[machine]\nhomeMount = "rw"\n'}.get(state)
    if state != "gone":
        machine.write(".config/container/config.toml", DAMAGED if text is None else text)
    boot = f"{_CONTAINER}/plugin-state/machine-apiserver/machines/dev/boot-config.json"
    machine.write(boot, DAMAGED if state == "damaged" else "{}")


def _wsl(machine: Machine, state: str) -> None:
    text = {"default": None, "whole": "[automount]\nenabled=true\n", "gone": None}.get(state, DAMAGED)
    Wsl(machine).has("Ubuntu", text)


#: what lays a home, and on which systems: of those that differ in what is advised
HOMES: dict[str, tuple[Callable[[Machine, str], None], tuple[str, ...]]] = {
    "colima": (_colima, ("macos", "linux")),
    "lima": (_lima, ("linux",)),
    "docker-desktop": (_docker_desktop, ("macos", "windows")),
    "podman": (_podman, ("macos",)),
    "rancher-desktop": (_rancher_desktop, ("macos", "linux")),
    "finch": (_finch, ("macos",)),
    "multipass": (_multipass, ("linux",)),
    "crc": (_crc, ("macos", "windows")),
    "minikube": (_minikube, ("macos",)),
    "orbstack": (_orbstack, ("macos",)),
    "apple-container": (_apple_container, ("macos",)),
    "wsl": (_wsl, ("windows",)),
}
STATES = ("default", "whole", "gone", "damaged")


def lay(machine: Machine, monkeypatch: pytest.MonkeyPatch, backend: str, platform: str, state: str) -> None:
    """The home, with a directory to allow and a secret."""
    if platform != "macos":
        machine.linux()
    if platform == "windows":
        machine.platform = "windows"
        machine.environ |= {"ProgramFiles": "/none", "SystemRoot": "/none"}
    machine.mkdir("projects", ".ssh")
    podman.system(monkeypatch, machine)
    HOMES[backend][0](machine, state)
