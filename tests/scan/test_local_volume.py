"""Volumes of the driver local that are more than a directory of the engine's: by each reader, in the same way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from colima_guard.scan.local_volume import machine_file_system
from tests.scan.compose import projects as compose
from tests.scan.container.inspects import inspect, volume
from tests.scan.container.inspects import read as containers
from tests.scan.devcontainer import folders

OF_THE_MACHINE = [
    {"type": "proc", "device": "proc"},
    {"type": "sysfs", "device": "sysfs"},
    {"type": "cgroup2", "device": "none"},
    {"type": "devtmpfs", "device": "dev"},
    {"type": "debugfs", "device": "debugfs", "o": "ro"},
    {"type": "virtiofs", "device": "mount0"},
    {"type": "9p", "device": "mount0", "o": "trans=virtio"},
    {"type": "btrfs", "device": "/dev/vda1"},
]
OF_NOBODY = [{"type": "tmpfs", "device": "tmpfs"}, {"type": "nfs", "o": "addr=1.2.3.4", "device": ":/x"}, {}]


def said(options: dict[str, str]) -> str:
    return " ".join(options[key] for key in ("type", "device", "o") if key in options)


@pytest.mark.parametrize("options", OF_THE_MACHINE, ids=said)
def test_a_file_system_of_the_machine(options: dict[str, str], tmp_path: Path) -> None:
    assert machine_file_system(options) == said(options)
    text = json.dumps(
        {"services": {"app": {"image": "x", "volumes": ["vol:/s"]}}, "volumes": {"vol": {"driver_opts": options}}}
    )
    strengths = compose.one(compose.read(tmp_path / "c", {"compose.yaml": text})).strengths
    assert [(one.key, one.value) for one in strengths] == [("driver_opts", said(options))]
    given = ",".join(f'"volume-opt={key}={value}"' for key, value in options.items())
    arguments = ["--mount", f"type=volume,dst=/s,{given}"]
    project = folders.read(tmp_path / "d", {"image": "x", "runArgs": arguments})
    assert ("driver_opts", said(options)) in [(one.key, one.value) for one in folders.container(project).strengths]
    one = {"Name": "v", "Driver": "local", "Options": options}
    (found,) = containers(inspect("a", mounts=[volume("v")]), volumes=[one])
    assert found.vm_root is True
    assert any(said(options) in why for why in found.why)


@pytest.mark.parametrize("options", OF_NOBODY, ids=str)
def test_what_is_nothing_of_the_machine(options: dict[str, str], tmp_path: Path) -> None:
    assert machine_file_system(options) is None
    (found,) = containers(
        inspect("a", mounts=[volume("v")]), volumes=[{"Name": "v", "Driver": "local", "Options": options}]
    )
    assert found.vm_root is False


def test_a_driver_that_is_not_known_may_mount_anything(tmp_path: Path) -> None:
    text = "services: {app: {image: x, volumes: [vol:/s]}}\nvolumes: {vol: {driver: local-persist}}\n"
    service = compose.one(compose.read(tmp_path / "c", {"compose.yaml": text}))
    assert ["which may mount anything" in one.why for one in service.unknown] == [True]
    arguments = ["--mount", "type=volume,dst=/s,src=v,volume-driver=vieux/sshfs"]
    project = folders.read(tmp_path / "d", {"image": "x", "runArgs": arguments})
    assert any("which may mount anything" in one.why for one in folders.container(project).unknown)
