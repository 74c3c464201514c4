"""A mistake of ours concerns one file: it is refused and reported, and all others are locked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import Machine, lines
from tests.machines.colima import LOCKED, profile
from tests.machines.docker_desktop import INSTANCE, SPARSE, Desktop
from tests.machines.lima import DEFAULT, HOME, IMAGES, Lima

BAD = ".colima/bad/colima.yaml"
GOOD = ".colima/good/colima.yaml"
REPORT = "please report it: https://github.com/colima-guard/colima-guard/issues"


def breaking(monkeypatch: pytest.MonkeyPatch, name: str, when: Callable[..., bool]) -> None:
    """Makes a function of ours fail for some arguments."""
    from pkgutil import resolve_name

    module, _, function = name.rpartition(".")
    works: Callable[..., Any] = getattr(resolve_name(module), function)

    def broken(*args: Any, **named: Any) -> Any:
        if when(*args, **named):
            raise IndexError("secret contents")
        return works(*args, **named)

    monkeypatch.setattr(name, broken)


@pytest.fixture
def colima(machine: Machine) -> Machine:
    machine.mkdir("projects")
    machine.write(BAD, profile())
    machine.write(GOOD, profile())
    return machine


def is_bad(*args: Any, **_: Any) -> bool:
    return any(getattr(one, "name", "") == "colima/bad" for one in args)


#: where it goes wrong, and for what
PLACES: dict[str, tuple[str, Callable[..., bool]]] = {
    "what is kept": ("colima_guard.backends.colima.edit.unit.entries_to_write", is_bad),
    "the proof": ("colima_guard.backends.colima.edit.unit.prove", is_bad),
    "the generated file": ("colima_guard.backends.colima.edit.with_lima.with_generated", is_bad),
    "whether it can be written": ("colima_guard.store.trusted_path.refuse_reason", lambda host, path: "/bad/" in path),
    "the judging": ("colima_guard.judge.survey.row", is_bad),
    "the reading": ("colima_guard.backends.colima.files.decode", lambda data, *_: b"odd" in data),
}


@pytest.mark.parametrize("place", PLACES)
def test_the_others_are_locked(colima: Machine, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    colima.edit(BAD, "# my VM", "# odd")
    before = colima.read(BAD)
    breaking(monkeypatch, *PLACES[place])
    done = colima.run("lock", "~/projects", "--yes")
    assert done.code == 1, (done.out, done.err)
    (said,) = lines(done.out, ["cannot be locked"])
    assert said.startswith(f"cannot be locked: ~/{BAD}: ")
    assert "a bug in colima-guard: IndexError at test_one_bad_file.py:" in said
    assert said.endswith(REPORT)
    assert "secret contents" not in done.out + done.err
    assert colima.read(BAD) == before
    assert colima.read(GOOD) == profile(LOCKED)
    assert "colima/bad" in done.out.splitlines()[-1]
    # the rest holds, and what is left is our mistake alone
    again = colima.run("lock", "--yes")
    assert (again.code, len(again.err.splitlines())) == (70, 3)
    assert again.err.startswith(f"colima-guard: nothing was written: ~/{BAD} cannot be\n")
    document = colima.run("lock", "--yes", "--json")
    assert (document.code, document.json["ok"]) == (70, False)
    assert [one["path"] for one in document.json["refused"]] == [f"{colima.home}/{BAD}"]


@pytest.mark.parametrize("place", ["the judging", "the reading"])
def test_it_is_unknown_and_the_others_are_shown(colima: Machine, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    assert colima.run("lock", "~/projects", "--yes").code == 0
    colima.edit(BAD, "# my VM", "# odd")
    breaking(monkeypatch, *PLACES[place])
    status = colima.run("status", "--json")
    verdicts = {one["name"]: one["verdict"] for one in status.json["instances"]}
    assert verdicts["colima/bad"] in ("UNKNOWN", "OPEN")
    assert (verdicts["colima/good"], verdicts["colima/(new)"]) == ("LOCKED", "LOCKED")
    check = colima.run("check")
    assert "a bug in colima-guard: IndexError at " in check.out
    assert "secret contents" not in status.out + check.out
    assert (status.code, check.code) == (70, 70)


def test_a_whole_backend(colima: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot even be looked for is UNKNOWN, never left out."""
    Lima(colima).instance("a", HOME)
    breaking(monkeypatch, "colima_guard.backends.lima.find.find", lambda *_, **__: True)
    assert "lima/?" in colima.run("status").out
    done = colima.run("lock", "~/projects", "--yes")
    assert done.code == 1
    assert colima.read(GOOD) == profile(LOCKED)
    assert "lima/? UNKNOWN (a bug in colima-guard: IndexError at " in done.out.splitlines()[-1]
    assert colima.run("check").code == 70


@pytest.mark.parametrize(
    "name",
    ["colima_guard.backends.lima.edit.file_edit.narrow", "colima_guard.backends.lima.edit.unit.prove"],
)
def test_lima(machine: Machine, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    machine.mkdir("projects")
    lima = Lima(machine.linux())
    for one in ("bad", "good"):
        lima.instance(one, HOME)

    def bad(*args: Any, **_: Any) -> bool:
        return any("/bad" in str(getattr(one, "path", "")) + str(getattr(one, "dir", "")) for one in args)

    breaking(monkeypatch, name, bad)
    done = lima.lock("~/projects", code=1)
    (said,) = lines(done.out, ["cannot be locked"])
    assert said.startswith("cannot be locked: ~/.lima/bad/lima.yaml: a bug in colima-guard: IndexError at ")
    assert (lima.read("bad/lima.yaml"), "~/projects" in lima.read("good/lima.yaml")) == (HOME, True)


def test_a_shared_file_of_lima(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """It and what it reaches are one unit; other programs' files go on."""
    machine.mkdir("projects")
    machine.write(GOOD, profile())
    lima = Lima(machine)
    lima.instance("a", IMAGES)
    lima.write(DEFAULT, "mounts:\n- location: '~'\n")
    breaking(monkeypatch, "colima_guard.backends.lima.edit.file_edit.clear", lambda *_, **__: True)
    done = machine.run("lock", "~/projects", "--yes")
    assert done.code == 1
    said, *_ = lines(done.out, ["cannot be locked"])
    assert said.startswith(f"cannot be locked: ~/.lima/{DEFAULT}: a bug in colima-guard: IndexError at ")
    assert machine.read(GOOD) == profile(LOCKED)


def test_docker_desktop(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.mkdir("projects")
    machine.write(GOOD, profile())
    desktop = Desktop(machine, "macos")
    machine.write(desktop.store, SPARSE)
    breaking(monkeypatch, "colima_guard.backends.docker_desktop.edit.narrow", lambda *_: True)
    done = machine.run("lock", "~/projects", "--yes")
    assert done.code == 1
    assert f"cannot be locked: ~/{desktop.store}: a bug in colima-guard: IndexError at " in done.out
    assert machine.read(GOOD) == profile(LOCKED)
    assert f"{INSTANCE} OPEN (a file of it cannot be changed)" in done.out.splitlines()[-1]
