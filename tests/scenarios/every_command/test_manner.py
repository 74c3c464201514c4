"""How a command goes about it: asks or not, writes or not, and with which exit code it ends."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from colima_guard.cli.root import COMMANDS
from colima_guard.policy.file import SCHEMA_URL
from tests.conftest import Machine
from tests.machines import permissions
from tests.machines.colima import LOCKED, profile

FILE = ".colima/default/colima.yaml"


@pytest.fixture
def colima(machine: Machine) -> Machine:
    machine.mkdir("projects", "data", ".ssh")
    machine.write(FILE, profile())
    return machine


class Terminal(io.StringIO):
    """Somebody at a terminal, who types this."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    yield lambda text: monkeypatch.setattr(sys, "stdin", Terminal(text))


def test_everything_is_shown_before_the_question(colima: Machine, typing: Any) -> None:
    """Now, the diff, what is no longer seen; then the question, on standard error."""
    typing("y\n")
    done = colima.run("lock", "~/projects")
    assert done.code == 0
    assert done.err == "Write 3 files? [y/N]: "
    assert str(colima.home) not in done.out
    out = done.out.splitlines()
    assert out[:2] == [
        "now: colima/default sees rw ~; 1 secret within reach",
        "now: colima/(new) sees rw ~; 1 secret within reach",
    ]
    assert out[2:14] == [
        "--- /dev/null",
        "+++ ~/.config/colima-guard/policy.yaml",
        "@@ -0,0 +1,8 @@",
        f"+# yaml-language-server: $schema={SCHEMA_URL}",
        "+# colima-guard: the directories that container VMs may see, and nothing else.",
        "+# Change it with `colima-guard allow DIR` and `colima-guard revoke DIR`,",
        "+# or by hand and then `colima-guard lock`.",
        "+version: 1",
        "+allow:",
        "+  - path: ~/projects",
        "+    access: rw",
        f"--- ~/{FILE}",
    ]
    assert out[14:26] == [
        f"+++ ~/{FILE}",
        "@@ -7,6 +7,8 @@",
        " runtime: docker",
        " vmType: vz",
        " mountType: virtiofs",
        "-mounts: []",
        "+mounts:",
        "+  - location: ~/projects",
        "+    writable: true",
        " # the end",
        " env: {}",
        "--- /dev/null",
    ]
    id_ = colima.run("history", "--json").json["changes"][0]["id"]
    assert out[-6:] == [
        "colima/default will no longer see ~",
        "colima/(new) will no longer see ~",
        "not looked at: containers of colima/default (it does not run)",
        "not looked at: projects (name them with --projects DIR)",
        f"written as change {id_}; take it back with: colima-guard rollback {id_}",
        "2 instances LOCKED",
    ]


@pytest.mark.parametrize("answer", ["n\n", "\n", "N\n", "no\n"])
def test_no(colima: Machine, typing: Any, answer: str) -> None:
    before = colima.tree()
    typing(answer)
    done = colima.run("lock", "~/projects")
    assert done.code == 1
    assert done.err.endswith("nothing was changed\n")
    assert colima.tree() == before


def test_end_of_input(colima: Machine, typing: Any) -> None:
    before = colima.tree()
    typing("")
    done = colima.run("lock", "~/projects")
    assert done.code == 130
    assert colima.tree() == before


@pytest.mark.parametrize(
    "argv", [["lock", "~/projects"], ["allow", "~/data"], ["revoke", "~/projects"], ["rollback"]], ids=lambda it: it[0]
)
def test_where_nobody_can_be_asked(colima: Machine, argv: list[str]) -> None:
    if argv[0] != "lock":
        colima.run("lock", "~/projects", "--yes")
    before = colima.tree()
    done = colima.run(*argv)
    assert done.code == 2
    assert "nobody can be asked: standard input is not a terminal\n" in done.err
    assert "say --yes to write, or --dry-run to look only" in done.err
    assert colima.tree() == before
    as_json = colima.run(*argv, "--json")
    assert as_json.code == 2
    assert json.loads(as_json.out)["error"]["do"] == "say --yes to write, or --dry-run to look only"
    assert colima.tree() == before


def test_with_json_nobody_is_asked(colima: Machine, typing: Any) -> None:
    """For what is to be written would not be shown."""
    before = colima.tree()
    typing("y\n")
    assert colima.run("lock", "~/projects", "--json").code == 2
    assert colima.tree() == before


@pytest.mark.parametrize("command", ["lock", "allow", "revoke", "rollback"])
def test_a_dry_run_of_every_command(colima: Machine, command: str) -> None:
    argv = {"lock": ["~/data"], "allow": ["~/data"], "revoke": ["~/projects"], "rollback": []}[command]
    colima.run("lock", "~/projects", "--yes")
    before = colima.tree()
    done = colima.run(command, *argv, "--dry-run")
    assert done.code == 0
    assert "\n-" in done.out
    assert "written as" not in done.out
    assert colima.tree() == before
    if command != "rollback":
        assert colima.run(command, *argv, "-n", "--exit-code").code == 1
        assert colima.tree() == before


