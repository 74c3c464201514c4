"""Multipass: what the next primary instance mounts, and the setting that is told to its program."""

from __future__ import annotations

import pytest

from colima_guard.host.values import Platform
from tests.conftest import Machine
from tests.machines.multipass import INSTANCE, SETTING, Multipass

PLATFORMS = ("macos", "linux", "windows")
ONLY = ("--backend", "multipass")
LOCK = ("lock", "--yes", *ONLY, "~/projects")


@pytest.fixture(params=PLATFORMS)
def multipass(request: pytest.FixtureRequest, machine: Machine) -> Multipass:
    machine.mkdir("projects", ".ssh", ".aws")
    return Multipass(machine, request.param, "true")


@pytest.fixture
def installed(machine: Machine) -> Machine:
    """A machine with what the installer of Windows leaves, and no program on ``PATH``."""
    machine.mkdir("projects", "Programs/Multipass")
    machine.platform, machine.os_version, machine.arch = "windows", (), "x86_64"
    machine.environ |= {"ProgramFiles": str(machine.home / "Programs"), "SystemRoot": str(machine.home / "Windows")}
    return machine


def policy(machine: Machine, entry: str) -> None:
    where = "AppData/Roaming" if machine.platform == "windows" else ".config"
    machine.write(f"{where}/colima-guard/policy.yaml", f"version: 1\nallow:\n  - {entry}\n")


def settings(machine: Machine, text: str) -> None:
    machine.write("Windows/system32/config/systemprofile/AppData/Local/multipassd/multipassd.conf", text)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_without_it_there_is_no_row(machine: Machine, platform: Platform) -> None:
    machine.platform = platform
    machine.write(".lima/one/lima.yaml", "mounts: []\n")
    assert INSTANCE not in machine.verdicts()
    assert machine.last is not None and not any(kind == "run" for kind, _ in machine.last.questions)
    assert machine.run("status", *ONLY).code == 3


@pytest.mark.parametrize("platform", PLATFORMS)
def test_its_program_is_not_run_for_another_backend(machine: Machine, platform: Platform) -> None:
    """What it looks into counts where a VM may write something; what it says does not.

    A lock looks at all, for a file that it changes may reach another instance.
    """
    machine.mkdir("projects")
    machine.write(".lima/one/lima.yaml", "mounts:\n- location: ~/projects\n  writable: true\n")
    multipass = Multipass(machine, platform, "true")
    of_lima = ("--backend", "lima")
    assert machine.run("lock", "~/projects", "--yes", *of_lima).code in (0, 1)
    machine.write("said", "")
    assert machine.run("status", *of_lima).code == 0
    assert machine.run("check", *of_lima).code in (0, 1)
    assert multipass.said() == []
    assert machine.run("status").code == 0
    assert multipass.said()


def test_the_home_is_shared(multipass: Multipass) -> None:
    machine = multipass.machine
    found = machine.instance(INSTANCE)
    assert (found["verdict"], found["birthplace"]) == ("OPEN", True)
    (share,) = found["shares"]
    assert (share["location"], share["mount_point"]) == (str(machine.home), "/home/ubuntu/Home")
    assert (share["effective_access"], share["confined"], share["file"]) == ("rw", True, SETTING)
    assert found["within_reach"] == [str(machine.home / ".aws"), str(machine.home / ".ssh")]
    shown = machine.run("status", *ONLY).out
    assert f"~ is shared writable, because the primary instance mounts it by itself ({SETTING})" in shown
    assert "release" not in shown
    assert machine.run("why", "~/.ssh", *ONLY).out.splitlines()[:3] == [
        f"{INSTANCE}: yes, writable",
        "  through ~, which is shared writable",
        f"  from {SETTING}, because the primary instance mounts it by itself",
    ]


@pytest.mark.parametrize("value", ["false", "False", "off", "no", "0"])
def test_nothing_is_shared(multipass: Multipass, value: str) -> None:
    multipass.is_set(value)
    assert multipass.machine.instance(INSTANCE)["shares"] == []
    assert multipass.machine.verdicts()[INSTANCE] == "LOCKED"
    assert f"{INSTANCE}: no\n" in multipass.machine.run("why", "~/.ssh").out


def test_lock_check_and_rollback(multipass: Multipass) -> None:
    machine = multipass.machine
    tried = machine.run("lock", "--dry-run", *ONLY, "~/projects")
    assert tried.code == 0, tried.err
    assert f"--- {SETTING}\n+++ {SETTING}\n@@ -1 +1 @@\n-true\n+false\n" in tried.out
    assert "multipass umount primary" in tried.out
    assert multipass.value == "true" and not any(line.startswith("set") for line in multipass.said())
    done = machine.run(*LOCK)
    assert done.code == 0, done.err
    assert multipass.value == "false"
    assert machine.run("check", *ONLY).code == 0
    assert f"{SETTING} (as written)" in machine.run("history").out
    assert "nothing to change" in machine.run(*LOCK).out
    assert machine.run("rollback", "--yes").code == 0
    assert multipass.value == "true"


