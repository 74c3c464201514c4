"""Records: given by name, with what their class says of the rest, and not to be changed."""

from __future__ import annotations

import pytest

from colima_guard.model.record import Record


class Vm(Record):
    name: str
    running: bool = False


class Profile(Vm):
    short: str
    files: tuple[str, ...] = ()


def test_fields_are_given_by_name_or_said_by_the_class() -> None:
    profile = Profile(name="colima/a", short="a", running=True)
    assert (profile.name, profile.short, profile.running, profile.files) == ("colima/a", "a", True, ())
    assert not Vm(name="x").running


def test_another_value_has_the_rest_of_the_first() -> None:
    profile = Profile(name="colima/a", short="a", running=True)
    other = profile.replaced(files=("f",), running=False)
    assert type(other) is Profile and vars(other) == {**vars(profile), "files": ("f",), "running": False}
    assert profile.running and profile.files == ()


def test_it_does_not_change() -> None:
    with pytest.raises(AttributeError, match=r"Vm\.name does not change"):
        Vm(name="x").name = "y"  # type: ignore[misc]
