"""What is generated for a release: the manual page, the formula, the completion of shells."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from colima_guard import __version__
from colima_guard.cli.root import COMMANDS
from release import manual
from release.formula import formula
from tests.bootstrap.conftest import needs
from tests.conftest import Machine
from tests.docs.reference import command

REQUIREMENTS = """\
click==8.3.0 \\
    --hash=sha256:aa
# via nothing
PyYAML==6.0.3 ; python_version > '3' \\
    --hash=sha256:bb
"""


def test_manual_is_up_to_date() -> None:
    assert manual.PATH.read_text(encoding="utf-8") == manual.page(), "run: make docs"


def test_manual_has_every_command_and_option() -> None:
    text = manual.page().replace("\\-", "-")
    for name in COMMANDS:
        section = text.split(f"\n.Ss {name}")[1].split("\n.S")[0]
        spellings = [one for param in command(name).params for one in [*param.opts, *param.secondary_opts]]
        assert [one for one in spellings if one.startswith("-") and one not in section] == []


def test_manual_is_well_formed() -> None:
    done = subprocess.run(
        [needs("mandoc"), "-T", "lint", "-W", "warning", str(manual.PATH)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_formula(tmp_path: Path) -> None:
    sdist = tmp_path / "colima_guard-1.tar.gz"
    sdist.write_bytes(b"x")
    text = formula(sdist, REQUIREMENTS)
    assert f"/releases/download/v{__version__}/colima_guard-1.tar.gz" in text
    assert re.search(r'sha256 "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"', text)
    assert "    click==8.3.0 \\\n        --hash=sha256:aa\n" in text
    file = tmp_path / "colima-guard.rb"
    file.write_text(text)
    done = subprocess.run([needs("ruby"), "-wc", str(file)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "Syntax OK\n"), done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script_of_its_shell(machine: Machine, shell: str, tmp_path: Path) -> None:
    text = machine.run("completion", shell).out
    assert "_COLIMA_GUARD_COMPLETE" in text
    file = tmp_path / "script"
    file.write_text(text)
    done = subprocess.run([needs(shell), "-n", str(file)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_scripts_of_the_release_are_clean() -> None:
    scripts = [str(manual.PATH.parents[1] / "release" / name) for name in ("install-check", "zipapp")]
    done = subprocess.run([needs("shellcheck"), *scripts], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
