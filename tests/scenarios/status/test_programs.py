"""Programs on ``PATH`` that lie where a VM may write: what runs in it could have put them there."""

from __future__ import annotations

import os
import time

import pytest

from colima_guard.errors import GuardError
from tests.conftest import Machine
from tests.machines.colima import LOCKED, profile
from tests.machines.colima_start import start
from tests.machines.docker_desktop import INSTANCE, Desktop

FILE = ".colima/default/colima.yaml"
OURS = "projects/venv/bin"
#: a program that tells on whoever runs it
SPY = '#!/bin/sh\necho "$0 $*" >> "$HOME/ran"\necho colima version 0.9.1\n'


@pytest.fixture
def colima(machine: Machine) -> Machine:
    """A project's ``venv`` comes before everything else on ``PATH``."""
    machine.mkdir(OURS, "data", "path")
    machine.write(FILE, profile(LOCKED))
    machine.environ["PATH"] = f"{machine.home}/{OURS}:{machine.home}/path"
    return machine


def plant(machine: Machine, name: str, directory: str = OURS) -> str:
    return str(machine.write(f"{directory}/{name}", SPY, 0o755))


def ran(machine: Machine) -> list[str]:
    return machine.read("ran").splitlines() if (machine.home / "ran").exists() else []


def told(machine: Machine) -> list[str]:
    """Of which programs CG315 is."""
    found = [one for one in machine.instance()["findings"] if one["id"] == "CG315"]
    assert {one["severity"] for one in found} <= {"high"}
    return [one["file"] for one in found]


def test_a_planted_program_is_not_run(colima: Machine) -> None:
    """Not before the first lock either, for the lock itself is what gives the VM that directory."""
    planted = plant(colima, "colima")
    colima.command("colima", "echo colima version 0.10.3")
    done = colima.run("lock", "~/projects", "--yes")
    assert done.code == 1
    assert ran(colima) == []
    instance = colima.instance()
    # the next one on PATH is taken
    assert (instance["verdict"], instance["next_start_verdict"], instance["release"]) == ("SOFT", "LOCKED", "0.10.3")
    assert told(colima) == [planted]
    check = colima.run("check", "--instance", "colima/default")
    assert (check.code, check.out) == (
        1,
        f"colima/default SOFT: `colima` is ~/{OURS}/colima, which a VM can write: it is not run here; "
        f"do: take ~/{OURS} off PATH [CG315]\n",
    )
    assert colima.run("check", "--allow-soft").code == 0
    os.unlink(planted)
    assert set(colima.verdicts().values()) == {"LOCKED"}
    assert ran(colima) == []


class TestBeforeTheFirstPolicy:
    """A directory is distrusted from where it is named on, whatever is asked first to see what there is."""

    #: all that is ever looked for on PATH
    NAMES = ("colima", "limactl", "docker", "multipass", "ps", "tasklist", "podman", "nerdctl", "qemu-img")

    @pytest.fixture(params=["macos", "linux", "windows"])
    def planted(self, request: pytest.FixtureRequest, machine: Machine) -> Machine:
        if request.param != "macos":
            machine.platform, machine.os_version, machine.arch = request.param, (), "x86_64"
        machine.mkdir(OURS, "data", "path")
        machine.write(".lima/default/lima.yaml", "mounts: []\n")
        machine.environ["PATH"] = f"{machine.home}/{OURS}:{machine.home}/path"
        for name in self.NAMES:
            plant(machine, name)
        return machine

    @pytest.mark.parametrize(
        "argv",
        [
            ("lock", "~/projects"),
            ("lock", "--dangerous", "~/projects"),
            ("lock", "~/projects:ro", "--share-ro-as-rw"),
            ("lock", "--policy", "team.yaml"),
            ("lock", "~/projects", "--backend", "lima"),
            ("lock", "~/projects", "~/nowhere"),
            ("lock", "~someone/x", "~/projects"),
        ],
        ids=" ".join,
    )
    def test_a_lock_runs_none_of_them(self, planted: Machine, argv: tuple[str, ...]) -> None:
        planted.write("team.yaml", "version: 1\nallow:\n  - path: ~/projects\n")
        done = planted.run(*argv, "--yes")
        assert done.code in (0, 1, 2, 4), done.err
        assert ran(planted) == []

    def test_nor_does_the_directory_that_is_allowed_as_well(self, planted: Machine) -> None:
        environ, planted.environ["PATH"] = planted.environ["PATH"], f"{planted.home}/path"
        planted.run("lock", "~/data", "--yes")
        planted.environ["PATH"] = environ
        planted.run("allow", "~/projects", "--yes")
        assert ran(planted) == []

    def test_read_only_it_cannot_have_put_them_there(self, planted: Machine) -> None:
        assert planted.run("lock", "~/projects:ro", "--yes").code in (0, 1)
        assert ran(planted)


