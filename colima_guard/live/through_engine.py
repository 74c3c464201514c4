"""Probes through the engine of an instance, as a container with its socket could: what can be bound, and read."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator

from colima_guard.live.engine import Engine
from colima_guard.live.guest import Silent
from colima_guard.live.guest_mounts import guest_path
from colima_guard.live.subject import Subject
from colima_guard.model.proof import Kind, Probe, Role
from colima_guard.store.canary import Canary

Say = Callable[[str], None]


def probes(engine: Engine, subject: Subject, say: Say, *, alone: bool) -> Iterator[Probe]:
    """Whether a container could be given our files: those in allowed directories, and those outside.

    ``alone``: no shell tells what is mounted, so that each secret is tried too, by whether it could be bound.
    """
    say(f"files of ours, through {engine.client.name}")
    for canary, entry in subject.controls:
        yield _control(engine, subject, canary, entry.typed)
    for parent, canary in subject.outside.items():
        yield _outside(engine, subject, canary, parent)
    for secret in subject.secrets if alone else ():
        yield _secret(engine, secret)


def _secret(engine: Engine, secret: str) -> Probe:
    what, expected = f"{secret}, bound by {engine.client.name}", "not there"
    try:
        there = engine.holds(secret)
    except Silent as silent:
        return Probe(Kind.SECRET, what, expected, silent.what, None)
    # without a shell it cannot be told whether it is the host's, or a directory that the VM has of that name
    seen = "something lies there in the VM, and whose it is cannot be told without a shell" if there else "not there"
    return Probe(Kind.SECRET, what, expected, seen, None if there else True)


def _control(engine: Engine, subject: Subject, canary: Canary, typed: str) -> Probe:
    what, expected = f"our file in {typed}, bound by {engine.client.name}", "read"
    path = guest_path(canary.path, subject.shares)
    try:
        got = engine.seen(posixpath.dirname(path), canary.name, canary.content) if path is not None else None
    except Silent as silent:
        return Probe(Kind.ENGINE, what, expected, silent.what, None)
    if got is None or got == "found":
        told = "not found" if got is None else "something else"
        return Probe(Kind.ENGINE, what, expected, f"{told}, so that an absence proves nothing", None)
    return Probe(Kind.ENGINE, what, expected, got, True, Role.CONTROL)


def _outside(engine: Engine, subject: Subject, canary: Canary, parent: str) -> Probe:
    what, expected = f"our file in {parent}, bound by {engine.client.name}", "not found"
    shown = guest_path(canary.path, subject.shares)
    paths = [canary.path, *([shown] if shown is not None and shown != canary.path else [])]
    try:
        for path in paths:
            got = engine.seen(posixpath.dirname(path), canary.name, canary.content)
            if got is not None:
                return Probe(Kind.ENGINE, what, expected, f"{got} at {path}", False)
    except Silent as silent:
        return Probe(Kind.ENGINE, what, expected, silent.what, None)
    return Probe(Kind.ENGINE, what, expected, "not found", True, Role.ABSENCE)
