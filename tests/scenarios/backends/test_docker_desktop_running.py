"""Docker Desktop while it runs: its files are its own until it is down, and it has to come up with ours."""

from __future__ import annotations

import json

import pytest

from colima_guard.host.values import Platform
from tests.conftest import Machine
from tests.machines.docker_desktop import INSTANCE, SPARSE, Desktop, shares

LOCK = ("lock", "--yes", "--backend", "docker-desktop", "~/projects")
#: what another program of the same machine has to be locked in spite of it
COLIMA = "cpu: 2\nmemory: 2\ndisk: 60\narch: host\nruntime: docker\nvmType: vz\nmountType: virtiofs\nmounts: []\n"


@pytest.fixture(params=["macos", "linux"])
def desktop(request: pytest.FixtureRequest, machine: Machine) -> Desktop:
    machine.mkdir("projects", ".ssh")
    found = Desktop(machine, request.param)
    machine.write(found.store, SPARSE)
    machine.patience = 5.0
    return found


def test_its_files_are_refused_and_the_others_are_locked(desktop: Desktop) -> None:
    machine = desktop.machine
    config = ".colima" if desktop.platform == "macos" else ".config/colima"
    machine.write(f"{config}/default/colima.yaml", COLIMA)
    desktop.runs()
    done = machine.run("lock", "--yes", "~/projects")
    assert done.code == 1
    assert f"{desktop.store}: Docker Desktop runs (process " in done.out
    assert "quit it first, or say --restart to have it stopped and started" in done.out
    assert "paste this by hand" not in done.out
    assert machine.read(desktop.store) == SPARSE
    assert "location: ~/projects" in machine.read(f"{config}/default/colima.yaml")
    assert not [line for line in desktop.said() if "stop" in line or "start" in line]


def test_nothing_else_to_lock_is_a_refusal(desktop: Desktop) -> None:
    desktop.runs()
    desktop.machine.refused(*LOCK)
    assert (desktop.machine.home / ".config/colima-guard/policy.yaml").exists()


@pytest.mark.parametrize("status", ["stopped", "paused"])
def test_resource_saver_is_not_stopped(desktop: Desktop, status: str) -> None:
    """The engine sleeps, and the program still has its settings in memory."""
    desktop.runs()
    desktop.machine.write("status", status)
    desktop.machine.refused(*LOCK)
    assert desktop.machine.read(desktop.store) == SPARSE


def test_a_status_that_says_it_runs_counts_without_a_process(desktop: Desktop) -> None:
    desktop.machine.write("status", "starting")
    done = desktop.machine.refused(*LOCK)
    assert "`docker desktop status` says starting" in done.out


def test_no_process_list_is_no_proof(desktop: Desktop) -> None:
    machine = desktop.machine
    machine.write("no-ps", "")
    assert machine.verdicts()[INSTANCE] == "OPEN"
    done = machine.refused(*LOCK)
    assert "whether Docker Desktop runs cannot be told: the process list cannot be read" in done.out
    machine.write(desktop.store, f'{{"FilesharingDirectories": ["{machine.home}/projects"]}}')
    machine.run("lock", "--yes", "--backend", "colima", "~/projects")
    assert machine.verdicts()[INSTANCE] == "UNKNOWN"


def test_restart_stops_writes_and_starts(desktop: Desktop) -> None:
    machine = desktop.machine
    desktop.runs(long_since=True)
    done = machine.run(*LOCK, "--restart")
    assert done.code == 0, done.out + done.err
    assert done.err == "stopping Docker Desktop ...\nstarting Docker Desktop ...\n"
    assert desktop.listed() == ["~/projects"]
    assert done.out.endswith(f"{INSTANCE}: LOCKED\n1 instance LOCKED\n")
    acts = [line for line in desktop.said() if " stop" in line or " start" in line]
    assert acts == ["docker desktop stop --timeout 90", "docker desktop start --timeout 240"]
    # one change for the policy, one for what was written while it was down
    assert done.out.count("written as change ") == 2
    assert machine.run("history").out.count("applied") == 2
    assert machine.instance(INSTANCE)["running"] is True


