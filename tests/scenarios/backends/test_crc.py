"""OpenShift Local: what its VM sees, and the one setting that takes the home from it."""

from __future__ import annotations

import pytest

from colima_guard.host.values import Platform
from tests.conftest import Machine

ONLY = ("--backend", "crc")
LOCK = ("lock", "--yes", *ONLY, "~/projects")
NEW, VM = "crc/(new)", "crc/crc"
VARIABLE = "CRC_ENABLE_SHARED_DIRS"
OFF = '{\n  "cpus": 6,\n  "enable-shared-dirs": false\n}'


@pytest.fixture(params=["macos", "linux", "windows"])
def crc(request: pytest.FixtureRequest, machine: Machine) -> Machine:
    return there(machine, request.param)


def there(machine: Machine, platform: Platform) -> Machine:
    """A machine on which crc was set up, and has no VM yet."""
    machine.mkdir("projects", ".ssh")
    machine.write(".crc/crc.json", '{\n  "cpus": 6\n}')
    if platform != "macos":
        machine.platform, machine.os_version, machine.arch = platform, (), "x86_64"
    return machine


def held(machine: Machine) -> str:
    """The verdict of a setting that takes the home away."""
    return "LOCKED" if machine.platform == "windows" else "SOFT"


def test_the_home_is_shared_where_nobody_sets_it(crc: Machine) -> None:
    found = crc.instance(NEW)
    assert (found["verdict"], found["birthplace"]) == ("OPEN", True)
    (share,) = found["shares"]
    assert (share["location"], share["effective_access"], share["origin"]) == (str(crc.home), "rw", "default")
    assert "yes, writable\n  through ~, which is shared writable\n" in crc.run("why", "~/.ssh", *ONLY).out
    checked = crc.run("check", *ONLY)
    assert checked.code in (1, 2)


def test_lock_check_and_rollback(crc: Machine) -> None:
    done = crc.run(*LOCK)
    assert crc.read(".crc/crc.json") == '{\n  "cpus": 6,\n  "enable-shared-dirs": false\n}'
    assert "mounts nothing then, not what is allowed either" in done.out
    assert crc.verdicts()[NEW] == held(crc)
    assert done.code == (0 if crc.platform == "windows" else 1), done.err
    assert crc.run("check", "--allow-soft", *ONLY).code == 0
    assert "nothing to change" in crc.run(*LOCK).out
    assert crc.run("rollback", "--yes").code in (0, 1)
    assert crc.read(".crc/crc.json") == '{\n  "cpus": 6\n}'


def test_why_it_is_soft(machine: Machine) -> None:
    there(machine, "macos").write(".crc/crc.json", OFF)
    found = machine.instance(NEW)
    assert found["verdict"] == "SOFT" and [one["origin"] for one in found["shares"]] == ["unmounted"]
    shown = machine.run("status", *ONLY).out
    assert "~ is attached, and not mounted by crc: root in the VM can mount it" in shown
    assert "yes, writable\n  through ~, which is attached" in machine.run("why", "~/.ssh", *ONLY).out
    assert found["within_reach"] == [str(machine.home / ".ssh")]


def test_without_a_file_one_is_made(machine: Machine) -> None:
    machine.mkdir("projects")
    machine.command("crc", "exit 1")
    assert machine.run(*LOCK).code == 1
    path = machine.home / ".crc/crc.json"
    assert path.read_text() == '{\n  "enable-shared-dirs": false\n}\n' and path.stat().st_mode & 0o777 == 0o600
    assert machine.run("rollback", "--yes").code in (0, 1)
    assert not path.parent.exists()


@pytest.mark.parametrize("text", ["", '{"enable-shared-dirs": false,}', '{"a": 1} // no\n'])
def test_a_broken_file_is_open_and_not_touched(crc: Machine, text: str) -> None:
    crc.write(".crc/crc.json", text)
    found = crc.instance(NEW)
    assert found["verdict"] == "OPEN" and "CG566" in {one["id"] for one in found["findings"]}
    done = crc.run(*LOCK)
    assert done.code in (1, 4) and '"enable-shared-dirs": false' in done.out + done.err
    assert crc.read(".crc/crc.json") == text


def test_a_byte_order_mark_goes(machine: Machine) -> None:
    there(machine, "linux").write(".crc/crc.json", '\ufeff{"cpus":6,"enable-shared-dirs":false}\r\n')
    assert machine.instance(NEW)["verdict"] == "OPEN"
    assert "the byte order mark goes" in machine.run(*LOCK).out
    assert (machine.home / ".crc/crc.json").read_bytes() == b'{"cpus":6,"enable-shared-dirs":false}\r\n'
    assert machine.instance(NEW)["verdict"] == "SOFT"


def test_every_spelling_of_the_key_becomes_one(machine: Machine) -> None:
    there(machine, "windows").write(".crc/crc.json", '{"Enable-Shared-Dirs": true, "cpus": 6}')
    assert machine.run(*LOCK).code == 0
    assert machine.read(".crc/crc.json") == '{"enable-shared-dirs": false, "cpus": 6}'


def test_the_variable_opens_what_the_file_locks(crc: Machine) -> None:
    crc.write(".crc/crc.json", OFF)
    crc.environ[VARIABLE] = "true"
    found = crc.instance(NEW)
    assert found["verdict"] == "OPEN" and "CG567" in {one["id"] for one in found["findings"]}
    done = crc.run(*LOCK)
    assert done.code in (1, 4) and f"unset {VARIABLE}" in done.out + done.err
    assert crc.read(".crc/crc.json") == OFF


def test_the_variable_is_no_lock_where_it_is_not_set(crc: Machine) -> None:
    crc.environ[VARIABLE] = "false"
    found = crc.instance(NEW)
    # the daemon that serves the home on Windows has another environment
    assert found["verdict"] == ("UNKNOWN" if crc.platform == "windows" else "SOFT")
    assert f"{VARIABLE} is set here, and beats the file: here nothing is mounted, elsewhere the home" in str(found)
    crc.run(*LOCK)
    assert crc.read(".crc/crc.json") == OFF
    assert crc.verdicts()[NEW] == held(crc)
    assert crc.run("check", "--allow-soft", *ONLY).code == 0


def test_what_the_variable_says_cannot_be_told(crc: Machine) -> None:
    crc.environ[VARIABLE] = "no"
    assert crc.verdicts()[NEW] == "UNKNOWN"


def test_a_vm_that_runs_is_older_than_the_lock(machine: Machine) -> None:
    there(machine, "linux").write(".crc/machines/crc/config.json", "{}")
    machine.command("ps", "echo '77 /usr/bin/qemu-system-x86_64 -name guest=crc,debug-threads=on'")
    machine.starts[77] = 1_000_000_000.0
    assert machine.run(*LOCK).code == 1
    found = machine.instance(VM)
    assert (found["running"], found["verdict"]) == (True, "UNKNOWN")
    assert "crc stop && crc start" in machine.run("lock", "--yes", *ONLY, "~/projects").out
    machine.starts[77] = 9_000_000_000.0
    assert machine.instance(VM)["verdict"] == "SOFT"
    machine.command("ps", "echo '77 /usr/bin/qemu-system-x86_64 -name guest=crcx'")
    assert machine.instance(VM)["running"] is False
    machine.command("ps", "exit 1")
    assert machine.instance(VM)["verdict"] == "UNKNOWN"


def test_its_own_directory_is_not_shared(crc: Machine) -> None:
    done = crc.run("lock", "--dry-run", *ONLY, "~/.crc")
    assert done.code == 4 and "where crc keeps its configuration" in done.err
