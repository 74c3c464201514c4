"""Finding minikube: its profiles with a VM of their own, VMs that no profile has, and what the next one would be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from colima_guard.backends.minikube import layout, next_profile
from colima_guard.backends.minikube.files import Answer, Untold, read
from colima_guard.backends.minikube.instance import NAME, NO_VM, MinikubeInstance, instance_name
from colima_guard.backends.minikube.layout import Base
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.finding import Finding
from colima_guard.model.share import Place

#: the server of a directory, which runs until somebody ends it; and the profile that it is told
_MOUNT = re.compile(r"(?:^|[/\\])minikube(?:-\S+)?(?:\.exe)?\s(?:.*\s)?mount\s")
_OF = re.compile(r"\s(?:--profile|-p)[ =](\S+)")


def find(host: Host) -> list[MinikubeInstance]:
    """All profiles and VMs of every directory, and what is born there."""
    bases = layout.bases(host)
    found: list[MinikubeInstance] = []
    if not any(base.picked for base in bases):
        path = layout.variable(host) or ""
        found.append(_of_anywhere(Base(path), "MINIKUBE_HOME is relative: it leads elsewhere from another directory"))
    for base in bases:
        found += _in_it(host, base)
    return _mounting(host, found)


def _in_it(host: Host, base: Base) -> Iterator[MinikubeInstance]:
    try:
        profiles, machines = layout.profiles(host, base.path), layout.machines(host, base.path)
    except Unreadable as error:
        yield _of_anywhere(base, error.what)
        return
    for name in profiles:
        nodes = [one for one in machines if layout.is_node(one, name)]
        yield from _profile(host, base, name, Answer(layout.profile_file(base.path, name)), nodes)
    left = [name for name in machines if not any(layout.is_node(name, profile) for profile in profiles)]
    for name in left:
        yield from _profile(host, base, name, None, [name])
    yield next_profile.birthplace(host, base)


def _profile(
    host: Host, base: Base, name: str, profile: Answer | None, nodes: Sequence[str]
) -> Iterator[MinikubeInstance]:
    """A profile, or a VM that none has any more."""
    machines = tuple(read(host, layout.machine_file(base.path, node)) for node in nodes)
    file = read(host, profile.path) if profile is not None else machines[0]
    made = MinikubeInstance(
        name=instance_name(host, base, name),
        backend=NAME,
        home=base.path,
        files=tuple(dict.fromkeys((file.path, *(one.path for one in machines)))),
        base=base,
        driver="",
        profile=file if profile is not None else Answer(file.path),
        machines=machines,
    )
    try:
        driver = _driver(file, machines, orphan=profile is None)
    except Untold as untold:
        yield _unknown(made, str(untold))
        return
    if driver not in NO_VM:
        yield made.replaced(driver=driver)


def _driver(file: Answer, machines: Sequence[Answer], *, orphan: bool) -> str:
    """By what the VM is started: minikube takes what made it (``hostDriver`` in cmd/start.go). Raises ``Untold``."""
    if file.problem is not None:
        raise Untold(f"{file.path} cannot be told: {file.problem}")
    said = [] if orphan else [file.text("Driver")]
    said += [one.text("DriverName") for one in machines if one.problem is None]
    drivers = [driver for driver in dict.fromkeys(said) if driver]
    if drivers and all(driver in NO_VM for driver in drivers):
        return drivers[0]
    if len(drivers) > 1:
        raise Untold(f"{file.path} cannot be told: it is of {drivers[0]!r}, and its VM of {drivers[1]!r}")
    if not drivers:
        raise Untold(f"{file.path} cannot be told: it names no driver")
    return drivers[0]


def _unknown(made: MinikubeInstance, said: str) -> MinikubeInstance:
    finding = Finding("CG569", said, "see that minikube itself reads it: minikube profile list", Place(made.files[0]))
    return made.replaced(unknown=said, findings=(finding,))


def _of_anywhere(base: Base, said: str) -> MinikubeInstance:
    made = MinikubeInstance(
        name=f"{NAME}/?",
        backend=NAME,
        home=base.path,
        files=(base.path,),
        base=base,
        driver="",
        profile=Answer(base.path),
    )
    return _unknown(made, f"{base.path} cannot be told: {said}")


def _mounting(host: Host, found: Sequence[MinikubeInstance]) -> list[MinikubeInstance]:
    """With what `minikube mount` serves now: of that no file tells."""
    if host.platform == "windows" or all(one.birthplace for one in found):
        return list(found)
    served = [one.command for one in host.processes() or () if _MOUNT.search(one.command)]
    names = [name[1] if (name := _OF.search(command)) is not None else None for command in served]
    said = "`minikube mount` serves a directory to it now, of which no file tells: minikube mount --kill"
    return [
        one.replaced(beside=said) if not one.birthplace and (None in names or one.short in names) else one
        for one in found
    ]
