"""The directory that stands for nothing, where an allowlist is empty: it has to be there, and empty."""

from __future__ import annotations

from collections.abc import Iterator

from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.finding import Finding
from colima_guard.model.verdict import Concern, Judgement, Verdict


def concerns(host: Host, allow: Allowlist, shown: Judgement) -> Iterator[Concern]:
    """What is wrong with the placeholder, where it is shared."""
    path = allow.placeholder
    if path is None:
        return
    reached = {share.real for share in shown.exposure.shares}
    if host.is_link(path) and host.realpath(path) in reached:
        message = f"{path}, which stands for nothing, is a link to {host.realpath(path)}"
        yield _concern(Verdict.OPEN, message, "remove the link, then: colima-guard lock")
        return
    if path not in reached:
        return
    remedy = f"make {path} an empty directory that only you can write"
    try:
        stat = host.stat(path)
        inside = host.names(path) if stat is not None and stat.kind == "dir" else []
    except Unreadable as error:
        yield _concern(Verdict.UNKNOWN, error.what, remedy)
        return
    if stat is None or stat.kind != "dir":
        yield _concern(Verdict.UNKNOWN, f"the empty directory {path} is missing", remedy)
    elif inside:
        yield _concern(Verdict.OPEN, f"the directory {path}, which stands for nothing, is not empty", remedy)


def _concern(at_best: Verdict, message: str, remedy: str) -> Concern:
    return Concern(Finding("CG110", message, remedy), at_best)
