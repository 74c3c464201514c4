"""Finch: what its files share, and how they come to share the allowlist alone."""

from __future__ import annotations

import os
from typing import Any

import pytest

from tests.conftest import Machine, Run

VM, NEW = "finch/finch", "finch/(new)"
BASE = """\
# as Finch ships it
images:
- location: /Applications/Finch/os/image.qcow2
  arch: aarch64
mounts:
- location: "~"
  mountPoint: null
  writable: true # safe for finch use case
- location: /tmp/lima
  writable: true
- location: /private
  writable: true
- location: /var/folders
  writable: true
- location: {root}/finch-daemon
  writable: true
ssh:
  localPort: 0
"""


class Finch:
    """Finch on a pretended Mac: its directory beside ``PATH``, a VM in it."""

    def __init__(self, machine: Machine) -> None:
        self.machine, self.root = machine, machine.home / "Finch"
        base = BASE.format(root=self.root)
        for path in ("os/finch.yaml", "lima/data/finch/lima.yaml"):
            machine.write(f"Finch/{path}", base)
        machine.write("Finch/lima/data/finch/disk", "")
        machine.write("Finch/lima/data/_config/default.yaml", "vmType: vz\nmountType: virtiofs\n")
        machine.mkdir("Finch/finch-daemon", "projects", "notes", "path")
        machine.write("Finch/bin/finch", "#!/bin/sh\n", 0o755)
        (machine.home / "path/finch").symlink_to(self.root / "bin/finch")

    def settings(self, text: str) -> None:
        self.machine.write(".finch/finch.yaml", text)

    def row(self, name: str = VM) -> dict[str, Any]:
        return self.machine.instance(name, "--backend", "finch")

    def shares(self, name: str = VM) -> list[tuple[str, str]]:
        home = str(self.machine.home)
        return [(one["location"].replace(home, "~"), one["access"]) for one in self.row(name)["shares"]]

    def lock(self, *argv: str) -> Run:
        return self.machine.run("lock", "--yes", "--backend", "finch", *argv)

    def ids(self, name: str = VM) -> set[str]:
        return {finding["id"] for finding in self.row(name)["findings"]}


@pytest.fixture
def finch(machine: Machine) -> Finch:
    return Finch(machine)


@pytest.mark.parametrize("name", [VM, NEW])
def test_what_it_ships_shares_the_home(finch: Finch, name: str) -> None:
    assert finch.row(name)["verdict"] == "OPEN" and ("~", "rw") in finch.shares(name)
    assert {one["transport"] for one in finch.row(name)["shares"]} == {"virtiofs"}


def test_additional_directories_come_at_each_start(finch: Finch) -> None:
    finch.settings("additional_directories:\n- path: /Volumes/x\n")
    assert finch.shares()[-1] == ("/Volumes/x", "rw") == finch.shares(NEW)[-1]
    # what stands there by hand is lost
    finch.machine.write("Finch/lima/data/_config/override.yaml", "plain: true\n")
    assert ("~", "rw") in finch.shares()


@pytest.mark.parametrize("text", ["additional_directories: {}\n", "additional_directories:\n- {}\n", "a: [\n"])
def test_settings_that_finch_does_not_load(finch: Finch, text: str) -> None:
    finch.settings(text)
    assert finch.row()["verdict"] == "UNKNOWN"
    assert finch.lock(str(finch.machine.home / "projects")).code == 1


def test_lock(finch: Finch) -> None:
    finch.settings("cpus: 2\nadditional_directories:\n- path: /Volumes/x\n- path: ~/projects\n")
    before = finch.machine.files()
    done = finch.lock("~/projects".replace("~", str(finch.machine.home)))
    assert done.code == 0, (done.out, done.err)
    for name in (VM, NEW):
        assert finch.row(name)["verdict"] == "LOCKED"
        assert sorted(finch.shares(name)) == [("~/Finch/finch-daemon", "ro"), ("~/projects", "rw")]
    assert finch.machine.read(".finch/finch.yaml") == "cpus: 2\nadditional_directories:\n- path: ~/projects\n"
    for path in ("os/finch.yaml", "lima/data/finch/lima.yaml"):
        text = finch.machine.read(f"Finch/{path}")
        assert text.startswith("# as Finch ships it\n") and text.endswith("ssh:\n  localPort: 0\n")
    assert "CG550" in finch.ids()
    assert finch.machine.run("rollback", "--yes").code == 0
    after = {path: what for path, what in finch.machine.files().items() if not path.startswith(".config")}
    assert after == before


