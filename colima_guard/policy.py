"""The policy as it applies on this machine: the saved file, and those that it includes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from colima_guard.host import Host, Unreadable
from colima_guard.locations import placeholder, policy_path
from colima_guard.model.allowlist import Allowed, Allowlist, NestedAccess, collapse
from colima_guard.model.exempting import OF_A_PATH, Accepted, Exemption, Project, can_be_accepted
from colima_guard.model.finding import KINDS
from colima_guard.model.policy import Entry, PolicyFile
from colima_guard.model.share import Access, Place
from colima_guard.policy_text import PolicyError, Text, absolute, check_entry, check_path, read, wrong

__all__ = ["Policy", "PolicyError", "load", "parsed"]


@dataclass(frozen=True, slots=True)
class Policy:
    """The policy as it applies on this machine."""

    path: str
    allow: Allowlist
    confine: bool = False
    #: whether it was read from a file, or is the empty one that applies without
    saved: bool = False
    exceptions: tuple[Exemption, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    #: the files that it includes, in the order in which they were read
    included: tuple[str, ...] = ()
    #: one of them that says to confine
    confined_by: str | None = None
    #: what narrows it further
    project: Project | None = None

    def of(self, instance: str) -> Policy:
        """The policy of one instance: its own allowlist, and what is accepted for it."""
        if not (self.exceptions or self.accepted or self.project):
            return self
        entries = self.allow.entries
        for exemption in self.exceptions:
            entries = exemption.applied(entries) if exemption.instance == instance else entries
        if self.project is not None:
            entries = self.project.applied(entries)
        return replace(
            self,
            allow=Allowlist(entries, self.allow.placeholder),
            confine=self.confine or (self.project is not None and self.project.confine),
            exceptions=(),
            accepted=tuple(one for one in self.accepted if one.instance == instance),
            project=None,
        )

    def checked(self) -> Policy:
        """This policy. Raises ``PolicyError`` where its parts contradict each other."""
        if self.included:
            _nested(self.path, self.allow.entries)
        known = {entry.path for entry in self.allow.entries}
        for exemption in self.exceptions:
            where = exemption.place
            for path in exemption.without:
                if path not in known:
                    raise wrong(
                        where.file, f"{path} is not an allowed directory, so nothing can go without it", where.line
                    )
            try:
                exemption.applied(self.allow.entries)
            except NestedAccess as nested:
                raise wrong(where.file, str(nested), where.line) from nested
        return self


def load(host: Host) -> Policy:
    """The saved policy, or an empty allowlist where none is saved. Raises ``PolicyError`` with file and line."""
    path = policy_path(host)
    data = _bytes(host, path)
    if data is None:
        return Policy(path, Allowlist((), host.realpath(placeholder(host))))
    return parsed(host, path, data)


def parsed(host: Host, path: str, data: bytes) -> Policy:
    """The policy that this text is, as if it lay at ``path``. Raises ``PolicyError``."""
    texts = list(_texts(host, path, data, (host.realpath(path),)))
    entries: list[Allowed] = []
    exceptions: list[Exemption] = []
    accepted: list[Accepted] = []
    for text in texts:
        included = None if text.path == path else text.path
        entries += [_allowed(host, entry, included) for entry in text.value.allow or []]
        exceptions += list(_exceptions(host, text, {one.instance: one for one in exceptions}))
        accepted += list(_accepted(host, text))
    return Policy(
        path,
        Allowlist(tuple(entries), host.realpath(placeholder(host))),
        any(text.value.confine for text in texts),
        saved=True,
        exceptions=tuple(exceptions),
        accepted=tuple(accepted),
        included=tuple(text.path for text in texts[1:]),
        confined_by=next((text.path for text in texts[1:] if text.value.confine), None),
    ).checked()


def _bytes(host: Host, path: str) -> bytes | None:
    try:
        return host.read(path)
    except Unreadable as error:
        raise PolicyError(error.what, why="without the policy nothing can be judged", do=error.do) from error


def _texts(host: Host, path: str, data: bytes, chain: tuple[str, ...]) -> Iterator[Text[PolicyFile]]:
    """The file, and behind it those that it includes. ``chain`` are the files that led here, by their real paths."""
    text = read(path, data, PolicyFile)
    yield text
    for number, name in enumerate(text.value.include or []):
        if not name:
            text.wrong("the name of the included file is empty", "include", number)
        inner = os.path.normpath(os.path.join(os.path.dirname(path), absolute(name, host.home)))
        if host.realpath(inner) in chain:
            text.wrong(f"{name} includes this file again", "include", number)
        found = _bytes(host, inner)
        if found is None:
            text.wrong(f"the included file {inner} does not exist", "include", number)
        if reason := _others_write(host, inner):
            text.wrong(f"the included file {inner} is not taken: {reason}", "include", number)
        yield from _texts(host, inner, found, (*chain, host.realpath(inner)))


def _others_write(host: Host, path: str) -> str | None:
    """How somebody else than this user and root could change a file, ``None`` where nobody can."""
    if host.platform == "windows":
        return None
    real = host.realpath(path)
    while True:
        found = host.stat(real)
        if found is None:
            return f"{real} is gone"
        if found.uid not in (0, host.uid):
            return f"{real} belongs to another user (uid {found.uid})"
        # in a sticky directory nobody replaces what is another's
        if found.mode & 0o022 and not (found.kind == "dir" and found.mode & 0o1000):
            return f"others can write {real} (chmod go-w)"
        if real == os.path.dirname(real):
            return None
        real = os.path.dirname(real)


def _allowed(host: Host, entry: Entry, included: str | None) -> Allowed:
    from colima_guard.allowing import forbidden
    from colima_guard.backends.registry import backends

    typed = absolute(entry.path, host.home)
    real = host.realpath(typed)
    # a hand-written entry, or one whose link has moved, is no safer than one that --dangerous let in
    dangerous = entry.dangerous or forbidden(host, real, backends()) is not None
    undeclared = dangerous and not entry.dangerous
    return Allowed(real, Access(entry.access or "rw"), typed, dangerous, undeclared, included)


def _exceptions(host: Host, text: Text[PolicyFile], known: dict[str, Exemption]) -> Iterator[Exemption]:
    for number, one in enumerate(text.value.exceptions or []):
        where = ("exceptions", number)
        _check_instance(text, one.instance, *where)
        if one.instance in known:
            first = known[one.instance].place
            text.wrong(f"{one.instance} has exceptions already ({first.file}:{first.line})", *where)
        for index, entry in enumerate(one.allow or []):
            check_entry(text, entry, *where, "allow", index)
        for index, path in enumerate(one.without or []):
            check_path(text, path, *where, "without", index)
        allow = tuple(_allowed(host, entry, text.path) for entry in one.allow or [])
        without = tuple(host.realpath(absolute(path, host.home)) for path in one.without or [])
        if not allow and not without:
            text.wrong(f"the exception for {one.instance} names neither `allow` nor `without`", *where)
        known[one.instance] = Exemption(one.instance, allow, without, Place(text.path, text.line(*where)))
        yield known[one.instance]


def _accepted(host: Host, text: Text[PolicyFile]) -> Iterator[Accepted]:
    for number, one in enumerate(text.value.accepted or []):
        where = ("accepted", number)
        if one.finding not in KINDS:
            text.wrong(f"there is no finding `{one.finding}`", *where)
        if not can_be_accepted(one.finding):
            text.wrong(f"{one.finding} cannot be accepted: what the VM sees would not be known", *where)
        _check_instance(text, one.instance, *where)
        if one.finding in OF_A_PATH:
            if not one.path:
                text.wrong(f"{one.finding} is accepted for one `path` only", *where)
            check_path(text, one.path, *where)
        elif one.path:
            text.wrong(f"`path` says nothing with {one.finding}", *where)
        if not one.reason.strip():
            text.wrong("`reason` is missing", *where)
        path = host.realpath(absolute(one.path, host.home)) if one.path else None
        place = Place(text.path, text.line(*where))
        yield Accepted(one.finding, one.instance, path, one.reason.strip(), _day(text, one.until, where), place)


def _check_instance(text: Text[PolicyFile], name: str, *where: str | int) -> None:
    from colima_guard.backends.names import NAMES

    backend, slash, instance = name.partition("/")
    if not slash or not instance or backend not in NAMES:
        text.wrong(f"`instance` is like colima/work, not `{name}` (known are: {', '.join(NAMES)})", *where)


def _day(text: Text[PolicyFile], written: str, where: tuple[str | int, ...]) -> date:
    try:
        found = date.fromisoformat(written)
        if found.isoformat() != written:
            raise ValueError(written)
    except ValueError:
        text.wrong(f"`until` is a day such as 2026-12-31, not `{written}`", *where)
    return found


def _nested(path: str, entries: tuple[Allowed, ...]) -> None:
    try:
        collapse(list(entries))
    except NestedAccess as nested:
        raise wrong(nested.inner.included or path, str(nested)) from nested
