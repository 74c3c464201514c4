"""The release of a VM program, where what it shares is judged by more than one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colima_guard.backends import table
from colima_guard.backends.interface import Backend
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.finding import Finding
from colima_guard.model.instance import Instance
from colima_guard.model.release import Release
from colima_guard.model.verdict import Concern, Judgement, Verdict, judge


def concerns(host: Host, backend: Backend, instance: Instance, allow: Allowlist) -> Iterator[Concern]:
    """What to know where the release is not known, or none is installed."""
    known = table.row(backend.name)
    if instance.release is None and known.release:
        message = "its release is not known, so it is judged by the worst of all releases"
        put = f"put {known.tells_release} on PATH, or " if known.tells_release else ""
        remedy = f"{put}name it: --release {known.release}=VERSION"
        yield Concern(Finding("CG303", message, remedy))
    if not instance.assuming:
        return
    judged = [judge(exposure, allow) for exposure in backend.exposures(host, instance, every_class=True)]
    wider = _ranges(judged)
    if wider and judge(backend.exposures(host, instance, every_class=False)[0], allow).verdict is not Verdict.OPEN:
        message = f"releases in which it would be open: {', '.join(wider)}"
        yield Concern(Finding("CG304", message, f"install {backend.name} {instance.release} or later"))


def _ranges(judged: Sequence[Judgement]) -> list[str]:
    """The spans of releases in which one of these is open; each stands for the releases up to the next one's."""
    starts = sorted({judgement.exposure.release for judgement in judged})
    wide = {judgement.exposure.release for judgement in judged if judgement.verdict is Verdict.OPEN}
    ranges: list[str] = []
    first: Release | None = None
    for release in starts:
        if release in wide:
            first = first or release
        elif first is not None:
            ranges.append(f"{first} and later, before {release}")
            first = None
    return ranges if first is None else [*ranges, f"{first} and later"]
