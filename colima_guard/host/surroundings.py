"""Who we are and where: environment, home, platform, time. Nothing else in the package asks the system for these."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from colima_guard.errors import GuardError
from colima_guard.host.values import Platform

if TYPE_CHECKING:
    from datetime import date

#: questions by which a path is looked at or into
_LOOKS = frozenset(("read", "list", "beginning", "among", "kind", "stat"))


def this_platform() -> Platform:
    """The system that we run on."""
    if sys.platform == "darwin":
        return "macos"
    return "windows" if sys.platform == "win32" else "linux"


def _processor_and_name() -> tuple[str, str]:
    """What the system says of its processor, and its name in a network."""
    if hasattr(os, "uname"):
        said = os.uname()
        return said.machine, said.nodename
    import platform  # which compiles expressions for a dozen Pythons

    return platform.machine(), platform.node()


class Surroundings:
    """What a machine is apart from its files and programs. It remembers each question that it is asked.

    Every argument has the real machine as its default.
    """

    def __init__(
        self,
        environ: Mapping[str, str] | None = None,
        platform: Platform | None = None,
        os_version: tuple[int, ...] | None = None,
        machine: str | None = None,
        cwd: str | None = None,
    ) -> None:
        #: whether this is another machine than the one that we run on
        self.pretended = any(given is not None for given in (environ, platform, os_version, machine, cwd))
        self._environ = dict(os.environ if environ is None else environ)
        self.platform: Platform = platform or this_platform()
        if self.platform == "windows":
            # where a name is one in any case, and Python has them all in capitals
            self._environ = {name.upper(): value for name, value in self._environ.items()}
        self._os_version = os_version
        self._machine = machine
        self._cwd = cwd
        #: every question asked so far: (kind of question, its subject)
        self.questions: dict[tuple[str, str], None] = {}
        #: told of each question that was not asked before, before it is answered
        self.witness: Callable[[str, str], None] | None = None
        self._looked_into: set[str] | None = None

    @contextmanager
    def recording(self) -> Iterator[set[str]]:
        """Within it every path is noted that is looked at or into, whether it is there or not."""
        before, self._looked_into = self._looked_into, set()
        try:
            yield self._looked_into
        finally:
            if before is not None:
                before |= self._looked_into
            self._looked_into = before

    def _remember(self, question: str, subject: str) -> None:
        if self._looked_into is not None and question in _LOOKS:
            self._looked_into.add(subject.partition("\0")[0])
        if (question, subject) not in self.questions:
            self.questions[question, subject] = None
            if self.witness is not None:
                self.witness(question, subject)

    @property
    def home(self) -> str:
        """The home directory as the VM programs see it: ``$HOME``, never the password database."""
        name = "USERPROFILE" if self.platform == "windows" else "HOME"
        value = self.env(name)
        if not value or not os.path.isabs(value):
            raise GuardError(
                f"the environment variable {name} is not set to an absolute path",
                why="Colima and Lima take the home directory from it, so we cannot know what they would share",
                do=f"set {name} and run again",
            )
        return value.rstrip("/") or "/"

    def env(self, name: str) -> str | None:
        """The value of an environment variable, ``None`` when it is not set."""
        if self.platform == "windows":
            name = name.upper()
        self._remember("env", name)
        return self._environ.get(name)

    @property
    def environ(self) -> Mapping[str, str]:
        """The whole environment, for a command that is started in it."""
        return self._environ

    @property
    def cwd(self) -> str:
        """The working directory. Raises ``GuardError`` where it is gone."""
        self._remember("cwd", "")
        try:
            return self._cwd or os.getcwd()
        except OSError as error:
            raise GuardError(
                f"the working directory cannot be told: {error.strerror}",
                why="a relative path is one below it",
                do="cd to a directory that exists",
            ) from error

    @property
    def os_version(self) -> tuple[int, ...]:
        """The macOS product version, such as ``(14, 5)``; empty elsewhere or when it cannot be told."""
        if self._os_version is None:
            text = ""
            if self.platform == "macos":
                import platform

                text = platform.mac_ver()[0]
            self._os_version = tuple(int(part) for part in text.split(".") if part.isdigit())
        return self._os_version

    @property
    def machine(self) -> str:
        """The processor in Lima's words: ``aarch64`` or ``x86_64``, else what the system says."""
        if self._machine is None:
            self._machine, _ = _processor_and_name()
        return {"arm64": "aarch64", "AMD64": "x86_64", "amd64": "x86_64"}.get(self._machine, self._machine)

    @property
    def uid(self) -> int | None:
        """Our effective user id, ``None`` where the system has none (Windows)."""
        return os.geteuid() if hasattr(os, "geteuid") else None

    @property
    def user(self) -> str:
        """The user's name, as Lima takes it for the guest's user; the number of one whom the system has no name for."""
        self._remember("user", "")
        if given := self._environ.get("USER") or self._environ.get("LOGNAME"):
            return given
        import getpass

        try:
            return getpass.getuser()
        except (KeyError, OSError):  # a number that a container was given; which of the two, by Python
            return str(self.uid)

    @property
    def name(self) -> str:
        """What the machine calls itself in a network."""
        self._remember("name", "")
        return _processor_and_name()[1]

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def today(self) -> date:
        """The day by UTC."""
        self._remember("today", "")
        from datetime import UTC, datetime

        return datetime.fromtimestamp(self.now(), UTC).date()
