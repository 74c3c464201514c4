"""A ``lima.yaml`` as text, locked without being anywhere."""

from __future__ import annotations

from colima_guard.backends.lima.file import LimaFile
from colima_guard.backends.lima.merge import Around, Source, merge
from colima_guard.backends.lima.narrowing import narrowed
from colima_guard.backends.lima.releases import CLASSES, NEWEST, rules_of
from colima_guard.backends.lima.sources import parsed
from colima_guard.backends.lima.transports import CONFINING, driver, transport
from colima_guard.backends.writing import entries_for
from colima_guard.errors import GuardError
from colima_guard.formats.goccy import Loaded
from colima_guard.formats.gotypes import empty
from colima_guard.formats.yaml_edit import EditRefused, Entries, paste_block
from colima_guard.host import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.paths import clean
from colima_guard.model.release import Release
from colima_guard.model.share import Access

_NAME = "standard input"
_FRESH = """\
# A Lima instance that sees the allowlist and nothing else, written by colima-guard.
# `base` brings images only: a template such as template:default would bring the whole home back.
base: template:_images/ubuntu-lts
vmType: {vm_type}
mountType: {mount_type}
{mounts}"""


def rendered(host: Host, text: bytes, allow: Allowlist, *, release: Release | None, confine: bool) -> bytes:
    """The text with ``mounts`` narrowed to the allowlist; a complete template for an empty text.

    Raises ``GuardError`` with line, reason and the block to paste where that cannot be proved.
    """
    block = paste_block([Entries("mounts", entries_for(host, allow))])
    if not text.strip():
        merged = merge(None, Source(_NAME, Loaded(empty(LimaFile))), None, rules_of(NEWEST), _around(host))
        machine = driver(merged, host)
        return _FRESH.format(vm_type=machine, mount_type=CONFINING[machine], mounts=block).encode()
    found = parsed(_NAME, text)
    if found.source is None:
        raise _refused(found.line, f"Lima does not load it: {found.problem}", block)
    try:
        target = _target(host, found.source) if confine else None
        after, _ = narrowed(host, found, allow, _around(host), target)
    except EditRefused as refused:
        raise _refused(refused.line, refused.reason, block) from refused
    if (outside := _outside(host, after, allow)) is not None:
        raise _refused(None, outside, block)
    return after


def _around(host: Host) -> Around:
    home = host.home
    return Around(home, f"{home}/.lima", f"{home}/.lima/NAME", "NAME", "USER", "1000", "/tmp", lambda: "/")


def _target(host: Host, source: Source) -> str | None:
    merged = merge(None, source, None, rules_of(NEWEST), _around(host))
    if transport(merged, NEWEST.name, host).confined:
        return None
    machine = driver(merged, host)
    if machine not in CONFINING:
        raise EditRefused(f"vmType {machine} has no transport that confines the guest and holds read-only shares")
    return CONFINING[machine]


def _outside(host: Host, after: bytes, allow: Allowlist) -> str | None:
    """Why the text is not the lock it should be at some class of releases."""
    source = parsed(_NAME, after).source
    if source is None:
        return "the changed text does not load"
    for rules in CLASSES:
        for mount in merge(None, source, None, rules, _around(host)).mounts:
            location = host.home + mount.location[1:] if mount.location.startswith("~") else mount.location
            real = host.realpath(clean(location))
            if mount.doubt or not allow.covers(real, Access.RW if mount.writable else Access.RO):
                return f"Lima {rules.since} would still share {mount.location}"
    return None


def _refused(line: int | None, reason: str, block: str) -> GuardError:
    return GuardError(
        f"{_NAME}{f':{line}' if line else ''}: {reason}",
        why="the instance would share something else than the allowlist",
        do=f"mend it, or paste this by hand:\n{block}",
    )
