"""What probes come to: a proof needs a control, an absence and an answer to everything."""

from __future__ import annotations

import pytest

from colima_guard.model.proof import Kind, Probe, Result, Role, fold

CONTROL = Probe(Kind.CONTROL, "ours inside", "read", "read", True, Role.CONTROL)
ABSENT = Probe(Kind.CANARY, "ours outside", "not found", "not found", True, Role.ABSENCE)
FOUND = Probe(Kind.CANARY, "ours outside", "not found", "read at /x", False)
MOUNTED = Probe(Kind.MOUNTS, "/x in the VM", "an allowed directory", "/x, rw", False)
SILENT = Probe(Kind.SECRET, "secrets", "an answer", "no answer", None)


@pytest.mark.parametrize(
    ("probes", "result", "why"),
    [
        ([CONTROL, ABSENT], Result.PROVED, ""),
        ([CONTROL, ABSENT, FOUND], Result.DISPROVED, "ours outside: read at /x"),
        ([FOUND], Result.DISPROVED, "ours outside: read at /x"),
        ([MOUNTED, FOUND, SILENT], Result.DISPROVED, "ours outside: read at /x"),
        ([CONTROL, ABSENT, SILENT], Result.NOT_PROVED, "secrets: no answer"),
        ([ABSENT], Result.NOT_PROVED, "there was no control: that nothing is found proves nothing"),
        ([CONTROL], Result.NOT_PROVED, "no file outside the allowlist was looked for"),
        ([], Result.NOT_PROVED, "there was no control"),
    ],
)
def test_what_probes_come_to(probes: list[Probe], result: Result, why: str) -> None:
    came, because = fold(probes)
    assert (came, because.startswith(why)) == (result, True), because
    assert bool(because) == (result is not Result.PROVED)
