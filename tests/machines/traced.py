"""What the system was asked while the command line ran on pretended machines, as ``strace`` saw it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pytest

from colima_guard.host.values import Platform

_DRIVER = """
import contextlib, io, json, os, pathlib, sys
from colima_guard.cli.main import main
from colima_guard.host.machine import Host
# the directories above the homes are looked at a hundred times in each case
lstat, above = os.lstat, {}
os.lstat = lambda path, **more: above.get(path) or lstat(path, **more)
said = []
for number, case in enumerate(json.load(open(sys.argv[1]))):
    host = Host(case["environ"], case["platform"], tuple(case["os_version"]), case["machine"], case["cwd"])
    above = {str(path): lstat(path) for path in pathlib.Path(case["home"]).parents}
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        os.access(f"/begin/{number}", os.F_OK)
        code = main(case["argv"], host)
        os.access(f"/end/{number}", os.F_OK)
    said.append((code, list(host.questions)))
json.dump(said, open(sys.argv[2], "w"))
"""
_CALL = re.compile(r"(\d+) +(\w+)\((.*)")
_PATH = re.compile(r'(?:(?:AT_FDCWD|\d+)(?:<((?:[^>\\]|\\.)*)>)?, )?"((?:[^"\\]|\\.)*)"')
_FD = re.compile(r"\d+<((?:[^>\\]|\\.)*)>")


@dataclass(frozen=True)
class Case:
    """A command line on a pretended machine."""

    home: Path
    argv: tuple[str, ...] = ("check", "--no-cache")
    platform: Platform = "linux"
    os_version: tuple[int, ...] = ()
    machine: str = "x86_64"
    cwd: str = "/"

    @property
    def environ(self) -> dict[str, str]:
        return {"HOME": str(self.home), "USERPROFILE": str(self.home), "PATH": f"{self.home}/bin", "USER": "me"}


@dataclass
class Traced:
    """What was looked at in one case, and what ``Host`` remembers of it."""

    case: Case
    code: int = -1
    asked: list[tuple[str, str]] = field(default_factory=list)
    #: each path that any call named
    looked_at: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)
    listed: set[str] = field(default_factory=set)
    signalled: set[str] = field(default_factory=set)

    def behind_its_back(self) -> dict[str, set[str]]:
        """What ``Host`` does not remember: files read, directories listed, anything looked at, processes."""
        asked = {*self.asked}
        own = {"/proc/stat", *(f"/proc/{pid}/stat" for kind, pid in asked if kind == "started")}
        listed = {path for path in self.listed if not self._asked("list", path)}
        if self.case.platform != "linux":  # the case of a name on the disk is a part of where it really is
            listed -= {"/", *(step for kind, path in asked if kind == "realpath" for step in _steps(path))}
        looked_at = self.looked_at - own - {"/", *_above(self._paths())}
        if looked_at:
            looked_at -= {step for path in self._paths() for step in _steps(path)}
        return {
            "opened": {path for path in self.opened - own if not self._asked("read", path)},
            "listed": listed,
            "looked at": looked_at,
            "signalled": {pid for pid in self.signalled if ("pid", pid) not in asked},
        }

    def _asked(self, question: str, path: str) -> bool:
        """By whichever name."""
        names = [name for kind, name in self.asked if kind == question]
        if question == "list":
            names += [subject.partition("\0")[0] for kind, subject in self.asked if kind in ("beginning", "among")]
        return path in names or os.path.realpath(path) in map(os.path.realpath, names)

    def _paths(self) -> Iterator[str]:
        """All that was asked about, on ``PATH`` and behind a socket too."""
        for question, subject in self.asked:
            match question:
                case "which":
                    yield from (os.path.join(part, subject) for part in self.case.environ["PATH"].split(os.pathsep))
                case "read" | "stat" | "list" | "kind" | "link" | "realpath":
                    yield os.path.join(self.case.cwd, subject)
                case "socket":
                    yield subject.partition("\0")[0]


def traced(directory: Path, cases: Sequence[Case]) -> list[Traced]:
    """All cases, one after the other in one process. Skips the test where strace may not trace."""
    given, said, trace = (directory / name for name in ("cases", "said", "trace"))
    given.write_text(json.dumps([asdict(case) | {"home": str(case.home), "environ": case.environ} for case in cases]))
    (directory / "temporary").mkdir(exist_ok=True)
    environ = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": str(directory / "temporary")}
    environ["HOME"] = environ["TMPDIR"]
    environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    # with the filter in the kernel, which needs -f, other calls cost nothing
    strace = [
        "strace",
        "-f",
        "--seccomp-bpf",
        "-y",
        "-s",
        "8192",
        "-e",
        "trace=%file,getdents64,kill,connect",
        "-o",
        str(trace),
    ]
    done = subprocess.run(
        [*strace, sys.executable, "-c", _DRIVER, str(given), str(said)], env=environ, capture_output=True, check=False
    )
    if b"ptrace" in done.stderr.lower() or b"unrecognized" in done.stderr.lower():
        pytest.skip("strace may not trace here")
    assert done.returncode == 0, done.stderr.decode()
    answers = json.loads(said.read_text())
    found = [
        Traced(case, code, [(kind, about) for kind, about in asked])
        for case, (code, asked) in zip(cases, answers, strict=True)
    ]
    _fill(found, trace.read_text(), _foreign(directory))
    return found


def _foreign(directory: Path) -> tuple[str, ...]:
    """Where Python and its libraries lie, the output of commands, and how a time is shown."""
    python = [os.path.realpath(path) for path in (*sys.path, sys.prefix, sys.base_prefix) if path]
    system = [
        "/usr/lib",
        "/usr/lib64",
        "/lib",
        "/lib64",
        "/etc/ld.so.cache",
        "/proc/self",
        "/dev/null",
        "/etc/localtime",
    ]
    return tuple(f"{path}/" for path in [*python, *sys.path, *system, str(directory / "temporary")])


def _fill(found: Sequence[Traced], trace: str, foreign: tuple[str, ...]) -> None:
    """Parts the trace by the marks of the driver."""
    here: Traced | None = None
    above = {f"{parent}" for path in (sys.prefix, sys.base_prefix) for parent in Path(os.path.realpath(path)).parents}
    first = trace.partition(" ")[0]  # what a program that was run looked at is its own
    for line in trace.splitlines():
        call = _CALL.match(line)
        if call is None or call[1] != first:
            continue
        name, rest = call[2], call[3]
        path = _named(rest)
        if path is not None and path.startswith(("/begin/", "/end/")):
            here = found[int(path.rpartition("/")[2])] if path.startswith("/begin/") else None
        elif here is None:
            continue
        elif name == "kill":
            here.signalled.add(rest.partition(",")[0])
        elif name == "getdents64" and (fd := _FD.match(rest)):
            if not f"{_text(fd[1])}/".startswith(foreign):
                here.listed.add(_text(fd[1]))
        elif path is not None and not f"{path}/".startswith(foreign) and path not in above:
            here.looked_at.add(path)
            if name in ("open", "openat") and "O_DIRECTORY" not in rest and " = -1 " not in rest:
                here.opened.add(path)


def _named(rest: str) -> str | None:
    """The path that a call names first, absolute; ``None`` where it names none."""
    found = _PATH.match(rest)
    if found is None or not found[2]:
        return None
    path = _text(found[2])
    return path if os.path.isabs(path) else os.path.join(_text(found[1] or "/"), path)


def _text(escaped: str) -> str:
    return os.fsdecode(escaped.encode("ascii").decode("unicode_escape").encode("latin-1"))


def _above(paths: Iterable[str]) -> set[str]:
    """The paths, and the directories above them."""
    found: set[str] = set()
    for path in paths:
        while path not in found and path not in ("", os.sep):
            found.add(path)
            path = os.path.dirname(path)
    return found


def _steps(path: str) -> Iterator[str]:
    """A path and all above it, links followed; as given too, where it says ``..``."""
    for step in _above([path, os.path.normpath(path), os.path.realpath(path)]):
        yield step
        if os.path.islink(step):
            yield from _steps(os.path.join(os.path.dirname(step), os.readlink(step)))
