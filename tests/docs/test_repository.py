"""The repository as a stranger gets it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.docs.generate import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
#: what a requirement is imported as, where that is another name
_IMPORTED_AS = {"PyYAML": "yaml", "ruamel.yaml": "ruamel"}
#: modules of Python itself that some releases have and others have not
_OF_SOME_PYTHONS = {"_sha2", "_sha256"}


def tracked() -> list[str]:
    """Every file of the repository; skips where this is no checkout."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    # the checkout may belong to another user than the one who tests
    command = ["git", "-c", "safe.directory=*", "-C", str(ROOT), "ls-files", "-z"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\0")[:-1]


def test_runtime_dependencies_are_declared() -> None:
    """Whatever the package imports comes with Python or is a declared dependency, and none is declared in vain."""
    imported = {name for path in ROOT.glob("colima_guard/**/*.py") for name in _imports(path)}
    foreign = imported - set(sys.stdlib_module_names) - {"colima_guard"} - _OF_SOME_PYTHONS
    named = (re.split(r"[<>=!~\[; ]", requirement)[0] for requirement in PROJECT["dependencies"])
    assert foreign == {_IMPORTED_AS.get(name, name) for name in named}


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def test_one_address_everywhere() -> None:
    """The address in the project's data is the one that the pages and the program name."""
    address = PROJECT["urls"]["Homepage"]
    assert all(url.startswith(address) for url in PROJECT["urls"].values())
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"git+{address}" in readme
    assert f"{address}/issues" in (ROOT / "colima_guard/model/bug.py").read_text(encoding="utf-8")


def test_no_file_names_a_private_machine() -> None:
    """Absolute paths of somebody's machine are of no use to anybody else."""
    private = re.compile(rb"(?<![\w.~})])/(wor[k]|root)/|/tmp/v[e]\b")
    wrong = [name for name in tracked() if (ROOT / name).is_file() and private.search((ROOT / name).read_bytes())]
    assert wrong == []


def test_license_is_the_whole_text() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text and "TERMS AND CONDITIONS" in text and "APPENDIX" in text
    assert PROJECT["license"] == "Apache-2.0"


@pytest.mark.parametrize("name", [".ci/run"])
def test_scripts_can_be_run(name: str) -> None:
    assert (ROOT / name).stat().st_mode & 0o111
