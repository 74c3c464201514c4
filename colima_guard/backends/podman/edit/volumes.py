"""The allowlist as Podman's list of volumes."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.backends.shared.edit import placeholder_directory
from colima_guard.backends.shared.guest_path import unshareable as unshareable_anywhere
from colima_guard.formats.toml.write import Element
from colima_guard.host.machine import Host
from colima_guard.host.own_files import nothing_shared
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.paths import DRIVE, is_within
from colima_guard.model.plan import DirectoryChange
from colima_guard.model.share import Access

#: no file before this one has its list appended to, nor does one that comes later
OVERRULES = {"append": False}


def shared(allow: Allowlist) -> list[Allowed]:
    """What can be shared of the allowlist: no share is read-only."""
    return [entry for entry in allow.entries if entry.access is Access.RW or entry.loosely]


def target(path: str) -> str:
    """Where a directory stands in the guest: at its own path; of a drive where Podman's client looks for it."""
    if not DRIVE.match(path):
        return path
    return f"/mnt/{path[0].lower()}/{path[3:]}".replace("\\", "/").rstrip("/")


def pairs(host: Host, allow: Allowlist, present: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Source and target of each share; the placeholder where there is none, for no list is ever written empty.

    A machine does not start without a directory that it shares: one that is not there now is left out, unless the
    list has it already.
    """
    found = [
        (entry.path, target(entry.typed))
        for entry in shared(allow)
        if host.look(entry.path) is not None or entry.path in present
    ]
    return found or [_nothing(host, allow)]


def _nothing(host: Host, allow: Allowlist) -> tuple[str, str]:
    path = allow.placeholder or nothing_shared(host)
    return path, target(path)


def needed_directory(host: Host, allow: Allowlist, chosen: Sequence[tuple[str, str]]) -> tuple[DirectoryChange, ...]:
    """The placeholder as something to create, where it is what is shared, and missing."""
    if _nothing(host, allow) not in chosen:
        return ()
    return placeholder_directory(host, Allowlist((), allow.placeholder))


def elements(host: Host, allow: Allowlist, present: Sequence[str] = ()) -> list[Element]:
    """The list as it is written."""
    written: list[Element] = []
    for source, place in pairs(host, allow, present):
        home = source == place and host.platform != "windows" and _is_below_home(host, source)
        path = f"$HOME{source[len(host.home) :]}" if home else None
        written.append(f"{path}:{path}" if path else f"{source}:{place}")
    return [*written, OVERRULES]


def _is_below_home(host: Host, path: str) -> bool:
    """Whether ``$HOME`` can stand for the beginning of a path, so that dotfiles stay portable."""
    home = host.home
    return home != "/" and host.realpath(home) == home and path != home and is_within(path, home)


def unshareable(path: str) -> str | None:
    """Why no volume can be of this directory, whatever lies there; ``None`` when one can."""
    if (reason := unshareable_anywhere(path)) is not None:
        return reason
    return next((f"it holds {char!r}, which Podman reads as its own" for char in "$,;" if char in path), None)


def notes(host: Host, name: str, allow: Allowlist) -> list[str]:
    """What of the allowlist is not shared, or wider than it is allowed."""
    found = []
    for entry in allow.entries:
        if entry.access is Access.RO and not entry.loosely:
            found.append(f"{name}: {entry.typed} is left out, for no share is read-only there; needs --share-ro-as-rw")
        elif entry.access is Access.RO:
            found.append(f"{name}: {entry.typed} is allowed read-only, and shared writable")
        if host.look(entry.path) is None and entry in shared(allow):
            found.append(f"{name}: {entry.typed} is left out, for no machine starts without it: lock again once it is")
    return found
