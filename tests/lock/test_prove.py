"""The proof of a plan by looking again: what a backend planned wrongly, whatever its own proof said, is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from colima_guard.backends.colima.backend import Colima
from colima_guard.backends.docker_desktop.backend import DockerDesktop
from colima_guard.backends.lima.backend import Lima
from colima_guard.lock.prove import refusing
from colima_guard.model.plan import DirectoryChange, FileChange, Refusal, Unit
from tests.conftest import Machine
from tests.machines.colima import profile
from tests.machines.docker_desktop import Desktop

STORE = "Library/Group Containers/group.com.docker/settings-store.json"
COLIMA, LIMA = ".colima/default/colima.yaml", ".lima/box/lima.yaml"
Wrong = Callable[[Unit, Machine], Unit]


def spoiled(monkeypatch: pytest.MonkeyPatch, backend: type[Any], wrong: Callable[[Unit], Unit]) -> None:
    """A backend whose lock comes out wrong."""
    right = backend.lock

    def lock(self: Any, *given: Any, **named: Any) -> Sequence[Unit]:
        return [wrong(unit) for unit in right(self, *given, **named)]

    monkeypatch.setattr(backend, "lock", lock)


def with_text(unit: Unit, change: Callable[[bytes], bytes]) -> Unit:
    files = tuple(file._replace(after=change(file.after or b"")) for file in unit.files)
    return unit._replace(files=files)


@pytest.fixture
def three(machine: Machine) -> Machine:
    """A home with one VM of each, all of them open."""
    machine.mkdir("projects", "notes")
    machine.write(COLIMA, profile("mounts: []"))
    machine.write(LIMA, "images:\n- location: /x\nmounts:\n- location: '~'\n  writable: true\n")
    desktop = Desktop(machine, "macos")
    machine.write(desktop.store, '{\n  "FilesharingDirectories": ["/Users", "/tmp"]\n}\n')
    return machine


def before_and_after(machine: Machine, path: str, *options: str) -> tuple[int, str, bool]:
    """The exit code of a lock, what it said, and whether the file stayed as it was."""
    text = machine.read(path)
    done = machine.run("lock", "~/projects", "--yes", *options)
    return done.code, done.out + done.err, machine.read(path) == text


MORE: dict[str, tuple[type[Any], str, Callable[[bytes], bytes], str]] = {
    "the home, in Colima's profile": (
        Colima,
        COLIMA,
        lambda text: text.replace(b"mounts:\n", b"mounts:\n  - location: ~/notes\n    writable: true\n"),
        "~/notes would still be shared",
    ),
    "no list at all": (Colima, COLIMA, lambda text: text.replace(b"mounts:", b"x-mounts:"), "would still be shared"),
    "an empty list": (Colima, COLIMA, lambda text: text.partition(b"mounts:")[0] + b"mounts: []\n", "~ would still be"),
    "a text that does not load": (Colima, COLIMA, lambda text: text + b"mounts: [", "would still be shared"),
    "less than was asked for": (
        Colima,
        COLIMA,
        lambda text: text.replace(b"writable: true", b"writable: false"),
        "~/projects would be shared read-only",
    ),
    "more, in Lima's file": (
        Lima,
        LIMA,
        lambda text: text.replace(b"mounts:\n", b"mounts:\n- location: '~'\n"),
        "~ would still be shared",
    ),
    "more, in Docker Desktop's list": (
        DockerDesktop,
        STORE,
        lambda text: text.replace(b"/projects", b""),
        "would still be shared",
    ),
}


@pytest.mark.parametrize("what", MORE)
def test_more_or_less_than_was_asked_for(three: Machine, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    backend, path, wrong, why = MORE[what]
    spoiled(monkeypatch, backend, lambda unit: with_text(unit, wrong))
    code, said, kept = before_and_after(three, path, "--backend", backend.name)
    assert "cannot be proved" in said, said
    assert why in said
    assert (code, kept) == (1, True)  # the policy is saved: somebody said what it shall be


def test_what_was_planned_right_is_written(three: Machine) -> None:
    for backend, path in ((Colima, COLIMA), (Lima, LIMA), (DockerDesktop, STORE)):
        _, said, kept = before_and_after(three, path, "--backend", backend.name)
        assert "cannot be proved" not in said and not kept, said


def test_the_others_go_on(three: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    spoiled(monkeypatch, Colima, lambda unit: with_text(unit, lambda text: text.replace(b"~/projects", b"~")))
    code, said, kept = before_and_after(three, LIMA)
    assert (code, kept, "cannot be proved" in said) == (1, False, True)
    assert three.read(COLIMA) == profile("mounts: []")


def test_a_mistake_of_ours_refuses_the_files_of_its_own_backend(
    three: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistaken(*_: object, **__: object) -> list[Unit]:
        raise ValueError("no")

    monkeypatch.setattr(Colima, "lock", mistaken)
    code, said, kept = before_and_after(three, LIMA)
    assert (code, kept, three.read(COLIMA)) == (1, False, profile("mounts: []"))
    assert f"~/{COLIMA}" in said and "ValueError" in said, said


def test_a_file_that_opens_another_instance(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A unit of one instance changes a file that another one reads, which nobody selected."""
    machine.mkdir("projects")
    machine.write(".lima/box/lima.yaml", "mounts:\n- location: '~'\n")
    machine.write(".lima/other/lima.yaml", "mounts:\n- location: ~/projects\n")
    shared = str(machine.home / ".lima/_config/override.yaml")

    def opening(unit: Unit) -> Unit:
        if "lima/box" not in unit.instances:
            return unit
        more = FileChange(shared, shared, None, b"mounts:\n- location: ~/notes\n", 0o644, "wrong")
        return unit._replace(files=(*unit.files, more), instances=("lima/box",))

    machine.mkdir("notes")
    machine.write(
        ".config/colima-guard/policy.yaml",
        "version: 1\nallow: [{path: ~/projects}]\n"
        "exceptions: [{instance: lima/box, allow: [{path: ~/projects}, {path: ~/notes}]}]\n",
    )
    spoiled(monkeypatch, Lima, opening)
    done = machine.run("lock", "--yes", "--instance", "lima/box")
    assert (done.code, "lima/other would then see" in done.out) == (4, True), done
    assert machine.read(".lima/box/lima.yaml") == "mounts:\n- location: '~'\n"


def change(path: str, after: bytes | None) -> FileChange:
    return FileChange(path, path, b"old\n", after, 0o644, "why")


@pytest.mark.parametrize(
    ("path", "after", "own", "paste", "generated"),
    [
        ("/vm/a.yaml", b"new\n", "", "new\n", False),
        # its own block says it shorter
        ("/vm/a.yaml", b"new\n", "mounts: []\n", "mounts: []\n", False),
        # bytes that are no text, and a file that would go
        ("/vm/a.yaml", b"\xff\n", "", "\ufffd\n", False),
        ("/vm/a.yaml", None, "", "", False),
        # another program makes it: nothing is to be pasted there
        ("/nix/store/a-hm/colima.yaml", b"new\n", "mounts: []\n", "", True),
    ],
)
def test_what_is_refused_comes_with_what_to_paste(
    path: str, after: bytes | None, own: str, paste: str, generated: bool
) -> None:
    unit = Unit(("colima/a",), (change(path, after),), (DirectoryChange("/d", 0o555, "why"),), paste=own, notes=("n",))
    refused = refusing(unit, unit.files[0], "no")
    assert refused == Unit(("colima/a",), refusal=Refusal(path, None, "no", paste, generated), paste=own, notes=("n",))
