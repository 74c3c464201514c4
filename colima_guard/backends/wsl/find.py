"""Finding distributions: on Windows all that it knows, inside one that one alone."""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence

from colima_guard.backends.shared.found_file import found_file
from colima_guard.backends.wsl import layout, remote
from colima_guard.backends.wsl.findings import findings
from colima_guard.backends.wsl.instance import NAME, Distribution, Fstab, IniFile, Service
from colima_guard.backends.wsl.registered import Registered, reads_config, registered, running
from colima_guard.errors import GuardError
from colima_guard.formats.refused import EditRefused
from colima_guard.formats.wsl.read import read
from colima_guard.formats.wsl.statement import Dialect
from colima_guard.host.machine import Host

_ASLEEP = "cannot be read: the distribution does not run, and would be started by that"


def find(host: Host) -> Sequence[Distribution]:
    """The distributions of the VM, each with what it has beside it."""
    found = list(_of_windows(host)) if host.platform == "windows" else [_own(host)]
    return [one.with_others(found) for one in found]


def _of_windows(host: Host) -> Iterator[Distribution]:
    path = layout.config_file(host)
    service = Service(found_file(host, path, IniFile, lambda data: _ini(path, data, Dialect.CONFIG)))
    drives = tuple((drive, drive) for drive in _drives(host))
    if service.shuts:
        service = service._replace(reads=reads_config(host))
    try:
        known = registered(host)
    except GuardError as error:
        yield _untold(host, error.what, service, drives)
        return
    awake = running(host) if known else frozenset()
    for one in known:
        yield _distribution(host, one, service, drives, runs=one.name.lower() in awake)


def _drives(host: Host) -> list[str]:
    """Every drive that is there. WSL mounts the fixed ones, and root in it can mount any."""
    found = [f"{letter}:\\" for letter in string.ascii_uppercase if host.look(f"{letter}:\\") == "dir"]
    return found or ["C:\\"]


def _distribution(
    host: Host, one: Registered, service: Service, drives: tuple[tuple[str, str], ...], *, runs: bool
) -> Distribution:
    name = f"{NAME}/{one.name}"
    conf_path, fstab_path = f"{name}:{layout.CONF}", f"{name}:{layout.FSTAB}"
    conf, fstab = IniFile(conf_path, problem=_ASLEEP), Fstab(fstab_path, problem=_ASLEEP)
    since, newer = 0, None
    if runs:
        conf = _conf(conf_path, _content(host, one.name, layout.CONF))
        fstab = _fstab(fstab_path, _content(host, one.name, layout.FSTAB))
        since, newer = _since(host, one.name, conf, fstab, service)
    instance = Distribution(
        name=name,
        backend=NAME,
        home=host.home,
        files=(service.file.path,) if service.file.exists else (),
        running=runs,
        since_ns=since,
        newer_file=newer,
        distribution=one.name,
        manager=one.manager,
        drives_allowed=one.drives,
        uid=one.uid,
        conf=conf,
        fstab=fstab,
        service=service,
        drives=drives,
    )
    return instance.replaced(findings=tuple(findings(instance)))


def _untold(host: Host, why: str, service: Service, drives: tuple[tuple[str, str], ...]) -> Distribution:
    """Stands for whatever there is, where the registry does not tell."""
    one = _distribution(host, Registered("?", True, 1000), service, drives, runs=False)
    problem = f"is not known: {why}"
    one = one.replaced(conf=one.conf._replace(problem=problem), fstab=one.fstab._replace(problem=problem))
    return one.replaced(findings=tuple(findings(one)))


def _content(host: Host, distribution: str, file: str) -> bytes | GuardError | None:
    try:
        return remote.content(host, distribution, file)
    except GuardError as error:
        return error


def _conf(path: str, data: bytes | GuardError | None) -> IniFile:
    if isinstance(data, GuardError):
        return IniFile(path, problem=f"cannot be read: {data.what}", unreadable=True)
    return IniFile(path) if data is None else _ini(path, data, Dialect.CONF)


def _ini(path: str, data: bytes, dialect: Dialect) -> IniFile:
    try:
        return IniFile(path, data, read(data, dialect))
    except EditRefused as refused:
        return IniFile(path, data, problem=f"cannot be told what it says: {refused.reason}", line=refused.line)


def _fstab(path: str, data: bytes | GuardError | None) -> Fstab:
    if isinstance(data, GuardError):
        return Fstab(path, problem=f"cannot be read: {data.what}", unreadable=True)
    if data is None:
        return Fstab(path)
    try:
        return Fstab(path, data, data.decode())
    except UnicodeDecodeError:
        return Fstab(path, data, problem="cannot be told what it says: it is not UTF-8")


def _since(host: Host, name: str, conf: IniFile, fstab: Fstab, service: Service) -> tuple[int, str | None]:
    """When it was started, and the file that is newer than what read it."""
    told = remote.times(host, name, (layout.CONF, layout.FSTAB))
    if told is None:
        return 0, conf.path
    vm, began, *changed = told
    for path, at in zip((conf.path, fstab.path), changed, strict=True):
        if at > began:
            return began * 10**9, path
    stat = host.stat(service.file.path) if service.file.exists else None
    newer = service.file.path if stat is not None and stat.changed_ns > vm * 10**9 else None
    return began * 10**9, newer


def _own(host: Host) -> Distribution:
    """The distribution that we are in. Of what Windows serves, and of the others, it does not see the files."""
    name = host.env("WSL_DISTRO_NAME") or "this"
    conf = found_file(host, layout.CONF, IniFile, lambda data: _conf(layout.CONF, data))
    fstab = found_file(host, layout.FSTAB, Fstab, lambda data: _fstab(layout.FSTAB, data))
    since = int((host.process_started(1) or 0) * 10**9)
    changed = [(file.path, host.stat(file.path)) for file in (conf, fstab) if file.data is not None]
    newer = next((path for path, stat in changed if stat is not None and stat.changed_ns > since), None)
    instance = Distribution(
        name=f"{NAME}/{name}",
        backend=NAME,
        home="/etc",
        files=tuple(file.path for file in (conf, fstab) if file.exists),
        running=True,
        since_ns=since,
        newer_file=newer,
        distribution=name,
        uid=host.uid or 1000,
        conf=conf,
        fstab=fstab,
        service=Service(_windows_side(host)),
        inside=True,
    )
    drives = tuple((drive, f"{instance.root}{drive[0].lower()}") for drive in _mounted_drives(host, instance.root))
    instance = instance.replaced(drives=drives)
    return instance.replaced(findings=tuple(findings(instance)))


def _mounted_drives(host: Host, root: str) -> list[str]:
    table = host.mounts(["/"])
    points = {mount.point for mount in table.mounts if mount.kind in ("9p", "drvfs", "virtiofs")}
    found = [f"{letter.upper()}:\\" for letter in string.ascii_lowercase if f"{root}{letter}" in points]
    return found or ["C:\\"]


def _windows_side(host: Host) -> IniFile:
    """``.wslconfig``, where a program of Windows tells whose it is and its drive is mounted; without it, the default.

    That is the widest that it can say.
    """
    return IniFile("%UserProfile%\\.wslconfig")
