"""What one ``docker run`` is asked for, gathered in the order in which its arguments are given."""

from __future__ import annotations

import ntpath
import os
import re

from colima_guard.model.paths import clean
from colima_guard.model.share import Access
from colima_guard.scan.devcontainer.mount_option import Mount, parse_mount
from colima_guard.scan.devcontainer.volume_option import parse_volume
from colima_guard.scan.local_volume import host_directories, machine_file_system
from colima_guard.scan.project import ENGINE_VARIABLES, Bind, Origin, Service, Strength, Unknown, WhenMissing, Where

#: settings of which the last one counts
_ONE = frozenset(("privileged", "pid", "ipc", "uts", "userns_mode", "cgroup", "runtime"))

#: a name that a volume can have (moby, ``names.RestrictedNamePattern``; one of one letter is left to the engine)
_VOLUME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]*\Z")


class Run:
    """The arguments of a container. ``directory`` is where the client is run: ``./x`` is below it."""

    def __init__(self, directory: str) -> None:
        self._directory = directory
        self.binds: list[Bind] = []
        self.unknown: list[Unknown] = []
        self.uses_api_socket = False
        self._environment: dict[str, str] = {}
        self._strengths: dict[tuple[str, str], Strength] = {}

    def mount(self, text: str, origin: Origin, where: Where) -> None:
        """``--mount TEXT``."""
        mount = parse_mount(text)
        if mount.problem:
            self.doubt(f"docker refuses the mount {text!r}: {mount.problem}", where)
        if mount.kind == "volume":
            if mount.source and not _VOLUME.match(mount.source):
                # of ``./x`` the client makes a path, whatever the type (docker/cli, opts/mount.go)
                self.doubt(f"docker refuses the volume name {mount.source!r}: a directory is of type=bind", where)
            if mount.driver not in ("", "local"):
                self.doubt(f"the volume is of the driver {mount.driver}, which may mount anything", where)
            if (system := machine_file_system(dict(mount.options))) is not None:
                self.strength("driver_opts", system, where)
            for source, access in host_directories(dict(mount.options)):
                access = Access.RO if mount.read_only else access
                self._bind(source, mount, access, "volume", where)
        elif mount.kind in ("bind", "npipe", "undefined") and mount.source:
            access = Access.RO if mount.read_only else Access.RW
            self._bind(self._sent(mount.source), mount, access, origin, where)
        if mount.kind not in ("bind", "volume", "tmpfs", "npipe", "image", "cluster", "devpts"):
            self.doubt(f"docker knows no mount of type {mount.kind!r}", where)

    def _bind(self, source: str, mount: Mount, access: Access, origin: Origin, where: Where) -> None:
        missing: WhenMissing = "empty" if mount.creates else "fails"
        self.binds.append(Bind(source, mount.target, access, missing, origin, where, mount.propagation))

    def volume(self, spec: str, where: Where) -> None:
        """``-v SPEC``."""
        volume = parse_volume(spec)
        if volume.problem:
            self.doubt(f"docker refuses the volume {spec!r}: {volume.problem}", where)
        if volume.is_bind:
            source, access = self._sent(volume.source), Access.RO if volume.read_only else Access.RW
            missing: WhenMissing = "empty" if _is_absolute(source) else "fails"
            self.binds.append(Bind(source, volume.target, access, missing, "bind", where, volume.propagation))

    def _sent(self, source: str) -> str:
        """A source as the client sends it: ``./x`` from where it is run; ``~/x`` and ``x`` stay, and are refused."""
        if source.startswith("."):
            source = os.path.normpath(os.path.join(self._directory, source))
        if source.startswith("/") and not source.startswith("//./pipe"):
            return clean(source)
        return ntpath.normpath(source) if _is_absolute(source) else source

    def strength(self, key: str, value: str, where: Where) -> None:
        """A setting that may make the container stronger."""
        kept = (key, "" if key in _ONE else value)
        if key in _ONE or kept not in self._strengths:
            self._strengths[kept] = Strength(key, value, where)

    def privileged(self, on: bool, where: Where) -> None:
        """``--privileged``: the last one counts."""
        self._strengths.pop(("privileged", ""), None)
        if on:
            self.strength("privileged", "true", where)

    def variable(self, name: str, value: str) -> None:
        """``-e NAME=VALUE``, kept where it leads to an engine."""
        if name in ENGINE_VARIABLES:
            self._environment[name] = value

    def doubt(self, why: str, where: Where) -> None:
        """Something that cannot be told."""
        self.unknown.append(Unknown(why, where))

    def service(self, name: str, image: str) -> Service:
        """The container."""
        strengths = tuple(self._strengths.values())
        return Service(
            name,
            tuple(self.binds),
            self.uses_api_socket,
            any(one.key == "privileged" for one in strengths),
            strengths,
            tuple(self._environment.items()),
            image,
            tuple(dict.fromkeys(self.unknown)),
        )


def _is_absolute(path: str) -> bool:
    return path.startswith(("/", "\\\\")) or (path[1:2] == ":" and path[2:3] in ("/", "\\"))
