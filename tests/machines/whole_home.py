"""A locked home with every backend, and ``check`` on it: as the entry point does it, and computed."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from colima_guard.cache import answer as warm
from colima_guard.cache import stamp
from colima_guard.cli.main import main
from colima_guard.host.machine import Host
from tests.machines.docker_desktop import BASES
from tests.machines.ways_to_edit import opened

PROFILE = (
    "cpu: 2\ndisk: 60\nmemory: 2\narch: host\nruntime: docker\nvmType: qemu\nmountType: 9p\n"
    "mounts:\n  - location: ~/projects\n    writable: true\n"
)
MOUNTS = "mountType: 9p\nmounts:\n- location: ~/projects\n  writable: true\n"
LIMA = 'images:\n- location: "https://example.com/disk.img"\nvmType: qemu\n' + MOUNTS
POLICY = "version: 1\nallow:\n  - path: ~/projects\n    access: rw\n"
DOCKER = BASES["macos" if sys.platform == "darwin" else "linux"]
STORE, LEGACY = f"{DOCKER}/settings-store.json", f"{DOCKER}/settings.json"
POLICY_FILE = ".config/colima-guard/policy.yaml"

#: what a home as wanted holds, as far as it counts for an answer
WANTED = {
    ".colima/default/colima.yaml": PROFILE,
    ".colima/work/colima.yaml": PROFILE,
    ".colima/_templates/default.yaml": PROFILE,
    ".colima/_lima/colima/lima.yaml": MOUNTS,
    ".colima/_lima/colima/colima.yaml": PROFILE,
    ".lima/vm/lima.yaml": LIMA,
    ".lima/vm/lima-version": "2.2.0",
    ".lima/vm/disk": "",
    ".lima/_templates/_default/mounts.yaml": MOUNTS,
    STORE: json.dumps({"FilesharingDirectories": ["HOME/projects"]}),
    ".docker/config.json": "{}",
    POLICY_FILE: POLICY,
}

#: those whose bytes count; the other one shows that the instance was started once
READ = sorted({*WANTED} - {".lima/vm/disk"})

#: the same with Colima alone
COLIMA = {".colima/default/colima.yaml": PROFILE, ".colima/_templates/default.yaml": PROFILE, POLICY_FILE: POLICY}


#: those of the file ``procs`` that live, and one more
PS = """\
#!/bin/sh
echo "  2 kthreadd"
while read -r pid command; do
    kill -0 "$pid" 2> /dev/null && echo "$pid $command"
