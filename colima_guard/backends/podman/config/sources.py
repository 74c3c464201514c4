"""Which files Podman reads for a user, in its own order.

Up to 5.8 common/pkg/config/new.go ``systemConfigs``; from 6.0 on storage/pkg/configfile/parse.go ``Read``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from colima_guard.backends.podman import layout
from colima_guard.backends.podman.releases import Rules
from colima_guard.host.machine import Host
from colima_guard.model.named_tuple import NamedTuple

VARIABLE = "CONTAINERS_CONF"
OVERRIDE = f"{VARIABLE}_OVERRIDE"
_MAIN, _DROP_INS = "containers.conf", "containers.conf.d"
_SUFFIX = ".conf"


class Source(NamedTuple):
    """A file that is read, if it is there; ``variable`` names it, and says whether it must be there."""

    path: str
    variable: str = ""
    must_exist: bool = False
    #: it is the file that Podman itself writes, too
    main: bool = False


class Sources(NamedTuple):
    """The files in the order in which they are read, and why that cannot be told."""

    files: tuple[Source, ...]
    unknown: str | None = None


def sources(host: Host, rules: Rules) -> Sources:
    """The files that say what the next machine shares. Raises ``Unreadable`` for a directory that cannot be listed."""
    unknown = None
    if rules.order == "first" and host.env("XDG_CONFIG_HOME") == "" and host.platform != "windows":
        unknown = "XDG_CONFIG_HOME is empty, which to Podman 6 is the directory that it is started in"
    named = host.env(VARIABLE)
    found = [Source(named, VARIABLE, must_exist=True, main=True)] if named else [*_read(host, rules)]
    if override := host.env(OVERRIDE):
        found.append(Source(override, OVERRIDE, rules.override_must_exist))
    if any(source.variable and not os.path.isabs(source.path) for source in found):
        unknown = "a variable names a relative file, which is another one in each directory"
    return Sources(tuple(found), unknown)


def _read(host: Host, rules: Rules) -> Iterator[Source]:
    return _layers(host, rules) if rules.order == "layers" else _first(host, rules)


def _layers(host: Host, rules: Rules) -> Iterator[Source]:
    """Every file over the one before."""
    shipped, admin = _system(host)
    if shipped:
        yield Source(os.path.join(shipped, _MAIN))
    yield Source(os.path.join(admin, _MAIN))
    yield from _drop_ins(host, os.path.join(admin, _DROP_INS), rules)
    if rules.rootless and (user := _user_id(host)) is not None:
        rootless = os.path.join(admin, "containers.rootless.conf")
        yield Source(rootless)
        yield from _drop_ins(host, f"{rootless}.d", rules)
        yield from _drop_ins(host, os.path.join(f"{rootless}.d", str(user)), rules)
    own = layout.containers(host)
    yield Source(os.path.join(own, _MAIN), main=True)
    yield from _drop_ins(host, os.path.join(own, _DROP_INS), rules)


def _first(host: Host, rules: Rules) -> Iterator[Source]:
    """The first main file there is, and drop-ins by their names: one of a name hides those of lower directories."""
    shipped, admin = _system(host)
    own = layout.containers(host)
    mains = (os.path.join(directory, _MAIN) for directory in (own, admin, shipped) if directory)
    if (main := next((path for path in mains if host.look(path) is not None), None)) is not None:
        yield Source(main)
    by_name: dict[str, Source] = {}
    for directory in _drop_in_directories(host, shipped, admin, own):
        by_name |= {os.path.basename(source.path): source for source in _drop_ins(host, directory, rules)}
    yield from (by_name[name] for name in sorted(by_name))


def _drop_in_directories(host: Host, shipped: str, admin: str, own: str) -> Iterator[str]:
    user = _user_id(host)
    for directory in (shipped, admin):
        if directory:
            yield os.path.join(directory, _DROP_INS)
            special = os.path.join(directory, f"containers.root{'ful' if user is None else 'less'}.conf.d")
            yield special
            if user is not None:
                yield os.path.join(special, str(user))
    yield os.path.join(own, _DROP_INS)


def _drop_ins(host: Host, directory: str, rules: Rules) -> Iterator[Source]:
    """The ``*.conf`` of a directory, a hidden one and a link too."""
    if not rules.enters_links and host.link(directory) is not None:
        return
    for child in host.children(directory):
        if child.name.endswith(_SUFFIX) and child.sort != "dir":
            yield Source(os.path.join(directory, child.name))


def _system(host: Host) -> tuple[str, str]:
    """The directories of the distribution, which Windows has not, and of the administrator."""
    if host.platform == "windows":
        return "", os.path.join(host.env("ProgramData") or "C:\\ProgramData", "containers")
    return layout.SHIPPED, layout.ADMIN


def _user_id(host: Host) -> int | None:
    """Who makes machines here; ``None`` on Windows, where that is nobody to Podman.

    Never root: "cannot run command as root" (cmd/podman/machine/machine_unix.go). To root it is whose home this is.
    """
    if host.platform == "windows":
        return None
    if host.uid:
        return host.uid
    found = host.stat(host.home)
    return found.uid if found is not None else 0