def test_somebody_turns_it_on_again(multipass: Multipass) -> None:
    machine = multipass.machine
    assert machine.run(*LOCK).code == 0
    multipass.is_set("true")
    checked = machine.run("check", *ONLY)
    assert checked.code == 1 and f"{INSTANCE} OPEN: ~ is shared writable" in checked.out
    assert "do: colima-guard lock" in checked.out


def test_the_daemon_starts_anew_by_a_change(multipass: Multipass) -> None:
    multipass.starts_anew(3)
    done = multipass.machine.run(*LOCK)
    assert done.code == 0, done.err
    assert multipass.value == "false"
    assert "1 instance LOCKED" in done.out


def test_an_allowed_home_is_left(multipass: Multipass) -> None:
    machine = multipass.machine
    policy(machine, "{path: '~', access: rw, dangerous: true}")
    assert machine.instance(INSTANCE)["shares"][0]["allowed"] is True
    assert "nothing to change" in machine.run("lock", "--yes", *ONLY).out
    assert multipass.value == "true"


def test_a_program_that_vms_may_write_is_not_run(multipass: Multipass) -> None:
    machine = multipass.machine
    machine.environ |= {"PATH": str(machine.home / "projects"), "SystemRoot": "/none", "DAEMON_CONFIG_HOME": "/none"}
    machine.write("projects/multipass", '#!/bin/sh\necho hit >> "$HOME/said"\n', 0o755)
    policy(machine, "{path: ~/projects, access: rw}")
    found = machine.instance(INSTANCE)
    assert found["verdict"] == "UNKNOWN"
    assert {"CG205", "CG315"} <= {one["id"] for one in found["findings"]}
    checked = machine.run("check", *ONLY)
    assert checked.code == 1 and "do: put `multipass` on PATH where no VM can write it" in checked.out
    machine.run(*LOCK)
    assert multipass.said() == []


def test_a_daemon_that_is_down(multipass: Multipass) -> None:
    machine = multipass.machine
    multipass.silent_for(99)
    machine.environ["DAEMON_CONFIG_HOME"] = machine.environ["SystemRoot"] = str(machine.home / "none")
    found = machine.run("status", *ONLY).out
    assert "UNKNOWN" in found and "cannot connect to the multipass socket" in found
    assert "see that `multipass get local.privileged-mounts` answers" in " ".join(found.split())
    done = machine.refused(*LOCK)
    assert f"{SETTING}: what local.privileged-mounts is cannot be told" in done.out
    assert multipass.value == "true"


def test_by_its_settings_file_where_there_is_no_program(installed: Machine) -> None:
    settings(installed, "[General]\nlocal.privileged-mounts=true\n")
    found = installed.instance(INSTANCE)
    assert found["verdict"] == "OPEN" and found["files"] == [found["shares"][0]["file"]]
    assert (
        "do: put `multipass` on PATH where no VM can write it, then colima-guard lock"
        in installed.run("status", *ONLY).out
    )
    done = installed.refused(*LOCK)
    assert "only the program sets local.privileged-mounts, and there is no `multipass` on PATH" in done.out
    settings(installed, "[General]\nlocal.driver=hyperv\n")
    assert installed.verdicts()[INSTANCE] == "LOCKED"  # the default of Windows
    assert "nothing to change" in installed.run(*LOCK).out


def test_neither_program_nor_file(installed: Machine) -> None:
    assert installed.verdicts()[INSTANCE] == "UNKNOWN"
    shown = " ".join(installed.run("status", *ONLY).out.split())
    assert "do: put `multipass` on PATH where no VM can write it" in shown
    assert installed.run("why", "~/projects").out.startswith(f"{INSTANCE}: it cannot be told\n  what local")
    installed.refused(*LOCK)
    assert installed.run("check", *ONLY).code == 1


def test_its_own_settings_are_not_shared(multipass: Multipass) -> None:
    machine = multipass.machine
    machine.environ |= {"XDG_CONFIG_HOME": str(machine.home / ".config")}
    own = {"macos": "Library/Preferences/multipass", "linux": ".config/multipass", "windows": "AppData/Local/multipass"}
    directory = own[machine.platform]
    machine.mkdir(directory)
    done = machine.run("lock", "--dry-run", *ONLY, f"~/{directory}")
    assert done.code == 4 and "where multipass keeps its configuration" in done.err
