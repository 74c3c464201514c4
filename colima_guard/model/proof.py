"""What was tried in a running VM, what was seen, and what that proves."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from colima_guard.model.named_tuple import NamedTuple


class Result(StrEnum):
    """What the probes of an instance come to."""

    PROVED = "PROVED"
    DISPROVED = "DISPROVED"
    NOT_PROVED = "NOT PROVED"


class Kind(StrEnum):
    """What sort of thing a probe tries."""

    MOUNTS = "mounts"
    #: a file of ours outside the allowlist, which must not be found
    CANARY = "canary"
    #: a file of ours in an allowed directory, which must be found: without it an absence proves nothing
    CONTROL = "control"
    READ_ONLY = "read-only"
    SECRET = "secret"
    #: whether the host confines the guest to its shares at all
    AROUND = "around"
    ENGINE = "engine"
    CONTAINER = "container"


class Role(StrEnum):
    """What a probe is to a proof."""

    #: it must be seen: without one an absence proves nothing
    CONTROL = "control"
    #: it must not be seen
    ABSENCE = "absence"
    REST = "rest"


class Probe(NamedTuple):
    """One thing that was tried. ``ok`` is ``None`` where what was seen tells nothing."""

    kind: Kind
    what: str
    expected: str
    seen: str
    ok: bool | None
    role: Role = Role.REST


class Proof(NamedTuple):
    """All that was tried on an instance, and what it comes to."""

    instance: str
    result: Result
    #: why it is no better: what can be seen that must not be, or what was missing for a proof; empty where it is proved
    why: str
    #: seconds since 1970
    at: float
    release: str | None
    probes: tuple[Probe, ...]
    #: the files that decide, as they were when it was begun, each with its SHA-256; ``None`` for one that is not read
    files: tuple[tuple[str, str | None], ...] = ()
    #: directories of ours that could not be removed, for somebody has put something there
    left: tuple[str, ...] = ()

    @property
    def proved(self) -> bool:
        return self.result is Result.PROVED


#: what says most of a VM that sees too much, first
_BY_WEIGHT = (
    Kind.CANARY,
    Kind.ENGINE,
    Kind.CONTAINER,
    Kind.SECRET,
    Kind.MOUNTS,
    Kind.AROUND,
    Kind.READ_ONLY,
    Kind.CONTROL,
)


def fold(probes: Iterable[Probe]) -> tuple[Result, str]:
    """What probes come to, and why it is no better.

    One that saw what must not be there disproves, whatever the others saw. A proof needs every probe to have an
    answer, a control and an absence among them.
    """
    probes = tuple(probes)
    failed = [probe for probe in probes if probe.ok is False]
    if failed:
        against = min(failed, key=lambda probe: _BY_WEIGHT.index(probe.kind))
        return Result.DISPROVED, f"{against.what}: {against.seen}"
    silent = next((probe for probe in probes if probe.ok is None), None)
    if silent is not None:
        return Result.NOT_PROVED, f"{silent.what}: {silent.seen}"
    roles = {probe.role for probe in probes}
    if Role.CONTROL not in roles:
        return Result.NOT_PROVED, "there was no control: that nothing is found proves nothing where nothing could be"
    if Role.ABSENCE not in roles:
        return Result.NOT_PROVED, "no file outside the allowlist was looked for"
    return Result.PROVED, ""


class LastProof(NamedTuple):
    """What the last proof of an instance came to, while it is of this run of the VM and of the same files."""

    result: Result
    why: str
    #: seconds since 1970
    at: float
    #: the files that decide, each with its SHA-256; ``None`` for one that is not there, or was not read
    files: tuple[tuple[str, str | None], ...] = ()

    @property
    def proved(self) -> bool:
        return self.result is Result.PROVED

    @property
    def disproved(self) -> bool:
        return self.result is Result.DISPROVED
