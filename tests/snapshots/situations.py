"""The situations that are shown, a page a command: a home that is laid, and command lines on it."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable
from dataclasses import dataclass

from demo import sample
from tests.machines.colima import LOCKED, QEMU, SSHFS, profile
from tests.machines.colima_start import start
from tests.machines.docker_desktop import SPARSE, Desktop
from tests.machines.engine_client import answers, listen
from tests.machines.exposed import exposed
from tests.machines.fake_docker import docker
from tests.machines.guest import started
from tests.machines.lima import HOME
from tests.scan.container.inspects import bind, inspect
from tests.snapshots.screen import Screen
from tests.snapshots.terminal import Key

FILE = ".colima/default/colima.yaml"
POLICY = "version: 1\nallow:\n  - path: ~/projects\n    access: rw\n"


@dataclass(frozen=True, slots=True)
class Line:
    """A command line as it is typed behind ``colima-guard``, and what is typed after it; ``piped``: ``| cat``.

    With ``keys`` it is driven in a real terminal.
    """

    text: str
    typed: str = ""
    piped: bool = False
    keys: tuple[Key, ...] = ()

    @property
    def argv(self) -> tuple[str, ...]:
        return tuple(shlex.split(self.text))

    @property
    def shown(self) -> str:
        return f"$ colima-guard {self.text}".rstrip() + (" 2>&1 | cat" if self.piped else "")


@dataclass(frozen=True, slots=True)
class Situation:
    """What the machine is, how it is laid, and what is then typed."""

    title: str
    lay: Callable[[Screen], object]
    lines: tuple[Line, ...]


def _at(title: str, lay: Callable[[Screen], object], *lines: str | Line) -> Situation:
    return Situation(title, lay, tuple(line if isinstance(line, Line) else Line(line) for line in lines))


# -- machines --------------------------------------------------------------------------------------------------------


def empty(machine: Screen) -> None:
    machine.linux()


def demo(machine: Screen) -> None:
    """Two profiles on Linux: one with the whole home by 9p, one with two directories by reverse-sshfs."""
    machine.linux()
    machine.home.rmdir()
    sample.write(machine.home)


def demo_in_a_project(machine: Screen) -> None:
    demo(machine)
    machine.cwd = str(machine.home / "sites/blog")


def demo_locked(machine: Screen) -> None:
    demo(machine)
    machine.run("lock", "--yes", "--confine", "--projects", "~/sites", "~/projects")


def demo_soft(machine: Screen) -> None:
    demo(machine)
    machine.run("lock", "--yes", "~/projects")


def one(machine: Screen) -> None:
    """One profile on a Mac, as Colima makes it."""
    machine.mkdir("projects", "data", ".ssh")
    machine.write(FILE, profile())


def one_locked(machine: Screen) -> None:
    one(machine)
    machine.run("lock", "--yes", "~/projects")


def one_started(machine: Screen) -> None:
    one(machine)
    start(machine)


def one_running(machine: Screen) -> None:
    """Locked while it runs with the whole home, and not yet restarted."""
    one_started(machine)
    machine.later = 3 * 86400 + 60
    machine.run("lock", "--yes", "~/projects")


def eight_too_many(machine: Screen) -> None:
    """A profile that shares eight directories beside the one that is allowed."""
    one_locked(machine)
    names = [f"d{number}" for number in range(1, 9)]
    machine.mkdir(*names)
    entries = "".join(f"\n  - location: ~/{name}\n    writable: {str(name < 'd6').lower()}" for name in names)
    machine.write(FILE, profile(f"mounts:{entries}"))


def unknown(machine: Screen) -> None:
    """A profile that no program reads."""
    one_locked(machine)
    machine.write(FILE, profile("mounts:\n\t- location: ~/a"))


def refused(machine: Screen) -> None:
    """Of two profiles one has its mounts where they cannot be changed."""
    machine.mkdir("projects")
    machine.write(FILE, profile("mounts: &m\n  - location: ~/a") + "x: *m\n")
    machine.write(".colima/work/colima.yaml", profile())


def all_refused(machine: Screen) -> None:
    refused(machine)
    machine.write(".colima/work/colima.yaml", "- runtime: docker\n")
    machine.write(".colima/_templates/default.yaml", "- runtime: docker\n")
    machine.run("lock", "--yes", "~/projects")


def several(machine: Screen) -> None:
    """Many VM systems on one Mac."""
    machine.mkdir("projects", ".ssh", ".aws", ".orbstack")
    machine.write(FILE, profile(LOCKED))
    machine.write(".lima/dev/lima.yaml", HOME)
    machine.write(Desktop(machine, "macos").store, SPARSE)
    machine.write(".config/colima-guard/policy.yaml", POLICY)


def desktop_running(machine: Screen) -> None:
    machine.mkdir("projects", ".ssh")
    desktop = Desktop(machine, "macos")
    machine.write(desktop.store, SPARSE)
    machine.patience = 5.0
    desktop.runs(long_since=True)


def read_only(machine: Screen) -> None:
    """A key that is read through a read-only share, and another that only the guest keeps out of reach."""
    machine.linux()
    machine.mkdir("projects", "data", ".ssh")
    machine.write(FILE, profile("mounts:\n  - location: ~/.ssh\n  - location: ~/data\n    writable: true", **QEMU))
    machine.write(".colima/soft/colima.yaml", profile("mounts:\n  - location: ~/projects", **SSHFS))
    machine.write(".colima/broken/colima.yaml", profile("mounts:\n\t- location: ~/a"))


def long_names(machine: Screen) -> None:
    """Directories with names longer than a line."""
    deep = "clients/a-company-with-a-long-name/a-project-with-a-longer-name/services/backend"
    machine.mkdir(deep, ".ssh", ".config/gcloud", ".aws", ".kube", ".gnupg")
    machine.write(FILE, profile(f"mounts:\n  - location: ~/{deep}\n    writable: true"))
    machine.write(".colima/a-profile-with-a-long-name/colima.yaml", profile())


def drawn(machine: Screen) -> None:
    """Three VMs, of which one runs with five containers, and two projects."""
    exposed(machine, 3, 5)


def proving(machine: Screen, *seen: str) -> None:
    """A locked profile that runs, whose engine could give a container what is ``seen``."""
    machine.linux()
    machine.mkdir("projects", ".ssh")
    machine.write(FILE, profile(**QEMU))
    machine.command("colima", "exit 1")
    machine.run("lock", "--yes", "~/projects")
    started(machine, "projects")
    listen(machine, ".colima/default/docker.sock")
    docker(machine, seen)


def disproving(machine: Screen) -> None:
    proving(machine, "projects", "")


def proved(machine: Screen) -> None:
    proving(machine, "projects")


def not_proved(machine: Screen) -> None:
    proving(machine)
    (machine.home / "path/docker").unlink()


def composed(machine: Screen) -> None:
    """Projects of all sorts, and containers that run."""
    drawn(machine)
    machine.write(
        "projects/ci/compose.yaml",
        "services:\n  runner:\n    image: runner\n    volumes:\n      - /var/run/docker.sock:/var/run/docker.sock\n"
        "      - ~/.ssh:/keys:ro\n  db:\n    image: postgres:16\n    pid: host\n",
    )
    machine.write("projects/app/.devcontainer/devcontainer.json", '{"image": "base", "privileged": true}\n')
    machine.write("projects/broken/compose.yaml", "services: [\n")
    answers(machine, inspect("ci-runner", mounts=[bind("/var/run/docker.sock", "/var/run/docker.sock")]))


def changed(machine: Screen) -> None:
    """Three changes, of which the newest was taken back."""
    demo_locked(machine)
    machine.edit(".colima/default/colima.yaml", "cpu: 4", "cpu: 6")
    machine.run("allow", "--yes", "~/notes:ro")
    machine.run("rollback", "--yes")


def accepting(machine: Screen) -> None:
    """A policy with all that one can have."""
    one(machine)
    machine.mkdir("scratch")
    machine.write(
        ".config/colima-guard/policy.yaml",
        "version: 1\nallow:\n  - path: ~/projects\n    access: rw\n"
        "exceptions:\n  - instance: colima/work\n    allow:\n      - path: ~/data\n        access: ro\n"
        "accepted:\n  - finding: CG103\n    instance: colima/default\n    path: ~\n"
        "    reason: until the move\n    until: 2999-01-01\n",
    )


def wrong_policy(machine: Screen) -> None:
    one(machine)
    machine.write(".config/colima-guard/policy.yaml", "version: 1\nallow:\n  - path: projects\n    acess: rw\n")


def long_home(machine: Screen) -> None:
    """A home whose own path is longer than a line."""
    place = machine.home / ("a-home-of-a-name-that-is-long/" * 4)
    place.mkdir(parents=True)
    machine.home = place
    machine.environ |= {"HOME": str(place), "USERPROFILE": str(place)}
    one(machine)


def placeholder_filled(machine: Screen) -> None:
    """Nothing is allowed, and the directory that stands for it holds something."""
    one(machine)
    machine.run("lock", "--yes", "--nothing")
    place = ".local/share/colima-guard/nothing-shared"
    os.chmod(machine.home / place, 0o755)
    machine.write(f"{place}/x", "")


# -- pages -----------------------------------------------------------------------------------------------------------

LONG = "x" * 4000

GUIDED = Line(
    "lock",
    keys=(
        Key("\x1b[B", "down", "> [ro] ~/sites/blog"),
        Key(" ", "space", "> [  ] ~/projects"),
        Key(" ", "space", "> [rw] ~/projects"),
        Key("\r", "enter", "> [ro] ~/projects"),
        Key("n\r", "", "[y/N]:"),
    ),
)

PAGES: dict[str, tuple[Situation, ...]] = {
    "status": (
        _at("Colima as it comes, on Linux", demo, "status", Line("status", piped=True), "status -v"),
        _at("locked", demo_locked, "status"),
        _at("locked in part: one transport does not hold the VM", demo_soft, "status"),
        _at("locked while it ran, not yet restarted", one_running, "status"),
        _at("a profile that does not load", unknown, "status"),
        _at("several VM systems on a Mac", several, "status", Line("status", piped=True)),
        _at("long names", long_names, "status", Line("status", piped=True)),
        _at("what is accepted by the policy", accepting, "status", "status -v"),
        _at("the map", drawn, "status --map", Line("status --map", piped=True)),
        _at("nothing installed", empty, "status"),
        _at("no such instance", one, "status --instance colima/wrok", "status --backend podmann"),
    ),
    "lock": (
        _at(
            "Colima as it comes, on Linux: what would be done",
            demo,
            "lock --dry-run --projects ~/sites ~/projects",
            "lock -n ~/projects",
        ),
        _at("asked", one, Line("lock ~/projects", typed="y\n"), "lock"),
        _at("asked, and no", one, Line("lock ~/projects", typed="n\n")),
        _at("in a script", one, Line("lock --yes ~/projects", piped=True)),
        _at("a transport that does not hold the VM", demo_soft, "lock --yes", "lock --confine --yes"),
        _at("while it runs", one_started, "lock --yes ~/projects"),
        _at("nothing at all", one, "lock --nothing -n"),
        _at("one file that cannot be changed", refused, "lock --yes ~/projects"),
        _at("one file that cannot be changed, and all or nothing", refused, "lock --yes --all-or-nothing ~/projects"),
        _at("no file that can be changed", all_refused, "lock --yes"),
        _at("Docker Desktop that runs", desktop_running, "lock --yes ~/projects"),
        _at("several VM systems on a Mac", several, "lock -n ~/projects"),
        _at("a home with a long path", long_home, "lock -n ~/projects", "lock -n ~/nowhere"),
        _at(
            "directories that are not taken",
            one,
            "lock --yes ~",
            "lock --yes ~/.ssh",
            "lock --yes ~/nowhere",
            "lock --yes /etc",
            "lock --yes ~/projects:x",
        ),
        _at("no directory and no terminal", one, "lock"),
        _at("no directory, on a terminal: the guided start", demo_in_a_project, GUIDED),
        _at("what projects and containers lose", drawn, "lock -n --projects ~/sites ~/projects"),
    ),
    "allow": (_at("one more", one_locked, "allow --yes ~/data:ro", "allow --yes ~/data:ro", "allow ~/.ssh"),),
    "revoke": (_at("one less", one_locked, "revoke -n ~/data", "revoke --yes ~/projects", "revoke ~/nowhere"),),
    "check": (
        _at("no policy yet", demo, "check"),
        _at("as wanted", demo_locked, "check"),
        _at("one transport does not hold the VM", demo_soft, "check", Line("check", piped=True)),
        _at("locked while it ran", one_running, "check"),
        _at("a profile that does not load", unknown, "check"),
        _at("several VM systems on a Mac", several, "check"),
        _at("the empty directory is not empty", placeholder_filled, "check"),
        _at("eight directories too many", eight_too_many, "check", Line("check", piped=True)),
        _at("not proved", not_proved, "check --proved"),
    ),
    "verify": (
        _at("nothing runs", one_locked, "verify"),
        _at("proved through the engine", proved, "verify -n", "verify", "status"),
        _at("disproved through the engine", disproving, "verify"),
        _at("it cannot be told", not_proved, "verify"),
    ),
    "why": (
        _at("the whole home is shared", demo, "why ~/.ssh", "why ~/projects/shop", Line("why ~/.ssh", piped=True)),
        _at("locked", demo_locked, "why ~/.ssh", "why ~/projects"),
        _at("read-only, around the shares, not known", read_only, "why ~/.ssh/id_ed25519", "why ~/nowhere"),
        _at("running with older shares", one_running, "why ~/.ssh"),
        _at("containers and services that reach it", drawn, "why ~/.ssh/id_ed25519"),
        _at("nothing installed", empty, "why ~/.ssh"),
    ),
    "scan": (
        _at("projects", composed, "scan ~/projects", "scan --engine ~/projects", "scan --suggest ~/projects"),
        _at("one project", demo, "scan ~/projects/ci", "scan --exit-code ~/sites", Line("scan ~/projects", piped=True)),
        _at("no project", demo, "scan ~/notes", "scan ~/nowhere"),
    ),
    "report": (_at("the page", demo, "report", "report --plan ~/projects", "report -o ~/notes/todo.txt"),),
    "history": (_at("nothing yet", one, "history"), _at("some changes", changed, "history")),
    "rollback": (
        _at("nothing yet", one, "rollback"),
        _at("the newest one", demo_locked, "rollback -n", Line("rollback", typed="y\n"), "rollback 2099"),
        _at("a file was rewritten since", changed, "rollback --yes"),
    ),
    "render": (
        _at("a profile", one, "render colima --allow ~/projects"),
        _at("without a policy", one, "render colima"),
    ),
    "bootstrap": (_at("kinds", one_locked, "bootstrap", "bootstrap --list", "bootstrap sh", "bootstrap x"),),
    "policy": (
        _at("none yet", one, "policy show", "policy path"),
        _at("all that one can have", accepting, "policy show", "policy validate"),
        _at("one that is wrong", wrong_policy, "policy validate", "status"),
    ),
    "completion": (_at("a shell", one, "completion fish", "completion sh"),),
    "errors": (
        _at("the command line", one, "", "stauts", "status --bakend colima", "why", "status --release x", "-V"),
        _at("a name that is too long", one, f"why ~/{LONG}", f"lock --yes ~/{LONG}", f"scan ~/{LONG}"),
        _at("no home", lambda machine: machine.environ.update(HOME="/nowhere/at-all"), "status"),
    ),
}
