"""Which release is installed, told without starting it where possible; and what each makes of the files."""

from __future__ import annotations

import re
import time

import pytest

from tests.conftest import Machine, shared
from tests.machines.colima import profile

FILE = ".colima/default/colima.yaml"
NULL = profile("mounts: null")


@pytest.fixture
def colima(machine: Machine) -> Machine:
    machine.mkdir("projects")
    machine.write(FILE, NULL)
    return machine


@pytest.mark.parametrize(
    ("path", "release"),
    [
        ("homebrew/Cellar/colima/0.10.3/bin/colima", "0.10.3"),
        ("homebrew/Cellar/colima/0.9.1_1/bin/colima", "0.9.1"),
        ("homebrew/Cellar/colima/HEAD-490420d/bin/colima", "HEAD"),
    ],
)
def test_by_its_path(colima: Machine, path: str, release: str) -> None:
    """The program itself is not started."""
    program = colima.write(path, "#!/bin/sh\necho started >> $HOME/started\nexit 1\n", 0o755)
    colima.mkdir("path")
    (colima.home / "path/colima").symlink_to(program)
    assert colima.instance()["release"] == release
    assert not (colima.home / "started").exists()


def test_nix_store_paths() -> None:
    """Such a path begins at the root, where a test cannot write."""
    from colima_guard.backends.shared.program import installed_release
    from colima_guard.host.machine import Host

    class Nix(Host):
        def which(self, command: str) -> str | None:
            return f"/nix/store/0123456789abcdfghijklmnpqrsvwxyz-{command}-0.8.4/bin/{command}"

        def realpath(self, path: str) -> str:
            return path

        def version(self, path: str) -> str:
            raise AssertionError("it was started")

    found, release = installed_release(Nix({"HOME": "/home/me"}, "linux"), "colima", "colima")
    assert (found, str(release)) == (True, "0.8.4")


def recorded(version: str) -> str:
    """What the real program printed."""
    text = shared("recorded", "colima-commands.txt").read_text()
    found = re.search(rf"^\$ colima\({version}\) --version\n(.*)$", text, re.MULTILINE)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("version", ["v0.8.4", "v0.10.3"])
def test_by_what_it_prints(colima: Machine, version: str) -> None:
    colima.command("colima", f'[ "$1" = --version ] && echo "{recorded(version)}"')
    assert colima.instance()["release"] == version.removeprefix("v")
    assert colima.verdicts()["colima/default"] == ("LOCKED" if version == "v0.10.3" else "OPEN")


@pytest.mark.parametrize(
    ("printed", "release"),
    [
        ("colima version 0.10.3", "0.10.3"),
        ("colima version v0.9.1", "0.9.1"),
        ("colima version HEAD-490420d", "HEAD"),
        ("colima version v0.10.3-17-g490420d", "HEAD"),
        ("colima version 0.11.0", "0.11.0"),
        ("colima version 1.0.0-rc.1", "1.0.0"),
        ("colima version development", None),
        ("colima version", None),
        ("no version", None),
        ("0.10.3-dirty", None),
        ("\x1b[31mcolima version 0.10.3", None),
        ("", None),
    ],
)
def test_what_is_printed(colima: Machine, printed: str, release: str | None) -> None:
    """What cannot be told is judged by the worst of all releases, what is born later by the newest."""
    colima.command("colima", f"/bin/cat <<'END'\n{printed}\nEND")
    instance = colima.instance()
    assert instance["release"] == release
    assert instance["verdict"] == ("OPEN" if release in (None, "0.9.1") else "LOCKED")
    assert ("CG303" in colima.run("status", "-v").out) == (release is None)
    assert (colima.instance("colima/(new)")["release"]) == (release or "0.10.3")


@pytest.mark.parametrize(
    "script", ["exit 1", "echo colima version 0.10.3; exit 1", "kill -9 $$", "echo '\\377\\376'", "exec /dev/null"]
)
def test_a_program_that_fails(colima: Machine, script: str) -> None:
    colima.command("colima", script)
    done = colima.run("status", "--json")
    assert done.code == 0, done.err
    assert [(one["name"], one["release"], one["assumed_release"]) for one in done.json["instances"]] == [
        ("colima/default", None, False),
        ("colima/(new)", "0.10.3", True),
    ]
    assert colima.run("lock", "~/projects", "--yes").code == 0
    assert colima.verdicts()["colima/default"] == "LOCKED"


