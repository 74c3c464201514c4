"""From the entries of a policy file to what they mean on this machine. Raises ``PolicyError`` with their line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowed
from colima_guard.model.catalogue import FINDINGS, Acceptance
from colima_guard.model.paths import is_within
from colima_guard.model.policy import Accepted, Exemption, Looked
from colima_guard.model.share import Access, Place
from colima_guard.policy.file import Entry, PolicyFile
from colima_guard.policy.screen import OffLimits
from colima_guard.policy.text import Text, absolute, check_entry, check_path


def allowed(host: Host, entry: Entry, included: str | None, off_limits: OffLimits) -> Allowed:
    """The directory that an entry allows."""
    typed = absolute(entry.path, host.home)
    real = host.realpath(typed)
    # a hand-written entry, or one whose link has moved, is no safer than one that --dangerous let in
    dangerous = entry.dangerous or off_limits.reason(real) is not None
    undeclared = dangerous and not entry.dangerous
    return Allowed(real, Access(entry.access or "rw"), typed, dangerous, undeclared, included)


def exceptions(
    host: Host, text: Text[PolicyFile], known: dict[str, Exemption], off_limits: OffLimits
) -> Iterator[Exemption]:
    """The exceptions of a file; ``known`` are those of the files before it, by instance."""
    for number, exception in enumerate(text.value.exceptions or []):
        where = ("exceptions", number)
        _check_instance(text, exception.instance, *where)
        if exception.instance in known:
            first = known[exception.instance].place
            text.wrong(f"{exception.instance} has exceptions already ({first.file}:{first.line})", *where)
        for index, entry in enumerate(exception.allow or []):
            check_entry(text, entry, *where, "allow", index)
        for index, path in enumerate(exception.without or []):
            check_path(text, path, *where, "without", index)
        allow = tuple(allowed(host, entry, text.path, off_limits) for entry in exception.allow or [])
        without = tuple(host.realpath(absolute(path, host.home)) for path in exception.without or [])
        if not allow and not without:
            text.wrong(f"the exception for {exception.instance} names neither `allow` nor `without`", *where)
        known[exception.instance] = Exemption(exception.instance, allow, without, Place(text.path, text.line(*where)))
        yield known[exception.instance]


def accepted(host: Host, text: Text[PolicyFile]) -> Iterator[Accepted]:
    """What a file accepts."""
    for number, entry in enumerate(text.value.accepted or []):
        where = ("accepted", number)
        kind = FINDINGS.get(entry.finding)
        if kind is None:
            text.wrong(f"there is no finding `{entry.finding}`", *where)
        if kind.accepted is Acceptance.NEVER:
            text.wrong(f"{entry.finding} cannot be accepted: what the VM sees would not be known", *where)
        _check_instance(text, entry.instance, *where)
        if kind.accepted is Acceptance.PATH:
            if not entry.path:
                text.wrong(f"{entry.finding} is accepted for one `path` only", *where)
            check_path(text, entry.path, *where)
        elif entry.path:
            text.wrong(f"`path` says nothing with {entry.finding}", *where)
        if not entry.reason.strip():
            text.wrong("`reason` is missing", *where)
        path = _accepted_path(host, text, entry.path, where) if entry.path else None
        place = Place(text.path, text.line(*where))
        yield Accepted(entry.finding, entry.instance, path, entry.reason.strip(), _day(text, entry.until, where), place)


def projects(host: Host, text: Text[PolicyFile], included: bool) -> Iterator[Looked]:
    """Where a file says that projects lie."""
    for number, written in enumerate(text.value.projects or []):
        check_path(text, written, "projects", number)
        yield Looked(absolute(written, host.home), text.path if included else None)


def _accepted_path(host: Host, text: Text[PolicyFile], written: str, where: tuple[str | int, ...]) -> str:
    """The accepted directory, which must be what is written: who can replace it by a link has not had that accepted."""
    path = absolute(written, host.home)
    real = host.realpath(path)
    home = host.realpath(host.home)
    meant = home + path[len(host.home) :] if is_within(path, host.home) else path
    if real != meant and (is_within(meant, home) or host.is_link(path)):
        text.wrong(f"{written} leads to {real}: name the directory itself", *where)
    return real


def _check_instance(text: Text[PolicyFile], name: str, *where: str | int) -> None:
    from colima_guard.backends.table import names

    backend, slash, instance = name.partition("/")
    if not slash or not instance or backend not in names():
        text.wrong(f"`instance` is like colima/work, not `{name}` (known are: {', '.join(names())})", *where)


def _day(text: Text[PolicyFile], written: str, where: tuple[str | int, ...]) -> date:
    try:
        found = date.fromisoformat(written)
        if found.isoformat() != written:
            raise ValueError(written)
    except ValueError:
        text.wrong(f"`until` is a day such as 2026-12-31, not `{written}`", *where)
    return found
