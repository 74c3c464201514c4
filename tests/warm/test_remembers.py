"""Nothing is looked at behind ``Host``'s back: what the system was asked is what ``Host`` remembers having asked."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import shared

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")

_DRIVER = """
import json, sys
from colima_guard.cli.main import main
from colima_guard.host import Host
host = Host()
main(sys.argv[2:], host)
with open(sys.argv[1], "w") as file:
    json.dump([list(asked) for asked in host.asked], file)
"""
_CALLS = "open,openat,stat,lstat,newfstatat,statx,access,faccessat,faccessat2,readlink,readlinkat"
_PATH = re.compile(r'^\S+ (?:\[pid +\d+\] )?(\w+)\((?:AT_FDCWD, |\d+(?:<[^>]*>)?, )?"((?:[^"\\]|\\.)*)"')


def looked_at(home: Path, *argv: str) -> tuple[set[str], list[tuple[str, str]]]:
    """The paths below the home that the system was asked about, and what ``Host`` remembers."""
    trace, asked = home.parent / "trace", home.parent / "asked"
    environ = {"HOME": str(home), "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
    environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    command = ["strace", "-f", "-tt", "-s", "4096", "-e", f"trace={_CALLS}", "-o", str(trace)]
    program = [sys.executable, "-c", _DRIVER, str(asked), *argv]
    done = subprocess.run([*command, *program], env=environ, capture_output=True, check=False)
    if done.returncode == 1 and b"ptrace" in done.stderr.lower():
        pytest.skip("strace may not trace here")
    assert done.returncode == 0, done.stderr.decode()
    found = set()
    for line in trace.read_text(errors="surrogateescape").splitlines():
        match = _PATH.match(line.split(maxsplit=1)[1] if line[:1].isdigit() else line)
        if match and match.group(2).startswith(f"{home}/"):
            found.add(match.group(2).rstrip("/"))
    return found, [(question, subject) for question, subject in json.loads(asked.read_text())]


def unremembered(home: Path, *argv: str) -> set[str]:
    """What was looked at and is neither a question nor a step on the way to one, links followed."""
    found, asked = looked_at(home, *argv)
    steps: set[str] = set()
    for question, subject in asked:
        paths = [subject]
        if question == "which":
            paths = [os.path.join(directory, subject) for directory in os.environ["PATH"].split(os.pathsep)]
        for path in (each for given in paths for each in (given, os.path.realpath(given))):
            while path.startswith(f"{home}/"):
                steps.add(path)
                path = os.path.dirname(path)
    assert found, "the trace shows nothing below the home"
    return {path for path in found if path not in steps}


PROFILE = "runtime: docker\nvmType: qemu\nmountType: 9p\nmounts:\n  - location: ~/projects\n    writable: true\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "me"
    files = {
        ".colima/default/colima.yaml": PROFILE,
        "dotfiles/work.yaml": PROFILE,
        ".colima/_templates/default.yaml": PROFILE,
        ".colima/_lima/colima/lima.yaml": "mounts: []\n",
        ".colima/_lima/colima/colima.yaml": PROFILE,
        ".colima/_lima/_config/override.yaml": "mountType: 9p\n",
        ".lima/vm/lima.yaml": 'mounts:\n- location: "~/linked"\n',
        ".lima/vm/lima-version": "2.2.0",
        ".lima/_config/default.yaml": "# nothing\n",
        ".docker/config.json": '{"currentContext": "colima"}',
        ".ssh/id": "key",
        ".config/colima-guard/policy.yaml": "version: 1\nallow:\n  - path: ~/projects\n    access: rw\n",
    }
    for name, text in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text)
    (home / "projects").mkdir()
    (home / "linked").symlink_to("projects")
    (home / ".colima/work").mkdir()
    (home / ".colima/work/colima.yaml").symlink_to(home / "dotfiles/work.yaml")
    (home / ".lima/vm/ha.pid").write_text(f"{os.getpid()}\n")
    return home


@pytest.mark.parametrize("command", [("status",), ("check", "--no-cache"), ("why", "/etc")], ids=lambda one: one[0])
def test_every_question_is_remembered(home: Path, command: tuple[str, ...]) -> None:
    assert unremembered(home, *command) == set()


@pytest.mark.oracle
def test_over_recorded_homes(tmp_path: Path) -> None:
    """A few of the homes for which real programs said what they share."""
    lines = shared("oracle", "lima-random.jsonl").read_text().splitlines()
    for number, line in enumerate(lines[::12]):
        case = json.loads(line)
        home = tmp_path / str(number) / "me"
        texts = {f"{name}/lima.yaml": text for name, text in case["main"].items()}
        texts |= {f"_config/{name}.yaml": case[name] for name in ("default", "override") if case[name] is not None}
        for name, text in texts.items():
            (home / ".lima" / name).parent.mkdir(parents=True, exist_ok=True)
            (home / ".lima" / name).write_text(text.replace("/home/me", str(home)))
        assert unremembered(home, "status") == set()
