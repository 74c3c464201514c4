"""A file as it was found: never raising, and told apart by what lies there."""

from __future__ import annotations

from colima_guard.backends.shared.found_file import FoundFile, found_file
from tests.conftest import Machine
from tests.machines.permissions import held_to


def parse(path: str, data: bytes) -> FoundFile[int]:
    return FoundFile(path, data, len(data))


def found(machine: Machine, name: str) -> FoundFile[int]:
    path = str(machine.home / name)
    return found_file(machine.host(), path, FoundFile[int], lambda data: parse(path, data))


def test_one_that_is_not_there(machine: Machine) -> None:
    one = found(machine, "none")
    assert (one.data, one.value, one.problem, one.unreadable, one.exists) == (None, None, None, False, False)


def test_one_that_says_something(machine: Machine) -> None:
    machine.write("file", "abc")
    one = found(machine, "file")
    assert (one.data, one.value, one.problem, one.exists) == (b"abc", 3, None, True)
    assert one.saying(7).value == 7 and one.saying(7).data == b"abc"


def test_one_that_cannot_be_read(machine: Machine) -> None:
    machine.write("file", "abc", mode=0o000)
    with held_to():
        one = found(machine, "file")
    assert one.data is None and one.problem is not None and one.unreadable and one.exists


def test_a_directory_in_its_place(machine: Machine) -> None:
    machine.mkdir("file")
    one = found(machine, "file")
    assert one.data is None and one.problem is not None and one.unreadable and one.exists
