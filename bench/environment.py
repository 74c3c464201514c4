"""A Python environment as an installer makes it: what a checkout adds to every start of Python would count as ours."""

from __future__ import annotations

import compileall
import os
import re
import shutil
import sys
import sysconfig
import venv
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from bench.measure import Command, Failed

_ROOT = Path(__file__).parents[1]
#: where in an environment Python's own library lies, if it is one
_LIBRARY = "lib"
#: the script that an installer makes of the entry point
_SCRIPT = "import sys\nfrom {module} import main\nsys.exit(main())\n"


@dataclass(frozen=True)
class Environment:
    """An environment below a directory: its Python, and the script ``colima-guard`` in it."""

    directory: Path
    python: Path
    script: Path

    def bare(self, name: str, *arguments: str, home: Path) -> Command:
        """Python itself with such arguments."""
        return Command(name, (os.fspath(self.python), *arguments), self._environ(home, os.defpath), home)

    def ours(self, name: str, *, home: Path, path: Path) -> Command:
        """``colima-guard`` as a row names it, up to a comma; ``~/`` is ``home``. ``path`` is for ``PATH``."""
        line, _, _ = name.removeprefix("colima-guard ").partition(",")
        words = [os.fspath(home / word[2:]) if word.startswith("~/") else word for word in line.split()]
        argv = (os.fspath(self.python), os.fspath(self.script), *words)
        return Command(name, argv, self._environ(home, os.fspath(path)), home)

    def _environ(self, home: Path, path: str) -> dict[str, str]:
        library = os.fspath(self.directory / _LIBRARY)
        return {"HOME": os.fspath(home), "PATH": path, "LANG": "C.UTF-8", "LD_LIBRARY_PATH": library}


def install(directory: Path) -> Environment:
    """An environment with colima-guard and what it needs, compiled.

    The packages are copies of those that the running Python has, so that nothing is fetched. Raises ``Failed``.
    """
    venv.create(directory, with_pip=False, symlinks=sys.platform not in ("linux", "win32"))
    _copy_library(directory / _LIBRARY)
    paths = sysconfig.get_paths("venv", {"base": str(directory), "platbase": str(directory)})
    packages, project = Path(paths["purelib"]), _project()
    for needed in _needed(project["dependencies"]):
        _copy(needed, packages)
    shutil.copytree(_ROOT / "colima_guard", packages / "colima_guard", ignore=shutil.ignore_patterns("__pycache__"))
    if not compileall.compile_dir(packages, quiet=1):
        raise Failed(f"not everything in {packages} can be compiled")
    script = Path(paths["scripts"], "colima-guard")
    module, _, _ = str(project["scripts"]["colima-guard"]).partition(":")
    script.write_text(_SCRIPT.format(module=module))
    return Environment(directory, Path(paths["scripts"], "python"), script)


def _copy_library(directory: Path) -> None:
    """Python's own library, if it is one: a copy that no process of the bench has mapped can leave the file cache."""
    if sys.platform == "linux":
        mapped = Path("/proc/self/maps").read_text().splitlines()
        for found in {line.split(maxsplit=5)[5] for line in mapped if "/libpython" in line}:
            shutil.copy2(found, directory)


def _project() -> dict[str, Any]:
    import tomllib

    project: dict[str, Any] = tomllib.loads((_ROOT / "pyproject.toml").read_text())["project"]
    return project


def _needed(requirements: list[str]) -> list[Distribution]:
    """What is required, and what that requires in turn, as far as this machine has it: the rest is for others."""
    waiting, found = list(requirements), dict[str, Distribution]()
    while waiting:
        requirement = waiting.pop()
        name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
        if name in found or re.search(r";.*\bextra\b", requirement):
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            continue
        waiting += found[name].requires or []
    return list(found.values())


def _copy(installed: Distribution, packages: Path) -> None:
    if installed.files is None:
        raise Failed(f"{installed.name} was installed without a list of its files: make setup")
    for file in installed.files:
        if ".." not in file.parts:  # a script or a manual page
            (packages / file).parent.mkdir(parents=True, exist_ok=True)
            # with its time, by which Python knows what it has compiled
            shutil.copy2(str(file.locate()), packages / file)
