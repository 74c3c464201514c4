"""Real bind mounts, in a mount namespace of their own: needs root, and a kernel that lets it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.machines.colima import LOCKED, QEMU, profile

UNSHARE = shutil.which("unshare")


def _permitted() -> str | None:
    if sys.platform != "linux" or UNSHARE is None:
        return "there is no `unshare` here"
    tried = subprocess.run([UNSHARE, "-m", "mount", "--bind", "/usr", "/usr"], capture_output=True, check=False)
    return None if tried.returncode == 0 else "nothing can be mounted here: it takes root"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    if (why := _permitted()) is not None:
        pytest.skip(why)
    home = tmp_path / "me"
    for name in ("projects/keys", "projects/a", "projects/b c", ".ssh", "notes"):
        (home / name).mkdir(parents=True)
    (home / ".ssh/id_rsa").write_text("secret")
    for name in ("default/colima.yaml", "_templates/default.yaml"):
        file = home / ".colima" / name
        file.parent.mkdir(parents=True)
        file.write_text(profile(LOCKED, **QEMU))
    policy = home / ".config/colima-guard/policy.yaml"
    policy.parent.mkdir(parents=True)
    policy.write_text("version: 1\nallow:\n  - path: ~/projects\n")
    return home


def shell(home: Path, script: str) -> str:
    """What a script prints that is run in a mount namespace of its own; ``guard`` is the command line."""
    assert UNSHARE is not None
    guard = f'guard() {{ "{sys.executable}" -m colima_guard "$@"; }}; cd "$HOME"; '
    environ = {"HOME": str(home), "PATH": os.environ["PATH"], "PYTHONPATH": os.getcwd()}
    done = subprocess.run(
        [UNSHARE, "-m", "sh", "-ec", guard + script], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_bind_of_secrets(home: Path) -> None:
    script = "mount --bind .ssh projects/keys; guard why ~/.ssh/id_rsa; guard check && exit 1 || echo code $?"
    out = shell(home, script)
    assert out.count("where it is ~/projects/keys/id_rsa\n") == 2
    assert out.count("OPEN: ~/projects/keys shows ~/.ssh, which is not allowed") == 2
    assert out.endswith("code 1\n")


@pytest.mark.parametrize(
    ("mount", "fine"),
    [
        ("mount --bind ~ projects", False),
        ("mount --rbind / projects", False),
        ("mount --bind .ssh/id_rsa projects/file", False),
        ("mount -t overlay -o lowerdir=$HOME/.ssh:$HOME/notes overlay projects/a", False),
        ("mount -t proc proc projects/a", False),
        ("mount --bind notes 'projects/b c'", False),
        ("mount --bind projects/a 'projects/b c'", True),
        ("mount --bind projects projects", True),
        ("mount --bind ~ ~", True),
        ("mount -t tmpfs tmpfs projects/a", True),
        ("mount -t tmpfs tmpfs projects/a && mkdir projects/a/x && mount --bind projects/a/x projects/keys", True),
        ("mount --bind projects notes", True),
    ],
)
def test_what_a_mount_shows(home: Path, mount: str, fine: bool) -> None:
    (home / "projects/file").write_text("")
    out = shell(home, f"{mount} || {{ echo unsupported; exit 0; }}; cd ~; guard check && echo fine || echo code $?")
    if out.startswith("unsupported"):
        pytest.skip("this kernel does not mount that")
    assert out == "fine\n" if fine else "shows" in out and out.endswith("code 1\n")


def test_a_remembered_answer_notices_it(home: Path) -> None:
    script = (
        "sleep 2.1; guard check; guard check --explain 2>&1; mount --bind .ssh projects/keys; "
        "guard check && exit 1; umount projects/keys; guard check --explain 2>&1; mount -t tmpfs none /mnt; "
        "guard check --explain 2>&1"
    )
    out = shell(home, script)
    assert out.startswith("the last good answer holds\n")
    assert "shows ~/.ssh" in out
    # what is mounted elsewhere is no matter
    assert out.endswith("the last good answer holds\nthe last good answer holds\n")
