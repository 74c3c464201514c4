"""The proof of a plan by looking again: what a backend planned wrongly, whatever its own proof said, is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from colima_guard.backends.colima.backend import Colima
from colima_guard.backends.docker_desktop.backend import DockerDesktop
from colima_guard.backends.lima.backend import Lima
from colima_guard.judge.row import Row, Survey
from colima_guard.lock.prove import opening_none, proved, reaches_nobody_else, refusing
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.bug import to_report
from colima_guard.model.instance import Instance
from colima_guard.model.plan import DirectoryChange, FileChange, Refusal, Unit
from colima_guard.model.policy import Policy
from colima_guard.model.share import Access, Exposure
from colima_guard.model.transport import VIRTIOFS_QEMU
from colima_guard.model.verdict import Verdict, judge
from tests.conftest import Machine
from tests.machines.colima import profile
from tests.machines.docker_desktop import Desktop
from tests.machines.drawn_exposures import exposure, share

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


P, D = Allowed("/p", Access.RW, "/p"), Allowed("/d", Access.RO, "/d")
UNIT = Unit(("colima/a",), (change("/vm/a.yaml", b"new\n"),))


class ByHand(Instance):
    """An instance that no lock changes."""

    @property
    def narrowing(self) -> str | None:
        return "change it by hand"


def looked(
    *ways: Exposure,
    allow: Sequence[Allowed] = (P, D),
    accepted: bool = False,
    name: str = "colima/a",
    kind: type[Instance] = Instance,
) -> Survey:
    """An instance with these ways to start, of which the first is shown."""
    policy = Policy("/policy.yaml", Allowlist(tuple(allow), "/nothing"))
    judged = tuple(judge(way, policy.allow) for way in ways)
    instance = kind(name=name, backend="colima", home="/vm")
    verdict = max(way.verdict for way in judged)
    counted = Verdict.LOCKED if accepted else verdict
    return Survey(policy, (Row(instance, judged, judged[0], None, verdict, (), (), counted),))


@pytest.mark.parametrize(
    ("after", "why"),
    [
        (looked(exposure(share("/p"))), None),
        (looked(exposure(share("/p"), share("/x"))), "/x would still be shared"),
        (looked(exposure(share("/d"))), "/d would still be shared"),
        (looked(exposure(share(None))), "None would still be shared"),
        # allowed read-only, and taken writable where nothing else is to be had
        (looked(exposure(share("/d")), allow=(P, D._replace(loosely=True))), None),
        (looked(exposure(share("/d/a")), allow=(P, D._replace(loosely=True))), None),
        (looked(exposure(share("/e")), allow=(P, D._replace(loosely=True))), "/e would still be shared"),
        # the file asks for no more, and the host does not hold that: the verdict says so
        (looked(exposure(share("/d", Access.RO, VIRTIOFS_QEMU))), None),
        (looked(exposure(share("/p", Access.RO))), "/p would be shared read-only"),
        # a way that is not shown counts where what is accepted decides which one is
        (looked(exposure(share("/p")), exposure(share("/x"))), None),
        (looked(exposure(share("/p")), exposure(share("/x")), accepted=True), "/x would still be shared"),
        # of another instance, or one that no lock changes
        (looked(exposure(share("/x")), name="colima/b"), None),
        (looked(exposure(share("/x")), kind=ByHand), None),
    ],
)
def test_what_is_proved(after: Survey, why: str | None) -> None:
    found = proved(UNIT, looked(exposure(share("/x"))), after)
    assert found == (UNIT if why is None else refusing(UNIT, UNIT.files[0], f"the change cannot be proved: {why}"))
    refused = refusing(UNIT, UNIT.files[0], "no")
    assert proved(refused, after, after) is refused
    nothing = Unit(("colima/a",))
    assert proved(nothing, after, after) is nothing


@pytest.mark.parametrize(("before", "fine"), [(None, False), ("it stopped before", True)])
def test_one_that_would_not_start_any_more(before: str | None, fine: bool) -> None:
    good = exposure(share("/p"))
    after = looked(good._replace(refusal="two at one place"))
    found = proved(UNIT, looked(good._replace(refusal=before)), after)
    reason = "the change cannot be proved: two at one place"
    assert found == (UNIT if fine else refusing(UNIT, UNIT.files[0], reason))
    # one that was not there before
    assert proved(UNIT, looked(good, name="colima/b"), after) is UNIT


def test_a_mistake_of_ours_proves_nothing() -> None:
    try:
        raise ValueError("no")
    except ValueError as bug:
        after = looked(exposure(unknown=to_report(bug)))
    found = proved(UNIT, after, after)
    assert found.refusal is not None
    assert found.refusal.reason.startswith("the change cannot be proved: ") and "ValueError" in found.refusal.reason


OTHER = looked(exposure(share("/p")), name="colima/b")


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (exposure(), exposure(share("/x")), "/x rw"),
        (exposure(), exposure(share("/p"), share("/x", Access.RO)), "/x ro"),
        (exposure(share("/x", Access.RO)), exposure(share("/x")), "/x rw"),
        (exposure(share("/x/y")), exposure(share("/x")), "/x rw"),
        # it is there already, in a wider one too
        (exposure(share("/x")), exposure(share("/x")), None),
        (exposure(share("/")), exposure(share("/x")), None),
        # what a file asked for before is compared with what it asks for, whatever the host holds of it
        (exposure(share("/x", Access.RO, VIRTIOFS_QEMU)), exposure(share("/x")), "/x rw"),
        # it may
        (exposure(), exposure(share("/p")), None),
        (exposure(share("/x")), exposure(), None),
    ],
)
def test_what_a_file_shows_another_instance(before: Exposure, after: Exposure, why: str | None) -> None:
    def of(way: Exposure, name: str, files: tuple[str, ...]) -> Survey:
        found = looked(way, name=name)
        row = found.rows[0]
        return found._replace(
            rows=(row._replace(instance=Instance(name=name, backend="colima", home="/vm", files=files)),)
        )

    now, then = (of(way, "colima/b", ("/vm/a.yaml",)) for way in (before, after))
    reason = f"colima/b would then see {why}, which it may not"
    elsewhere = Unit(("colima/c",), (change("/vm/c.yaml", b"new\n"),))
    # the unit that changes a file of it, and no other one
    assert opening_none([UNIT, elsewhere], now, then) == [
        UNIT if why is None else refusing(UNIT, UNIT.files[0], reason),
        elsewhere,
    ]
    # of its own instance it is not asked here
    own = UNIT._replace(instances=("colima/b",))
    assert opening_none([own], now, then) == [own]
    assert opening_none([UNIT], OTHER, then) == opening_none([UNIT], of(exposure(share("/p")), "colima/b", ()), then)


@pytest.mark.parametrize(
    ("path", "names", "before", "nobody"),
    [
        ("/a.yaml", ("colima/a",), b"old\n", True),
        ("/a.yaml", ("colima/b",), b"old\n", False),
        ("/shared.yaml", ("colima/a",), b"old\n", False),
        ("/shared.yaml", ("colima/a", "colima/b"), b"old\n", True),
        # nobody has it yet, and everybody may then
        ("/a.yaml", ("colima/a",), None, False),
    ],
)
def test_what_reaches_nobody_else(path: str, names: tuple[str, ...], before: bytes | None, nobody: bool) -> None:
    everybody = looked(exposure())
    rows = [
        everybody.rows[0]._replace(
            instance=Instance(
                name=f"colima/{name}", backend="colima", home="/vm", files=(f"/{name}.yaml", "/shared.yaml")
            )
        )
        for name in "ab"
    ]
    unit = Unit(names, (change(path, b"new\n")._replace(before=before),))
    assert reaches_nobody_else([Unit(("colima/a",)), unit], everybody._replace(rows=tuple(rows))) is nobody
