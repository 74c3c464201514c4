"""A proof for a person: the result of each instance, why it is no better, and what was tried."""

from __future__ import annotations

from collections.abc import Iterator

from colima_guard.host.machine import Host
from colima_guard.model.proof import Probe, Proof, Result
from colima_guard.report.text import told

COLORS = {Result.PROVED: "green", Result.DISPROVED: "red", Result.NOT_PROVED: "yellow"}
_MARKS = {True: "ok", False: "NO", None: "?"}
#: where a second line begins; that of a probe under what was tried, behind its mark and kind
_REST, _REST_OF_PROBE = 4, 16


def lines(host: Host, proof: Proof, do: str | None) -> Iterator[tuple[str, str | None, int]]:
    """Each line with its colour, ``None`` for an ordinary one, and the column at which what follows of it begins.

    ``do`` is what to do where it is not proved.
    """
    tried = f"{len(proof.probes)} probe{'' if len(proof.probes) == 1 else 's'}"
    yield told(host, f"{proof.instance}: {proof.result.value} ({tried})"), COLORS[proof.result], _REST
    for probe in proof.probes:
        color = None if probe.ok else COLORS[Result.DISPROVED if probe.ok is False else Result.NOT_PROVED]
        yield told(host, f"  {_MARKS[probe.ok]:<3}{_words(probe)}"), color, _REST_OF_PROBE
    if proof.why:
        yield told(host, f"  {proof.result.value}: {proof.why}"), COLORS[proof.result], _REST
    for directory in proof.left:
        yield told(host, f"  left: {directory}: somebody put something there; look at it, and remove it"), None, _REST
    if do:
        yield told(host, f"  do: {do}"), None, _REST


def tried(probe: Probe) -> str:
    """A probe that was not tried."""
    return f"{probe.kind.value:<10} {probe.what}; expected: {probe.expected}"


def _words(probe: Probe) -> str:
    seen = probe.seen if probe.ok else f"{probe.seen}; expected: {probe.expected}"
    return f"{probe.kind.value:<10} {probe.what}: {seen}"
