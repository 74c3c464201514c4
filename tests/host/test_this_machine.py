"""The main job as a real process on whatever system runs this; nearly all other tests pretend one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.machines.docker_desktop import BASES, INSTANCE

PLATFORM = {"darwin": "macos", "win32": "windows"}.get(sys.platform, "linux")
SETTINGS = f"{BASES[PLATFORM]}/settings-store.json"
#: what a process of Windows needs, whose home it may be
KEPT = ("COMSPEC", "PATHEXT", "SYSTEMDRIVE", "SYSTEMROOT", "WINDIR")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with Docker Desktop, which shares all of it; on Windows by Hyper-V, where a list holds."""
    home = tmp_path.resolve() / "me"
    (home / "projects").mkdir(parents=True)
    settings = home / SETTINGS
    settings.parent.mkdir(parents=True)
    more: dict[str, Any] = {"WslEngineEnabled": False} if PLATFORM == "windows" else {}
    settings.write_text(json.dumps({"AutoStart": False, "FilesharingDirectories": [str(home)], **more}, indent=2))
    return home


def run(home: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    system = Path(os.environ.get("SYSTEMROOT", "/")) / ("System32" if PLATFORM == "windows" else "bin")
    env = {name: os.environ[name] for name in KEPT if name in os.environ} | {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "APPDATA": str(home / "AppData/Roaming"),
        "LOCALAPPDATA": str(home / "AppData/Local"),
        "PATH": str(system),
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "PYTHONUTF8": "1",
    }
    command = [sys.executable, "-m", "colima_guard", *argv]
    return subprocess.run(command, env=env, cwd=home, capture_output=True, encoding="utf-8", timeout=120, check=False)


def verdict(home: Path) -> str:
    done = run(home, "status", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = {one["name"]: one["verdict"] for one in json.loads(done.stdout)["instances"]}
    return str(found[INSTANCE])


def test_it_starts(home: Path) -> None:
    for option in ("--version", "--help"):
        done = run(home, option)
        assert (done.returncode, done.stderr) == (0, "")


def test_there_and_back(home: Path) -> None:
    """Open, locked, and every byte as it was."""
    file = home / SETTINGS
    before = file.read_bytes()
    assert verdict(home) == "OPEN"
    done = run(home, "lock", "~/projects", "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(file.read_bytes())["FilesharingDirectories"] == [str(home / "projects")]
    assert verdict(home) == "LOCKED"
    done = run(home, "check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    done = run(home, "rollback", "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    assert file.read_bytes() == before
