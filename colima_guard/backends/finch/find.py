"""Finding Finch's VM, and what it would make anew."""

from __future__ import annotations

import posixpath

from colima_guard.backends.finch import layout
from colima_guard.backends.finch.instance import FinchInstance
from colima_guard.backends.finch.layout import MACHINE, NAME, Root
from colima_guard.backends.finch.settings import default, override, read_settings
from colima_guard.backends.lima import layout as lima_layout
from colima_guard.backends.lima.made import created_by, is_made
from colima_guard.backends.lima.releases import NEWEST, rules_of
from colima_guard.backends.lima.render import shipped_alone
from colima_guard.backends.lima.rules.bases import Template, embed
from colima_guard.backends.lima.rules.source import read
from colima_guard.backends.lima.running.process import Running, doubts, running_vm
from colima_guard.backends.lima.settings_findings import file_findings
from colima_guard.backends.shared import docker_context
from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.finding import Finding
from colima_guard.model.release import Release, parse_release
from colima_guard.model.share import Place
from colima_guard.model.shell import word

#: the macOS that first has what Finch starts VMs by where nothing is said (pkg/config/defaults_darwin.go)
_HAS_VZ = (13,)
#: who may write a file or directory beside its owner
_BY_ALL = 0o002


def find(host: Host) -> list[FinchInstance]:
    """Its VM, where it was made, and what is born there."""
    root = layout.root(host)
    release = _lima(host, root)
    found = [_birthplace(host, root, release)]
    if host.is_dir(root.lima_home.dir(MACHINE)):
        found.insert(0, _vm(host, root, release))
    return found


def _lima(host: Host, root: Root) -> Release | None:
    """The release of the Lima that it brings along; every class of them is judged where that cannot be told."""
    if host.look(root.limactl) != "file":
        return None
    return parse_release(host.version(root.limactl).removeprefix("limactl version "))


def _vm(host: Host, root: Root, release: Release | None) -> FinchInstance:
    home, directory = root.lima_home, root.lima_home.dir(MACHINE)
    settings = read_settings(host, layout.settings(host))
    main = read(host, posixpath.join(directory, "lima.yaml"))
    standing = read(host, home.file(lima_layout.DEFAULT))
    alive: Running | None = None
    version = unknown = None
    made = is_made(host, directory)
    try:
        alive = running_vm(host, directory, [main.path, standing.path, settings.path])
        version = created_by(host, directory, made=made)
    except GuardError as error:
        unknown = error.what
    if main.data is None and not main.unreadable:
        unknown = unknown or "its lima.yaml is missing"
    files = (standing, main, settings)
    return FinchInstance(
        name=f"{NAME}/{MACHINE}",
        backend=NAME,
        home=home.path,
        files=tuple(one.path for one in files if one.data is not None),
        running=alive is not None,
        since_ns=alive.since_ns if alive else 0,
        newer_file=alive.newer_file if alive else None,
        release=release,
        active=docker_context.active(host).is_at(host, [root.socket]),
        findings=(
            *file_findings(host, (main, standing, override(settings))),
            *doubts(alive, directory),
            *_open_to_all(host, root, main.path),
        ),
        lima_home=home,
        short=MACHINE,
        dir=directory,
        default=standing,
        main=main,
        override=override(settings),
        created_by=version,
        made_dir=directory if made else None,
        unknown=unknown,
        root=root,
        settings=settings,
        own_file=main,
    )


def _birthplace(host: Host, root: Root, release: Release | None) -> FinchInstance:
    """What `finch vm init` makes: the base file, with what the user's settings put before and behind it."""
    settings = read_settings(host, layout.settings(host))
    base = read(host, root.base)
    main, stop = base, None
    if base.source is not None:
        made = embed(Template(base.path, base.source), shipped_alone, rules_of(release or NEWEST), base.path, None)
        main, stop = base.saying(made.source), made.doubt or made.refusal
    missing = base.data is None and not base.unreadable
    home = root.lima_home
    return FinchInstance(
        name=f"{NAME}/(new)",
        backend=NAME,
        home=home.path,
        birthplace=True,
        files=tuple(one.path for one in (base, settings) if one.data is not None),
        release=release or NEWEST,
        assuming=release is None,
        findings=(*file_findings(host, (base, override(settings))), *_open_to_all(host, root, base.path)),
        lima_home=home,
        short=MACHINE,
        dir=home.dir(MACHINE),
        default=default(
            settings,
            home.file(lima_layout.DEFAULT),
            arm=host.machine == "aarch64",
            has_vz=not host.os_version or host.os_version >= _HAS_VZ,
        ),
        main=main,
        override=override(settings),
        created_by=NEWEST.name,
        unknown="the file that it makes VMs from is missing" if missing else stop,
        root=root,
        settings=settings,
        own_file=base,
        stop=stop,
    )


def _open_to_all(host: Host, root: Root, path: str) -> list[Finding]:
    """The first of its directories, or the file, that every user of the machine can write."""
    for one in dict.fromkeys((root.path, posixpath.dirname(path), path)):
        try:
            found = host.stat(one)
        except Unreadable:
            continue
        if found is not None and found.mode & _BY_ALL:
            remedy = f"sudo chown -R {host.user} {word(root.path)} && chmod -R go-w {word(root.path)}"
            message = f"{one} can be written by every user of this machine"
            return [Finding("CG553", message, remedy, Place(one))]
    return []
