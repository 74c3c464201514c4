"""The directory that stands for nothing, where an allowlist is empty: it has to be there, and empty."""

from __future__ import annotations

import os
from collections.abc import Iterator

from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.finding import Finding
from colima_guard.model.share import Origin
from colima_guard.model.shell import word
from colima_guard.model.verdict import Concern, Judgement, Verdict

#: what may lie in a directory of ours that stands at a mount point: one for each mount below it
_MOST = 1000


def concerns(host: Host, allow: Allowlist, shown: Judgement) -> Iterator[Concern]:
    """What is wrong with the placeholder, and with its kin, where they are shared."""
    yield from _of_placeholder(host, allow, shown)
    for share in shown.exposure.shares:
        if share.origin is Origin.EMPTY and share.real is not None:
            yield from _of_empty(host, share.real)


def _of_empty(host: Host, path: str) -> Iterator[Concern]:
    """What is wrong with a directory that stands in the place of one that is not shared: it holds directories alone."""
    remedy = "colima-guard lock"
    try:
        if not host.is_dir(path):
            yield _concern(Verdict.UNKNOWN, f"the directory {path}, shared in place of nothing, is missing", remedy)
        elif (found := _first_file(host, path)) is not None:
            message = f"the directory {path}, shared in place of nothing, must be empty and holds {found}"
            yield _concern(Verdict.OPEN, message, f"take {word(found)} out of it")
    except Unreadable as error:
        yield _concern(Verdict.UNKNOWN, error.what, f"make {word(path)} a directory that you can read")


def _first_file(host: Host, path: str) -> str | None:
    """The first thing in a directory that is no directory; the directory itself where it holds too much to look at."""
    waiting, seen = [path], 0
    while waiting:
        directory = waiting.pop()
        for child in host.children(directory):
            seen += 1
            inside = os.path.join(directory, child.name)
            if child.sort != "dir":
                return inside
            if seen > _MOST:
                return path
            waiting.append(inside)
    return None


def _of_placeholder(host: Host, allow: Allowlist, shown: Judgement) -> Iterator[Concern]:
    path = allow.placeholder
    if path is None:
        return
    reached = {share.real for share in shown.exposure.shares}
    if host.is_link(path) and host.realpath(path) in reached:
        message = f"{path}, shared in place of nothing, is a link to {host.realpath(path)}"
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
        yield _concern(Verdict.UNKNOWN, f"the directory {path}, shared in place of nothing, is missing", remedy)
    elif inside:
        yield _concern(Verdict.OPEN, f"the directory {path}, shared in place of nothing, is not empty", remedy)


def _concern(at_best: Verdict, message: str, remedy: str) -> Concern:
    return Concern(Finding("CG110", message, remedy), at_best)
