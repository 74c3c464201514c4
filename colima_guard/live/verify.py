"""An instance proved: what its files say, tried in the running VM and through its engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial

from colima_guard.backends import abilities
from colima_guard.backends.registry import backend
from colima_guard.host.machine import Host
from colima_guard.host.own_files import state_dir
from colima_guard.host.secret_files import secret_places
from colima_guard.judge.reach import secrets_among
from colima_guard.judge.row import Row
from colima_guard.live import engine as engines
from colima_guard.live import through_engine, through_guest
from colima_guard.live.guest import Guest, Silent
from colima_guard.live.subject import Control, Subject, accepted_too, inside, parents
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.catalogue import State
from colima_guard.model.policy import Policy
from colima_guard.model.proof import Kind, Probe, Proof, fold
from colima_guard.model.share import Access
from colima_guard.model.verdict import is_allowed
from colima_guard.store import canary, proofs

Say = Callable[[str], None]


def verify(
    host: Host, rows: Sequence[Row], policy: Policy, *, containers: bool, say: Say, remembered: bool = True
) -> Iterator[Proof]:
    """The proof of each of these running instances. Plants files of ours for it, and removes them again.

    ``remembered``: `status` and `check` know it from then on. Raises ``GuardError`` where none can be planted.
    """
    for directory in canary.sweep(host, state_dir(host)):
        say(f"{directory}, which is of an earlier run, cannot be removed: somebody put something there")
    for row in rows:
        allow = policy.of(row.instance.name).allow
        if remembered:
            # whatever stops what follows: an older proof is not of what is tried now
            proofs.begin(host, row.instance)
        proof = _verified(host, row, allow, containers=containers, say=partial(_of, row.instance.name, say))
        if remembered:
            proofs.remember(host, row.instance, allow, proof)
        yield proof


def intended(host: Host, row: Row, policy: Policy, *, containers: bool) -> Iterator[str]:
    """What would be tried on an instance, in words. Touches nothing."""
    allow = policy.of(row.instance.name).allow
    of = backend(row.instance.backend)
    shell, client = abilities.shell(of, host, row.instance), abilities.engine(of, host, row.instance)
    shares = (row.now or row.shown).exposure.shares
    ways = [*([" ".join(shell.argv)] if shell else []), *([" ".join(client.argv)] if client else [])]
    if not ways:
        yield "nothing can be tried: neither a shell nor an engine of it is there"
        return
    yield f"asked by: {', '.join(ways)}"
    if shell is not None:
        yield "what is mounted in it"
    for entry in inside(allow, shares):
        yield f"a file of ours in {entry.typed} is there, and {_may(entry.access)}"
    for parent in parents(host.home, accepted_too(row, allow), _private(host)):
        yield f"a file of ours in {parent} is not found"
    if shell is not None and (secrets := _secrets(host, allow)):
        yield f"not there, by their paths alone: {', '.join(secrets)}"
    if containers and client is not None:
        yield "no running container has a file of ours"


def _may(access: Access) -> str:
    return "one can be written beside it" if access is Access.RW else "none can be written beside it"


def _of(name: str, say: Say, text: str) -> None:
    say(f"{name}: {text}")


def _verified(host: Host, row: Row, allow: Allowlist, *, containers: bool, say: Say) -> Proof:
    at = host.now()
    shares = (row.now or row.shown).exposure.shares
    entries = {entry.path: entry for entry in inside(allow, shares)}
    seen = accepted_too(row, allow)
    outside = parents(host.home, seen, _private(host))
    with canary.planted(host, state_dir(host), [*outside, *entries]) as planted:
        made = planted.canaries
        subject = Subject(
            host.home,
            row,
            allow,
            seen,
            any(finding.accepted is not None and finding.state is State.UNCONFINED for finding in row.findings),
            {parent: made[parent] for parent in outside if parent in made},
            tuple(parent for parent in (*outside, *entries) if parent not in made),
            tuple(Control(made[path], entry) for path, entry in entries.items() if path in made),
            _secrets(host, seen),
        )
        probes = tuple(_probes(host, subject, planted.run, containers=containers, say=say))
    result, why = fold(probes)
    release = row.instance.release.name if row.instance.release else None
    return Proof(row.instance.name, result, why, at, release, probes)


def _by_the_host(subject: Subject, *, alone: bool) -> Iterator[Probe]:
    """What the host says of the instance counts first: a guest can hide what it was given."""
    row = subject.row
    what, expected = "what the host says that it shares", "allowed directories alone"
    judged = row.now or row.shown
    if judged.exposure.unknown is not None:
        yield Probe(Kind.MOUNTS, what, expected, f"it cannot be told: {judged.exposure.unknown}", None)
    for share in judged.exposure.shares:
        if share.real is None or not (
            subject.seen.covers(share.real, share.access) or is_allowed(share, subject.allow)
        ):
            place = f" ({share.place.file}{f':{share.place.line}' if share.place.line else ''})" if share.place else ""
            yield Probe(Kind.MOUNTS, what, expected, f"{share.location}, {share.access.value}{place}", False)
    # what an earlier proof has seen names no file
    older = [finding for finding in row.findings if finding.state is State.OLDER_SHARES and finding.place is not None]
    if older and row.now is None and (alone or row.instance.newer_file is not None):
        yield Probe(Kind.MOUNTS, what, expected, older[0].message, None)
    for path in subject.unplanted:
        needed = path == subject.home or any(path == entry.path for entry in subject.allow.entries)
        seen = "nothing can be put there by you, so it was not tried"
        yield Probe(Kind.CANARY, f"our file in {path}", "tried", seen, None if needed else True)


def _probes(host: Host, subject: Subject, run: str, *, containers: bool, say: Say) -> Iterator[Probe]:
    instance = subject.row.instance
    of = backend(instance.backend)
    shell = abilities.shell(of, host, instance)
    client = abilities.engine(of, host, instance)
    if shell is None and client is None:
        yield Probe(Kind.MOUNTS, "the VM", "a shell or an engine to ask", "neither is there", None)
    yield from _by_the_host(subject, alone=shell is None)
    if shell is not None:
        yield from through_guest.probes(Guest(host, shell), subject, say)
    if client is not None:
        with ExitStack() as stack:
            try:
                engines.sweep(host, client, partial(canary.is_running, state_dir(host)))
                engine = stack.enter_context(engines.probing(host, client, run))
            except Silent as silent:
                yield Probe(Kind.ENGINE, f"the engine, by {client.name}", "an answer", silent.what, None)
                return
            yield from through_engine.probes(engine, subject, say, alone=shell is None)
            if containers:
                yield from through_engine.containers(engine, subject, say)


def _private(host: Host) -> tuple[str, ...]:
    """The directories and files that are worth protecting, as real paths."""
    return tuple(place.real for place in host.once(secret_places) if place.present)


def _secrets(host: Host, allow: Allowlist) -> tuple[str, ...]:
    """The secrets of this machine that no allowed directory holds, as real paths."""
    found = secrets_among([place for place in host.once(secret_places) if place.present])
    return tuple(dict.fromkeys(real for _, real in found if not allow.covers(real, Access.RO)))
