"""What ``colima start`` and ``restart`` go on with: the rows of the specification's start flow (10, 20 to 36)."""

from __future__ import annotations

import pytest

from tests.conftest import Machine
from tests.machines.colima import LOCKED, profile

FILE = ".colima/default/colima.yaml"
TEMPLATE = ".colima/_templates/default.yaml"
HOME = [("~", "rw")]
LISTED = [("~/projects", "rw")]


def sees(machine: Machine, release: str) -> list[tuple[str, str]]:
    own = ("~/Library/Caches/colima", "/tmp/colima")
    shares = machine.sees("colima/default", "--release", f"colima={release}")
    return [share for share in shares if share[0] not in own]


@pytest.mark.parametrize(
    "text",
    [
        *(profile(LOCKED, runtime="-"), profile(LOCKED) + "cpu: 1\n", "\tx: 1\n" + profile(LOCKED), "", "# nothing\n"),
        *("- runtime: docker\n", "runtime: docker\nruntime: docker\n"),
    ],
    ids=["no runtime", "a key twice", "a tab", "empty", "comments", "a list", "runtime twice"],
)
@pytest.mark.parametrize("release", ["0.8.4", "0.9.1", "0.10.3", "HEAD"])
def test_a_file_that_is_no_configuration(machine: Machine, text: str, release: str) -> None:
    """The template where that release uses it, else the whole home: whatever the file's own mounts say."""
    machine.write(FILE, text)
    assert sees(machine, release) == HOME
    assert "CG201" in [one["id"] for one in machine.instance()["findings"]]
    machine.write(TEMPLATE, profile(LOCKED))
    assert sees(machine, release) == (HOME if release == "0.8.4" else LISTED)


@pytest.mark.parametrize(
    ("template", "used"),
    [
        (profile(LOCKED), True),
        (profile(LOCKED, cpu="two"), False),
        (profile(LOCKED) + "cpu: 1\n", False),
        (profile(LOCKED, runtime="-"), None),
        ("", None),
    ],
    ids=["whole", "a type error", "a key twice", "no runtime", "empty"],
)
def test_the_template(machine: Machine, template: str, used: bool | None) -> None:
    """One with an error is ignored. One without a runtime is taken, and then Colima stops."""
    machine.write(FILE, "")
    machine.write(TEMPLATE, template)
    instance = machine.instance("colima/default", "--release", "colima=0.10.3")
    if used is None:
        assert instance["will_start"] is False
    else:
        assert instance["will_start"] is True
        assert sees(machine, "0.10.3") == (LISTED if used else HOME)


def test_a_type_error_elsewhere(machine: Machine) -> None:
    """``start`` goes on with the rest of the file, ``restart`` aborts: so only the first counts."""
    machine.write(FILE, profile(LOCKED, cpu="two"))
    machine.write(".colima/_lima/colima/lima.yaml", "{}\n")
    assert sees(machine, "0.10.3") == LISTED
    assert "does not load" in machine.run("status").out


def test_start_and_restart_differ(machine: Machine) -> None:
    """The worst of the two counts: ``start`` takes the transport of the state copy, ``restart`` that of the file."""
    machine.mkdir("projects")
    machine.write(".colima/_lima/colima/lima.yaml", "{}\n")
    machine.run("lock", "~/projects", "--yes", "--instance", "colima/(new)")
    known = ("--release", "colima=0.10.3")
    for file, state in (("9p", "sshfs"), ("sshfs", "9p")):
        machine.write(FILE, profile(LOCKED, vmType="qemu", mountType=file))
        machine.write(".colima/_lima/colima/colima.yaml", profile(LOCKED, vmType="qemu", mountType=state))
        assert machine.instance("colima/default", *known)["verdict"] == "SOFT"
    # before 0.7.0 nothing was fixed: the file alone decides
    machine.write(FILE, profile(LOCKED, vmType="qemu", mountType="9p"))
    machine.write(".colima/_lima/colima/colima.yaml", profile(LOCKED, vmType="qemu", mountType="sshfs"))
    assert machine.instance("colima/default", "--release", "colima=0.6.9")["verdict"] == "LOCKED"


def test_a_state_copy_that_does_not_load_is_ignored(machine: Machine) -> None:
    machine.mkdir("projects")
    machine.run("lock", "~/projects", "--yes", "--instance", "colima/(new)")
    machine.write(FILE, profile(LOCKED))
    machine.write(".colima/_lima/colima/lima.yaml", "{}\n")
    machine.write(".colima/_lima/colima/colima.yaml", "mountType: sshfs\nmountType: sshfs\n")
    assert machine.instance("colima/default", "--release", "colima=0.10.3")["verdict"] == "LOCKED"


@pytest.mark.parametrize(
    ("changes", "release", "why"),
    [
        ({"mountType": "nfs"}, "0.10.3", "invalid mountType: 'nfs'"),
        ({"vmType": "wsl2"}, "0.10.3", "invalid vmType: 'wsl2'"),
        ({"vmType": "krunkit"}, "0.9.1", "invalid vmType: 'krunkit'"),
        ({"runtime": "podman"}, "0.10.3", "unsupported container runtime 'podman'"),
        ({"mountType": "nfs"}, "0.5.2", None),
    ],
)
def test_what_start_refuses(machine: Machine, changes: dict[str, str], release: str, why: str | None) -> None:
    machine.write(FILE, profile(LOCKED, **changes))
    instance = machine.instance("colima/default", "--release", f"colima={release}")
    assert (instance["will_start"], instance["refusal"]) == (why is None, why)


def test_a_blank_is_refused_after_0_10_3_only(machine: Machine) -> None:
    machine.write(FILE, profile("mounts:\n  - location: ~/a b"))
    assert machine.instance("colima/default", "--release", "colima=0.10.3")["will_start"] is True
    assert machine.instance("colima/default", "--release", "colima=HEAD")["will_start"] is False


@pytest.mark.parametrize(
    ("changes", "release", "transport"),
    [
        ({}, "0.10.3", "virtiofs"),
        ({"mountType": "-"}, "0.10.3", "virtiofs"),
        ({"vmType": "-", "mountType": "-"}, "0.10.3", "virtiofs"),  # vz where there is no qemu
        ({"vmType": "qemu"}, "0.10.3", "9p"),
        ({"vmType": "qemu", "mountType": "-"}, "0.10.3", "reverse-sshfs"),
        ({"vmType": "qemu", "mountType": "-"}, "0.5.5", "reverse-sshfs"),
        ({"mountType": "sshfs"}, "0.5.5", "virtiofs"),  # whatever mountType says
        ({"mountType": "sshfs"}, "0.6.0", "reverse-sshfs"),
        ({"mountType": "sshfs"}, "0.4.0", "reverse-sshfs"),
        ({}, "0.4.0", "9p"),  # no vz yet
        ({"arch": "x86_64"}, "0.10.3", "9p"),  # emulated, which vz does not
    ],
)
def test_the_transport(machine: Machine, changes: dict[str, str], release: str, transport: str) -> None:
    machine.write(FILE, profile(LOCKED, **changes))
    shares = machine.instance("colima/default", "--release", f"colima={release}")["shares"]
    assert {share["transport"] for share in shares} == {transport}