def test_an_empty_element_is_the_working_directory(colima: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """As shells have it."""
    plant(colima, "colima")
    assert colima.run("lock", "~/projects", "--yes").code == 1
    colima.environ["PATH"], colima.cwd = f":{colima.home}/path", str(colima.home / OURS)
    monkeypatch.chdir(colima.cwd)
    assert told(colima) == ["./colima"]
    assert "do: take . off PATH [CG315]" in colima.run("check").out
    assert ran(colima) == []


def test_no_other_program_of_that_name(colima: Machine) -> None:
    plant(colima, "colima")
    colima.run("lock", "~/projects", "--yes")
    instance = colima.instance()
    assert (instance["verdict"], instance["release"]) == ("SOFT", None)
    assert {"CG303", "CG315"} <= {one["id"] for one in instance["findings"]}
    assert ran(colima) == []


@pytest.mark.parametrize("command", ["limactl", "docker"])
def test_what_else_the_user_runs(colima: Machine, command: str) -> None:
    colima.run("lock", "~/projects", "--yes")
    assert colima.verdicts()["colima/default"] == "LOCKED"
    planted = plant(colima, command)
    assert (colima.verdicts()["colima/default"], told(colima)) == ("SOFT", [planted])
    assert ran(colima) == []


def test_behind_the_right_one(colima: Machine) -> None:
    """Nobody who types its name runs it."""
    colima.environ["PATH"] = ":".join(reversed(colima.environ["PATH"].split(":")))
    plant(colima, "colima")
    colima.command("colima", "echo colima version 0.10.3")
    assert colima.run("lock", "~/projects", "--yes").code == 0
    assert (colima.verdicts()["colima/default"], told(colima)) == ("LOCKED", [])


@pytest.mark.parametrize("how", ["the program", "the directory", "a directory on the way"])
def test_through_a_link(colima: Machine, how: str) -> None:
    """What it leads to, and where the link lies, are the VM's to change."""
    colima.mkdir("elsewhere/bin")
    if how == "the program":
        colima.environ["PATH"] = f"{colima.home}/path"
        os.symlink(plant(colima, "colima"), colima.home / "path/colima")
    else:
        plant(colima, "colima", "elsewhere/bin")
        link, leads, path = {
            "the directory": ("projects/tools", "elsewhere/bin", "projects/tools"),
            "a directory on the way": ("projects/tools", "elsewhere", "projects/tools/bin"),
        }[how]
        (colima.home / link).symlink_to(colima.home / leads)
        colima.environ["PATH"] = f"{colima.home}/{path}"
    colima.run("lock", "~/projects", "--yes")
    assert (colima.verdicts()["colima/default"], len(told(colima))) == ("SOFT", 1)
    assert ran(colima) == []


def test_a_directory_that_vms_only_read(colima: Machine) -> None:
    plant(colima, "colima")
    colima.write(FILE, profile("mounts:\n  - location: ~/projects"))
    assert colima.run("lock", "~/projects:ro", "--yes").code == 0
    assert (colima.instance()["release"], told(colima)) == ("0.9.1", [])
    assert ran(colima) != []


def test_a_directory_of_one_instance(colima: Machine) -> None:
    """Which VM may write there makes no difference."""
    plant(colima, "colima")
    exception = "exceptions:\n  - instance: colima/other\n    allow: [{path: ~/projects}]\n"
    colima.write(".config/colima-guard/policy.yaml", f"version: 1\nallow: [{{path: ~/data}}]\n{exception}")
    assert (colima.instance()["release"], len(told(colima))) == (None, 1)
    assert ran(colima) == []


def test_what_a_program_starts_itself(colima: Machine) -> None:
    """`colima restart` runs `limactl`: it finds the right one."""
    plant(colima, "limactl")
    colima.command("limactl", "echo limactl version 2.2.0")
    restarted = 'case "$*" in restart*) echo "$PATH" > "$HOME/seen"; limactl --version > "$HOME/said";; esac'
    colima.command("colima", f"{restarted}\necho colima version 0.10.3")
    start(colima)
    time.sleep(0.02)
    colima.write(FILE, profile())
    done = colima.run("lock", "~/projects", "--yes", "--restart")
    assert "running colima restart" in done.err
    assert colima.read("seen") == f"{colima.home}/path\n"
    assert colima.read("said") == "limactl version 2.2.0\n"
    assert ran(colima) == []


def test_a_restart_by_a_planted_program(colima: Machine) -> None:
    planted = plant(colima, "colima")
    start(colima)
    time.sleep(0.02)
    colima.write(FILE, profile())
    done = colima.run("lock", "~/projects", "--yes", "--restart")
    assert done.code == 1
    assert (
        f"cannot run colima: VMs may write {planted.replace(str(colima.home), '~')}; colima/default is still exposed\n"
        in done.err
    )
    assert ran(colima) == []


def test_any_program_by_its_name(colima: Machine) -> None:
    plant(colima, "ps")
    host = colima.host()
    host.distrust([f"{colima.home}/projects"])
    assert host.processes() is None
    with pytest.raises(GuardError, match="VMs may write"):
        host.run([f"{colima.home}/{OURS}/ps"])
    assert ran(colima) == []
    colima.command("ps", "echo '1 /sbin/init'")
    assert [one.command for one in host.processes() or ()] == ["/sbin/init"]
    assert ran(colima) == []


@pytest.mark.parametrize("platform", ["macos", "linux"])
def test_docker_of_docker_desktop(colima: Machine, platform: str) -> None:
    desktop = Desktop(colima, "macos" if platform == "macos" else "linux")
    colima.environ["PATH"] = f"{colima.home}/{OURS}:{colima.environ['PATH']}"
    colima.write(desktop.store, f'{{"FilesharingDirectories": ["{colima.home}/projects"]}}')
    assert colima.run("lock", "~/projects", "--yes").code == 0
    plant(colima, "docker")
    assert colima.instance(INSTANCE)["verdict"] == "SOFT"
    colima.run("status", "--deep", "--backend", "docker-desktop")
    assert ran(colima) == []


def test_without_a_policy_nothing_is_distrusted(colima: Machine) -> None:
    plant(colima, "colima")
    assert (colima.instance()["release"], told(colima)) == ("0.9.1", [])


def test_scripts_name_another_program(colima: Machine) -> None:
    colima.run("lock", "~/projects", "--yes")
    plant(colima, "colima-guard")
    done = colima.run("bootstrap", "systemd")
    assert f"~/{OURS}/colima-guard lies where VMs may write" in done.err
    assert f"{OURS}/colima-guard" not in done.out.replace("PATH=", "")
    assert f"{colima.home}/.local/bin/colima-guard" in done.out


def test_qemu_is_looked_for_as_colima_does(colima: Machine) -> None:
    """Not run, only looked for: with it, an absent vmType is qemu before Colima 0.8.0."""
    plain = profile(LOCKED, vmType="-", mountType="-")
    colima.write(FILE, plain)
    colima.run("lock", "~/projects", "--yes")
    named = ("--release", "colima=0.7.6")
    without = {one["transport"] for one in colima.instance("colima/default", *named)["shares"]}
    plant(colima, "qemu-img")
    found = {one["transport"] for one in colima.instance("colima/default", *named)["shares"]}
    assert (without, found) == ({"virtiofs"}, {"reverse-sshfs"})
    assert ran(colima) == []
