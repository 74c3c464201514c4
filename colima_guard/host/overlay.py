"""The machine on which a plan is already done: the same questions give the answers of afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from colima_guard.host.machine import Host
from colima_guard.host.processes import Process
from colima_guard.host.programs import Completed
from colima_guard.host.values import MAX_BYTES, Child, Stat
from colima_guard.model.mount import MountTable
from colima_guard.model.plan import Plan


class Overlay(Host):
    """A ``Host`` with a plan laid over it. Nothing is written; commands are not run twice."""

    def __init__(self, host: Host, plan: Plan) -> None:
        super().__init__(host.environ, host.platform, host._os_version, host._machine, host._cwd, host.patience)
        self._below = host
        self.distrusted = host.distrusted
        self._files = {change.real_path: change for change in plan.files if change.setting is None}
        self._values = {one.setting.read: one.setting.line(one.after) for one in plan.files if one.setting is not None}
        self._dirs = {host.realpath(change.path): change.mode for change in plan.directories}
        for path in [*self._files, *self._dirs]:
            while (path := os.path.dirname(path)) and path not in self._dirs and not host.is_dir(path):
                self._dirs[path] = 0o755

    @contextmanager
    def recording(self) -> Iterator[set[str]]:
        with self._below.recording() as looked_into:
            self._looked_into = looked_into
            try:
                yield looked_into
            finally:
                self._looked_into = None

    @contextmanager
    def only_versions(self) -> Iterator[None]:
        with self._below.only_versions():
            yield

    def leads_on(self, path: str) -> bool:
        return path not in self._files and self._below.leads_on(path)

    def _now_ns(self) -> int:
        return int(self._below.now() * 1e9)

    def _stat(self, path: str) -> Stat | None:
        real = self._below.realpath(path)
        if real in self._files:
            change = self._files[real]
            now = self._now_ns()
            return None if change.after is None else Stat("file", change.mode, self.uid or 0, now, now)
        if real in self._dirs:
            return Stat("dir", self._dirs[real], self.uid or 0, self._now_ns(), self._now_ns())
        return self._below.stat(path)

    def is_link(self, path: str) -> bool:
        return path not in self._files and self._below.is_link(path)

    def link(self, path: str) -> str | None:
        return None if path in self._files else self._below.link(path)

    def read(self, path: str, *, start: int = 0, limit: int | None = None) -> bytes | None:
        real = self._below.realpath(path)
        if real not in self._files:
            return self._below.read(path, start=start, limit=limit)
        if self._looked_into is not None:
            self._looked_into.add(path)
        after = self._files[real].after
        return after if after is None or limit is None else after[start : start + limit]

    def names(self, path: str) -> list[str]:
        real = self._below.realpath(path)
        names = set(self._below.names(path))
        for file, change in self._files.items():
            if os.path.dirname(file) == real:
                names = names - {os.path.basename(file)} if change.after is None else names | {os.path.basename(file)}
        names |= {os.path.basename(directory) for directory in self._dirs if os.path.dirname(directory) == real}
        return sorted(names)

    def children(self, path: str) -> list[Child]:
        below = {child.name: child for child in self._below.children(path)}
        made = {name: self.kind(os.path.join(path, name)) for name in self.names(path) if name not in below}
        return sorted(below.get(name) or Child(name, made.get(name) or "file") for name in self.names(path))

    def among(self, directory: str, names: Iterable[str]) -> frozenset[str]:
        return self._below.among(directory, names)

    def beginning(self, directory: str, prefix: str) -> list[str]:
        return [name for name in self.names(directory) if name.startswith(prefix)]

    def realpath(self, path: str) -> str:
        return self._below.realpath(path)

    def mounts(self, directories: Iterable[str]) -> MountTable:
        return self._below.mounts(directories)

    def alive(self, pid: int) -> bool:
        return self._below.alive(pid)

    def process_started(self, pid: int) -> float | None:
        return self._below.process_started(pid)

    def processes(self) -> tuple[Process, ...] | None:
        return self._below.processes()

    def get(self, socket: str, path: str, *, timeout: float) -> bytes | None:
        return self._below.get(socket, path, timeout=timeout)

    def now(self) -> float:
        return self._below.now()

    def version(self, path: str) -> str:
        return self._below.version(path)

    def run(
        self,
        argv: list[str],
        *,
        timeout: float | None = None,
        env: Mapping[str, str] | None = None,
        most: int = MAX_BYTES,
        cwd: str | None = None,
    ) -> Completed:
        if tuple(argv) in self._values:
            return Completed(0, f"{self._values[tuple(argv)]}\n", "")
        return self._below.run(argv, timeout=timeout, env=env, most=most, cwd=cwd)