def test_a_program_that_is_none(colima: Machine) -> None:
    colima.write("path/colima", "this is no program\n", 0o755)
    assert colima.instance()["release"] is None
    assert colima.run("lock", "~/projects", "--yes").code == 0


def test_a_program_that_hangs(colima: Machine) -> None:
    colima.command("colima", "/bin/sleep 600; echo colima version 0.10.3")
    colima.patience = 0.3
    begun = time.monotonic()
    assert colima.instance()["release"] is None
    assert time.monotonic() - begun < 10


def test_a_program_is_asked_once(colima: Machine) -> None:
    """However often the instances are looked at."""
    colima.command("colima", 'echo x >> "$HOME/asked"; echo colima version 0.10.3')
    assert colima.run("lock", "~/projects", "--yes").code == 0
    assert colima.read("asked") == "x\n"


def test_named_on_the_command_line(colima: Machine) -> None:
    colima.command("colima", 'echo x >> "$HOME/asked"; echo colima version 0.10.3')
    assert colima.verdicts("--release", "colima=0.9.1")["colima/default"] == "OPEN"
    assert colima.verdicts("--release", "colima=0.10.3")["colima/default"] == "LOCKED"
    assert not (colima.home / "asked").exists()
    twice = colima.run("status", "--release", "colima=0.9.1", "--release", "colima=0.10.3")
    assert (twice.code, "names two releases of colima" in twice.err) == (2, True)
    assert colima.run("status", "--release", "colima=0.9.1", "--release", "colima=v0.9.1").code == 0
    assert colima.run("status", "--release", "colima=0.9.1", "--release", "lima=1.2.3").code == 0
    for wrong in ("0.9.1", "colima", "colima=", "colima=x", "docker=1.0", "=1.0"):
        done = colima.run("status", "--release", wrong)
        assert (done.code, "is not like colima=0.10.3" in done.err) == (2, True), done.err


@pytest.mark.parametrize("old", ["0.3.4", "0.2.0"])
def test_a_release_before_the_table(colima: Machine, old: str) -> None:
    """Its files have another form: nothing is called locked by rules that it does not follow."""
    assert colima.run("lock", "~/projects", "--yes").code == 0
    assert set(colima.verdicts("--release", f"colima={old}").values()) <= {"UNKNOWN", "OPEN"}
    assert "releases before 0.4.0" in colima.run("check", "--release", f"colima={old}").out


def test_a_release_after_the_table(colima: Machine) -> None:
    """Taken for the newest that is known, and a blank is refused as there."""
    colima.write(FILE, profile("mounts:\n  - location: ~/a b"))
    assert colima.instance("colima/default", "--release", "colima=0.10.3")["will_start"] is True
    assert colima.instance("colima/default", "--release", "colima=0.12.0")["will_start"] is False


def test_no_program_at_all(colima: Machine) -> None:
    """An existing VM is judged at every class; what is born later at the newest, and the others are named."""
    assert colima.verdicts() == {"colima/default": "OPEN", "colima/(new)": "OPEN"}
    assert colima.run("lock", "~/projects", "--yes").code == 0
    status = colima.run("status", "--verbose").out
    assert "assuming 0.10.3" in status
    assert "CG304 colima/(new): releases in which it would be open: 0.8.4 and later, before 0.9.0\n" in status
    new = colima.instance("colima/(new)")
    assert (new["release"], new["assumed_release"], new["judged_release"]) == ("0.10.3", True, "0.10.3")


@pytest.mark.parametrize(
    ("release", "sees"),
    [
        ("0.8.4", [("~", "rw"), ("/tmp/colima", "rw")]),
        ("0.9.1", [("~", "rw")]),
        ("0.10.1", [("~/Library/Caches/colima", "ro")]),
        ("0.10.3", []),
        ("HEAD", []),
    ],
)
def test_null_by_release(colima: Machine, release: str, sees: list[tuple[str, str]]) -> None:
    assert colima.sees("colima/default", "--release", f"colima={release}") == sees


def test_the_cache_directory_is_shown_and_allowed(colima: Machine) -> None:
    colima.run("lock", "~/projects", "--yes")
    argv = ("--release", "colima=0.10.1")
    assert colima.sees("colima/default", *argv) == [("~/Library/Caches/colima", "ro"), ("~/projects", "rw")]
    assert colima.verdicts(*argv) == {"colima/default": "LOCKED", "colima/(new)": "LOCKED"}
    (cache, _) = colima.instance("colima/default", *argv)["shares"]
    assert (cache["origin"], cache["allowed"]) == ("cache", True)
    assert "CG108" in colima.run("status", "-v", *argv).out
