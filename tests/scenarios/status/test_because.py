"""Why the home is shared although nobody wrote it down: the line says what is the case."""

from __future__ import annotations

import pytest

from tests.conftest import Machine
from tests.machines.colima import LOCKED, profile

FILE, TEMPLATE = ".colima/default/colima.yaml", ".colima/_templates/default.yaml"


def why(machine: Machine, release: str = "0.9.1", name: str = "colima/default") -> set[str]:
    """What CG103 says behind `because`, each once."""
    found = machine.instance(name, "--release", f"colima={release}")["findings"]
    said = (one["message"].partition(", because ")[2] for one in found if one["id"] == "CG103")
    return {words.replace(str(machine.home), "~") for words in said}


LISTS = {
    "mounts: []": "`mounts` is empty",
    "mounts: [] # nothing": "`mounts` is empty",
    "mounts: null": "`mounts` is null",
    "mounts: ~": "`mounts` is null",
    "mounts:": "`mounts` is null",
    "": f"~/{FILE} has no `mounts`",
    "Mounts: [{location: /x}]": f"~/{FILE} has no `mounts`",
    "mounts: {}": "`mounts` is no list",
    "mounts: none": "`mounts` is no list",
    "mounts: ''": "`mounts` is no list",
    "mounts: [null]": "no element of `mounts` loads",
    "mounts: [/x]": "no element of `mounts` loads",
    "x: &a []\nmounts: *a": "`mounts` is empty",
}


@pytest.mark.parametrize("text", LISTS)
def test_what_stands_in_place_of_a_list(machine: Machine, text: str) -> None:
    machine.write(FILE, profile(text))
    assert why(machine) == {LISTS[text]}
    # up to 0.8.4 /tmp comes with it, for the same reason
    assert why(machine, "0.8.3") == {LISTS[text]}
    machine.write(".colima/_lima/_config/default.yaml", "mountType: 9p\n")
    assert why(machine) == {LISTS[text]}


FILES = {
    "cpu: 2\n": f"~/{FILE} sets no `runtime`",
    "": f"~/{FILE} is empty",
    "\n": f"~/{FILE} is empty",
    "cpu: 2\ncpu: 3\nruntime: docker\n": f"~/{FILE} does not load",
}


@pytest.mark.parametrize("text", FILES)
def test_a_file_that_colima_does_not_take(machine: Machine, text: str) -> None:
    machine.write(FILE, text)
    assert why(machine, "0.10.3") == {FILES[text]}


def test_no_file(machine: Machine) -> None:
    assert why(machine, "0.10.3", "colima/(new)") == {f"~/{TEMPLATE} does not exist"}
    machine.write(".colima/_lima/colima/lima.yaml", "{}\n")
    assert why(machine, "0.10.3") == {f"~/{FILE} does not exist"}
    machine.write(TEMPLATE, profile(LOCKED))
    assert why(machine, "0.8.4") == {f"~/{FILE} does not exist, and Colima does not take the template instead"}
    machine.write(TEMPLATE, "runtime: docker\ncpu: two\n")
    assert why(machine, "0.10.3") == {f"~/{FILE} does not exist, and Colima does not take the template instead"}
    machine.write(TEMPLATE, profile())
    assert why(machine, "0.10.3") == {"`mounts` is empty"}


def test_a_file_that_cannot_be_read(machine: Machine) -> None:
    machine.mkdir(FILE)
    assert why(machine, "0.10.3") == {f"~/{FILE} cannot be read"}


def test_what_lima_ships(machine: Machine) -> None:
    machine.mkdir(".lima")
    findings = machine.instance("lima/(new)")["findings"]
    (said,) = (one["message"] for one in findings if one["id"] == "CG103")
    missing = machine.home / ".lima/_templates/_default/mounts.yaml"
    why = f"because {missing} does not exist, and Lima's own template shares it"
    assert said == f"{machine.home} is shared read-only, {why}"
