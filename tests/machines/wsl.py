"""A pretended WSL: a `reg.exe` and a `wsl.exe` that print as the real ones do, and distributions as directories."""

from __future__ import annotations

import os
import shlex
import time
from pathlib import Path

from tests.conftest import Machine

#: what the registry says of WSL itself
_HEAD = "HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Lxss"
_REG = 'PATH=/usr/bin:/bin\necho "$*" >> "$HOME/said"\ncat "$HOME/registry"\n'
#: root in a distribution, with its directory for its root
_WSL = """\
echo "$*" >> "$HOME/said"
PATH={tools}:/usr/bin:/bin
case "$1" in
    -l) cat "$HOME/running"; exit ;;
    --version) cat "$HOME/version"; exit ;;
    --shutdown) : > "$HOME/running"; exit ;;
esac
[ "$1 $3 $4 $5 $6 $7" = "-d -u root --exec sh -c" ] || exit 64
root={distributions}/$2
[ -d "$root" ] || exit 1
script=$8
shift 9
for one; do
    shift
    case "$one" in /*) one=$root$one ;; esac
    set -- "$@" "$one"
done
case "$script" in
    date*) cat "$root/times"; for f; do stat -c %Y "$f" 2> /dev/null || echo 0; done; exit ;;
esac
exec sh -c "$script" colima-guard "$@"
"""


class Wsl:
    """WSL on a pretended Windows."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        machine.platform, machine.os_version, machine.arch = "windows", (), "x86_64"
        base = machine.home.parent
        self.distributions = base / "distributions"
        tools = base / "tools"
        for directory in (self.distributions, tools, base / "programs"):
            directory.mkdir()
        # not in the home, which VMs may write where it is allowed
        _program(base / "programs/reg.exe", _REG)
        places = {"tools": shlex.quote(str(tools)), "distributions": shlex.quote(str(self.distributions))}
        script = _WSL
        for name, value in places.items():
            script = script.replace(f"{{{name}}}", value)
        _program(base / "programs/wsl.exe", script)
        _program(tools / "mount", "exit 0\n")
        _program(tools / "umount", 'find "$1" -depth -mindepth 1 -type d -exec rmdir {} +\n')
        machine.environ["PATH"] += f":{base / 'programs'}"
        machine.environ |= {"ProgramFiles": str(base / "Program Files"), "SystemRoot": str(base / "Windows")}
        (base / "Program Files/WSL").mkdir(parents=True)
        self.names: dict[str, int] = {}
        machine.write("running", "")
        self.release("2.6.1.0")
        self._tell()

    def has(self, name: str, conf: str | None = None, fstab: str | None = None, *, flags: int = 0xF) -> Path:
        """A distribution that runs, since just now; its ``/etc``."""
        etc = self.distributions / name / "etc"
        etc.mkdir(parents=True)
        for file, text in (("wsl.conf", conf), ("fstab", fstab)):
            if text is not None:
                (etc / file).write_bytes(text.encode())
        self.started(name, -10)
        self.names[name] = flags
        self._tell()
        self.runs(*self.names)
        return etc

    def started(self, name: str, ago: float) -> None:
        """It was started so many seconds ago, and so was the VM."""
        ticks = " ".join(["0"] * 18)
        text = f"{int(time.time() - ago)}\n0.00 0.00\n1 (init) S {ticks} 0\n"
        (self.distributions / name / "times").write_text(text)

    def runs(self, *names: str) -> None:
        """Which distributions run, as ``wsl -l`` prints it: in UTF-16."""
        text = "".join(f"{name}\r\n" for name in names) or "There are no running distributions.\r\n"
        (self.machine.home / "running").write_bytes(text.encode("utf-16-le"))

    def release(self, number: str) -> None:
        """Which WSL is installed, as it says in UTF-16; nothing for the one that comes with Windows."""
        text = f"WSL version: {number}\r\nKernel version: 6.6.87.2-1\r\n" if number else ""
        (self.machine.home / "version").write_bytes(text.encode("utf-16-le"))

    def text(self, name: str, file: str = "wsl.conf") -> str:
        return (self.distributions / name / "etc" / file).read_bytes().decode()

    def said(self) -> list[str]:
        """What both programs were told so far."""
        path = self.machine.home / "said"
        return path.read_text().splitlines() if path.exists() else []

    def _tell(self) -> None:
        keys = [f"{_HEAD}\r\n    DefaultVersion    REG_DWORD    0x2\r\n"]
        for number, (name, flags) in enumerate(self.names.items()):
            keys.append(
                f"{_HEAD}\\{{0a0a0a0a-0000-0000-0000-{number:012}}}\r\n    State    REG_DWORD    0x1\r\n"
                f"    DistributionName    REG_SZ    {name}\r\n    Version    REG_DWORD    0x2\r\n"
                f"    BasePath    REG_SZ    C:\\Users\\me\\AppData\\Local\\wsl\\{number}\r\n"
                f"    Flags    REG_DWORD    {flags:#x}\r\n    DefaultUid    REG_DWORD    0x3e8\r\n"
            )
        self.machine.write("registry", "\r\n" + "\r\n".join(keys))


def _program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}")
    os.chmod(path, 0o755)
