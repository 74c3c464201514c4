"""What is measured: our commands, what they are compared with, and the programs whose files we read."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench import checks, cold, homes
from bench.environment import install
from bench.measure import Command

_CHECK, _STATUS = "colima-guard check --no-cache", "colima-guard status"
_REPORT = "colima-guard report --force"
_ANSWERED = "colima-guard check, nothing has changed"
_LOCKED = "colima-guard lock -n ~/projects, nothing to change"
_OPENED = "colima-guard lock -n ~/projects, every file to change"
_PROFILES, _INSTANCES = "colima list", "limactl list --format json"
_PEERS = {"colima": (_PROFILES, _INSTANCES), "lima": (_INSTANCES,)}
#: rows that are compared with another one
COMPARED = (
    *((ours, _CHECK) for ours in (_LOCKED, _OPENED)),
    *((ours, peer) for peer in (_PROFILES, _INSTANCES) for ours in (_CHECK, _STATUS)),
)


@dataclass(frozen=True)
class Homes:
    """Two homes of one backend, with as many instances: one that was locked, one that is as it was before that."""

    backend: str
    instances: int
    locked: Path
    opened: Path
    #: for ``PATH``
    programs: Path


class Bench:
    """Homes of backends and sizes below one directory, and the commands to run in them. Raises ``Failed``."""

    def __init__(self, directory: Path, backends: Sequence[str], sizes: Sequence[int]) -> None:
        self._directory = directory
        self.environment = install(directory / "venv")
        self._nothing = homes.programs(directory / "nothing", {})
        self._empty = directory / "empty"
        homes.build(self._empty)
        self._homes = [self._build(name, size) for name in backends for size in _sizes(name, sizes)]
        self._files = [*cold.standard_library(), *cold.below(self.environment.directory)]

    def bare(self) -> Command:
        """Bare Python, which all ratios are to."""
        return self.environment.bare("python -c pass", "-c", "pass", home=self._homes[0].locked)

    def commands(self) -> Iterator[Command]:
        """Every row but the first. Those that are compared stand beside each other, for they run in this order."""
        yield self.environment.bare("python -c 'import click'", "-c", "import click", home=self._homes[0].locked)
        yield self._general("colima-guard --version")
        yield self._general("colima-guard --help")
        yield self._ours_of_none()
        for built in self._homes:
            yield self._ours(built, _ANSWERED)
            yield self._ours(built, f"{_STATUS} --json")
            yield self._ours(built, _STATUS)
            yield self._ours(built, _REPORT)
            yield from self._peers(built)
            yield self._ours(built, _CHECK)
            yield self._ours(built, _LOCKED)
            yield self._ours(built, _OPENED, home=built.opened)
            if built.programs != self._nothing:
                yield self._ours(built, f"{_CHECK}, release not known", path=self._nothing)

    def cold(self) -> Iterator[Command]:
        """Every row but the first without the file cache of the system, with few instances."""
        yield self._general("colima-guard --version")
        for built in self._smallest():
            yield from (self._ours(built, line) for line in (_ANSWERED, _CHECK, _STATUS))
            yield from self._peers(built)

    def evict(self, command: Command) -> None:
        """Takes what a command reads out of the file cache: environment, home, and programs."""
        cold.evict(self._files)
        cold.evict(cold.below(command.directory))
        cold.evict(Path(found) for name in ("colima", "limactl", "ps") if (found := shutil.which(name)))

    def ready(self) -> None:
        """Lets ``check`` remember its answers, and looks that no module is compiled anew. Raises ``Failed``."""
        checks.remember(self._answered())
        self.remembered()
        lines = (_CHECK, _STATUS, _LOCKED)
        checks.compiled(self._ours(built, line) for built in self._smallest() for line in lines)

    def remembered(self) -> None:
        """Raises ``Failed`` unless ``check`` still remembers its answers."""
        checks.remembered(self._answered())

    def _answered(self) -> list[Command]:
        return [self._ours(built, _ANSWERED) for built in self._homes]

    def _build(self, backend: str, instances: int) -> Homes:
        sample, folder = homes.SAMPLES[backend], self._directory / f"{backend}-{instances}"
        found = homes.programs(folder, sample.programs) if sample.programs else self._nothing
        built = Homes(backend, instances, folder / "locked", folder / "open", found)
        first, *others = homes.names(instances)
        for home in (built.locked, built.opened):
            homes.build(home)
        sample.add(built.opened, [first, *others], narrow=False)
        # policy, journal, template and first instance as the program writes them; it would ask a limactl on PATH
        sample.add(built.locked, [first], narrow=False)
        checks.run(self._ours(built, "colima-guard lock --yes ~/projects", path=self._nothing))
        if others:
            sample.add(built.locked, others, narrow=True)
        return built

    def _smallest(self) -> list[Homes]:
        found = {built.backend: built for built in reversed(self._homes)}
        return list(reversed(found.values()))

    def _general(self, name: str) -> Command:
        return replace(self._ours(self._homes[0], name), backend="", instances=None)

    def _ours_of_none(self) -> Command:
        """A home with no file of any VM system, and no program: what a row of the table of backends costs."""
        return self.environment.ours(f"{_STATUS}, no such VM system", home=self._empty, path=self._nothing)

    def _ours(self, built: Homes, name: str, *, home: Path | None = None, path: Path | None = None) -> Command:
        command = self.environment.ours(name, home=home or built.locked, path=path or built.programs)
        return replace(command, backend=built.backend, instances=built.instances)

    @staticmethod
    def _peers(built: Homes) -> Iterator[Command]:
        environ = {"HOME": os.fspath(built.locked), "PATH": os.environ.get("PATH", os.defpath)}
        if built.backend == "colima":
            environ["LIMA_HOME"] = os.fspath(built.locked / ".colima/_lima")
        for line in _PEERS.get(built.backend, ()):
            name, *arguments = line.split()
            if without_peers() is None and (found := shutil.which(name)):
                yield Command(line, (found, *arguments), environ, built.locked, built.backend, built.instances)


def _sizes(backend: str, sizes: Sequence[int]) -> Sequence[int]:
    return sizes if homes.SAMPLES[backend].many else [1]


def without_peers() -> str | None:
    """Why ``colima`` and ``limactl`` are left out, ``None`` when they are not."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return "limactl refuses to run as root"
    missing = [name for name in ("colima", "limactl") if shutil.which(name) is None]
    return f"{' and '.join(missing)} not on PATH" if missing else None
