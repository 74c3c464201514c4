"""A real engine: what is said that a container reaches is tried in that container."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from colima_guard.cli.main import main
from colima_guard.host.machine import Host
from tests.machines.real_engine import Engine, running

SHARES = '[{location: "~/projects", writable: true}, {location: "~/data", mountPoint: %s}, {location: "~/later"}]'


class Lab:
    """A home with a pretended profile, whose VM is the namespace of a real engine."""

    def __init__(self, home: Path, engine: Engine, programs: str) -> None:
        self.home, self.engine = home, engine
        self.path = os.pathsep.join((programs, os.environ["PATH"]))

    def run(self, *argv: str) -> tuple[int, str]:
        import contextlib
        import io

        environ = {"HOME": str(self.home), "PATH": self.path}
        host = Host(environ, "macos", (14, 5), "aarch64", str(self.home))
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            code = main(argv, host)
        return code, out.getvalue()

    def scan(self) -> dict[str, Any]:
        code, out = self.run("scan", "--engine", "--json")
        assert code == 0, out
        document = json.loads(out)
        assert isinstance(document, dict)
        return document


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    # a short path: the name of a socket may have about 100 bytes
    with tempfile.TemporaryDirectory(prefix="cg-") as top:
        home, vm = Path(top).resolve() / "me", Path(top).resolve() / "vm"
        names = ("projects/shop", "data/pg", "notes", "later/sub", ".ssh", ".colima/default", ".colima/_lima/colima")
        for name in names:
            (home / name).mkdir(parents=True)
            (home / name / "file").write_text(f"of {name}")
        vm.mkdir()
        mounts = SHARES % f"{vm}/mnt/data"
        text = f"runtime: docker\nvmType: vz\nmountType: virtiofs\nmounts: {mounts}\n"
        (home / ".colima/default/colima.yaml").write_text(text)
        (home / ".colima/_lima/colima/lima.yaml").write_text("{}\n")
        (home / ".colima/_lima/colima/ha.pid").write_text(f"{os.getpid()}\n")
        (home / ".colima/default/docker.sock").symlink_to(vm / "docker.sock")
        shares = {"projects": f"{home}/projects", "data": f"{vm}/mnt/data"}
        with running(vm, home, shares) as engine:
            _containers(engine, str(home), str(vm))
            # what leads into the VM, as Lima's does
            (vm / "bin").mkdir()
            shell = f'#!/bin/sh\nshift 4\nexec nsenter --target {engine.vm} --mount "$@"\n'
            (vm / "bin/limactl").write_text(shell)
            (vm / "bin/limactl").chmod(0o755)
            yield Lab(home, engine, str(vm / "bin"))


def _containers(engine: Engine, home: str, vm: str) -> None:
    device = f"device={home}/projects/shop"
    engine("volume", "create", "--driver", "local", "--opt", "type=none", "--opt", "o=bind", "--opt", device, "hidden")
    label = f"com.docker.compose.project.working_dir={home}/projects/shop"
    engine.start("shop", "-v", f"{home}/projects/shop:/w", "--label", label)
    engine.start("reader", "-v", f"{home}/projects:/w:ro")
    engine.start("moved", "-v", f"{vm}/mnt/data/pg:/w")
    engine.start("hidden", "-v", "hidden:/w")
    engine.start("late", "-v", f"{home}/notes:/w")
    engine.start("renamed", "-v", "/run/docker.sock:/anything:ro", "--cap-drop=ALL")
    engine.start("above", "-v", "/var/run:/r")
    engine.start("dind", "--privileged")
    engine("create", "--name", "stopped", "--network=none", "-v", "/run/docker.sock:/s", "busybox:1", "true")


def test_every_container_and_what_it_reaches(lab: Lab) -> None:
    home = str(lab.home)
    told = {one["name"]: one for one in lab.scan()["containers"]}
    whole = [
        {"path": f"{home}/{name}", "access": access}
        for name, access in (("projects", "rw"), ("data", "ro"), ("later", "ro"))
    ]
    shop = [{"path": f"{home}/projects/shop", "access": "rw"}]
    assert {name: one["reaches"] for name, one in told.items()} == {
        "shop": shop,
        "reader": [{"path": f"{home}/projects", "access": "ro"}],
        "moved": [{"path": f"{home}/data/pg", "access": "ro"}],
        "hidden": shop,
        "late": [],
        "renamed": whole,
        "above": whole,
        "dind": whole,
        "stopped": whole,
    }
    assert {name for name, one in told.items() if one["socket"]} == {"renamed", "above", "stopped"}
    assert {name for name, one in told.items() if not one["running"]} == {"stopped"}


@pytest.mark.parametrize(
    ("name", "path", "file"),
    [
        ("shop", "/w/file", "projects/shop/file"),
        ("reader", "/w/shop/file", "projects/shop/file"),
        ("moved", "/w/file", "data/pg/file"),
        ("hidden", "/w/file", "projects/shop/file"),
    ],
)
def test_what_is_reached_is_read_there(lab: Lab, name: str, path: str, file: str) -> None:
    assert lab.engine.inside(name, "cat", path) == (lab.home / file).read_text()
    writes = lab.engine.inside(name, "touch", path) is not None
    told = {one["name"]: one["reaches"] for one in lab.scan()["containers"]}
    # a share that is read-only is held so by the VM, which this one does not do
    assert writes or told[name][0]["access"] == "ro"


def test_what_is_not_reached_is_not_there(lab: Lab) -> None:
    assert lab.engine.inside("late", "ls", "/w") == ""
    assert (lab.home / "notes/file").exists()
    shadows = [one for one in lab.scan()["findings"] if one["id"] == "CG430"]
    assert [(one["subject"], one["path"], one["confidence"]) for one in shadows] == [
        ("late", f"{lab.home}/notes", "sure")
    ]


def test_the_socket_answers_where_it_is_said_to_be(lab: Lab) -> None:
    assert lab.engine.answers_inside("renamed", "/anything")
    assert lab.engine.answers_inside("above", "/r/docker.sock")
    for name in ("shop", "reader", "moved", "hidden", "late", "dind"):
        assert not lab.engine.answers_inside(name, "/run/docker.sock")
        assert not lab.engine.answers_inside(name, "/w/docker.sock")


def test_who_is_root_of_the_vm_has_its_rights(lab: Lab) -> None:
    """SYS_ADMIN, by which the kernel lets it mount the disks of the VM."""
    told = {one["name"]: one for one in lab.scan()["containers"]}
    for name in ("dind", "shop", "reader", "late"):
        status = lab.engine.inside(name, "cat", "/proc/self/status") or ""
        (rights,) = (int(line.split()[1], 16) for line in status.splitlines() if line.startswith("CapEff"))
        assert bool(rights >> 21 & 1) == bool(told[name]["vm_root"])


def test_who_holds_the_socket_reads_all_that_the_vm_sees(lab: Lab) -> None:
    """By the engine that it talks to, as anybody can."""
    argv = ("run", "--rm", "--network=none", "-v", f"{lab.home}:/h", "busybox:1", "cat")
    assert lab.engine(*argv, "/h/projects/shop/file") == "of projects/shop"
    assert lab.engine.tries(*argv, "/h/.ssh/file").returncode != 0


def test_status_and_why(lab: Lab) -> None:
    _, out = lab.run("status")
    assert "4 containers can do all that this VM can" in out
    _, out = lab.run("why", str(lab.home / "projects/shop/file"))
    assert "the container shop reads and writes it by its bind" in out
    assert "the container renamed can do all that this VM can" in out


def test_a_share_that_was_mounted_after_a_container_was_started(lab: Lab) -> None:
    """It has the directory of the VM that lies beneath until it is started anew, and each that came later the share."""
    later, engine = f"{lab.home}/later", lab.engine
    engine.start("early", "-v", f"{later}:/w")
    engine.start("deep", "-v", f"{later}/sub:/w")
    engine.start("wide", "-v", f"{lab.home}:/w")
    engine.start("follows", "-v", f"{lab.home}:/w:rslave")
    names = ("early", "deep", "wide", "follows")
    try:
        assert _beneath(lab) == {}
        engine.in_vm('mount -t tmpfs share "$1" && mkdir "$1/sub" && echo share | tee "$1/file" > "$1/sub/file"', later)
        engine.start("after", "-v", f"{later}:/w")
        assert engine.inside("follows", "cat", "/w/later/file") == "share"
        assert _beneath(lab) == {"early": later, "deep": f"{later}/sub", "wide": later}
        seen = {"early": "/w/file", "deep": "/w/file", "wide": "/w/later/file", "after": "/w/file"}
        assert {name: engine.inside(name, "cat", path) for name, path in seen.items()} == {
            **dict.fromkeys(seen),
            "after": "share",
        }
        # what is said to do about it helps
        engine("restart", "--time=0", "early")
        assert engine.inside("early", "cat", "/w/file") == "share"
        assert set(_beneath(lab)) == {"deep", "wide"}
    finally:
        engine.tries("rm", "--force", *names, "after")


def _beneath(lab: Lab) -> dict[str, str]:
    found = (one for one in lab.scan()["findings"] if one["id"] == "CG430" and one["subject"] != "late")
    return {one["subject"]: one["path"] for one in found}