def test_the_dry_run_makes_no_state_directory(colima: Machine) -> None:
    for argv in (["lock", "~/projects", "-n"], ["status"], ["why", "~"], ["history"]):
        assert colima.run(*argv).code == 0
    assert not (colima.home / ".local").exists()
    assert not (colima.home / ".config").exists()


# -- JSON ------------------------------------------------------------------------------------------------------------


def test_what_lock_says_as_json(colima: Machine) -> None:
    done = colima.run("lock", "~/projects", "--yes", "--json")
    assert (done.code, done.err) == (0, "")
    document = done.json
    (change,) = colima.run("history", "--json").json["changes"]
    assert {key: document[key] for key in ("schema", "ok", "change", "applied", "refused", "restart")} == {
        "schema": "colima-guard/1",
        "ok": True,
        "change": change["id"],
        "applied": True,
        "refused": [],
        "restart": [],
    }
    home = str(colima.home)
    assert [one["path"] for one in document["files"]] == [
        f"{home}/.config/colima-guard/policy.yaml",
        f"{home}/{FILE}",
        f"{home}/.colima/_templates/default.yaml",
    ]
    assert document["files"][1]["diff"].splitlines()[3:] == [
        " runtime: docker",
        " vmType: vz",
        " mountType: virtiofs",
        "-mounts: []",
        "+mounts:",
        "+  - location: ~/projects",
        "+    writable: true",
        " # the end",
        " env: {}",
    ]


def test_what_status_says_as_json(colima: Machine) -> None:
    """The keys that the design promises, all of them."""
    colima.run("lock", "~/projects", "--yes", "--instance", "colima/(new)")
    document = colima.run("status", "--json").json
    assert {key: document[key] for key in ("schema", "ok", "home")} == {
        "schema": "colima-guard/1",
        "ok": False,
        "home": str(colima.home),
    }
    assert document["policy"]["path"] == f"{colima.home}/.config/colima-guard/policy.yaml"
    assert [(one["path"], one["access"]) for one in document["policy"]["allow"]] == [(f"{colima.home}/projects", "rw")]
    (default, _) = document["instances"]
    promised = {
        "name": "colima/default",
        "backend": "colima",
        "home": f"{colima.home}/.colima",
        "birthplace": False,
        "running": False,
        "active": False,
        "release": None,
        "files": [f"{colima.home}/{FILE}"],
        "verdict": "OPEN",
        "next_start_verdict": "OPEN",
        "basis": "documented",
        "will_start": True,
        "restart_needed": False,
        "running_shares": None,
        "within_reach": [f"{colima.home}/.ssh"],
    }
    assert {key: default[key] for key in promised} == promised
    shares = default["shares"]
    assert {"location", "mount_point", "access", "transport", "confined", "allowed", "file", "line"} <= set(shares[0])
    assert (shares[0]["location"], shares[0]["access"], shares[0]["line"]) == (str(colima.home), "rw", 10)
    keys = {"id", "severity", "message", "remedy", "file", "line", "column", "accepted"}
    assert {frozenset(finding) for finding in default["findings"]} == {frozenset(keys)}


#: command lines that end in an error, and with which code
ERRORS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (2, ("check",)),
    (2, ("lock",)),
    (2, ("lock", "--no-such-option")),
    (2, ("stauts",)),
    (2, ("status", "--backend", "docker")),
    (2, ("status", "--release", "x")),
    (2, ("why",)),
    (2, ("revoke",)),
    (3, ("status", "--instance", "x")),
    (3, ("rollback", "--yes")),
    (4, ("lock", "~/nowhere", "--yes")),
    (4, ("rollback", "x", "--yes")),
)


@pytest.mark.parametrize(("code", "argv"), ERRORS, ids=lambda it: " ".join(it) if isinstance(it, tuple) else str(it))
def test_an_error_as_json(colima: Machine, code: int, argv: tuple[str, ...]) -> None:
    """On standard output, with the exit code as ever; the same as text on standard error."""
    plain = colima.run(*argv)
    done = colima.run(*argv, "--json")
    assert (plain.code, done.code) == (code, code)
    assert plain.out == ""
    assert set(done.json) == {"schema", "ok", "error"}
    assert (done.json["schema"], done.json["ok"]) == ("colima-guard/1", False)
    assert set(done.json["error"]) == {"what", "why", "do"}
    assert done.json["error"]["what"]
    what = done.json["error"]["what"]
    assert plain.err.startswith(f"colima-guard: {what.replace(str(colima.home), '~')}\n")
    assert len(plain.err.splitlines()) <= 3


