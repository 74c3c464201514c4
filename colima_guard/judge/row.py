"""Which instances are looked at, and what is known of each: a row, and all rows under one policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from colima_guard.model.bug import is_bug
from colima_guard.model.catalogue import State
from colima_guard.model.finding import Finding
from colima_guard.model.instance import Instance
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.policy import Policy
from colima_guard.model.release import Release
from colima_guard.model.share import Exposure
from colima_guard.model.transport import Basis
from colima_guard.model.verdict import Judgement, Verdict

if TYPE_CHECKING:
    from colima_guard.model.proof import LastProof


class Selection(NamedTuple):
    """Which instances a command looks at, and as if which releases were installed."""

    backends: tuple[str, ...] = ()
    instances: tuple[str, ...] = ()
    releases: Mapping[str, Release] = {}
    #: compare with what the VM programs themselves say
    deep: bool = False
    #: the backends of which only that is compared, where not all are
    deep_for: tuple[str, ...] = ()
    #: what is told how far a long look has come
    say: Callable[[str], None] | None = None


class Row(NamedTuple):
    """One instance with its verdict."""

    instance: Instance
    #: every way in which it can start next
    judgements: tuple[Judgement, ...]
    #: the worst of them, which a table shows
    shown: Judgement
    #: what a running VM has attached; ``None`` where it does not run, or where that cannot be told
    now: Judgement | None
    verdict: Verdict
    findings: tuple[Finding, ...]
    #: existing files and directories worth protecting that it can reach, as real paths under the home as given
    within_reach: tuple[str, ...]
    #: the verdict without what the policy accepts
    counted: Verdict
    #: the last proof of it, while it is of this run and of the same files
    proof: LastProof | None = None

    @property
    def bug(self) -> str | None:
        """A mistake of ours, for which it could not be judged."""
        why = self.shown.exposure.unknown
        return why if why is not None and is_bug(why) else None

    @property
    def next_start(self) -> Verdict:
        return self.shown.verdict

    @property
    def written(self) -> bool:
        """Whether its files are as wanted, though it must be restarted, or its transport does not confine the guest."""
        fine = (Verdict.LOCKED, Verdict.SOFT)
        if any(finding.state is State.BESIDE_THE_FILES for finding in self.findings):
            return False
        return self.counted in fine or self.next_start in fine

    @property
    def proved(self) -> bool:
        """Whether what runs is proved, or nothing runs that could be."""
        return not self.instance.running or (self.proof is not None and self.proof.proved)

    @property
    def basis(self) -> Basis:
        """What the strength rests on: ``tested`` only where every transport was."""
        bases = {share.transport.basis for share in self.shown.exposure.shares}
        return Basis.TESTED if bases == {Basis.TESTED} else Basis.DOCUMENTED

    @property
    def restart_needed(self) -> bool:
        """Whether what runs is another thing than what its files say, or may be."""
        if self.now is None:
            return self.instance.running and self.instance.newer_file is not None
        return _seen(self.now.exposure) != _seen(self.shown.exposure)


class Survey(NamedTuple):
    """All rows, as a table shows them, under the policy by which they were judged."""

    policy: Policy
    rows: tuple[Row, ...]

    @property
    def ok(self) -> bool:
        """Whether every instance is locked, but for what is accepted. False where there is none to look at."""
        return bool(self.rows) and all(row.counted is Verdict.LOCKED for row in self.rows)


def _seen(exposure: Exposure) -> set[tuple[str | None, str, str]]:
    return {(share.real, share.access.value, share.transport.name) for share in exposure.shares}
