"""A backend is one folder and one row: a toy of both is there for every command, and one that can only be told of."""

from __future__ import annotations

import importlib
import inspect
import os
import subprocess
import sys
from pathlib import Path

import pytest

from colima_guard.backends import abilities, interface, table
from colima_guard.backends.interface import Backend
from colima_guard.backends.registry import backend, backends, is_present
from colima_guard.backends.table import ROWS, Row
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.share import Access
from tests.backends.toy.backend import Toy
from tests.conftest import Machine
from tests.machines.command import environment

#: the row of the toys, and the command line with it in the table; what is parsed is known before anything is imported
_DRIVER = """\
import sys
from colima_guard.backends import table
for sign in sys.argv.pop(1).split() if sys.argv[1:2] and sys.argv[1].startswith(("~", "$", "broken")) else ():
    at = "tests.backends.toy.broken:Broken"
    table.ROWS += (table.Row("broken", "Broken VM", at, ("macos", "linux"), ("broken",), signs=(sign,)),)
for name, title, kind in (("toy", "Toy VM", "Toy"), ("told", "Told VM", "Told")):
    at = f"tests.backends.toy.backend:{kind}"
    table.ROWS += (table.Row(name, title, at, ("macos", "linux"), programs=(name,)),)
from colima_guard.cli.main import main
sys.exit(main())
"""
ABILITIES = [
    kind
    for _, kind in inspect.getmembers(interface, inspect.isclass)
    if getattr(kind, "_is_protocol", False) and kind.__module__ == interface.__name__
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_is_a_backend(row: Row) -> None:
    found = backend(row.name)
    assert isinstance(found, Backend) and found.name == row.name
    assert all(platform in ("macos", "linux", "windows") for platform in row.platforms) and row.platforms
    assert not row.release_table or importlib.import_module(row.release_table)
    assert all(map(os.path.isfile, table.release_tables()))


@pytest.mark.parametrize("found", backends(), ids=lambda found: found.name)
def test_a_backend_names_its_abilities(found: Backend) -> None:
    """One that only happens to have the methods of an ability has not been checked against it."""
    for ability in ABILITIES:
        if isinstance(found, ability):
            assert ability in type(found).__mro__, ability.__name__


def test_a_method_of_an_ability_cannot_be_forgotten() -> None:
    class Half(Backend, interface.Locks):
        name = "half"

    with pytest.raises(TypeError, match="exposures"):
        Half()  # type: ignore[abstract]  # that is what is tried


class Home:
    """A home with both toys in it, and the command line that knows them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        (path / "projects").mkdir(parents=True)
        for name in ("toy", "told"):
            (path / f".{name}").mkdir()

    def run(self, *argv: str, **more: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-c", _DRIVER, *argv],
            env=environment(self.path, **more),
            cwd=self.path,
            input="",
            capture_output=True,
            text=True,
        )
        assert "report it" not in done.stderr and done.returncode != 70, done.stderr
        return done

    def shares(self, name: str, text: str) -> Path:
        path = self.path / f".{name}/shares"
        path.write_text(text)
        return path


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path.resolve() / "me")


def test_status(home: Home) -> None:
    shown = home.run("status").stdout
    assert "toy/vm" in shown and "told/vm" in shown and shown.count("OPEN") >= 2
    assert "colima/" not in home.run("status", "--backend", "toy").stdout


def test_lock_check_and_rollback(home: Home) -> None:
    file = home.shares("toy", f"{home.path}\n")
    done = home.run("lock", "--yes", "--backend", "toy", "projects:ro")
    assert done.returncode == 0, done.stderr
    assert file.read_text() == f"{home.path}/projects ro\n"
    assert home.run("check", "--backend", "toy").returncode == 0
    home.shares("toy", f"{home.path}/projects ro\n/\n")
    drifted = home.run("check", "--backend", "toy")
    assert drifted.returncode == 1 and "toy/vm OPEN: / is shared writable (~/.toy/shares:2)" in drifted.stdout
    assert home.run("lock", "--yes", "--backend", "toy", "--nothing").returncode == 0
    assert file.read_text().endswith("/nothing-shared ro\n")
    assert home.run("rollback", "--yes").returncode in (0, 1)
    assert file.read_text().endswith("\n/\n")


def test_why(home: Home) -> None:
    home.shares("toy", "/\n")
    done = home.run("why", "projects", "--backend", "toy")
    assert "toy/vm" in done.stdout and "shares:1" in done.stdout


def test_render(home: Home) -> None:
    done = home.run("render", "toy", "--allow", "projects:ro")
    assert (done.returncode, done.stdout) == (0, f"{home.path}/projects ro\n")


def test_completion_and_help(home: Home) -> None:
    words = {"_COLIMA_GUARD_COMPLETE": "bash_complete", "COMP_CWORD": "3"}
    assert home.run(COMP_WORDS="colima-guard status --backend to", **words).stdout == "plain,toy\nplain,told\n"
    assert "|toy|told]" in home.run("status", "--help").stdout


def test_a_directory_that_it_cannot_take(home: Home) -> None:
    (home.path / "my projects").mkdir()
    done = home.run("lock", "--dry-run", "--backend", "toy", "my projects")
    assert done.returncode == 4 and "it holds" in done.stderr


def test_its_own_directory_is_not_shared(home: Home) -> None:
    done = home.run("lock", "--dry-run", "--backend", "toy", ".toy")
    assert done.returncode == 4 and "where toy keeps its configuration" in done.stderr


def test_a_planted_program(home: Home) -> None:
    (home.path / "projects/bin").mkdir()
    program = home.path / "projects/bin/toy"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert home.run("lock", "--yes", "--backend", "toy", "projects").returncode == 0
    done = home.run("check", "--backend", "toy", PATH=str(program.parent))
    assert done.returncode == 1 and "`toy` is " in done.stdout


def test_one_that_can_only_be_told_of(home: Home) -> None:
    """It is judged like any other, and a lock names what the user can do about it."""
    home.shares("told", "/\n")
    shown = home.run("status", "--backend", "told").stdout
    assert "OPEN" in shown and "do: take it out in the settings of Told VM itself" in shown
    done = home.run("lock", "--yes", "--backend", "told", "projects")
    assert done.returncode == 1
    assert "~/.told/shares: colima-guard does not change what Told VM shares: take it out" in done.stdout
    checked = home.run("check", "--backend", "told")
    assert checked.returncode == 1 and "do: take it out in the settings of Told VM itself" in checked.stdout
    home.shares("told", f"{home.path}/projects\n")
    assert home.run("check", "--backend", "told").returncode == 0
    assert home.run("lock", "--yes", "--backend", "told", "projects").returncode == 0
    home.shares("told", "?\n")
    assert "UNKNOWN" in home.run("status", "--deep", "--backend", "told").stdout
    assert home.run("check", "--backend", "told").returncode == 1


@pytest.mark.parametrize("sign", ["~/.broken", "$BROKEN_HOME", "broken"])
def test_what_is_not_there_is_not_imported(home: Home, sign: str) -> None:
    """Its module cannot be imported at all, so that whoever tries says so."""
    shown = home.run(sign, "status")
    assert shown.returncode == 0 and "toy/vm" in shown.stdout
    assert home.run(sign, "lock", "--yes", "--backend", "toy", "projects").returncode == 0
    assert "broken" in home.run(sign, "status", "--help").stdout


@pytest.mark.parametrize("sign", ["~/.broken", "$BROKEN_HOME", "broken"])
def test_a_sign_of_it_is_enough(machine: Machine, sign: str) -> None:
    row = Row("broken", "Broken VM", "nowhere:Broken", ("macos",), ("broken",), signs=("~/.other", sign))
    assert not is_present(machine.host(), row)
    machine.write(".broken/vm", "")
    machine.command("broken", "exit 1")
    machine.environ["BROKEN_HOME"] = "/elsewhere"
    assert is_present(machine.host(), row)
    assert not is_present(machine.host(), row._replace(platforms=("windows",)))
    assert is_present(machine.host(), row._replace(signs=()))


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("orbstack", "Applications/OrbStack.app/Contents/Info.plist"),
        ("orbstack", "Library/Group Containers/HUAQ24HBR6.dev.orbstack/data"),
        ("finch", "AppData/Local/.finch/finch.yaml"),
        ("rancher-desktop", "AppData/Local/rancher-desktop/settings.json"),
    ],
)
def test_a_system_installed_for_one_user_is_seen(machine: Machine, name: str, path: str) -> None:
    assert not is_present(machine.host(), table.row(name))
    machine.write(path, "")
    assert is_present(machine.host(), table.row(name))


def test_minikube_that_never_ran_is_seen(machine: Machine) -> None:
    assert not is_present(machine.host(), table.row("minikube"))
    machine.command("minikube", "exit 1")
    assert is_present(machine.host(), table.row("minikube"))


def test_what_cannot_be_looked_at_may_be_there(machine: Machine) -> None:
    row = Row("broken", "Broken VM", "nowhere:Broken", ("macos",), ("broken",), signs=("~/.broken",))
    (machine.home / ".broken").symlink_to("gone")
    assert is_present(machine.host(), row)


def test_a_home_of_colima_alone_imports_no_other_that_has_signs(tmp_path: Path) -> None:
    home = tmp_path.resolve() / "me"
    for name in ("projects", ".colima/default"):
        (home / name).mkdir(parents=True)
    (home / ".colima/default/colima.yaml").write_text("mounts: []\n")
    said = (
        "from colima_guard.cli.main import main; import sys; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    )
    for argv in (["status"], ["check", "--no-cache"], ["lock", "--yes", "projects"]):
        done = subprocess.run(
            [sys.executable, "-c", said, *argv], env=environment(home), cwd=home, capture_output=True, text=True
        )
        imported = set(done.stderr.split())
        assert "colima_guard.backends.colima.find" in imported or argv == ["check", "--no-cache"]
        for row in (row for row in ROWS if row.signs):
            package = row.implementation.rpartition(".")[0]
            assert not any(name.startswith(package) for name in imported), (argv, row.name)


def test_what_cannot_be_rendered(home: Home) -> None:
    done = home.run("render", "told", "--allow", "projects")
    assert done.returncode == 2 and done.stdout == ""
    assert "Told VM has no text that could be locked by itself" in done.stderr and "toy" in done.stderr


def test_each_backend_refuses_for_itself_what_it_cannot_take(machine: Machine) -> None:
    machine.mkdir("my projects", ".toy")
    path = str(machine.home / "my projects")
    allow = Allowlist((Allowed(path, Access.RW, path),), None)
    host = machine.host()
    instances = Toy().find(host, {})
    (unit,) = abilities.lock(Toy(), host, instances, allow, confine=False)
    assert unit.refusal is not None and unit.refusal.reason == f"{path} cannot be shared: it holds a blank"
    assert not unit.files
