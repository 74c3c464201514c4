"""Lima merges the files of its ``_config`` into every instance of Colima's: a locked profile is not all there is."""

from __future__ import annotations

import pytest

from tests.conftest import Machine
from tests.machines.colima import profile

FILE = ".colima/default/colima.yaml"
FILES = ("default.yaml", "override.yaml", "base.yaml")


@pytest.fixture
def locked(machine: Machine) -> Machine:
    machine.mkdir("projects", ".ssh")
    machine.write(FILE, profile())
    assert machine.run("lock", "~/projects", "--yes").code == 0
    return machine


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("text", ["", "\n\n", "# mounts: [{location: ~}]\n", "---\n# nothing\n"])
def test_what_says_nothing_changes_nothing(locked: Machine, name: str, text: str) -> None:
    locked.write(f".colima/_lima/_config/{name}", text)
    assert locked.verdicts() == {"colima/default": "LOCKED", "colima/(new)": "LOCKED"}
    assert locked.run("check").code == 0


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "text",
    [
        'mounts:\n- location: "~"\n',
        "mounts: [{location: ~/.ssh, writable: true}]\n",
        "mounts: [{location: '{{.Home}}'}]\n",
        "mounts: ~/x\n",
        "mounts:\n\t- x\n",
        "\x00",
    ],
)
def test_what_adds_a_share_or_does_not_load_is_not_locked(locked: Machine, name: str, text: str) -> None:
    """The next profile is created with all three; an existing VM does not read base.yaml again."""
    locked.write(f".colima/_lima/_config/{name}", text)
    verdicts = locked.verdicts()
    assert verdicts["colima/(new)"] in ("OPEN", "UNKNOWN")
    assert name == "base.yaml" or verdicts["colima/default"] in ("OPEN", "UNKNOWN")
    check = locked.run("check")
    assert check.code == 1
    assert f"_lima/_config/{name}" in check.out


@pytest.mark.parametrize("name", FILES)
def test_what_cannot_be_read_is_not_known(locked: Machine, name: str) -> None:
    locked.mkdir(f".colima/_lima/_config/{name}")
    assert locked.verdicts()["colima/(new)"] in ("UNKNOWN", "OPEN")
    assert locked.run("check").code == 1


def test_open_stays_open(locked: Machine) -> None:
    locked.write(FILE, profile())
    locked.write(".colima/_lima/_config/override.yaml", "cpus: 4\n")
    assert locked.verdicts()["colima/default"] == "OPEN"


def test_the_one_of_lima_home_counts(locked: Machine) -> None:
    locked.environ["LIMA_HOME"] = f"{locked.home}/vms"
    locked.write("vms/_config/override.yaml", 'mounts: [{location: "~"}]\n')
    assert locked.instance()["verdict"] in ("OPEN", "UNKNOWN")
    assert locked.run("check", "--backend", "colima").code == 1
