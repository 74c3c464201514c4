"""From all files to the volumes of the next machine, in Podman's order, with its memory of ``append``."""

from __future__ import annotations

import os

from colima_guard.backends.podman import layout
from colima_guard.backends.podman.config.sources import Source, sources
from colima_guard.backends.podman.config.volumes import Listed, Said, said
from colima_guard.backends.podman.releases import Rules
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.share import Place, Stop

MACOS_DEFAULT = ("/Users:/Users", "/private:/private", "/var/folders:/var/folders")


class Merged(NamedTuple):
    """What the next machine is made with, as Podman has it before variables are filled in."""

    volumes: tuple[Listed, ...]
    #: those that are of Podman's own list, which no file took away
    defaults: frozenset[str]
    #: the files that are there and were read, in their order
    files: tuple[str, ...] = ()
    #: those of them that say something of the list
    deciding: tuple[str, ...] = ()
    stop: Stop | None = None
    unknown: str | None = None


def merged(host: Host, rules: Rules) -> Merged:
    """The volumes of the next machine. Never raises for what a file holds, nor where we may not look."""
    builtin = tuple(Listed(text, None) for text in defaults(host, rules))
    try:
        found = sources(host, rules)
    except Unreadable as error:
        return Merged(builtin, frozenset(one.text for one in builtin), unknown=error.what)
    volumes, append = builtin, False
    files: list[str] = []
    deciding: list[str] = []
    stop: Stop | None = None
    unknown = found.unknown
    for source in found.files:
        what = _read(host, source, rules)
        if what is None:
            continue
        files.append(source.path)
        if what.refusal is not None and stop is None:
            stop = Stop(what.refusal, Place(source.path, what.line))
        unknown = unknown or what.unknown
        append = append if what.append is None else what.append
        if what.volumes is not None:
            deciding.append(source.path)
            volumes = (*volumes, *what.volumes) if append else what.volumes
    own = frozenset(one.text for one in volumes if one.place is None)
    return Merged(volumes, own, tuple(files), tuple(deciding), stop, unknown)


def _read(host: Host, source: Source, rules: Rules) -> Said | None:
    """What a file says; ``None`` for one that is not there, and may be missing."""
    try:
        # the customary way to say that no file counts
        data = b"" if source.path == os.devnull else host.read(source.path)
    except Unreadable as error:
        return Said(unknown=error.what)
    if data is not None:
        what = said(source.path, data, rules)
        if rules.writes_main and source.main and what.volumes == () and what.append is not None:
            return what._replace(refusal=f"{source.path} cannot be written anew: its `volumes` hold an `append` alone")
        return what
    return Said(refusal=f"{source.path} is not there, and {source.variable} names it") if source.must_exist else None


def defaults(host: Host, rules: Rules) -> list[str]:
    """Podman's own list (common/pkg/config/default_*.go ``getDefaultMachineVolumes``)."""
    if host.platform == "windows":
        drive, rest = os.path.splitdrive(host.home) if os.name == "nt" else (host.home[:2], host.home[2:])
        found = [f"{host.home}:{rest.replace(chr(92), '/')}"] if rules.windows_home else []
        found += [f"{drive}\\:/mnt/{drive[:1].lower()}"] if rules.windows_drive else []
    else:
        found = list(MACOS_DEFAULT) if host.platform == "macos" else ["$HOME:$HOME"]
    return [*found, f"{layout.containers(host)}:/etc/containers"] if rules.shares_configuration else found
