"""A pretended Windows: what exists on POSIX alone is imported by nothing that a command line needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from colima_guard.host.machine import Host
from tests.machines.command import environment

#: the modules of the standard library that Windows does not have
MISSING = ("fcntl", "pwd", "grp", "resource", "termios", "tty", "pty", "readline", "syslog")
#: and names in ``os``
GONE = ("geteuid", "getuid", "fchmod", "fchown", "O_NOFOLLOW", "O_DIRECTORY", "O_NONBLOCK", "listxattr")
_RUN = f"""\
import os, sys
sys.modules |= dict.fromkeys({MISSING!r})
import subprocess
for name in {GONE!r}:
    if hasattr(os, name):
        delattr(os, name)
from colima_guard.cli.main import main
from colima_guard.host.machine import Host
home = os.environ["HOME"]
data = home + "/AppData"
environ = {{"USERPROFILE": home, "APPDATA": data + "/Roaming", "LOCALAPPDATA": data + "/Local", "PATH": ""}}
sys.exit(main(sys.argv[1:], Host(environ, "windows", (), "AMD64", home)))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there it is the real thing")
@pytest.mark.parametrize(
    ("argv", "code", "said"),
    [
        (("--help",), 0, "Commands:"),
        (("status",), 0, "crc/(new)"),
        (("check",), 2, ""),
        (("why", ".ssh"), 0, ": yes, writable"),
        (("lock", "--dry-run", "projects"), 0, '"enable-shared-dirs": false'),
        (("policy", "show"), 0, ""),
    ],
)
def test_a_command_line(tmp_path: Path, argv: tuple[str, ...], code: int, said: str) -> None:
    home = tmp_path.resolve() / "me"
    for name in ("projects", ".ssh", ".crc"):
        (home / name).mkdir(parents=True)
    (home / ".crc/crc.json").write_text("{}")
    done = subprocess.run(
        [sys.executable, "-c", _RUN, *argv], env=environment(home), cwd=home, capture_output=True, text=True
    )
    assert done.returncode == code, done.stderr
    assert said in done.stdout and "Traceback" not in done.stderr


def test_a_variable_of_windows_is_one_in_any_case() -> None:
    """Python has all of them in capitals there."""
    host = Host({"PROGRAMFILES": "D:\\Programs", "Path": "x"}, "windows")
    assert host.env("ProgramFiles") == "D:\\Programs" and host.env("PATH") == "x"
    assert ("env", "PROGRAMFILES") in host.questions
    assert Host({"PROGRAMFILES": "D:\\"}, "linux").env("ProgramFiles") is None
