"""What ``verify`` leaves: nothing where it is told to end, and what it must leave it says, and the next one mends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from colima_guard.backends.colima.backend import Colima
from colima_guard.host.own_files import state_dir
from colima_guard.store import one_try, remounts
from tests.conftest import Machine
from tests.machines.colima import QEMU, profile
from tests.machines.guest import boot, can_be_had

pytestmark = pytest.mark.skipif(can_be_had() is not None, reason=str(can_be_had()))

PROFILE = ".colima/default/colima.yaml"


@pytest.fixture
def colima(machine: Machine) -> Machine:
    """A profile on Linux that is locked to two directories, and runs."""
    machine.linux()
    machine.mkdir("projects", "data")
    machine.write(PROFILE, profile(**QEMU))
    machine.command("colima", "exit 1")
    machine.run("lock", "--yes", "~/projects", "~/data:ro")
    machine.write(".colima/_lima/colima/lima.yaml", "{}\n")
    machine.write(".colima/_lima/colima/ha.pid", f"{os.getpid()}\n")
    return machine


def left(machine: Machine) -> list[Path]:
    return [*machine.home.rglob(".colima-guard-canary-*"), *machine.home.rglob("canaries-*")]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_one_that_is_told_to_end_cleans_up_and_ends_by_that(colima: Machine, number: signal.Signals) -> None:
    """With all that it has started."""
    asked = colima.home.parent / "asked"
    colima.command("limactl", f'/bin/sleep 60 & echo $! > "{asked}.part"; /bin/mv "{asked}.part" "{asked}"; wait')
    argv = [sys.executable, "-m", "colima_guard", "verify"]
    process = subprocess.Popen(
        argv, env={**os.environ, **colima.environ}, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    while not asked.exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    assert left(colima)
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == -number
    assert left(colima) == []
    with pytest.raises(ProcessLookupError):
        for _ in range(500):  # whoever ends it is not us, and may be late
            os.kill(int(asked.read_text()), 0)
            if Path(f"/proc/{asked.read_text().strip()}/stat").read_text().split()[2] == "Z":
                raise ProcessLookupError
            time.sleep(0.02)


def test_a_share_that_a_killed_one_left_writable_is_mended_and_told(colima: Machine) -> None:
    boot(colima, "projects", "data")
    host = colima.host()
    instance = next(one for one in Colima().find(host, {}) if one.running)
    remounts.remember(host, instance, f"{colima.home}/data")
    done = colima.run("verify")
    assert "~/data in the VM, which a verify that was killed had left writable: read-only again" in done.out
    assert remounts.of(host, instance) == ()
    assert "left writable" not in colima.run("verify").out


def test_one_that_is_killed_between_two_remounts_has_noted_it(colima: Machine) -> None:
    boot(colima, "projects", "data", read_only=["data"], remounts=True)
    mount = colima.home.parent / "shim/mount"
    mount.write_text(mount.read_text().replace("remount,rw) ", 'remount,rw) [ -z "$KILL" ] || kill -9 "$KILL"; '))
    program = "import os, sys; os.environ['KILL'] = str(os.getpid())\n"
    program += "from colima_guard.entry import main\nsys.argv[1:] = ['verify']\nmain()"
    killed = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **colima.environ}, capture_output=True, check=False
    )
    assert killed.returncode == -9
    note = json.loads((Path(state_dir(colima.host())) / "remounts").read_text())
    assert note["colima/default"]["points"] == [f"{colima.home}/data"]


def test_a_share_that_is_writable_in_the_guest_stays_so(colima: Machine) -> None:
    boot(colima, "projects", "data", read_only=["data"])
    (shim := colima.home.parent / "shim/cat").write_text(shim.read_text().replace(" ro - 9p", " rw - 9p"))
    (mount := colima.home.parent / "shim/mount").write_text(
        mount.read_text().replace("#!/bin/sh\n", f'#!/bin/sh\necho "$2" >> "{colima.home.parent}/remounted"\n')
    )
    done = colima.run("verify")
    assert "a file written into ~/data, read-only: did not arrive" in done.out
    assert (colima.home.parent / "remounted").read_text() == "remount,rw\n"


def test_what_cannot_be_mounted_read_only_again_is_told(colima: Machine) -> None:
    boot(colima, "projects", "data", read_only=["data"])
    (mount := colima.home.parent / "shim/mount").write_text(mount.read_text().replace(" | remount,ro)", ")"))
    done = colima.run("verify")
    assert done.code == 1
    assert (
        "~/data in the VM, which this trial has made writable: it could not be; expected: read-only again" in done.out
    )


def test_a_directory_of_ours_with_somebody_elses_file_is_left_and_told(colima: Machine) -> None:
    boot(colima, "projects", "data", read_only=["data"])
    guest = colima.home.parent / "guest"
    intruding = f"for one in {colima.home}/projects/.colima-guard-canary-*; do : > $one/theirs; done\n"
    guest.write_text(guest.read_text().replace("PATH=", f"{intruding}PATH=", 1).replace(intruding, "", 1))
    guest.write_text(guest.read_text().replace('exec "$@"', f'"$@"; code=$?; {intruding.strip()}; exit $code'))
    done = colima.run("verify", "--json")
    (directory,) = done.json["instances"][0]["left"]
    assert os.listdir(directory) == ["theirs"]
    again = colima.run("verify")
    assert f"  left: ~/projects/{os.path.basename(directory)}: somebody put something there" in again.out


def test_files_that_change_while_it_is_tried_prove_nothing(colima: Machine) -> None:
    boot(colima, "projects", "data", read_only=["data"])
    limactl = colima.home / "path/limactl"
    text = limactl.read_text()
    limactl.write_text(text.replace("shift 4", f'echo "# changed" >> "{colima.home}/{PROFILE}"; shift 4'))
    done = colima.run("verify")
    assert done.code == 1
    assert f"the file ~/{PROFILE}: it was changed while this was tried" in done.out
    assert "colima/default: NOT PROVED" in done.out


def test_two_at_once_wait_for_each_other(colima: Machine) -> None:
    boot(colima, "projects", "data", read_only=["data"])
    host, waited = colima.host(), threading.Event()
    with one_try.alone(host, state_dir(host), lambda: None):
        said: list[str] = []

        def second() -> None:
            with one_try.alone(host, state_dir(host), waited.set):
                said.append("done")

        thread = threading.Thread(target=second)
        thread.start()
        assert waited.wait(30)
        assert said == []
    thread.join(30)
    assert said == ["done"]


@pytest.mark.parametrize("path", ["there.json", "missing/proof.json"])
def test_a_record_that_could_not_be_written_is_told_before_the_work(colima: Machine, path: str) -> None:
    colima.write("there.json", "")
    asked = colima.home.parent / "asked"
    colima.command("limactl", f': > "{asked}"')
    done = colima.run("verify", "--report", str(colima.home / path))
    assert (done.code, done.out) == (4, "")
    assert "the record cannot be written to" in done.err
    assert not asked.exists()
