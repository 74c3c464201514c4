"""``check --notify``: what is new is said once, on the desktop, and the exit code says it every time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Machine
from tests.machines.colima import profile

FILE = ".colima/default/colima.yaml"
NOTE = ".local/state/colima-guard/drift.json"
#: notes its arguments, one a line, and a mark behind each call
RECORDER = 'for argument in "$@"; do printf "%s\\n" "$argument"; done >> "$HOME/said"; echo "--" >> "$HOME/said"'


@pytest.fixture
def colima(machine: Machine) -> Machine:
    machine.environ["PATH"] += ":/usr/bin:/bin"
    machine.mkdir("projects", "data", ".ssh")
    machine.write(FILE, profile())
    assert machine.run("lock", "--yes", "~/projects").code == 0
    return machine


@pytest.fixture
def desktop(colima: Machine) -> Machine:
    colima.command("osascript", RECORDER)
    return colima


def said(machine: Machine) -> list[str]:
    file = machine.home / "said"
    return file.read_text().split("--\n")[:-1] if file.exists() else []


def calls(machine: Machine) -> int:
    return len([one for one in said(machine) if "colima-guard: a VM is not as wanted" in one])


def test_as_wanted_is_silent_and_leaves_nothing(desktop: Machine) -> None:
    before = desktop.tree()
    done = desktop.run("check", "--notify")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert desktop.tree() == before


def test_once_for_each_new_drift(desktop: Machine) -> None:
    good = desktop.read(FILE)
    desktop.write(FILE, profile())
    for _ in range(3):
        done = desktop.run("check", "--notify")
        assert (done.code, done.out, done.err) == (1, "", "")
        assert calls(desktop) == 1
    assert (desktop.home / NOTE).stat().st_mode & 0o777 == 0o600
    # another one beside it
    desktop.write(".colima/work/colima.yaml", profile("mounts: [{location: ~/data, writable: true}]"))
    assert desktop.run("check", "--notify").code == 1
    assert calls(desktop) == 2
    assert "colima/work is OPEN: ~/data [CG101]" in (desktop.home / "said").read_text().split("end run")[2]
    # mended, and back again: that is new
    (desktop.home / ".colima/work/colima.yaml").unlink()
    desktop.write(FILE, good)
    assert desktop.run("check", "--notify").code == 0
    assert not (desktop.home / NOTE).exists()
    desktop.write(FILE, profile())
    assert desktop.run("check", "--notify").code == 1
    assert calls(desktop) == 3


def test_a_name_is_an_argument_and_no_script(desktop: Machine) -> None:
    desktop.write(".colima/default/colima.yaml", profile("mounts: [{location: '~/a\" & quit \"', writable: true}]"))
    desktop.run("check", "--notify")
    text = (desktop.home / "said").read_text()
    script, _, arguments = text.partition("end run\n--\n")
    assert "quit" not in script
    assert 'a" & quit "' in arguments


def test_notify_send(desktop: Machine) -> None:
    desktop.linux()
    desktop.write(FILE, profile("mounts: [{location: '~/<b>', writable: true}]"))
    desktop.command("notify-send", RECORDER)
    assert desktop.run("check", "--notify").code == 1
    text = (desktop.home / "said").read_text()
    assert "~/&lt;b&gt; [CG101]" in text


@pytest.mark.parametrize("how", ["missing", "failing"])
def test_where_nobody_can_be_told_it_goes_to_standard_error(colima: Machine, how: str) -> None:
    if how == "failing":
        colima.command("osascript", "exit 1")
    colima.write(FILE, profile())
    first, second = colima.run("check", "--notify"), colima.run("check", "--notify")
    assert (first.code, first.out, second.code, second.err) == (1, "", 1, "")
    assert first.err.startswith("colima-guard: new: colima/default is OPEN: ~ [CG103]\n")


def test_what_cannot_be_judged_is_said_too(desktop: Machine) -> None:
    desktop.write(".config/colima-guard/policy.yaml", "version: 1\nalow: []\n")
    for _ in range(2):
        done = desktop.run("check", "--notify")
        assert done.code == 2
        assert "unknown key" in done.err
        assert len(said(desktop)) == 2  # one call: the mark stands before its arguments too


def test_a_note_that_cannot_be_read_or_written_means_saying_it_again(desktop: Machine) -> None:
    desktop.write(FILE, profile())
    desktop.write(NOTE, b"\xff{", 0o600)
    assert desktop.run("check", "--notify").code == 1
    assert calls(desktop) == 1
    assert json.loads((desktop.home / NOTE).read_text())
    (desktop.home / NOTE).unlink()
    Path(desktop.home, ".local/state/colima-guard").chmod(0o777)
    done = desktop.run("check", "--notify")
    assert (done.code, calls(desktop)) == (1, 2)
    assert "what was said cannot be noted" in done.err


def test_json_says_all_of_it(desktop: Machine) -> None:
    desktop.write(FILE, profile())
    assert [one["name"] for one in desktop.run("check", "--notify", "--json").json["instances"]] == ["colima/default"]
