"""``finch.yaml`` that VMs are made from, or ``lima.yaml`` of one, as a text, locked without being anywhere."""

from __future__ import annotations

from colima_guard.backends.finch.layout import Root
from colima_guard.backends.lima.render import render as lima_render
from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.share import Access

#: where the installer puts it: a text knows of no other
_INSTALLED = Root("/Applications/Finch")


def render(host: Host, text: bytes, allow: Allowlist, *, confine: bool) -> bytes:
    """The text with ``mounts`` narrowed to the allowlist, and to what its VM takes its daemon from, read-only.

    Raises ``GuardError`` with line, reason and the block to paste where that cannot be proved.
    """
    if not text.strip():
        raise GuardError(
            "nothing is on standard input", do=f"give the file that Finch ships: render finch < {_INSTALLED.base}"
        )
    return lima_render(host, text, _with_own(text, allow), release=None, confine=confine)


def _with_own(text: bytes, allow: Allowlist) -> Allowlist:
    from colima_guard.backends.lima.rules.source import parse

    source = parse("", text).source
    mounts = source.loaded.value.mounts or [] if source is not None else []
    decide = tuple(f"{_INSTALLED.path}/{name}" for name in ("lima", "os", "bin"))
    own = [
        one.location.rstrip("/")
        for one in mounts
        if one.location.startswith(f"{_INSTALLED.path}/") and ".." not in one.location
    ]
    kept = dict.fromkeys(path for path in own if not any(f"{path}/".startswith(f"{one}/") for one in decide))
    more = (Allowed(path, Access.RO, path) for path in kept if not allow.covers(path, Access.RO))
    return Allowlist((*allow.entries, *more), allow.placeholder)
