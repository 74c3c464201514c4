"""The shares that it writes into ``lima.yaml`` at each start, merged by index into what stands there.

(backend/lima.ts getMounts and updateConfig at v1.24.0; the same since v1.12.) lodash's ``merge`` goes by index: what
an entry had beside ``location`` and ``writable`` survives, a mount point for one; so do entries behind the last.
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from colima_guard.backends.lima.rules.entry import Source
from colima_guard.backends.lima.rules.file import LimaFile, Mount
from colima_guard.backends.lima.rules.source import ConfigFile
from colima_guard.backends.rancher_desktop.settings import VmSettings
from colima_guard.formats.golang.goccy.document import Loaded
from colima_guard.formats.golang.types import replaced
from colima_guard.host.machine import Host
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.share import Place

_ALWAYS = ("~", "/tmp/rancher-desktop")
_ON_MACOS = ("/Volumes", "/var/folders", "/private/tmp", "/private/var/folders")


class Own(NamedTuple):
    """Directories of its own that it shares where they do not lie in one that it shares anyway."""

    cache: str
    logs: str
    #: its program's, ``None`` where it is not found and its last list names none
    resources: str | None


def locations(host: Host, own: Own) -> list[str]:
    """What it shares, in its order; all of it writable."""
    found = [*_ALWAYS, *(_ON_MACOS if host.platform == "macos" else ())]
    for extra in filter(None, own):
        if not any(_holds(host.home if one == "~" else one, extra) for one in found):
            found.append(extra)
    return found


def _holds(outer: str, path: str) -> bool:
    return not posixpath.relpath(posixpath.normpath(path), posixpath.normpath(outer)).startswith("../")


def resources_in(main: ConfigFile) -> str | None:
    """The directory of its program that its last list names, ``None`` where that lay in another share."""
    mounts = main.source.loaded.value.mounts or [] if main.source is not None else []
    return next((one.location for one in mounts if one.location.endswith("/resources/resources")), None)


def at_start(host: Host, main: ConfigFile, own: Own, settings: VmSettings) -> ConfigFile:
    """``lima.yaml`` as it would write it now; as it lies where it does not load."""
    if main.problem is not None:
        return main
    loaded: Loaded[LimaFile] = main.source.loaded if main.source is not None else Loaded(LimaFile())
    present = loaded.value.mounts or []
    made = locations(host, own)
    mounts = [
        replaced(one, location=where, writable=True) for one, where in zip(_filled(present, made), made, strict=True)
    ]
    mounts += present[len(made) :]
    value = replaced(loaded.value, mounts=mounts, mount_type=settings.mount_type, vm_type=settings.vm_type)
    places = tuple(_place(main, present, number, len(made)) for number in range(len(mounts)))
    return main.saying(Source(main.path, loaded._replace(value=value), places))


def _filled(present: Sequence[Mount], made: Sequence[str]) -> list[Mount]:
    return [*present[: len(made)], *(Mount() for _ in range(len(made) - len(present)))]


def _place(main: ConfigFile, present: Sequence[Mount], number: int, made: int) -> Place | None:
    """Where an entry stands, as far as the file has a say in it."""
    if main.source is None or number >= len(present):
        return None
    if number < made and present[number].mount_point is None:
        return None
    return main.source.place("mounts", number)
