"""What went wrong is said in lines of ours alone, whatever names it is about; and where nothing may be made."""

from __future__ import annotations

from pathlib import Path

import pytest

from colima_guard.errors import GuardError
from colima_guard.report.failure import say
from tests.conftest import Machine

HOSTILE = ["a\nb", "a\n  do:  rm -rf ~", "a\r\x1b[2Kb", "a\u2028b", "a\x85b", "a\x00b"[:1] + "\x07", "\u202ea"]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize(
    "argv",
    [
        ("lock", "--yes"),
        ("allow", "--yes"),
        ("revoke", "--yes"),
        ("lock", "--yes", "--dangerous"),
        ("why",),
        ("rollback",),
        ("check", "--instance"),
        ("check", "--project"),
        ("policy", "validate"),
        ("render",),
        (),
    ],
    ids=" ".join,
)
def test_a_name_makes_no_line_of_its_own(machine: Machine, name: str, argv: tuple[str, ...]) -> None:
    machine.write(".config/colima-guard/policy.yaml", "version: 1\nallow: []\n")
    done = machine.run(*argv, name)
    for line in done.err.splitlines():
        assert line.startswith(("colima-guard: ", "  why: ", "  do:  ")), done.err
    assert all(char.isprintable() or char == "\n" for char in done.err + done.out)
    assert done.err.count("\n") <= 3


@pytest.mark.parametrize("name", HOSTILE)
def test_every_part_of_an_error_is_one_line(machine: Machine, name: str) -> None:
    machine.capture.readouterr()
    say(machine.host(), GuardError(name, why=name, do=name, paste="first\nsecond"))
    err = machine.capture.readouterr().err
    assert err.count("\n") == 5 and err.endswith("first\nsecond\n")


@pytest.mark.parametrize(
    "argv",
    [
        ("lock", "--yes"),
        ("lock", "/", "--yes"),
        ("lock", "DIR", "--yes"),
        ("lock", "DIR", "--dry-run"),
        ("allow", "DIR", "--yes"),
        ("lock", "--policy", "-", "--yes"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("xdg", [False, True])
def test_a_home_that_does_not_exist_is_not_made(
    machine: Machine, tmp_path: Path, argv: tuple[str, ...], xdg: bool
) -> None:
    directory = tmp_path / "directory"
    directory.mkdir()
    gone = tmp_path / "gone/me"
    machine.environ |= {"HOME": str(gone), "USERPROFILE": str(gone)}
    machine.cwd = str(tmp_path)
    if xdg:
        (tmp_path / "conf/colima-guard").mkdir(parents=True)
        (tmp_path / "conf/colima-guard/policy.yaml").write_text("version: 1\nallow: []\n")
        machine.environ |= {"XDG_CONFIG_HOME": str(tmp_path / "conf"), "XDG_STATE_HOME": str(tmp_path / "state")}
    done = machine.run(*(str(directory) if one == "DIR" else one for one in argv), stdin=b"version: 1\nallow: []\n")
    assert done.code in (2, 4), done.out
    assert not gone.parent.exists() and not (tmp_path / "state").exists()
    if ("DIR" in argv or "-" in argv) and (xdg or argv[0] != "allow"):  # without a policy `allow` has nothing to add to
        assert f"the home directory {gone} does not exist" in done.err
    assert machine.run("check", "--notify").code in (1, 2)
    assert not gone.parent.exists() and not (tmp_path / "state").exists()


def test_where_the_policy_is_in_json(machine: Machine) -> None:
    document = machine.run("policy", "path", "--json").json
    path = str(machine.home / ".config/colima-guard/policy.yaml")
    assert (document["path"], document["exists"], document["ok"]) == (path, False, True)
    machine.write(".config/colima-guard/policy.yaml", "version: 1\nallow: []\n")
    assert machine.run("policy", "path", "--json").json["exists"] is True
    assert machine.run("policy", "path").out == f"{path}\n"
