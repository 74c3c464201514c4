"""Finding Lima's instances: every directory of every live Lima home, and what ``limactl create`` would make."""

from __future__ import annotations

import posixpath

from colima_guard.backends.interface import OwnsLimaHomes
from colima_guard.backends.lima import layout
from colima_guard.backends.lima.instance import NAME, LimaInstance, instance_name
from colima_guard.backends.lima.layout import Home
from colima_guard.backends.lima.made import created_by, is_made
from colima_guard.backends.lima.releases import NEWEST
from colima_guard.backends.lima.rules.source import ConfigFile, read
from colima_guard.backends.lima.rules.template_files import read_birth
from colima_guard.backends.lima.running.process import Running, doubts, running_vm
from colima_guard.backends.lima.settings_findings import file_findings, home_findings
from colima_guard.backends.registry import present
from colima_guard.backends.shared import docker_context
from colima_guard.backends.shared.program import installed_release
from colima_guard.backends.table import row
from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.finding import Finding
from colima_guard.model.release import Release
from colima_guard.model.share import Place


def find(host: Host, named: Release | None, *, asked_for: bool) -> list[LimaInstance]:
    """All instances and birthplaces, birthplaces last.

    A birthplace is listed where the home exists, or where the backend is asked for by name.
    """
    _, release = installed_release(host, "limactl", "lima") if named is None else (True, named)
    search = _Search(host, release)
    found: list[LimaInstance] = []
    for home in layout.homes(host):
        if host.is_dir(home.path) or (asked_for and home.picked):
            found += search.instances(home)
    return sorted(found, key=lambda instance: (instance.birthplace, instance.name))


class _Search:
    """Looks at one home after the other; the shared files of a home are read once."""

    def __init__(self, host: Host, release: Release | None) -> None:
        self._host = host
        self._release = release
        self._active = docker_context.active(host)
        running_here = (one for one in present(host) if host.platform in row(one.name).platforms)
        self._owners = [one for one in running_here if isinstance(one, OwnsLimaHomes)]

    def instances(self, home: Home) -> list[LimaInstance]:
        host = self._host
        default, override = read(host, home.file(layout.DEFAULT)), read(host, home.file(layout.OVERRIDE))
        trouble: str | None = None
        names: list[str] = []
        try:
            names = [name for name in layout.instance_names(host, home) if not self._is_owned(home, name)]
        except Unreadable as error:
            trouble = error.what
        found = [self._instance(home, name, default, override) for name in names]
        return [*found, self._birthplace(home, default, override, trouble)]

    def _is_owned(self, home: Home, name: str) -> bool:
        """Whether another backend runs it, and shows it."""
        return any(owner.owns(self._host, home.path, name) for owner in self._owners)

    def _instance(self, home: Home, name: str, default: ConfigFile, override: ConfigFile) -> LimaInstance:
        host = self._host
        directory = home.dir(name)
        main = read(host, posixpath.join(directory, "lima.yaml"))
        alive: Running | None = None
        unknown = None
        made = is_made(host, directory)
        try:
            alive = running_vm(host, directory, [main.path, default.path, override.path])
            version = created_by(host, directory, made=made)
        except GuardError as error:
            unknown, version = error.what, None
        if main.data is None and not main.unreadable:
            unknown = unknown or "its lima.yaml is missing"
        findings = [
            *_directory_findings(host, home, name),
            *doubts(alive, directory),
            *file_findings(host, (main, default, override)),
        ]
        return LimaInstance(
            name=instance_name(host, home, name),
            backend=NAME,
            home=home.path,
            files=tuple(found.path for found in (default, main, override) if found.data is not None),
            running=alive is not None,
            since_ns=alive.since_ns if alive else 0,
            newer_file=alive.newer_file if alive else None,
            release=self._release,
            active=self._active.is_at(host, [posixpath.join(directory, "sock", "docker.sock")]),
            findings=tuple(findings),
            lima_home=home,
            short=name,
            dir=directory,
            default=default,
            main=main.lean(),
            override=override,
            created_by=version,
            made_dir=directory if made else None,
            unknown=unknown,
        )

    def _birthplace(self, home: Home, default: ConfigFile, override: ConfigFile, trouble: str | None) -> LimaInstance:
        birth = read_birth(self._host, home)
        findings = [
            *home_findings(self._host, home, birth),
            *file_findings(self._host, (*birth.files, default, override)),
        ]
        return LimaInstance(
            name=instance_name(self._host, home, "(new)"),
            backend=NAME,
            home=home.path,
            birthplace=True,
            files=tuple(found.path for found in (*birth.files, default, override) if found.data is not None),
            release=self._release or NEWEST,
            assuming=self._release is None,
            findings=tuple(findings),
            lima_home=home,
            short="NAME",
            dir=home.dir("NAME"),
            default=default,
            main=ConfigFile(birth.path),
            override=override,
            created_by=NEWEST.name,
            birth=birth,
            unknown=trouble,
        )


def _directory_findings(host: Host, home: Home, name: str) -> list[Finding]:
    found = []
    directory = home.dir(name)
    if (why := layout.bad_name(name)) is not None:
        message = f"`limactl list` fails as long as this directory is there: {why}"
        found.append(Finding("CG209", message, "rename or remove the directory", Place(directory)))
    if host.is_link(directory):
        message = "`limactl list` does not show an instance whose directory is a link, but starts it by name"
        found.append(Finding("CG210", message, "keep an eye on it yourself", Place(directory)))
    return found