def test_what_it_writes_on_the_way_down_is_kept(desktop: Desktop) -> None:
    """The settings are rewritten between stop and edit: they are read again, and only the list changes."""
    machine = desktop.machine
    desktop.runs()
    rewritten = '{\\n  "AutoStart": true,\\n  "FilesharingDirectories": [\\n    "/Users"\\n  ],\\n  "Zoom": 2\\n}\\n'
    store = f'"$HOME/{desktop.store}"'
    machine.write("on-stop", f'printf \'{rewritten}\' > {store}; : > "$HOME/procs"; echo stopped > "$HOME/status"\n')
    done = machine.run(*LOCK, "--restart")
    assert done.code == 0, done.out + done.err
    assert json.loads(machine.read(desktop.store)) == {
        "AutoStart": True,
        "FilesharingDirectories": [f"{machine.home}/projects"],
        "Zoom": 2,
    }


def test_a_right_file_under_a_wrong_memory_is_written_again(desktop: Desktop) -> None:
    """Somebody narrowed the file while it ran: it still shares more, and would write that back when it quits."""
    machine = desktop.machine
    narrow = f'{{\n  "FilesharingDirectories": [\n    "{machine.home}/projects"\n  ]\n}}\n'
    machine.write(desktop.store, narrow)
    machine.run("lock", "--yes", "--backend", "colima", "~/projects")
    desktop.runs(long_since=True)
    found = machine.instance(INSTANCE)
    assert found["next_start_verdict"] == "LOCKED"
    assert (found["verdict"], found["restart_needed"]) == ("UNKNOWN", True)
    done = machine.run("check", "--backend", "docker-desktop")
    assert done.code == 1
    assert "do: colima-guard lock --restart --backend docker-desktop [CG301]" in done.out
    store = f'"$HOME/{desktop.store}"'
    machine.write("on-stop", f'echo \'{{}}\' > {store}; : > "$HOME/procs"; echo stopped > "$HOME/status"\n')
    done = machine.run("lock", "--yes", "--backend", "docker-desktop", "--restart")
    assert done.code == 0, done.out + done.err
    assert desktop.listed() == ["~/projects"]
    assert machine.verdicts()[INSTANCE] == "LOCKED"


def test_it_is_left_down_if_it_was_down(desktop: Desktop) -> None:
    machine = desktop.machine
    done = machine.run(*LOCK, "--restart")
    assert done.code == 0
    assert done.err == ""
    assert not [line for line in desktop.said() if "stop" in line or "start" in line]
    assert machine.instance(INSTANCE)["running"] is False


def test_nothing_to_change_stops_nothing(desktop: Desktop) -> None:
    machine = desktop.machine
    assert machine.run(*LOCK).code == 0
    desktop.runs()
    done = machine.run(*LOCK, "--restart")
    assert done.code == 0, done.out + done.err
    assert not [line for line in desktop.said() if "stop" in line or "start" in line]


def test_one_that_does_not_stop_keeps_its_files(desktop: Desktop) -> None:
    machine = desktop.machine
    desktop.runs()
    machine.write("on-stop", "exit 0\n")
    done = machine.run(*LOCK, "--restart")
    assert done.code == 1
    assert "it did not stop: " in done.err and "is still there" in done.err
    assert machine.read(desktop.store) == SPARSE
    assert machine.instance(INSTANCE)["running"] is True


def test_a_stop_that_hangs_is_given_up(desktop: Desktop) -> None:
    """In 4.37.1 `docker desktop stop` never returned; what counts is whether its processes went."""
    machine = desktop.machine
    desktop.runs()
    machine.patience = 2.0
    machine.write("on-stop", ': > "$HOME/procs"; echo stopped > "$HOME/status"; exec sleep 60\n')
    done = machine.run(*LOCK, "--restart")
    assert done.code == 0, done.out + done.err
    assert desktop.listed() == ["~/projects"]


