"""What would be tried on an instance, and nothing of it done."""

from __future__ import annotations

from collections.abc import Iterator

from colima_guard.backends import abilities
from colima_guard.backends.registry import backend
from colima_guard.host.machine import Host
from colima_guard.judge.row import Row
from colima_guard.live.subject import accepted_too, inside, parents, private, secrets
from colima_guard.model.policy import Policy
from colima_guard.model.proof import Kind, Probe
from colima_guard.model.share import Access

_SEEN = "not tried"


def asked_by(host: Host, row: Row) -> tuple[str, ...]:
    """The commands by which an instance would be asked, without what is asked."""
    of = backend(row.instance.backend)
    shell, client = abilities.shell(of, host, row.instance), abilities.engine(of, host, row.instance)
    return tuple(" ".join(one.argv) for one in (shell, client) if one is not None)


def intended(host: Host, row: Row, policy: Policy, *, containers: bool) -> Iterator[Probe]:
    """The probes, none of which was tried. Touches nothing."""
    allow = policy.of(row.instance.name).allow
    of = backend(row.instance.backend)
    shell, client = abilities.shell(of, host, row.instance), abilities.engine(of, host, row.instance)
    shares = (row.now or row.shown).exposure.shares
    if shell is None and client is None:
        return
    if shell is not None:
        yield _probe(Kind.MOUNTS, "what is mounted in the VM", "the allowed directories alone")
    for entry in inside(allow, shares):
        yield _probe(Kind.CONTROL, f"our file in {entry.typed}", "read")
        if shell is not None:
            yield _written(entry.typed, entry.access)
    for parent in parents(host.home, accepted_too(row, allow), private(host)):
        yield _probe(Kind.CANARY, f"our file in {parent}", "not found")
    if shell is not None:
        for secret in secrets(host, allow):
            yield _probe(Kind.SECRET, f"{secret}, by its path alone", "not found")
    if containers and client is not None:
        yield _probe(Kind.CONTAINER, "our files, in every running container", "not found")


def _written(typed: str, access: Access) -> Probe:
    if access is Access.RW:
        return _probe(Kind.CONTROL, f"a file written into {typed}", "arrives")
    return _probe(Kind.READ_ONLY, f"a file written into {typed}, read-only", "does not arrive")


def _probe(kind: Kind, what: str, expected: str) -> Probe:
    return Probe(kind, what, expected, _SEEN, None)
