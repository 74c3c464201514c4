"""Which policy a lock puts into force: the saved one again, another text, or the saved one within a project."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from colima_guard.backends.abilities import unshareable
from colima_guard.backends.interface import Backend
from colima_guard.backends.registry import backends
from colima_guard.errors import GuardError, UsageError
from colima_guard.host.machine import Host
from colima_guard.host.own_files import policy_path
from colima_guard.host.standard_input import whole_input
from colima_guard.lock.propose import Given
from colima_guard.model.allowlist import Allowed
from colima_guard.policy import load as policies
from colima_guard.policy.directory import allowed, parse, refuse_undeclared
from colima_guard.policy.load import Policy
from colima_guard.policy.screen import OffLimits
from colima_guard.policy.text import PolicyError


def given_text(host: Host, name: str) -> Given:
    """The policy in a file, or on standard input for ``-``, as one to be saved. Raises ``PolicyError``."""
    if name == "-":
        data: bytes | None = whole_input()
    else:
        data = host.read(name if name.startswith("/") else f"{host.cwd}/{name}")
    if data is None:
        raise UsageError(f"--policy {name}: there is no such file", do="name a policy file, or - for standard input")
    try:
        policy = policies.parsed(host, policy_path(host), data)
    except PolicyError as error:
        # its lines are those of the text that was given
        shown = "the policy on standard input" if name == "-" else name
        raise PolicyError(error.what.replace(policy_path(host), shown, 1), why=error.why, do=error.do) from error
    return Given(policy, data)


def there(host: Host, policy: Policy, entries: Sequence[Allowed] | None = None) -> list[Allowed]:
    """The allowed directories of a policy, each looked at as if it were named now, but that it may be missing.

    ``entries``: those of them that stay. Raises ``GuardError``.
    """
    known = backends()
    kept = policy.allow.entries if entries is None else entries
    named = [*kept, *(entry for one in policy.exceptions for entry in one.allow)]
    if policy.project is not None:
        named += policy.project.entries or ()
    refuse_undeclared(host, named, known)
    with host.steady():
        off_limits = OffLimits(host, known)
        looked = [_again(host, entry, known, off_limits) for entry in named]
    return looked[: len(kept)]


def named(host: Host, policy: Policy, dirs: Sequence[str], dangerous: Sequence[str]) -> list[Allowed]:
    """The directories of a command line. Those that the policy has already may be missing. Raises ``GuardError``."""
    known, saved = backends(), {entry.typed for entry in policy.allow.entries}
    off_limits = OffLimits(host, known)
    return [
        allowed(host, text, known, dangerous=taken, may_be_missing=parse(host, text)[0] in saved, off_limits=off_limits)
        for texts, taken in ((dirs, False), (dangerous, True))
        for text in texts
    ]


def _again(host: Host, entry: Allowed, known: Sequence[Backend], off_limits: OffLimits) -> Allowed:
    text = f"{entry.typed}:{entry.access.value}"
    found = allowed(host, text, known, dangerous=entry.dangerous, may_be_missing=True, off_limits=off_limits)
    return found._replace(included=entry.included)


def shareable(host: Host, entries: Iterable[Allowed]) -> None:
    """Raises ``GuardError`` for a directory that must not be allowed, or that a backend cannot take, there or not."""
    known = backends()
    named = list(entries)
    refuse_undeclared(host, named, known)
    for entry in named:
        for backend in known:
            if reason := unshareable(backend, entry.path) or unshareable(backend, entry.typed):
                raise GuardError(
                    f"{entry.typed} cannot be shared: {reason}",
                    why=f"{backend.name} could then share something else, or not start",
                    do="rename the directory, or name another one",
                )
