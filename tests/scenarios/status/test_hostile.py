"""What a guest, a stranger's file or a moved link must not turn into a good answer."""

from __future__ import annotations

import getpass
import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Machine
from tests.machines.colima import profile

FILE = ".colima/default/colima.yaml"
RELEASE = ("--release", "colima=0.10.3")


@pytest.fixture
def locked(machine: Machine) -> Machine:
    machine.mkdir("projects", ".ssh")
    machine.write(FILE, profile())
    assert machine.run("lock", "--yes", "~/projects").code == 0
    return machine


@pytest.fixture
def pid() -> Iterator[int]:
    """The number of a process that lives."""
    with subprocess.Popen(["sleep", "600"]) as process:
        yield process.pid
        process.kill()


def started_with(machine: Machine, pid: int, generated: str) -> None:
    """A VM of which nothing tells what it has attached, started with this ``lima.yaml``."""
    machine.write(".colima/_lima/colima/lima.yaml", generated)
    time.sleep(0.02)
    machine.write(".colima/_lima/colima/ha.pid", f"{pid}\n")


def test_a_running_vm_that_was_started_with_more(locked: Machine, pid: int) -> None:
    started_with(locked, pid, 'vmType: vz\nmountType: virtiofs\nmounts:\n- {location: "~", writable: true}\n')
    found = locked.instance()
    assert (found["verdict"], found["next_start_verdict"]) == ("OPEN", "LOCKED")
    assert "CG310" in {one["id"] for one in found["findings"]}
    assert locked.run("check", *RELEASE).code == 1


def test_a_running_vm_that_was_started_with_the_same(locked: Machine, pid: int) -> None:
    started_with(locked, pid, 'vmType: vz\nmountType: virtiofs\nmounts:\n- {location: "~/projects", writable: true}\n')
    assert locked.verdicts()["colima/default"] == "LOCKED"


@pytest.mark.parametrize("directory", ["~/Library/Caches", "~/Library/Caches/colima-guard"])
def test_where_the_last_answer_is_kept_must_not_be_allowed(machine: Machine, directory: str) -> None:
    machine.mkdir("Library/Caches/colima-guard")
    done = machine.run("lock", "--yes", directory)
    assert done.code == 4
    assert "must not be allowed" in done.err


def test_merge_keys_before_0_4_5(machine: Machine) -> None:
    machine.mkdir("projects", "data")
    text = profile(mounts="mounts:\n- &a {location: ~/projects, writable: true}\n- {<<: *a, location: ~/data}")
    machine.write(FILE, text)
    machine.write(".config/colima-guard/policy.yaml", "version: 1\nallow:\n  - path: ~/projects\n  - path: ~/data\n")
    assert machine.instance("colima/default", "--release", "colima=0.4.4")["verdict"] == "UNKNOWN"
    assert machine.instance("colima/default", "--release", "colima=0.4.5")["verdict"] == "LOCKED"


@pytest.mark.parametrize(
    "mounts",
    [
        "mounts:\n- &a {location: ~/projects, writable: true}\nx: {<<: *a, location: ~}",
        "<<: {cpu: 3}\nmounts: [{location: ~/projects, writable: true}]",
        "x: &x {writable: true}\nmounts:\n- location: ~/projects\n  <<: *x",
    ],
)
def test_merge_keys_that_decide_nothing_by_their_order(machine: Machine, mounts: str) -> None:
    machine.mkdir("projects")
    machine.write(FILE, profile(mounts=mounts))
    machine.write(".config/colima-guard/policy.yaml", "version: 1\nallow:\n  - path: ~/projects\n")
    for release in ("0.4.4", "0.4.5"):
        assert machine.instance("colima/default", "--release", f"colima={release}")["verdict"] == "LOCKED"


def test_what_is_accepted_is_a_place_and_not_where_it_leads(locked: Machine) -> None:
    locked.mkdir("projects/scratch")
    with (locked.home / ".config/colima-guard/policy.yaml").open("a") as file:
        file.write(
            "accepted:\n- finding: CG101\n  instance: colima/default\n  path: ~/projects/scratch\n"
            "  reason: known\n  until: 2999-12-31\n"
        )
    assert locked.run("check", *RELEASE).code == 0
    (locked.home / "projects/scratch").rmdir()
    (locked.home / "projects/scratch").symlink_to(locked.home)
    done = locked.run("check", *RELEASE)
    assert done.code == 2
    assert "~/projects/scratch leads to" in done.err