def test_a_bug_of_ours(colima: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """No traceback, and nothing of what the user's files hold."""

    def broken(*_: object) -> None:
        raise RuntimeError("secret contents")

    monkeypatch.setattr("colima_guard.cli.look.survey", broken)
    done = colima.run("status", "--json")
    assert done.code == 70
    assert done.json["error"]["what"].startswith("a bug in colima-guard: RuntimeError at ")
    assert "secret contents" not in done.out + done.err
    assert "Traceback" not in done.err


# -- the command line itself -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", list(COMMANDS))
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_with_an_example(colima: Machine, command: str, option: str) -> None:
    done = colima.run(command, option)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Usage: colima-guard {command}")
    assert "Example" in done.out
    assert f"colima-guard {command}" in done.out.split("Example")[1]


def test_help_of_the_whole(colima: Machine) -> None:
    done = colima.run("--help")
    assert done.code == 0
    for name, (_, line) in COMMANDS.items():
        assert name in done.out
        assert line.split()[0] in done.out
    assert "colima-guard lock ~/projects" in done.out
    bare = colima.run()
    assert bare.code == 2
    assert "Usage:" in bare.err


def test_version(colima: Machine) -> None:
    from colima_guard import __version__

    for option in ("--version", "-V"):
        assert colima.run(option).out == f"colima-guard, version {__version__}\n"


@pytest.mark.parametrize(
    ("typed", "meant"), [("stauts", "status"), ("lcok", "lock"), ("rolback", "rollback"), ("x", None)]
)
def test_an_unknown_command(colima: Machine, typed: str, meant: str | None) -> None:
    done = colima.run(typed)
    assert done.code == 2
    assert f"No such command '{typed}'" in done.err
    assert (f"Did you mean {meant}?" in done.err) == (meant is not None)
    assert "  do:  colima-guard --help\n" in done.err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(colima: Machine, shell: str) -> None:
    done = colima.run("completion", shell)
    assert done.code == 0
    assert "_COLIMA_GUARD_COMPLETE" in done.out


def test_no_color(colima: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """By this machine's environment, not by that of whoever runs the program."""
    monkeypatch.setattr("click.utils.should_strip_ansi", lambda _=None, color=None: color is False)
    monkeypatch.setattr("click._compat.should_strip_ansi", lambda _=None, color=None: color is False)
    monkeypatch.setattr("colima_guard.report.output.terminal", lambda _: True)
    assert "\x1b[32m+  - location: ~/projects\x1b[0m\n" in colima.run("lock", "~/projects", "-n").out
    colima.environ["NO_COLOR"] = "1"
    for argv in (["lock", "~/projects", "-n"], ["status"], ["check"]):
        done = colima.run(*argv)
        assert "\x1b[" not in done.out + done.err


def test_an_encoding_that_cannot_say_it(colima: Machine) -> None:
    colima.mkdir("日本")
    buffer = io.BytesIO()
    terminal = io.TextIOWrapper(buffer, "latin-1")
    kept, sys.stdout = sys.stdout, terminal
    try:
        from colima_guard.cli.main import main

        assert main(["lock", "~/日本", "--yes"], colima.host()) == 0
    finally:
        sys.stdout = kept
    terminal.flush()
    assert rb"~/\u65e5\u672c" in buffer.getvalue()
    assert colima.sees() == [("~/日本", "rw")]


def test_without_a_home(colima: Machine) -> None:
    for value in (None, "", "relative"):
        if value is None:
            del colima.environ["HOME"]
        else:
            colima.environ["HOME"] = value
        done = colima.run("status")
        assert done.code == 4
        assert "the environment variable HOME is not set to an absolute path" in done.err


# -- Windows and root ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "argv",
    [
        *(["status"], ["status", "--json"], ["check"], ["lock", "~/projects", "--yes"], ["lock"], ["why", "~"]),
        *(["allow", "~/data"], ["revoke", "~/data"], ["lock", "~/nowhere"]),
    ],
    ids=" ".join,
)
def test_windows(colima: Machine, argv: list[str]) -> None:
    """Colima does not run there: nothing found, nothing written, nothing broken."""
    colima.platform, colima.os_version = "windows", ()
    before = colima.tree()
    done = colima.run(*argv)
    assert done.code == 3, done.err
    assert "Colima, " in done.err and "do not run on Windows" in done.err
    assert colima.tree() == before


def test_windows_otherwise(colima: Machine) -> None:
    colima.platform, colima.os_version = "windows", ()
    assert colima.run("history").code == 0
    assert colima.run("--help").code == 0
    done = colima.run("render", "colima", "--allow", "~/projects", stdin=b"")
    assert done.code == 0
    assert LOCKED in done.out


@pytest.mark.skipif(not permissions.ROOT, reason="only root can do that")
@pytest.mark.parametrize("argv", [["lock", "~/projects", "--yes"], ["rollback", "--yes"], ["allow", "~/data", "--yes"]])
def test_root_on_another_users_home(colima: Machine, argv: list[str]) -> None:
    """The files would be root's afterwards."""
    colima.run("lock", "~/projects", "--yes")
    os.chown(colima.home, 65534, 65534)
    before = colima.tree()
    done = colima.run(*argv)
    assert done.code == 4
    assert "running as root on the home of another user" in done.err
    assert colima.tree() == before
    assert colima.run("status").code == 0
