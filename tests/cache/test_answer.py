"""A good answer of ``check`` is remembered, and given again with the same code and output; others are not."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from colima_guard.cache import answer as warm
from tests.machines.ways_to_edit import edit, opened
from tests.machines.whole_home import STORE, Answer, Home

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nothing is remembered on Windows")

PROFILE = ".colima/default/colima.yaml"


def test_a_good_answer_is_remembered(home: Home) -> None:
    assert not home.remembered()
    assert home.check() == Answer(0, "", "")
    assert home.remembered()
    assert home.stamp.stat().st_mode & 0o777 == 0o600
    assert home.check() == home.computed() == Answer(0, "", "")


def test_drift_is_never_remembered(home: Home) -> None:
    edit(home.path / PROFILE, opened(home.text(PROFILE)))
    assert home.check().code == 1
    assert not home.stamp.exists() and not home.stamp.parent.exists()


def test_no_policy_is_never_remembered(home: Home) -> None:
    assert home.check().code == 0
    shutil.rmtree(home.path / ".config/colima-guard")
    assert home.check() == home.computed()
    assert not home.remembered()


@pytest.mark.parametrize(
    "argv",
    [
        ("check",),
        ("check", "--allow-soft"),
        ("check", "--backend", "lima"),
        ("check", "--instance", "default"),
        ("check", "--release", "colima=0.10.3", "--release", "lima=2.2.0"),
        ("check", "--project", "HOME/projects"),
        ("check", "--notify"),
    ],
    ids=" ".join,
)
def test_any_command_line_is_remembered(everything: Home, argv: tuple[str, ...]) -> None:
    """The quick answer has the code and the output of the full one, for good and for bad."""
    everything.write("projects/.colima-guard.yaml", "version: 1\nallow: [{path: ., access: rw}]\n")
    asked = [part.replace("HOME", str(everything.path)) for part in argv]
    assert everything.check(*asked) == everything.computed(*asked) == Answer(0, "", "")
    assert everything.remembered(*asked)
    assert everything.check(*asked) == everything.computed(*asked)
    assert not everything.remembered(*asked, "--json") and not everything.remembered("status")
    for name in (PROFILE, ".lima/vm/lima.yaml"):
        edit(everything.path / name, opened(everything.text(name)))
    assert not everything.remembered(*asked)
    assert everything.full(*asked).code == everything.computed(*asked).code == 1


def test_a_project_by_where_we_are_is_not_remembered(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write("projects/.colima-guard.yaml", "version: 1\nallow: [{path: ., access: rw}]\n")
    monkeypatch.chdir(home.path / "projects")
    assert home.check("check", "--project", ".").code == 0
    assert not home.remembered("check", "--project", ".")


@pytest.mark.parametrize("option", ["--json", "--no-cache"])
def test_an_answer_that_is_wanted_anew(home: Home, option: str) -> None:
    assert home.check("check", option).code == 0
    assert not home.remembered("check", option) and not home.stamp.exists()


def test_what_is_explained_is_the_answer_without_it(home: Home) -> None:
    def explained() -> Answer:
        return home.check("check", "--explain")

    assert explained() == Answer(0, "", "computed anew: there is no last good answer\n")
    assert explained() == Answer(0, "", "the last good answer holds\n")
    assert home.remembered()
    edit(home.path / PROFILE, home.text(PROFILE) + "\n")
    assert explained() == Answer(0, "", f"computed anew: ~/{PROFILE}\n")
    home.environ["COLIMA_HOME"] = str(home.path / ".colima")
    assert explained() == Answer(0, "", "computed anew: COLIMA_HOME\n")


@pytest.mark.parametrize("kind", ["a", "n"])
def test_a_name_that_comes_is_explained_by_its_directory_alone(home: Home, kind: str) -> None:
    """Behind it the stamp has the names that were looked for there, or how they begin: nothing for a person."""
    assert home.check().code == 0
    records = (record.split(warm.FIELD) for record in home.stamp.read_text().split(warm.RECORD))
    subjects = [record[1].rpartition("\n") for record in records if record[0] == kind]
    directory, _, names = next(subject for subject in subjects if Path(subject[0]).is_relative_to(home.path))
    places = (Path(directory, name if kind == "a" else f"{name}new") for name in names.split("/"))
    place = next(place for place in places if not place.exists())
    place.mkdir()
    try:
        said = home.check("check", "--explain").err
    finally:
        place.rmdir()
    assert said == f"computed anew: ~{directory.removeprefix(str(home.path))}\n"


def test_another_command_line_is_another_question(home: Home) -> None:
    assert home.check().code == 0
    assert not home.remembered("check", "--allow-soft")
    assert not home.remembered("status")
    with home.environment(()):
        assert not warm.answer([])


def test_the_variable_that_turns_it_off(home: Home) -> None:
    assert home.check().code == 0
    home.environ["COLIMA_GUARD_NO_CACHE"] = "1"
    assert not home.remembered()


def test_the_note_of_what_was_notified_is_an_input(home: Home) -> None:
    """Or drift that comes, goes and comes again would be said once."""
    argv = ("check", "--notify")
    for _ in range(2):
        for _ in range(2):  # the first may forget what was said, which changes an input
            assert home.check(*argv) == Answer(0, "", "")
        assert home.remembered(*argv)
        home.environ["COLIMA_HOME"] = str(home.path / "other/open")
        assert "colima-guard: new: colima/default is OPEN" in home.check(*argv).err
        assert home.check(*argv).err == ""
        del home.environ["COLIMA_HOME"]


def test_a_journal_that_can_no_longer_be_read_is_noticed(home: Home) -> None:
    for argv in (("check",), ("check", "--notify")):
        for _ in range(2):
            assert home.check(*argv).code == 0
        assert home.remembered(*argv)
        state = home.path / ".local/state/colima-guard"
        state.parent.mkdir(parents=True, exist_ok=True)
        state.write_text("")
        assert not home.remembered(*argv)
        assert home.check(*argv).code == 4
        state.unlink()


def test_what_has_no_home(home: Home) -> None:
    assert home.check().code == 0
    home.environ["HOME"] = "relative"
    assert not home.remembered()
    assert home.check().code != 0


def test_a_cache_directory_of_ones_own(home: Home) -> None:
    home.environ["XDG_CACHE_HOME"] = str(home.path / "elsewhere")
    assert home.check().code == 0 and home.remembered()
    assert (home.path / "elsewhere/colima-guard/check.stamp").exists() and not home.stamp.exists()
    home.environ["XDG_CACHE_HOME"] = "relative"  # counts as not set, by its specification
    assert home.check().code == 0 and home.remembered()
    assert home.stamp.exists()


def test_a_cache_directory_that_cannot_be_written(home: Home) -> None:
    home.write(".cache", "a file")
    assert home.check() == Answer(0, "", "")
    assert not home.remembered()


@pytest.mark.parametrize("text", ["99999999999", "0"])
def test_a_process_number_that_no_process_has(everything: Home, text: str) -> None:
    everything.write(".lima/vm/ha.pid", text)
    assert everything.check() == everything.computed()


@pytest.mark.parametrize("name", ["a\0b", "a\ud800b", "a\x1eb", "a\x1fb", "a\x1f\x1em\x1f/none", "a\nb"])
def test_a_name_that_no_file_or_no_record_has(everything: Home, name: str) -> None:
    """Below an allowed directory: as wanted, and remembered where the name can be written down."""
    listed = [f"{everything.path}/projects/{name}"]
    everything.write(STORE, json.dumps({"FilesharingDirectories": listed}))
    assert everything.check() == everything.computed() == Answer(0, "", "")
    assert everything.remembered() == (name == "a\nb")


def test_the_quick_answer_as_a_process(home: Home) -> None:
    """The same exit code and output, and no library; where it is computed neither pydantic, ruamel.yaml nor rich."""
    command = [sys.executable, "-X", "importtime", "-m", "colima_guard", "check"]
    assert home.check().code == 0
    environ = home.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    quick, full = (
        subprocess.run(command, env=environ | more, capture_output=True, text=True, check=False)
        for more in ({}, {"COLIMA_GUARD_NO_CACHE": "1"})
    )
    assert (quick.returncode, quick.stdout) == (full.returncode, full.stdout) == (0, "")
    imported, said = _parted(quick.stderr)
    computed, said_too = _parted(full.stderr)
    assert imported >= {"colima_guard.cache.answer"} and said == said_too == []
    libraries = {"click", "pydantic", "pydantic_core", "ruamel", "rich", "jinja2", "yaml", "json"}
    assert not {name.split(".")[0] for name in imported} & libraries
    assert {name.split(".")[0] for name in computed} & libraries <= {"click", "yaml", "json"}


def _parted(stderr: str) -> tuple[set[str], list[str]]:
    """What was imported, and what was said besides."""
    lines = stderr.splitlines()
    marked = [line for line in lines if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in marked}, [line for line in lines if line not in marked]


def test_what_changed_just_now_is_not_trusted(tmp_path: Path) -> None:
    home = Home(tmp_path / "me")
    assert home.check().code == 0
    assert not home.stamp.exists()


def _something_comes_and_goes(directory: Path) -> None:
    (directory / "new").touch()
    (directory / "new").unlink()


@pytest.mark.parametrize(("after", "trusted"), [(1.99, False), (2.01, True)])
@pytest.mark.parametrize("name", [PROFILE, ".colima/default", ".colima"])
def test_two_seconds_before(tmp_path: Path, name: str, after: float, trusted: bool) -> None:
    """A change of the same tick of a coarse clock, after it was looked at, cannot be told from the one before."""
    home = Home(tmp_path / "me")
    time.sleep(0.05)
    if name == PROFILE:
        edit(home.path / name, home.text(name))
        assert (home.path / name).stat().st_mtime < (home.path / name).stat().st_ctime - 0.04
    else:
        _something_comes_and_goes(home.path / name)
    home.at = (home.path / name).stat().st_ctime + after
    assert home.check().code == 0
    assert home.remembered() == trusted


@pytest.mark.parametrize("link", [os.symlink, os.link])
def test_a_file_that_is_planted_is_not_written_to(home: Home, link: Callable[[Path, Path], None]) -> None:
    victim = home.write("victim", "mine")
    home.stamp.parent.mkdir(parents=True)
    link(victim, home.stamp.with_name(f"check.stamp.{os.getpid()}"))
    assert home.check().code == 0
    assert victim.read_text() == "mine" and not home.stamp.exists()
