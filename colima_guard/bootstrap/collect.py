"""Where the values of the templates come from: the saved policy or the named directories, and this machine."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from colima_guard.backends.registry import backends
from colima_guard.bootstrap.kinds import KINDS
from colima_guard.bootstrap.source import requirement
from colima_guard.bootstrap.values import Values
from colima_guard.errors import UsageError
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowed
from colima_guard.model.policy import Policy
from colima_guard.policy import load as policies
from colima_guard.policy.directory import collapsed, parse
from colima_guard.policy.edit import text_of
from colima_guard.policy.screen import forbidden, not_to_be_named

#: is told what a person should know, while the values are collected
Warn = Callable[[str], None]


def collect(host: Host, kind: str, source: str | None, dirs: Sequence[str], *, confine: bool, warn: Warn) -> Values:
    """The values for a kind. Raises ``GuardError`` where there is no policy, or the source cannot be pinned."""
    pinned = requirement(host, source) if source is not None else None
    if KINDS[kind].needs_source and pinned is None:
        raise UsageError(
            f"{kind} has to install colima-guard, and it is not said from where",
            why="it is never installed from a public name that nobody chose",
            do="name a git URL, a wheel, or a package of an index: --from SOURCE",
        )
    if dirs:
        entries = named = collapsed(host, [_named(host, text) for text in dirs])[0]
        text = text_of(host, entries, confine=confine)
    else:
        policy, text = _saved(host, warn, needed=KINDS[kind].needs_policy)
        entries, confine = policy.allow.entries, policy.confine
        named = (*entries, *(entry for exemption in policy.exceptions for entry in exemption.allow))
    _refuse_undecodable([text, *(entry.typed for entry in named)])
    path = host.env("PATH") or os.defpath
    program = host.which("colima-guard") or os.path.join(host.home, ".local", "bin", "colima-guard")
    if (planted := host.planted_program("colima-guard")) is not None:
        warn(f"{planted.path} lies where VMs may write, so {program} is named instead")
    return Values(text, entries, named, confine, host.home, pinned, program, path)


def _named(host: Host, text: str) -> Allowed:
    """A directory of another machine: it need not be here, and what must not be allowed here must not be there."""
    typed, access = parse(host, text)
    real = host.realpath(typed)
    if reason := forbidden(host, real, backends()):
        raise not_to_be_named(typed, real, reason)
    return Allowed(real, access, typed)


def _saved(host: Host, warn: Warn, *, needed: bool) -> tuple[Policy, str]:
    policy = policies.load(host)
    if not policy.saved and needed:
        raise UsageError("there is no policy yet", do="name directories: --allow ~/projects")
    for name in policy.included:
        warn(f"the policy includes {name}, which must be there on the other machine too")
    return policy, (host.read(policy.path) or b"").decode("utf-8", "surrogateescape")


def _refuse_undecodable(texts: Sequence[str]) -> None:
    for text in texts:
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise UsageError(
                "the name of a directory is not UTF-8", why="a script cannot carry it", do="rename it"
            ) from error
