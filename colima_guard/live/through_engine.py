"""Probes through the engine of an instance, as a container with its socket could: what can be bound, and read."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Iterator
from contextlib import suppress

from colima_guard.live import engine as engines
from colima_guard.live.engine import Engine
from colima_guard.live.guest import Silent
from colima_guard.live.guest_mounts import guest_path
from colima_guard.live.subject import Subject
from colima_guard.model.paths import is_within
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
        got = engine.read(posixpath.dirname(path), canary.name) if path is not None else None
    except Silent as silent:
        return Probe(Kind.ENGINE, what, expected, silent.what, None)
    if got is None or canary.content not in got:
        return Probe(Kind.ENGINE, what, expected, "not found, so that an absence proves nothing", None)
    return Probe(Kind.ENGINE, what, expected, "read", True, Role.CONTROL)


def _outside(engine: Engine, subject: Subject, canary: Canary, parent: str) -> Probe:
    what, expected = f"our file in {parent}, bound by {engine.client.name}", "not found"
    shown = guest_path(canary.path, subject.shares)
    paths = [canary.path, *([shown] if shown is not None and shown != canary.path else [])]
    try:
        for path in paths:
            got = engine.read(posixpath.dirname(path), canary.name)
            if got is not None:
                seen = "read" if canary.content in got else "found"
                return Probe(Kind.ENGINE, what, expected, f"{seen} at {path}", False)
    except Silent as silent:
        return Probe(Kind.ENGINE, what, expected, silent.what, None)
    return Probe(Kind.ENGINE, what, expected, "not found", True, Role.ABSENCE)


def containers(engine: Engine, subject: Subject, say: Say) -> Iterator[Probe]:
    """What each running container sees of the files outside: below each of its mounts, by copying them out of it."""
    try:
        listed = engines.ask(engine.host, engine.client, "ps", "--quiet", "--no-trunc")
    except Silent as silent:
        yield Probe(Kind.CONTAINER, "the running containers", "a list", silent.what, None)
        return
    if listed.code != 0:
        yield Probe(Kind.CONTAINER, "the running containers", "a list", "the engine gave none", None)
        return
    for container in listed.out.split():
        say(f"container {container[:12]}")
        try:
            yield _container(engine, subject, container)
        except Silent as silent:
            yield Probe(Kind.CONTAINER, f"the container {container[:12]}", "our files are not found", silent.what, None)


def _container(engine: Engine, subject: Subject, container: str) -> Probe:
    name, mounts = _described(engine, container)
    what, expected = f"our files, in the container {name}", "not found"
    if mounts is None:
        return Probe(Kind.CONTAINER, what, expected, "the engine does not say what is mounted in it", None)
    for canary in subject.outside.values():
        shown = guest_path(canary.path, subject.shares) or canary.path
        for source, target in mounts:
            for path in dict.fromkeys((canary.path, shown)):
                if not is_within(path, source):
                    continue
                inner = posixpath.join(target, path[len(source.rstrip("/")) :].lstrip("/"))
                if engine.copies(container, inner):
                    return Probe(Kind.CONTAINER, what, expected, f"found at {inner}", False)
    return Probe(Kind.CONTAINER, what, expected, "not found", True)


def _described(engine: Engine, container: str) -> tuple[str, list[tuple[str, str]] | None]:
    """The name of a container, and its binds: source in the VM and target; ``None`` where that cannot be told."""
    said = engines.ask(engine.host, engine.client, "inspect", "--type", "container", container)
    with suppress(ValueError, LookupError, TypeError, AttributeError):
        one = json.loads(said.out)[0]
        binds = [(str(mount["Source"]), str(mount["Destination"])) for mount in one["Mounts"] if mount.get("Source")]
        return str(one["Name"]).lstrip("/"), binds
    return container[:12], None
