"""An instance proved: what its files say, tried in the running VM and through its engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Any

from colima_guard.backends import abilities
from colima_guard.backends.registry import backend
from colima_guard.host.ended import cleaned_up_when_ended
from colima_guard.host.machine import Host
from colima_guard.host.own_files import state_dir
from colima_guard.judge.row import Row
from colima_guard.live import engine as engines
from colima_guard.live import nerdctl, through_containers, through_engine, through_guest
from colima_guard.live.guest import Guest, Silent
from colima_guard.live.subject import Control, Subject, accepted_too, inside, parents, private, secrets
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.catalogue import State
from colima_guard.model.policy import Policy
from colima_guard.model.proof import Kind, Probe, Proof, fold
from colima_guard.model.verdict import is_allowed
from colima_guard.store import canary, one_try, proofs

Say = Callable[[str], None]


def verify(
    host: Host, rows: Sequence[Row], policy: Policy, *, containers: bool, say: Say, remembered: bool = True
) -> Iterator[Proof]:
    """The proof of each of these running instances. Plants files of ours for it, and removes them again.

    ``remembered``: `status` and `check` know it from then on. Raises ``GuardError`` where none can be planted.
    """
    # what was looked at is what is tried: an instance waits until those before it are done
    begun = {row.instance.name: proofs.subject(host, row.instance, policy.of(row.instance.name).allow) for row in rows}
    for row in rows:
        name = row.instance.name
        told = partial(_of, name, say)
        with (
            cleaned_up_when_ended(),
            one_try.alone(host, state_dir(host), partial(told, "the end of another verify, which is awaited")),
        ):
            if remembered:
                # whatever stops what follows: an older proof is not of what is tried now
                proofs.begin(host, row.instance)
            proof = _verified(host, row, policy.of(name).allow, begun[name], containers=containers, say=told)
            if remembered:
                proofs.remember(host, proof, begun[name])
        yield proof


def _of(name: str, say: Say, text: str) -> None:
    say(f"{name}: {text}")


def _verified(host: Host, row: Row, allow: Allowlist, begun: Mapping[str, Any], *, containers: bool, say: Say) -> Proof:
    at = host.now()
    left = canary.sweep(host, state_dir(host))
    shares = (row.now or row.shown).exposure.shares
    entries = {entry.path: entry for entry in inside(allow, shares)}
    seen = accepted_too(row, allow)
    outside = parents(host.home, seen, private(host))
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
            secrets(host, seen),
        )
        probes = [*_probes(host, subject, planted.run, containers=containers, say=say)]
    probes += _the_same(begun, proofs.subject(host, row.instance, allow))
    result, why = fold(probes)
    release = row.instance.release.name if row.instance.release else None
    files = tuple(begun["files"].items())
    kept = dict.fromkeys((*left, *planted.left))
    return Proof(row.instance.name, result, why, at, release, tuple(probes), files, tuple(kept))


def _the_same(begun: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Probe]:
    """What was tried is of the files as they were when it was begun: one that changed since says something else."""
    for path, before in begun["files"].items():
        if now["files"].get(path) != before:
            yield Probe(Kind.MOUNTS, f"the file {path}", "as it was", "it was changed while this was tried", None)


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
        yield Probe(Kind.MOUNTS, "the VM", "one of them can", "neither its shell nor its engine can be asked", None)
    yield from _by_the_host(subject, alone=shell is None)
    guest = Guest(host, shell) if shell is not None else None
    if guest is not None:
        yield from through_guest.probes(guest, subject, say)
    ways = [(client, engines.docker)] if client is not None else []
    if client is None and guest is not None:
        say("whether it has a containerd")
        try:
            ways = [(one, partial(nerdctl.given, guest)) for one in nerdctl.clients(guest)]
        except Silent as silent:
            yield Probe(Kind.ENGINE, "a containerd, by nerdctl in the VM", "an answer", silent.what, None)
    for one, given in ways:
        with ExitStack() as stack:
            try:
                engines.sweep(host, one, partial(canary.is_running, state_dir(host)))
                engine = stack.enter_context(engines.probing(host, one, run, given))
            except Silent as silent:
                yield Probe(Kind.ENGINE, f"the engine, by {one.name}", "an answer", silent.what, None)
                continue
            yield from through_engine.probes(engine, subject, say, alone=shell is None)
            if containers:
                yield from through_containers.probes(engine, guest, subject, say)
