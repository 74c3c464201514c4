"""It shares what ``~/.toy/shares`` lists, a line each, read-only with `` ro`` behind it; without that file the home.

``Told`` is the same as a VM system whose file is not ours to change.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence

from colima_guard.backends.interface import Backend, Locks, Renders
from colima_guard.backends.shared.edit import file_change, placeholder_directory
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.instance import Instance
from colima_guard.model.plan import Unit
from colima_guard.model.release import HEAD, Release
from colima_guard.model.share import Access, Exposure, Origin, Place, Share
from colima_guard.model.transport import VIRTIOFS_VZ


class Told(Backend):
    """The backend ``told``."""

    name = "told"

    def find(self, host: Host, releases: Mapping[str, Release], *, asked_for: bool = False) -> Sequence[Instance]:
        path = _file(host, self.name)
        if not host.is_dir(posixpath.dirname(path)):
            return []
        files = (path,) if host.exists(path) else ()
        home = posixpath.dirname(path)
        return [Instance(name=f"{self.name}/vm", backend=self.name, home=home, files=files)]

    def exposures(self, host: Host, instance: Instance, *, every_class: bool) -> Sequence[Exposure]:
        path = _file(host, self.name)
        data = host.read(path)
        if data is None:
            whole = Share(host.home, host.realpath(host.home), host.home, Access.RW, VIRTIOFS_VZ, None, Origin.DEFAULT)
            return [Exposure("toy start", HEAD, (whole,))]
        if b"?" in data:
            return [Exposure("toy start", HEAD, (), unknown="a line of its file is not known here")]
        return [Exposure("toy start", HEAD, tuple(_shares(host, path, data.decode())))]

    def own_directories(self, host: Host) -> Sequence[str]:
        return [posixpath.dirname(_file(host, self.name))]


class Toy(Told, Locks, Renders):
    """The backend ``toy``."""

    name = "toy"

    def lock(self, host: Host, instances: Sequence[Instance], allow: Allowlist, *, confine: bool) -> Sequence[Unit]:
        path = _file(host, self.name)
        before, after = host.read(path), _text(allow)
        files = () if before == after else (file_change(host, path, before, after, instances[0].name, "yaml"),)
        return [Unit((instances[0].name,), files, placeholder_directory(host, allow))]

    def unshareable(self, path: str) -> str | None:
        return "it holds a blank" if " " in path else None

    def render(self, host: Host, text: bytes, allow: Allowlist, *, release: Release | None, confine: bool) -> bytes:
        return _text(allow)


def _file(host: Host, name: str) -> str:
    return posixpath.join(host.home, f".{name}", "shares")


def _shares(host: Host, path: str, text: str) -> Iterator[Share]:
    for number, line in enumerate(text.splitlines(), 1):
        location, _, access = line.partition(" ")
        yield Share(
            location, host.realpath(location), location, Access(access or "rw"), VIRTIOFS_VZ, Place(path, number)
        )


def _text(allow: Allowlist) -> bytes:
    entries = [f"{entry.path} ro" if entry.access is Access.RO else entry.path for entry in allow.entries]
    return "".join(f"{line}\n" for line in entries or [f"{allow.placeholder} ro"]).encode()
