"""``verify`` through the containerd of a guest, by the ``nerdctl`` in it: it says what nerdctl 2.3 says."""

from __future__ import annotations

import io
import json
import os
import tarfile

import pytest

from tests.conftest import Machine
from tests.machines.colima import QEMU, profile
from tests.machines.guest import boot, can_be_had, started

pytestmark = pytest.mark.skipif(can_be_had() is not None, reason=str(can_be_had()))

_NERDCTL = r"""#!/bin/sh
echo "$*" >> LAB/nerdctl-log
fail() { echo "time=\"2026-01-31T00:00:00Z\" level=fatal msg=\"$1\"" >&2; exit 1; }
case $1 in
ps) [ "$2" = --quiet ] && printf %s "$RUNNING" ;;
images | rm | rmi) ;;
load) cat > LAB/image.tar ;;
create)
    for argument do
        case $argument in type=bind,src=*) source=${argument#type=bind,src=} ;; esac
    done
    source=${source%,dst=/canary,readonly}
    [ -e "$source" ] || fail "failed to stat \\\"$source\\\": stat $source: no such file or directory"
    ;;
inspect) printf %s "$INSPECTED" ;;
*) fail "unknown command" ;;
esac
exit 0
"""


@pytest.fixture
def colima(machine: Machine) -> Machine:
    """A locked profile that runs without a socket of docker, and has ``nerdctl`` in its guest."""
    machine.linux()
    machine.mkdir("projects", ".ssh")
    machine.write(".colima/default/colima.yaml", profile(**QEMU, runtime="containerd"))
    machine.command("colima", "exit 1")
    machine.run("lock", "--yes", "~/projects")
    started(machine, "projects")
    machine.write("../shim/sudo", '#!/bin/sh\nshift\nexec "$@"\n', 0o755)
    return machine


def nerdctl(machine: Machine, script: str = _NERDCTL) -> None:
    machine.write("../shim/nerdctl", script.replace("LAB", str(machine.home.parent)), 0o755)


def asked(machine: Machine) -> list[str]:
    return (machine.home.parent / "nerdctl-log").read_text().splitlines()


def test_what_a_container_could_not_be_given_is_proved(colima: Machine) -> None:
    boot(colima, "projects")
    nerdctl(colima)
    done = colima.run("verify")
    assert done.code == 0, done.out
    assert "our file in ~/projects, bound by nerdctl: bound" in done.out
    assert "our file in ~, bound by nerdctl: not found" in done.out
    assert {line.split()[0] for line in asked(colima)} == {"ps", "images", "load", "create", "rm", "rmi"}
    made = [line.split()[4] for line in asked(colima) if line.startswith("create --pull never --name ")]
    assert made
    assert [line.split()[-1] for line in asked(colima) if line.startswith("rm --force ")] == made


def test_what_a_container_could_be_given_disproves(colima: Machine) -> None:
    boot(colima, ".")
    nerdctl(colima)
    done = colima.run("verify")
    assert done.code == 1
    assert "our file in ~, bound by nerdctl: bound at ~/.colima-guard-canary-" in done.out


def test_a_running_container_is_looked_into_by_the_root_of_its_process(colima: Machine) -> None:
    boot(colima, "projects")
    nerdctl(colima)
    mounts = [{"Type": "bind", "Source": str(colima.home), "Destination": str(colima.home)}]
    colima.environ["RUNNING"] = "0123456789ab\n"
    colima.environ["INSPECTED"] = json.dumps([{"Name": "app", "State": {"Pid": os.getpid()}, "Mounts": mounts}])
    done = colima.run("verify", "--containers")
    assert done.code == 1
    assert "the container app: our file was found at ~/.colima-guard-canary-" in done.out


def test_its_image_has_nothing_in_it(colima: Machine) -> None:
    boot(colima, "projects")
    nerdctl(colima)
    colima.run("verify")
    with tarfile.open(fileobj=io.BytesIO((colima.home.parent / "image.tar").read_bytes())) as archive:
        files = {one.name: archive.extractfile(one).read() for one in archive}  # type: ignore[union-attr]
    (manifest,) = json.loads(files["manifest.json"])
    config = json.loads(files[manifest["Config"]])
    assert manifest["RepoTags"][0].startswith("colima-guard-verify:")
    assert files[manifest["Layers"][0]] == bytes(1024)
    assert (config["os"], config["architecture"]) == ("linux", {"x86_64": "amd64"}.get(os.uname().machine, "arm64"))


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("exit 1", "nerdctl is there, and no containerd answers it"),
        ('[ "$1" != load ] || { echo no space left >&2; exit 1; }', "the engine took no image: no space left"),
        ('[ "$1" != create ] || { echo no such snapshotter >&2; exit 1; }', "the engine made no container: no such sn"),
    ],
)
def test_one_that_gives_no_answer_proves_nothing(colima: Machine, script: str, why: str) -> None:
    boot(colima, "projects")
    nerdctl(colima, f"#!/bin/sh\n{script}\n")
    done = colima.run("verify")
    assert done.code == 1
    assert "colima/default: NOT PROVED" in done.out
    assert why in done.out
