"""From the entries of a policy file to what they mean on this machine. Raises ``PolicyError`` with their line."""

from __future__ import annotations

from collections.abc import Iterator

from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowed
from colima_guard.model.policy import Exemption, Looked
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
        check_instance(text, exception.instance, *where)
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


def projects(host: Host, text: Text[PolicyFile], included: bool) -> Iterator[Looked]:
    """Where a file says that projects lie."""
    for number, written in enumerate(text.value.projects or []):
        check_path(text, written, "projects", number)
        yield Looked(absolute(written, host.home), text.path if included else None)


def check_instance(text: Text[PolicyFile], name: str, *where: str | int) -> None:
    """Raises ``PolicyError`` for what is no name of an instance of a backend that is known."""
    from colima_guard.backends.table import names

    backend, slash, instance = name.partition("/")
    if not slash or not instance or backend not in names():
        text.wrong(f"`instance` is like colima/work, not `{name}` (known are: {', '.join(names())})", *where)
