"""Finding minikube: its profiles with a VM of their own, and what the next one would be started with."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from colima_guard.backends.minikube import layout
from colima_guard.backends.shared.viper import BOOLEANS, Broken, Members, Unsure, members_of, value_of
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.finding import Finding
from colima_guard.model.instance import Instance
from colima_guard.model.share import Place
from colima_guard.model.shell import word

NAME = "minikube"
#: these start containers on an engine that is there, or nothing at all: no VM of minikube's
NO_VM = ("docker", "podman", "none", "native", "ssh", "generic", "mock")
#: options of a start that mount a directory, which a variable or the settings can hold, too
_MOUNTS = ("mount", "mount-string", "nfs-share")


class Answer(NamedTuple):
    """A file, and the members of its object by their names in small letters; ``problem`` where it cannot be read."""

    path: str
    values: Mapping[str, object]
    problem: str | None = None


class MinikubeInstance(Instance):
    """A profile with VMs of its own, or the next one."""

    driver: str
    profile: Answer
    #: what the driver saved of each of its VMs
    machines: tuple[Answer, ...] = ()
    unknown: str | None = None
    #: whether the next profile has no mounts of its driver
    disabled: bool = False

    @property
    def narrowing(self) -> str | None:
        """What to do: the driver decides once, when it makes the VM."""
        if self.birthplace:
            return "minikube config set disable-driver-mounts true, and another driver than vmware and parallels"
        name = word(self.name.partition("/")[2])
        how = "without its mount" if self.profile.values.get("mountstring") else "with --disable-driver-mounts"
        return f"minikube delete -p {name}, which loses all that is in it, then minikube start -p {name} {how}"


def find(host: Host) -> list[MinikubeInstance]:
    """All profiles with VMs, and the birthplace."""
    try:
        names = layout.profiles(host)
    except Unreadable as error:
        return [_unknown(host, "?", Answer(layout.base(host), {}, error.what))]
    found = [one for name in names if (one := _profile(host, name)) is not None]
    return [*found, _new(host)]


def _profile(host: Host, name: str) -> MinikubeInstance | None:
    profile = read(host, layout.profile_file(host, name))
    driver = profile.values.get("driver")
    if driver in NO_VM:
        return None
    if profile.problem is not None or not isinstance(driver, str) or not driver:
        return _unknown(host, name, profile._replace(problem=profile.problem or "it names no driver"))
    try:
        machines = tuple(read(host, file) for file in layout.machine_files(host, name))
    except Unreadable as error:
        return _unknown(host, name, profile._replace(problem=error.what))
    files = (profile.path, *(one.path for one in machines))
    made = _made(host, name, driver, profile)
    return made.replaced(files=files, machines=machines)


def _made(host: Host, name: str, driver: str, profile: Answer) -> MinikubeInstance:
    return MinikubeInstance(
        name=f"{NAME}/{name}",
        backend=NAME,
        home=layout.base(host),
        files=(profile.path,),
        driver=driver,
        profile=profile,
    )


def _unknown(host: Host, name: str, profile: Answer) -> MinikubeInstance:
    said = f"{profile.path} cannot be told: {profile.problem}"
    finding = Finding("CG569", said, "see that minikube itself reads it: minikube profile list", Place(profile.path))
    return _made(host, name, "", profile).replaced(unknown=said, findings=(finding,))


def _new(host: Host) -> MinikubeInstance:
    """By ``minikube config set``, or a variable, which beats it; a start can be given anything else."""
    settings = read(
        host, layout.settings_file(host), lowered=("driver", "vm-driver", "disable-driver-mounts", *_MOUNTS)
    )
    # the old name counts where the new one says nothing (selectDriver in cmd/start.go)
    driver = _said(host, settings, "driver") or _said(host, settings, "vm-driver") or ""
    disabled = _said(host, settings, "disable-driver-mounts")
    unknown = settings.problem if settings.problem and not settings.problem.startswith("it is not JSON") else None
    installed = next((name for name in layout.LEGACY_PROGRAMS if host.which(name) is not None), None)
    mounted = next((key for key in _MOUNTS if _said(host, settings, key) not in (None, False, "false", "0")), None)
    if mounted is not None:
        unknown = (
            unknown or f"`{mounted}` is set for every start, by a variable or the settings: a directory is mounted"
        )
    if not driver and installed is not None and not _is_true(disabled):
        unknown = (
            f"which driver it takes is decided at the start, and `{installed}` is there, whose driver shares homes"
        )
    return MinikubeInstance(
        name=f"{NAME}/(new)",
        backend=NAME,
        home=layout.base(host),
        birthplace=True,
        files=(settings.path,) if settings.values or settings.problem else (),
        driver=str(driver),
        profile=settings,
        disabled=_is_true(disabled),
        unknown=unknown,
    )


def _said(host: Host, settings: Answer, key: str) -> object:
    """What a variable says, else the settings: viper's order."""
    return host.env(f"MINIKUBE_{key.upper().replace('-', '_')}") or settings.values.get(key)


def _is_true(value: object) -> bool:
    return value is True or (isinstance(value, str) and BOOLEANS.get(value, False))


def read(host: Host, path: str, lowered: tuple[str, ...] = ()) -> Answer:
    """The values in a file; of those keys alone, in any case, where some are given. Never raises."""
    try:
        data = host.read(path)
        members = members_of(data) if data is not None else []
        # Go fills a struct by names in any case, the last one wins
        values = {key: value_of(members, key) for key in lowered} if lowered else _folded(members)
        return Answer(path, {key: value for key, value in values.items() if value is not None})
    except Unreadable as error:
        return Answer(path, {}, error.what)
    except (Broken, Unsure) as error:
        return Answer(path, {}, str(error))


def _folded(members: list[tuple[str, object]]) -> dict[str, object]:
    return {key.lower(): _folded(value) if isinstance(value, Members) else value for key, value in members}


def directories(host: Host) -> Iterator[str]:
    """All that minikube keeps."""
    yield layout.base(host)
    if host.env("MINIKUBE_HOME"):
        yield os.path.join(host.home, ".minikube")
