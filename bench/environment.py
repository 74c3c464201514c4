"""A Python environment as an installer makes it: what a checkout adds to every start of Python would count as ours."""

from __future__ import annotations

import sys
import sysconfig
import venv
from pathlib import Path

_ROOT = Path(__file__).parents[1]
#: the script that an installer makes of the entry point
_SCRIPT = "import sys\nfrom {module} import main\nsys.exit(main())\n"


def install(directory: Path) -> tuple[Path, Path]:
    """An environment with this checkout and what it needs in it: its Python, and the script ``colima-guard``.

    It borrows the packages of the running Python, without the import hook by which an editable installation finds a
    checkout: that one costs as much as bare Python.
    """
    venv.create(directory, with_pip=False, symlinks=sys.platform != "win32")
    paths = sysconfig.get_paths("venv", {"base": str(directory), "platbase": str(directory)})
    # a directory that such a file names is not searched for further such files
    packages = dict.fromkeys([*(sysconfig.get_path(name) for name in ("purelib", "platlib")), str(_ROOT)])
    Path(paths["purelib"], "borrowed.pth").write_text("".join(f"{path}\n" for path in packages))
    script = Path(paths["scripts"], "colima-guard")
    script.write_text(_SCRIPT.format(module=_entry_point()))
    return Path(paths["scripts"], "python"), script


def _entry_point() -> str:
    import tomllib

    scripts = tomllib.loads((_ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    module, _, _ = str(scripts["colima-guard"]).partition(":")
    return module
