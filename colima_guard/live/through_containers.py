"""Probes of the containers that run: whether one of them has a file of ours that is outside the allowed directories."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from colima_guard.live import engine as engines
from colima_guard.live.engine import Engine
from colima_guard.live.guest import Guest, Silent
from colima_guard.live.guest_mounts import guest_path, host_path
from colima_guard.live.subject import Subject
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import is_within
from colima_guard.model.proof import Kind, Probe
from colima_guard.model.share import Access

Say = Callable[[str], None]


def probes(engine: Engine, guest: Guest | None, subject: Subject, say: Say) -> Iterator[Probe]:
    """What each running container sees that is outside: what is mounted in it, and below that our files."""
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
            yield _probe(engine, guest, subject, container)
        except Silent as silent:
            yield Probe(Kind.CONTAINER, f"the container {container[:12]}", "our files are not found", silent.what, None)


def _probe(engine: Engine, guest: Guest | None, subject: Subject, container: str) -> Probe:
    found = _described(engine, container)
    what, expected = f"the container {found.name}", "nothing outside the allowed directories"
    if found.mounts is None:
        return Probe(Kind.CONTAINER, what, expected, "the engine does not say what is mounted in it", None)
    inner = _first(engine, guest, found, _places(found.mounts, subject))
    if inner is not None:
        return Probe(Kind.CONTAINER, what, expected, f"our file was found at {inner}", False)
    for mount in found.mounts:
        # none of our files is put into a secret's own directory
        outside = host_path(mount.source, subject.shares) if mount.kind == "bind" else None
        if outside is not None and not subject.seen.covers(outside, Access.RO):
            return Probe(Kind.CONTAINER, what, expected, f"{outside} is mounted at {mount.target}", False)
    return Probe(Kind.CONTAINER, what, expected, "our files were not found", True)


def _places(mounts: Sequence[_Mounted], subject: Subject) -> tuple[str, ...]:
    """Where our files outside may be in a container."""
    found: dict[str, None] = {}
    for canary in subject.outside.values():
        for path in dict.fromkeys((canary.path, guest_path(canary.path, subject.shares) or canary.path)):
            found |= {inner: None for mount in mounts for inner in mount.places(path)}
    return tuple(found)


def _first(engine: Engine, guest: Guest | None, container: _Container, paths: Sequence[str]) -> str | None:
    """The first of these paths at which something lies in a container. Raises ``Silent``.

    By the root that its process has in the guest, where there is a shell: for ``cp`` docker (20.10) mounts all that
    the container has once more, and leaves some of it mounted where a bind has others below it.
    """
    root = f"/proc/{container.pid}/root"
    seen = guest.there([f"{root}/", *(root + path for path in paths)]) if guest is not None and container.pid else ()
    if seen[:1] == (True,):
        return next((path for path, found in zip(paths, seen[1:], strict=True) if found), None)
    return next((path for path in paths if engine.copies(container.id, path)), None)


class _Mounted(NamedTuple):
    """What is mounted in a container: from where in the VM, and at which path."""

    kind: str
    source: str
    target: str

    def places(self, path: str) -> Iterator[str]:
        """Where a path of the VM may be in the container.

        What a volume really is, its options say, which name a host directory, or a share once more, and not its
        source: so a path may lie in it by any end of it.
        """
        if self.kind == "bind":
            if is_within(path, self.source):
                yield posixpath.join(self.target, path[len(self.source.rstrip("/")) :].lstrip("/"))
            return
        parts = path.strip("/").split("/")
        yield from (posixpath.join(self.target, *parts[start:]) for start in range(len(parts)))


class _Container(NamedTuple):
    """A running container; ``mounts`` is ``None`` where it cannot be told what is mounted in it."""

    id: str
    name: str
    pid: int
    mounts: tuple[_Mounted, ...] | None


def _described(engine: Engine, container: str) -> _Container:
    said = engines.ask(engine.host, engine.client, "inspect", "--type", "container", container)
    with suppress(ValueError, LookupError, TypeError, AttributeError):
        one = json.loads(said.out)[0]
        mounts = tuple(
            _Mounted(str(mount["Type"]), str(mount.get("Source") or ""), str(mount["Destination"]))
            for mount in one["Mounts"]
            if mount["Type"] != "tmpfs"
        )
        return _Container(container, str(one["Name"]).lstrip("/"), int(one["State"]["Pid"]), mounts)
    return _Container(container, container[:12], 0, None)
