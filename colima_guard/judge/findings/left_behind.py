"""A file that the last start of an instance generated, and that another program would boot as it lies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colima_guard.model.allowlist import Allowlist
from colima_guard.model.finding import Finding
from colima_guard.model.reach import Reach
from colima_guard.model.share import Exposure
from colima_guard.model.verdict import Concern, Judgement, Verdict, judge


def concerns(behind: Exposure | None, judgements: Sequence[Judgement], allow: Allowlist) -> Iterator[Concern]:
    """What a generated file would share that is neither allowed nor among what the next start shares anyway."""
    if behind is None:
        return
    remedy = "colima-guard lock"
    judged = judge(behind, allow)
    told = Reach(share for judgement in judgements for share in judgement.exposure.shares)
    for share, fine in zip(behind.shares, judged.allowed, strict=True):
        if not (fine or told.covers(share)):
            what = f"{share.location} ({share.access.value})" if share.location else "what has no path that can be told"
            message = f"a bare `{behind.way}` would share {what}, as the file that its last start generated has it"
            yield Concern(Finding("CG314", message, remedy, share.place), Verdict.SOFT)
            return
    if behind.unknown is not None:
        message = f"what a bare `{behind.way}` would share cannot be told: {behind.unknown}"
        yield Concern(Finding("CG314", message, remedy), Verdict.SOFT)