def test_an_allowed_directory_is_never_additional_read_only(finch: Finch) -> None:
    finch.settings("additional_directories:\n- path: ~/notes\n")
    assert finch.lock(f"{finch.machine.home}/notes:ro").code == 0
    assert ("~/notes", "ro") in finch.shares() and "path" not in finch.machine.read(".finch/finch.yaml")


def test_an_empty_allowlist_keeps_what_the_vm_needs(finch: Finch) -> None:
    assert finch.lock("--nothing").code == 0
    assert finch.shares() == [("~/Finch/finch-daemon", "ro")] and finch.row()["verdict"] == "LOCKED"


def test_mounts_in_default_go(finch: Finch) -> None:
    finch.machine.write("Finch/lima/data/_config/default.yaml", "vmType: vz\nmounts:\n- location: /srv\n")
    assert finch.lock(str(finch.machine.home / "projects")).code == 0
    assert finch.machine.read("Finch/lima/data/_config/default.yaml") == "vmType: vz\n"


def test_qemu_is_soft_and_can_be_confined(finch: Finch) -> None:
    finch.settings("vmType: qemu\n")
    finch.machine.write("Finch/lima/data/_config/default.yaml", "vmType: qemu\nmountType: reverse-sshfs\n")
    assert finch.lock(str(finch.machine.home / "projects")).code == 1
    assert finch.row()["verdict"] == "SOFT" == finch.row(NEW)["verdict"]
    assert finch.lock("--confine").code == 0
    assert finch.row()["verdict"] == "LOCKED" == finch.row(NEW)["verdict"]


@pytest.mark.parametrize(("version", "transport"), [((12, 7), "reverse-sshfs"), ((13, 0), "virtiofs")])
def test_a_mac_without_vz_has_qemu_where_nothing_is_said(
    finch: Finch, version: tuple[int, ...], transport: str
) -> None:
    finch.machine.os_version = version
    assert {one["transport"] for one in finch.row(NEW)["shares"]} == {transport}


def test_its_program_directories_that_decide_are_no_need_of_the_vm(finch: Finch) -> None:
    text = finch.machine.read("Finch/lima/data/finch/lima.yaml")
    finch.machine.write("Finch/lima/data/finch/lima.yaml", text.replace("/finch-daemon", "/bin"))
    assert finch.lock(str(finch.machine.home / "projects")).code == 0
    assert finch.shares() == [("~/projects", "rw")]


def test_a_directory_that_everybody_can_write(finch: Finch) -> None:
    finch.root.chmod(0o777)
    assert "CG553" in finch.ids() and "CG553" in finch.ids(NEW)
    done = finch.lock(str(finch.machine.home / "projects"))
    assert done.code in (1, 4) and "can be written by everyone" in done.out + done.err


def test_restart(finch: Finch) -> None:
    finch.machine.write("Finch/lima/data/finch/ha.pid", str(os.getpid()))
    done = finch.lock(str(finch.machine.home / "projects"))
    assert "finch vm stop && finch vm start" in done.out


def test_a_vm_without_the_file_that_it_was_made_from_is_seen(finch: Finch) -> None:
    (finch.root / "os/finch.yaml").unlink()
    assert finch.row()["verdict"] == "OPEN"


def test_without_a_vm_the_next_one_is_locked(finch: Finch) -> None:
    import shutil

    shutil.rmtree(finch.root / "lima/data/finch")
    assert list(finch.machine.verdicts("--backend", "finch")) == [NEW]
    assert finch.lock(str(finch.machine.home / "projects")).code == 0
    assert finch.row(NEW)["verdict"] == "LOCKED"


def test_nothing_of_it_is_no_row(machine: Machine) -> None:
    assert not any(name.startswith("finch/") for name in machine.verdicts())


def test_windows_is_told(machine: Machine) -> None:
    machine.platform = "windows"
    machine.environ["LOCALAPPDATA"] = str(machine.home / "Local")
    machine.write("Local/.finch/finch.yaml", "memory: 4GiB\n")
    row = machine.instance("finch/wsl", "--backend", "finch")
    assert row["verdict"] == "OPEN" and "CG552" in {one["id"] for one in row["findings"]}


def test_render(machine: Machine) -> None:
    text = BASE.format(root="/Applications/Finch").encode()
    done = machine.run("render", "finch", "--user-home", "/Users/x", "--allow", "/Users/x/projects", stdin=text)
    assert done.code == 0, done.err
    assert "- location: /Applications/Finch/finch-daemon\n  writable: false" in done.out
    assert "~/projects" in done.out and "/private" not in done.out
    assert machine.run("render", "finch", "--user-home", "/Users/x", "--allow", "/Users/x/p", stdin=b"").code == 4
