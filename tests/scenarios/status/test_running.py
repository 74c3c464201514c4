"""A VM that runs: what its files say is not yet what it sees."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator

import pytest

from tests.conftest import Machine
from tests.machines.colima import LOCKED, profile
from tests.machines.colima_start import restart, start, stop

FILE = ".colima/default/colima.yaml"
#: a program that records how it was called, each call a line
RECORD = 'echo "colima $* COLIMA_HOME=$COLIMA_HOME LIMA_HOME=$LIMA_HOME" >> "$HOME/calls"'


@pytest.fixture
def colima(machine: Machine) -> Machine:
    machine.mkdir("projects", "data")
    machine.write(FILE, profile())
    return machine


@pytest.fixture
def pid() -> Iterator[int]:
    """The number of a process that lives."""
    with subprocess.Popen(["sleep", "600"]) as process:
        yield process.pid
        process.kill()


def calls(machine: Machine) -> list[str]:
    return machine.read("calls").splitlines() if (machine.home / "calls").exists() else []


def test_since_when(colima: Machine, pid: int) -> None:
    colima.write(".colima/_lima/colima/lima.yaml", "{}\n")
    colima.write(".colima/_lima/colima/ha.pid", f"{pid}\n")
    instance = colima.instance()
    assert instance["running"] is True
    assert abs(instance["running_since"] - time.time()) < 60
    assert instance["restart_needed"] is False
    assert "running, started\n" in colima.run("status").out
    for seconds, text in ((10, "less than a minute ago"), (3 * 86400 + 5, "3 days ago"), (7200, "2 hours ago")):
        colima.later = seconds
        assert text.replace(" ", "") in "".join(colima.run("status").out.split())


@pytest.mark.parametrize("text", ["", "x", "-1", "0", "1 2", "9" * 30, "٣"])
def test_a_process_number_that_is_none(colima: Machine, text: str) -> None:
    colima.write(".colima/_lima/colima/lima.yaml", "{}\n")
    colima.write(".colima/_lima/colima/ha.pid", text)
    assert colima.run("lock", "~/projects", "--yes").code in (0, 1)
    done = colima.run("status")
    assert done.code == 0, done.err
    assert colima.verdicts()["colima/default"] == ("LOCKED" if text == "0" else "UNKNOWN")


def test_a_process_that_is_gone(colima: Machine) -> None:
    with subprocess.Popen(["true"]) as process:
        process.wait()
    colima.write(".colima/_lima/colima/lima.yaml", "{}\n")
    colima.write(".colima/_lima/colima/ha.pid", f"{process.pid}\n")
    assert colima.instance()["running"] is False


def test_lock_of_a_running_vm(colima: Machine) -> None:
    """It is UNKNOWN until it was restarted, and lock says with which command and how often."""
    start(colima)
    colima.later = 3 * 86400 + 60
    time.sleep(0.02)
    done = colima.run("lock", "~/projects", "--yes")
    assert done.code == 1
    assert done.out.splitlines()[-4:] == [
        "colima/default: UNKNOWN",
        "  it runs with its old shares, and is exposed until: colima restart && colima restart",
        "  (its VM runs with the shares of its last start)",
        "1 of 2 instances LOCKED; colima/default UNKNOWN (until it is restarted)",
    ]
    check = colima.run("check")
    assert check.code == 1
    assert check.out == (
        f"colima/default UNKNOWN: it still runs with the shares of 3 days ago; ~/{FILE} has changed since; "
        "do: colima restart (twice) [CG301]\n"
    )
    assert "older shares" in " ".join(colima.run("status").out.split())
    assert colima.run("check", "--allow-soft").code == 1
    instance = colima.instance()
    assert (instance["verdict"], instance["next_start_verdict"]) == ("UNKNOWN", "LOCKED")
    assert (instance["restart_needed"], instance["running_shares"]) == (True, None)
    restart(colima)
    assert colima.run("check").out == ""
    assert colima.verdicts() == {"colima/default": "LOCKED", "colima/(new)": "LOCKED"}


def test_open_stays_open_while_it_runs(colima: Machine) -> None:
    start(colima)
    colima.edit(FILE, "mounts: []", "mounts: null")
    assert colima.instance()["verdict"] == "OPEN"


@pytest.mark.parametrize("how", ["edit", "move", "copy with its time", "link"])
@pytest.mark.parametrize("path", [FILE, ".colima/_lima/colima/lima.yaml"])
def test_a_file_that_changed_after_the_start(colima: Machine, how: str, path: str) -> None:
    """Also an older file that was moved there: its own time does not say so."""
    colima.write("kept.yaml", profile(LOCKED) if path == FILE else "{}\n")
    os.utime(colima.home / "kept.yaml", (1_000_000_000, 1_000_000_000))
    colima.run("lock", "~/projects", "--yes")
    start(colima)
    assert colima.verdicts()["colima/default"] == "LOCKED"
    time.sleep(0.02)
    file = colima.home / path
    if how == "edit":
        file.write_text(file.read_text() + "\n")
    elif how == "move":
        (colima.home / "kept.yaml").rename(file)
    elif how == "copy with its time":
        file.write_bytes((colima.home / "kept.yaml").read_bytes())
        os.utime(file, (1_000_000_000, 1_000_000_000))
    else:
        file.unlink()
        file.symlink_to(colima.home / "kept.yaml")
    assert colima.verdicts()["colima/default"] == "UNKNOWN"


def test_lima_before_and_since_2_1(colima: Machine) -> None:
    """Before, the first start after a change still mounts by the old fstab (lima issue 3957)."""
    start(colima)
    time.sleep(0.02)
    colima.run("lock", "~/projects", "--yes")
    once = "  it runs with its old shares, and is exposed until: colima restart\n"
    twice = once.replace("\n", " && colima restart\n")
    for version, said in (("2.0.3", twice), ("2.1.0", once), ("v2.2.0-17-gabc", once), ("nonsense", twice)):
        colima.command("limactl", f"echo limactl version {version}")
        assert said in colima.run("lock", "--yes").out
        json = colima.run("lock", "--yes", "--json").json
        times = said.count("colima restart")
        assert json["restart"] == [{"instance": "colima/default", "command": "colima restart", "times": times}]
    colima.command("limactl", "exit 1")
    assert said.replace(once, twice) in colima.run("lock", "--yes").out
    # as if that were installed
    assert once in colima.run("lock", "--yes", "--release", "lima=2.1.0").out
    assert twice in colima.run("lock", "--yes", "--release", "lima=2.0.9").out


def test_the_command_names_the_profile(colima: Machine) -> None:
    colima.write(".colima/work/colima.yaml", profile())
    start(colima, "work")
    time.sleep(0.02)
    done = colima.run("lock", "~/projects", "--yes", "--release", "lima=2.1.0")
    assert "exposed until: colima restart -p work\n" in done.out


@pytest.mark.parametrize("key", ["vmType", "mountType", "cpu", "disk", "memory", "arch"])
def test_a_profile_that_only_start_completes(colima: Machine, key: str) -> None:
    """A restart would run with ``disk: 0``: that is for ``stop`` and ``start``."""
    colima.write(FILE, profile(**{key: "-"}))
    colima.write(".colima/_lima/colima/lima.yaml", "{}\n")
    colima.write(".colima/_lima/colima/ha.pid", f"{os.getpid()}\n")
    time.sleep(0.02)
    done = colima.run("lock", "~/projects", "--yes", "--release", "lima=2.1.0", "--release", "colima=0.10.3")
    assert done.out.splitlines()[-3:-1] == [
        "  it runs with its old shares, and is exposed until: colima stop && colima start",
        f"  (the profile lacks {key}, which only `colima start` fills in)",
    ]
    assert "CG203" in colima.run("status", "--verbose").out


def test_a_directory_that_colima_does_not_pick(colima: Machine) -> None:
    start(colima)
    colima.write(".config/colima/work/colima.yaml", profile())
    start(colima, "work", base=".config/colima")
    time.sleep(0.02)
    done = colima.run("lock", "~/projects", "--yes", "--release", "lima=2.1.0")
    assert "exposed until: COLIMA_HOME=~/.config/colima colima restart -p work\n" in done.out
    assert "exposed until: colima restart\n" in done.out


def test_a_vm_of_another_lima_home(colima: Machine) -> None:
    start(colima)
    colima.environ["LIMA_HOME"] = f"{colima.home}/vms"
    time.sleep(0.02)
    done = colima.run("lock", "~/projects", "--yes", "--release", "lima=2.1.0")
    assert "exposed until: LIMA_HOME=~/.colima/_lima colima restart\n" in done.out


def test_a_stopped_vm_needs_no_restart(colima: Machine) -> None:
    start(colima)
    stop(colima)
    done = colima.run("lock", "~/projects", "--yes")
    assert (done.code, done.out.splitlines()[-1]) == (0, "2 instances LOCKED")
    assert "restart" not in done.out


# -- lock --restart --------------------------------------------------------------------------------------------------


def restarting(machine: Machine, script: str) -> None:
    start(machine)
    time.sleep(0.02)
    version = 'case "$1" in --version) echo colima version 0.10.3; exit;; esac'
    machine.command("colima", f"{version}\n{RECORD}\n{script}")


#: what the real one does to the files that matter here
BOOT = 'echo $PPID > "$HOME/.colima/_lima/colima/ha.pid"'


def test_restart_runs_it_and_judges_again(colima: Machine) -> None:
    restarting(colima, BOOT)
    done = colima.run("lock", "~/projects", "--yes", "--restart", "--release", "lima=2.1.0")
    assert done.code == 0, done.out + done.err
    assert calls(colima) == ["colima restart COLIMA_HOME= LIMA_HOME="]
    assert done.out.splitlines()[-1] == "2 instances LOCKED"
    assert done.err == "running colima restart ...\n"
    # a second time there is nothing to do
    assert colima.run("lock", "--yes", "--restart").code == 0
    assert len(calls(colima)) == 1


def test_restart_twice(colima: Machine) -> None:
    restarting(colima, BOOT)
    assert colima.run("lock", "~/projects", "--yes", "--restart").code == 0
    assert calls(colima) == ["colima restart COLIMA_HOME= LIMA_HOME="] * 2


def test_restart_without_a_change(colima: Machine) -> None:
    restarting(colima, BOOT)
    assert colima.run("lock", "~/projects", "--yes").code == 1
    done = colima.run("lock", "--yes", "--restart", "--release", "lima=2.1.0")
    assert (done.code, calls(colima)) == (0, ["colima restart COLIMA_HOME= LIMA_HOME="])


def test_restart_in_another_directory(colima: Machine) -> None:
    restarting(colima, BOOT.replace(".colima", ".config/colima"))
    stop(colima)
    colima.write(".config/colima/default/colima.yaml", profile())
    start(colima, base=".config/colima")
    time.sleep(0.02)
    done = colima.run("lock", "~/projects", "--yes", "--restart", "--release", "lima=2.1.0")
    assert done.code == 0, done.out
    assert calls(colima) == [f"colima restart COLIMA_HOME={colima.home}/.config/colima LIMA_HOME="]


def test_restart_fails(colima: Machine) -> None:
    restarting(colima, "echo one; echo 'level=fatal \x1b[31mtwo' >&2; exit 3")
    done = colima.run("lock", "~/projects", "--yes", "--restart")
    assert done.code == 1
    assert done.err.splitlines() == [
        "running colima restart ...",
        "colima restart ended with 3; colima/default may still be exposed",
        "  one",
        "  level=fatal \\e[31mtwo",
    ]
    assert len(calls(colima)) == 1
    assert "written as change" in done.out
    assert "colima/default: UNKNOWN\n" in done.out
    assert colima.read(FILE).count(LOCKED) == 1


def test_restart_hangs(colima: Machine) -> None:
    restarting(colima, "echo waiting for the guest; exec /bin/sleep 600")
    colima.patience = 0.5
    done = colima.run("lock", "~/projects", "--yes", "--restart")
    assert done.code == 1
    assert done.err.splitlines() == [
        "running colima restart ...",
        "colima restart took longer than 0.5 s; colima/default may still be exposed",
        "  waiting for the guest",
    ]


def test_restart_leaves_something_running(colima: Machine) -> None:
    """A host agent that inherits the output must not keep us waiting."""
    restarting(colima, f"{BOOT}\n/bin/sleep 30 &")
    begun = time.monotonic()
    assert colima.run("lock", "~/projects", "--yes", "--restart").code == 0
    assert time.monotonic() - begun < 20


def test_restart_without_colima(colima: Machine) -> None:
    start(colima)
    time.sleep(0.02)
    done = colima.run("lock", "~/projects", "--yes", "--restart")
    assert done.code == 1
    assert "cannot run colima: No such file or directory; colima/default is still exposed\n" in done.err
    assert "written as change" in done.out


def test_restart_is_told_as_json(colima: Machine) -> None:
    restarting(colima, BOOT)
    done = colima.run("lock", "~/projects", "--yes", "--restart", "--json")
    assert done.json["ok"] is True
    assert done.json["restart"] == []
    assert {one["verdict"] for one in done.json["instances"]} == {"LOCKED"}


def test_a_dry_run_restarts_nothing(colima: Machine) -> None:
    restarting(colima, BOOT)
    done = colima.run("lock", "~/projects", "-n", "--restart", "--json")
    assert done.code == 0
    assert calls(colima) == []
    assert [one["command"] for one in done.json["restart"]] == ["colima restart"]


def test_only_the_selected_instance_is_restarted(colima: Machine) -> None:
    restarting(colima, BOOT)
    colima.write(".colima/work/colima.yaml", profile())
    start(colima, "work")
    time.sleep(0.02)
    done = colima.run("lock", "~/projects", "--yes", "--restart", "--instance", "default")
    assert done.code == 0, done.out
    assert {line.split(" COLIMA")[0] for line in calls(colima)} == {"colima restart"}


def test_a_rollback_says_what_to_restart(colima: Machine) -> None:
    colima.run("lock", "~/projects", "--yes")
    start(colima)
    time.sleep(0.02)
    done = colima.run("rollback", "--yes", "--json")
    assert done.code == 0
    assert [(one["instance"], one["command"]) for one in done.json["restart"]] == [("colima/default", "colima restart")]
    colima.run("rollback", colima.run("history", "--json").json["changes"][0]["id"], "--yes")
    done = colima.run("rollback", "--yes")
    assert "colima/default:\n  it runs with its old shares" in done.out
