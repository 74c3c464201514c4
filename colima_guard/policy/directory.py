"""From what the user types to an allowed directory: what must not be allowed is refused here, with the reason."""

from __future__ import annotations

import os
from collections.abc import Sequence

from colima_guard.backends.interface import Backend
from colima_guard.errors import GuardError, UsageError
from colima_guard.host.machine import Host
from colima_guard.host.removable import missing_disk
from colima_guard.model.allowlist import Allowed, NestedAccess, collapse
from colima_guard.model.share import Access
from colima_guard.model.shell import word
from colima_guard.policy.screen import OffLimits, forbidden, led_from_writable, must_not_be, not_to_be_named

#: bytes of a name, on every file system that is in use
_LONGEST = 255
_WITHOUT = "the VM would create it, or not start at all"


def parse(host: Host, text: str) -> tuple[str, Access]:
    """A directory as typed, absolute, and the access behind its last colon (``rw`` without one).

    Raises ``UsageError`` for what names no directory.
    """
    path, colon, suffix = text.rpartition(":")
    if colon and suffix in ("ro", "rw"):
        access = Access(suffix)
    else:
        path, access = text, Access.RW
    if path.endswith((":ro", ":rw")):
        raise UsageError(f"{text!r} names two accesses", do="write one of them: DIR:ro or DIR:rw")
    return absolute(host, path), access


def absolute(host: Host, path: str) -> str:
    """A path as typed, made absolute and clean. Raises ``UsageError`` for what names no path, or reads as another."""
    if not path:
        raise UsageError("'' names no directory", do="name a directory, such as ~/projects or ~/data:ro")
    text = path
    if path == "~" or path.startswith("~/"):
        path = host.home + path[1:]
    elif path.startswith("~"):
        raise UsageError(
            f"{text!r}: another user's home is not known here",
            why="Colima would take it for your own home with the name behind it",
            do="write the path out",
        )
    path = path if os.path.isabs(path) else os.path.join(host.cwd, path)
    typed = os.path.normpath(path)
    if ".." in path.split(os.sep) and host.realpath(path) != host.realpath(typed):
        raise UsageError(
            f"{text!r} leads to {host.realpath(path)}, and reads as {host.realpath(typed)}",
            why="the .. behind a link is not where it seems to be",
            do="write the path without ..",
        )
    return typed


def allowed(
    host: Host,
    text: str,
    backends: Sequence[Backend],
    *,
    dangerous: bool | None,
    may_be_missing: bool = False,
    off_limits: OffLimits | None = None,
) -> Allowed:
    """The directory that a text like ``~/projects:ro`` allows. Raises ``GuardError`` with the reason it must not be.

    ``dangerous``: whether the user takes what must not be; ``None`` where a command cannot be told so.
    ``may_be_missing``: it was allowed before, and its disk may be unplugged. ``off_limits`` is made for many at once.
    """
    typed, access = parse(host, text)
    real = host.realpath(typed)
    reason = off_limits.reason(real) if off_limits is not None else forbidden(host, real, backends)
    if reason and not dangerous:
        raise (not_to_be_named if dangerous is None else must_not_be)(typed, real, reason)
    stat = host.stat(typed)
    if stat is None and not may_be_missing:
        raise GuardError(f"{typed} does not exist", why=_WITHOUT, do=_instead(host, typed, real))
    if stat is not None and stat.kind != "dir":
        raise GuardError(f"{typed} is not a directory", why="the VM would not start", do="name a directory")
    return Allowed(real, access, typed, dangerous=bool(reason))


def _instead(host: Host, typed: str, real: str) -> str:
    """What to do about a directory that is not there."""
    too_long = max(len(os.fsencode(name)) for name in typed.split(os.sep)) > _LONGEST
    if not typed.isprintable() or too_long:  # no terminal shows it as it is, and it cannot be shared anyway
        return "name another directory"
    disk = missing_disk(host, typed) or missing_disk(host, real)
    do = f"connect the disk that is mounted at {disk}" if disk else f"mkdir -p {word(typed)}"
    return f"{do}, or name another directory"


def collapsed(host: Host, entries: Sequence[Allowed]) -> tuple[tuple[Allowed, ...], tuple[Allowed, ...]]:
    """The entries without those within another, and those left out.

    Raises ``GuardError`` for ``ro`` within ``rw``, and for one that is named by a link within ``rw``.
    """
    if (led := led_from_writable(host, entries)) is not None:
        why = "VMs may write there, and so what runs in one could lead the link elsewhere"
        raise GuardError(led.said, why=why, do=f"name the directory itself: {led.entry.path}")
    try:
        return collapse(list(entries))
    except NestedAccess as nested:
        outer, inner = nested.outer.typed, nested.inner.typed
        raise GuardError(
            f"{inner} ({nested.inner.access}) lies in {outer} ({nested.outer.access})",
            why="Colima refuses overlapping mounts, and with any VM the outer share would decide",
            do=f"give both the same access, or allow directories beside {inner} instead of {outer}",
        ) from nested
