"""The Homebrew formula, on standard output: ``make formula``."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tomllib
from pathlib import Path

import jinja2

from colima_guard import __version__

ROOT = Path(__file__).parents[1]
PYTHON = "python@3.13"


def ruby(text: str) -> str:
    """A string of Ruby, without interpolation."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("#", "\\#") + '"'


def formula(sdist: Path, requirements: str) -> str:
    """The formula for a source distribution and its pinned requirements (pip's format, with hashes)."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    environment = jinja2.Environment(
        variable_start_string="@{",
        variable_end_string="}@",
        block_start_string="@%",
        block_end_string="%@",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["ruby"] = ruby
    template = environment.from_string(Path(__file__).with_name("formula.rb.j2").read_text(encoding="utf-8"))
    return template.render(
        version=__version__,
        description=project["description"],
        homepage=project["urls"]["Homepage"],
        url=f"{project['urls']['Homepage']}/releases/download/v{__version__}/{sdist.name}",
        sha256=hashlib.sha256(sdist.read_bytes()).hexdigest(),
        license=project["license"],
        python=PYTHON,
        requirements=[line for line in requirements.splitlines() if line and not line.lstrip().startswith("#")],
    )


def pinned() -> str:
    """Every dependency in one release with its hashes, for every platform, as uv resolves them now."""
    command = ["uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-annotate", "--no-header"]
    command += ["--python-version", PYTHON.partition("@")[2], "pyproject.toml"]
    command[0] = str(Path(sys.executable).with_name("uv"))
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    sys.stdout.write(formula(Path(sys.argv[1]), pinned()))