def test_the_empty_directory_as_a_link(machine: Machine) -> None:
    machine.mkdir(".ssh", ".local/share/colima-guard")
    (machine.home / ".local/share/colima-guard/nothing-shared").symlink_to(machine.home)
    machine.write(
        FILE, profile(mounts="mounts:\n- {location: ~/.local/share/colima-guard/nothing-shared, writable: false}")
    )
    found = machine.instance()
    assert found["verdict"] == "OPEN"
    # nobody must be told to empty what it leads to
    (said,) = (one for one in found["findings"] if one["id"] == "CG110")
    assert said["remedy"].startswith("remove the link")


def test_a_directory_above_all_shares_that_was_declared(machine: Machine) -> None:
    machine.mkdir("projects")
    machine.write(FILE, profile(mounts="mounts:\n- {location: ~/projects, writable: true}"))
    machine.write(
        ".config/colima-guard/policy.yaml",
        "version: 1\nallow:\n  - path: /\n    dangerous: true\n",
    )
    assert "CG109" in {one["id"] for one in machine.instance()["findings"]}


def test_a_working_directory_that_is_gone(tmp_path: Path) -> None:
    import sys

    home, gone = tmp_path / "me", tmp_path / "gone"
    home.mkdir()
    gone.mkdir()
    script = 'rmdir "$1"; shift; exec "$@"'
    environ = {**os.environ, "HOME": str(home), "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        ["sh", "-c", script, "sh", str(gone), sys.executable, "-m", "colima_guard", "lock", "--yes", "projects"],
        cwd=gone,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 4, done.stderr
    assert "the working directory cannot be told" in done.stderr


def test_a_version_managers_shim_is_asked_every_time(locked: Machine) -> None:
    from colima_guard.cache.stamp import Witness
    from colima_guard.host.machine import Host

    shim = locked.home / "path/colima"
    locked.write("path/mise", "#!/bin/sh\necho colima version 0.10.3\n", 0o755)
    shim.symlink_to("mise")
    host = Host(locked.environ)
    witness = Witness(host, ())
    assert host.version(str(shim)) == "colima version 0.10.3"
    assert witness.write(["check"]) == f"{shim} is another program"


#: Lima's own template text stands in what Colima writes for Lima, outside quotes (environment/vm/lima/yaml.go)
GENERATED = (
    "vmType: qemu\nmountType: 9p\nmounts:\n    - location: {location}\n      writable: true\nprovision:\n"
    "    - mode: dependency\n      script: groupadd -f docker && usermod -aG docker {{{{ .User }}}}\n"
)


def test_what_limactl_would_boot_is_narrowed_with_the_profile(machine: Machine) -> None:
    path = ".colima/_lima/colima/lima.yaml"
    machine.mkdir("projects")
    machine.write(FILE, profile())
    machine.write(path, GENERATED.format(location=f"{machine.home}"))
    assert machine.run("lock", "--yes", "~/projects").code == 0
    assert machine.read(path) == GENERATED.format(location="~/projects")
    # Colima has written it anew since, so that only the old value is brought back
    machine.write(path, "cpus: 4\n" + GENERATED.format(location="~/projects"))
    assert machine.run("rollback", "--yes").code == 0
    assert machine.read(path) == "cpus: 4\n" + GENERATED.format(location=f"{machine.home}")


@pytest.mark.parametrize("name", ["\udcff", "\ud800", "a/../b", "x" * 5000, "\n"])
def test_a_docker_context_that_is_no_name(locked: Machine, name: str) -> None:
    locked.environ["DOCKER_CONTEXT"] = name
    assert locked.run("check", *RELEASE).code == 0
    del locked.environ["DOCKER_CONTEXT"]
    locked.write(".docker/config.json", json.dumps({"currentContext": name}))
    assert locked.run("check", *RELEASE).code == 0


@pytest.mark.parametrize("value", ["rel", ".", "~", "C:rel", "x" * 300])
def test_our_own_directories_are_never_relative(machine: Machine, value: str) -> None:
    """They would be others in each working directory. On Windows too the default counts then."""
    machine.platform, machine.os_version = "windows", (10,)
    for name in ("APPDATA", "LOCALAPPDATA"):
        machine.environ[name] = value
    said = machine.run("policy", "path")
    assert said.out == f"{machine.home}/AppData/Roaming/colima-guard/policy.yaml\n"
    assert machine.run("check", "--notify").code == 3
    assert (machine.home / "AppData/Local/colima-guard/state").is_dir()


@pytest.mark.parametrize("error", [KeyError, OSError])  # Python up to 3.12, and later ones
def test_a_user_whom_the_system_has_no_name_for(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    """So is a process in a container that was started as a number."""

    def nameless() -> str:
        raise error("getpwuid(): uid not found: 1001")

    monkeypatch.setattr(getpass, "getuser", nameless)
    machine.write(".lima/default/lima.yaml", 'mounts:\n- location: "~"\n  writable: true\n')
    assert machine.instance("lima/default")["verdict"] == "OPEN"