done < "$HOME/procs"
exit 0
"""


class Answer(NamedTuple):
    """What a command line did."""

    code: int
    out: str
    err: str


class _Host(Host):
    """The machine, with a clock that may be wrong, and something that happens while it is asked."""

    ahead = 0.0
    #: what it says instead, all the time
    at: float | None = None
    #: called with the number of questions so far, before and after each is noted
    happens: Callable[[int, str], None] | None = None

    def now(self) -> float:
        return super().now() + self.ahead if self.at is None else self.at

    def _remember(self, question: str, subject: str) -> None:
        number, new = len(self.questions), (question, subject) not in self.questions
        if new and self.happens:
            self.happens(number, "before")
        super()._remember(question, subject)
        if new and self.happens:
            self.happens(number, "after")


class Home:
    """The home, whose every check is by the real ``Host`` of this process."""

    def __init__(self, path: Path, wanted: dict[str, str] | None = None) -> None:
        self.path = path
        self.wanted = WANTED if wanted is None else wanted
        self.argv: tuple[str, ...] = ("check",)
        #: seconds by which the clock is ahead
        self.ahead = 0.0
        #: what the clock says instead, all the time
        self.at: float | None = None
        self.processes: list[subprocess.Popen[bytes]] = []
        #: what the last full check asked, in its order
        self.questions: list[tuple[str, str]] = []
        self.lay()

    def lay(self) -> None:
        """All as wanted, whatever was there; the stamp stays."""
        self.end()
        for name in (".colima", ".lima", ".config", ".docker", DOCKER, "other", "bin", "Cellar"):
            shutil.rmtree(self.path / name, ignore_errors=True)
        for directory in ("projects", "projectz", "bin"):
            (self.path / directory).mkdir(parents=True, exist_ok=True)
        for name, text in self.wanted.items():
            self.write(name, text)
        self.write("other/good/default/colima.yaml", PROFILE)
        self.write("other/open/default/colima.yaml", opened(PROFILE))
        self.write("procs", "")
        self.write("bin/ps", PS, 0o755)
        self.environ = {"HOME": str(self.path), "PATH": str(self.path / "bin")}
        self.ahead = 0.0

    def text(self, name: str) -> str:
        return self.wanted[name].replace("HOME", str(self.path))

    def write(self, name: str, text: str, mode: int = 0o644) -> Path:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace("HOME", str(self.path)) if name in self.wanted else text)
        file.chmod(mode)
        return file

    def install(self, release: str | None) -> None:
        """``colima`` of a release as Homebrew has it, or none."""
        link = self.path / "bin/colima"
        link.unlink(missing_ok=True)
        if release is not None:
            self.write(f"Cellar/colima/{release}/bin/colima", "", 0o755)
            link.symlink_to(f"../Cellar/colima/{release}/bin/colima")

    def process(self) -> int:
        """The number of a process that lives."""
        living = [one for one in self.processes if one.poll() is None]
        if not living:
            living = [subprocess.Popen(["sleep", "600"])]
            self.processes += living
        return living[0].pid

    def end(self) -> None:
        """No process of ours lives."""
        for one in self.processes:
            one.kill()
            one.wait()
        self.processes.clear()

    @contextlib.contextmanager
    def environment(self, argv: tuple[str, ...]) -> Iterator[tuple[io.StringIO, io.StringIO]]:
        kept, before = dict(os.environ), sys.argv
        os.environ.clear()
        os.environ.update(self.environ)
        sys.argv = ["colima-guard", *argv]
        out, err = io.StringIO(), io.StringIO()
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                yield out, err
        finally:
            sys.argv = before
            os.environ.clear()
            os.environ.update(kept)

    def remembered(self, *argv: str) -> bool:
        """Whether the quick answer is given."""
        asked = argv or self.argv
        with self.environment(asked):
            return warm.answer(list(asked))

    def check(self, *argv: str) -> Answer:
        """As the entry point does it: the quick answer, or else the full one, which is remembered."""
        asked = argv or self.argv
        return Answer(0, "", "") if self.remembered(*asked) else self.full(*asked)

    def full(self, *argv: str, happens: Callable[[int, str], None] | None = None) -> Answer:
        """The full check, as where nothing is remembered yet."""
        asked = argv or self.argv
        with self.environment(asked) as (out, err):
            host = _Host()
            host.ahead, host.at, host.happens = self.ahead, self.at, happens
            code = main(list(asked), host)
        self.questions = list(host.questions)
        return Answer(code, out.getvalue(), err.getvalue())

    def computed(self, *argv: str) -> Answer:
        """What the answer is, with nothing remembered before or after."""
        return self.full(*(argv or self.argv), "--no-cache")

    def meanwhile(self, number: int, when: str, change: Callable[[], object], *argv: str) -> Answer:
        """A full check with a change at a question: before it is looked at by the stamp, or after that.

        A number that no question has is the moment right before the stamp is put into its place.
        """
        left = [change]
        place = stamp._replace

        def happens(asked: int, moment: str) -> None:
            if left and (asked, moment) == (number, when):
                left.pop()()

        def replaced(path: str, data: bytes) -> None:
            if left:
                left.pop()()
            place(path, data)

        stamp._replace = replaced
        try:
            return self.full(*argv, happens=happens)
        finally:
            stamp._replace = place

    @property
    def stamp(self) -> Path:
        return self.path / ".cache/colima-guard/check.stamp"
