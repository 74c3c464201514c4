"""The policy as it applies on this machine: the saved file, and those that it includes."""

from __future__ import annotations

import os
from collections.abc import Iterator

from colima_guard.host.machine import Host
from colima_guard.host.own_files import nothing_shared, policy_path
from colima_guard.host.values import Unreadable
from colima_guard.model.allowlist import Allowed, Allowlist, NestedAccess, collapse
from colima_guard.model.policy import Accepted, AcceptedUse, Exemption, Policy
from colima_guard.policy import accepted as policy_accepted
from colima_guard.policy import entries as policy_entries
from colima_guard.policy.file import PolicyFile
from colima_guard.policy.screen import OffLimits, led_from_writable
from colima_guard.policy.text import PolicyError, Text, absolute, read, wrong


def load(host: Host) -> Policy:
    """The saved policy, or an empty allowlist where none is saved. Raises ``PolicyError`` with file and line."""
    path = policy_path(host)
    data = _bytes(host, path)
    if data is None:
        return Policy(path, Allowlist((), nothing_shared(host)))
    policy = parsed(host, path, data)
    host.distrust(policy.writable)
    return policy


def parsed(host: Host, path: str, data: bytes) -> Policy:
    """The policy that this text is, as if it lay at ``path``. Raises ``PolicyError``."""
    with host.steady():
        return _parsed(host, path, data)


def _parsed(host: Host, path: str, data: bytes) -> Policy:
    from colima_guard.backends.registry import present

    texts = list(_texts(host, path, data, (host.realpath(path),)))
    off_limits = OffLimits(host, present(host))
    entries: list[Allowed] = []
    exceptions: list[Exemption] = []
    accepted: list[Accepted | AcceptedUse] = []
    for text in texts:
        included = None if text.path == path else text.path
        entries += [policy_entries.allowed(host, entry, included, off_limits) for entry in text.value.allow or []]
        known = {exemption.instance: exemption for exemption in exceptions}
        exceptions += list(policy_entries.exceptions(host, text, known, off_limits))
        accepted += list(policy_accepted.accepted(host, text))
    named = [*entries, *(entry for exemption in exceptions for entry in exemption.allow)]
    if (led := led_from_writable(host, named)) is not None:
        raise wrong(led.entry.included or path, f"{led.said}, where VMs may write: name {led.entry.path} itself")
    policy = Policy(
        path,
        Allowlist(tuple(entries), nothing_shared(host)),
        any(text.value.confine for text in texts),
        saved=True,
        exceptions=tuple(exceptions),
        accepted=tuple(one for one in accepted if isinstance(one, Accepted)),
        accepted_uses=tuple(one for one in accepted if isinstance(one, AcceptedUse)),
        included=tuple(text.path for text in texts[1:]),
        confined_by=next((text.path for text in texts[1:] if text.value.confine), None),
        projects=tuple(one for text in texts for one in policy_entries.projects(host, text, text.path != path)),
    )
    return checked(policy)


def checked(policy: Policy) -> Policy:
    """The policy. Raises ``PolicyError`` where its parts contradict each other."""
    _nested(policy.path, policy.allow.entries)
    known = {entry.path for entry in policy.allow.entries}
    for exemption in policy.exceptions:
        file, line, _ = exemption.place
        for path in exemption.without:
            if path not in known:
                raise wrong(file, f"{path} is not an allowed directory, so nothing can go without it", line)
        try:
            exemption.applied(policy.allow.entries)
        except NestedAccess as nested:
            raise wrong(file, str(nested), line) from nested
    return policy


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
        included = _bytes(host, inner)
        if included is None:
            text.wrong(f"the included file {inner} does not exist", "include", number)
        if reason := _others_write(host, inner):
            text.wrong(f"the included file {inner} is not taken: {reason}", "include", number)
        yield from _texts(host, inner, included, (*chain, host.realpath(inner)))


def _others_write(host: Host, path: str) -> str | None:
    """How somebody else than this user and root could change a file, ``None`` where nobody can."""
    if host.platform == "windows":
        return None
    real = host.realpath(path)
    while True:
        stat = host.stat(real)
        if stat is None:
            return f"{real} is gone"
        if stat.uid not in (0, host.uid):
            return f"{real} belongs to another user (uid {stat.uid})"
        # in a sticky directory nobody replaces what is another's
        if stat.mode & 0o022 and not (stat.kind == "dir" and stat.mode & 0o1000):
            return f"others can write {real} (chmod go-w)"
        if real == os.path.dirname(real):
            return None
        real = os.path.dirname(real)


def _nested(path: str, entries: tuple[Allowed, ...]) -> None:
    try:
        collapse(list(entries))
    except NestedAccess as nested:
        raise wrong(nested.inner.included or path, str(nested)) from nested