def test_without_the_plugin_it_is_stopped_as_its_platform_does(desktop: Desktop) -> None:
    """Before 4.37 there is no `docker desktop`."""
    machine = desktop.machine
    desktop.runs()
    machine.write("on-stop", "echo \"docker: 'desktop' is not a docker command.\" >&2; exit 1\n")
    machine.write("on-start", "exit 1\n")
    machine.write("status", "")
    stop, start = ("osascript", "open") if desktop.platform == "macos" else ("systemctl", "systemctl")
    up = f"echo '{desktop.process()}' > \"$HOME/procs\""
    act = f'case "$*" in *quit*|*stop*) : > "$HOME/procs" ;; *) {up} ;; esac'
    body = f'echo "$(basename "$0") $*" >> "$HOME/said"\n{act}'
    for name in {stop, start}:
        machine.command(name, f"PATH=/usr/bin:/bin\n{body}")
    done = machine.run(*LOCK, "--restart")
    assert done.code == 0, done.out + done.err
    wanted = {
        "macos": ['osascript -e quit app "Docker Desktop"', "open -a Docker"],
        "linux": ["systemctl --user stop docker-desktop", "systemctl --user start docker-desktop"],
    }
    assert [line for line in desktop.said() if not line.startswith("docker ")] == wanted[desktop.platform]
    assert desktop.listed() == ["~/projects"]


def test_one_that_does_not_come_up_gets_its_settings_back(desktop: Desktop) -> None:
    """The backup is a rollback of its own change, and it is started with it."""
    machine = desktop.machine
    desktop.runs()
    store = f'"$HOME/{desktop.store}"'
    machine.write("on-info", f'grep -q projects {store} && exit 1\necho "Docker Desktop"\n')
    done = machine.run(*LOCK, "--restart")
    assert done.code == 1
    assert machine.read(desktop.store) == SPARSE
    assert "Docker Desktop: it did not come up (its status is running); taking its settings back ...\n" in done.err
    assert "did not come up (its status is running) with these settings, so the old ones are back\n" in done.err
    assert machine.verdicts()[INSTANCE] == "OPEN"
    history = machine.run("history", "--json").json["changes"]
    assert [change["state"] for change in history] == ["applied", "rolled back", "applied"]
    assert history[0]["reverts"] == history[1]["id"]
    assert machine.instance(INSTANCE)["running"] is True


def test_one_that_does_not_come_up_at_all_is_said(desktop: Desktop) -> None:
    machine = desktop.machine
    desktop.runs()
    machine.write("on-start", "exit 1\n")
    done = machine.run(*LOCK, "--restart")
    assert done.code == 1
    assert machine.read(desktop.store) == SPARSE
    assert "so the old ones are back; with the old ones it did not come up" in done.err


def test_one_that_neither_comes_up_nor_stops_keeps_what_was_written(desktop: Desktop) -> None:
    """Then nobody may write its file, and what to do is said."""
    machine = desktop.machine
    desktop.runs()
    machine.write("on-info", "exit 1\n")
    down = ': > "$HOME/procs"; echo stopped > "$HOME/status"; echo "exit 0" > "$HOME/on-stop"'
    machine.write("on-stop", f"{down}\n")
    done = machine.run(*LOCK, "--restart")
    assert done.code == 1
    assert "it did not come up (its status is running), and it did not stop: " in done.err
    assert "quit it, then: colima-guard rollback " in done.err
    assert desktop.listed() == ["~/projects"]


def test_one_that_comes_back_by_itself_keeps_its_files(desktop: Desktop) -> None:
    machine = desktop.machine
    desktop.runs()
    machine.write("on-stop", ': > "$HOME/procs"\n')  # and its status says that it runs
    done = machine.run(*LOCK, "--restart")
    assert done.code == 1
    assert "Docker Desktop came back before its files were written" in done.err
    assert machine.read(desktop.store) == SPARSE
    assert machine.instance(INSTANCE)["running"] is True


def test_what_cannot_be_planned_once_it_is_down_leaves_it_started(desktop: Desktop) -> None:
    machine = desktop.machine
    desktop.runs()
    policy = '"$HOME/.config/colima-guard/policy.yaml"'
    machine.write("on-stop", f': > "$HOME/procs"; echo stopped > "$HOME/status"; echo "nonsense: 1" > {policy}\n')
    done = machine.run(*LOCK, "--restart")
    assert "not done: docker-desktop: " in done.err and "unknown key `nonsense`" in done.err
    assert machine.read(desktop.store) == SPARSE
    assert [line for line in desktop.said() if " start" in line]


def test_a_start_that_fails_without_a_change_is_said(desktop: Desktop) -> None:
    machine = desktop.machine
    machine.write(desktop.store, f'{{"FilesharingDirectories": ["{machine.home}/projects"]}}')
    machine.run("lock", "--yes", "--backend", "colima", "~/projects")
    desktop.runs(long_since=True)
    machine.write("on-info", "exit 1\n")
    done = machine.run("lock", "--yes", "--backend", "docker-desktop", "--restart")
    assert done.code == 4
    assert "not done: docker-desktop: Docker Desktop: it did not come up (its status is running)" in done.err


def test_without_a_docker_command_it_is_not_stopped(desktop: Desktop) -> None:
    """Nothing else tells whether it comes up again."""
    machine = desktop.machine
    desktop.runs()
    (machine.home / "path/docker").unlink()
    done = machine.run(*LOCK, "--restart")
    assert done.code == 1
    assert "there is no `docker` on PATH" in done.err
    assert machine.read(desktop.store) == SPARSE


def test_all_or_nothing_writes_all_of_it_while_it_is_down(desktop: Desktop) -> None:
    machine = desktop.machine
    desktop.runs()
    machine.write("on-info", 'grep -q projects "$HOME/' + desktop.store + '" && exit 1\necho "Docker Desktop"\n')
    done = machine.run(*LOCK, "--restart", "--all-or-nothing")
    assert done.code == 4
    assert machine.read(desktop.store) == SPARSE
    assert not (machine.home / ".config/colima-guard/policy.yaml").exists()


def test_a_rollback_waits_for_it_too(desktop: Desktop) -> None:
    machine = desktop.machine
    machine.run(*LOCK)
    desktop.runs()
    done = machine.run("rollback", "--yes")
    assert "Docker Desktop runs (process " in done.out
    assert desktop.listed() == ["~/projects"]


def test_the_old_value_is_put_into_what_it_rewrote(desktop: Desktop) -> None:
    machine = desktop.machine
    machine.run(*LOCK)
    machine.edit(desktop.store, '"AutoStart": false', '"AutoStart": true')
    assert machine.run("rollback", "--yes").code == 0
    assert machine.read(desktop.store) == SPARSE.replace("false", "true", 1)


def test_json_names_both_changes(desktop: Desktop) -> None:
    desktop.runs()
    done = desktop.machine.run(*LOCK, "--restart", "--json")
    assert done.code == 0
    assert len(done.json["changes"]) == 2
    assert done.json["change"] == done.json["changes"][-1]
    assert [file["path"].rpartition("/")[2] for file in done.json["files"]] == ["policy.yaml", "settings-store.json"]


def test_what_it_comes_up_with_is_read_back(desktop: Desktop) -> None:
    """It came up and put its own list back: that is no success."""
    machine = desktop.machine
    desktop.runs()
    up = f'echo \'{desktop.process()}\' > "$HOME/procs"; echo running > "$HOME/status"'
    wide = '{"FilesharingDirectories": ["/Users"]}'
    machine.write("on-start", f"{up}; echo '{wide}' > \"$HOME/{desktop.store}\"\n")
    done = machine.run(*LOCK, "--restart")
    assert done.code == 1
    assert f"{INSTANCE}: OPEN" in done.out


def test_what_it_holds_in_memory_is_read_back(machine: Machine) -> None:
    machine.mkdir("projects")
    desktop = Desktop(machine, "linux")
    machine.write(desktop.store, SPARSE)
    desktop.runs()
    with desktop.answering(shares("/home")):
        done = machine.run(*LOCK, "--restart")
    assert done.code == 1
    assert "Docker Desktop holds another list than its file" in done.out
    assert f"{INSTANCE}: OPEN" in done.out


@pytest.mark.parametrize("platform", ["windows"])
def test_windows_is_stopped_and_started_by_docker(machine: Machine, platform: Platform) -> None:
    machine.mkdir("projects")
    desktop = Desktop(machine, platform)
    machine.write(desktop.store, '{"WslEngineEnabled": false}')
    machine.command("powershell", "echo 4000000000")  # it was started after everything here
    desktop.runs()
    machine.refused(*LOCK)
    done = machine.run(*LOCK, "--restart")
    assert done.code == 0, done.out + done.err
    assert desktop.listed() == ["~/projects"]
