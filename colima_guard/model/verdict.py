"""The verdict: what a VM can see, against what it may see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum

from colima_guard.model.allowlist import Allowlist
from colima_guard.model.finding import Finding
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import Paths
from colima_guard.model.share import Access, Exposure, Origin, Share


class Verdict(IntEnum):
    """Ordered from best to worst; the worst of several is the verdict of all."""

    LOCKED = 0
    SOFT = 1
    UNKNOWN = 2
    OPEN = 3


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst of several verdicts; ``UNKNOWN`` of none, for nothing was looked at."""
    return max(verdicts, default=Verdict.UNKNOWN)


class Doubt(NamedTuple):
    """Why an exposure is no better than this, and which finding says so; of a share outside the allowlist its path."""

    at_best: Verdict
    #: ``None`` for what cannot be told
    finding: str | None = None
    path: str | None = None


class Judgement(NamedTuple):
    """An exposure with all that is to be said against it, and for each of its shares whether it is allowed."""

    exposure: Exposure
    allowed: tuple[bool, ...]
    doubts: tuple[Doubt, ...] = ()
    #: a share that the guest can lead elsewhere before the next start, and the writable share through which
    led: tuple[Share, Share] | None = None

    @property
    def verdict(self) -> Verdict:
        return worst((Verdict.LOCKED, *(doubt.at_best for doubt in self.doubts)))


class Concern(NamedTuple):
    """Something to know of an instance, and the best verdict that it can have with that."""

    finding: Finding
    at_best: Verdict = Verdict.LOCKED


def looked_into(judgements: Iterable[Judgement], *, accepted: bool) -> Iterator[tuple[str, Share]]:
    """The shares whose content is a matter of its own, each with its real path: the allowed ones.

    Of a share that is outside the allowlist there is no more to say, unless some are ``accepted``.
    """
    for judgement in judgements:
        for share, fine in zip(judgement.exposure.shares, judgement.allowed, strict=True):
            if share.real is not None and (fine or accepted):
                yield share.real, share


def is_allowed(share: Share, allow: Allowlist) -> bool:
    """Whether a share lies within the allowlist. Colima's own read-only cache directory does (up to 0.10.1)."""
    if share.real is None:
        return False
    if share.origin is Origin.CACHE and share.access.value == "ro":
        return True
    if share.origin is Origin.OWN or (share.origin is Origin.EMPTY and share.asked is Access.RO):
        return True
    if not share.transport.offers_read_only and share.real == allow.placeholder:
        return True  # there is no narrower way to share nothing
    return allow.covers(share.real, share.access)


def led_elsewhere(shares: Sequence[Share]) -> tuple[Share, Share] | None:
    """A share that the guest can lead elsewhere before the next start, and the writable share through which.

    Its directory, or a link on the way to it, lies in the other one: the guest puts a link in its place, and the VM
    program follows that on the host. ``None`` where there is none.
    """
    if len(shares) == 1 and not shares[0].links:
        return None
    outer: dict[str, int] = {}
    for number, share in enumerate(shares):
        if share.real is not None and share.access is Access.RW:
            outer.setdefault(share.real, number)
    roots = Paths(outer)
    pairs = (
        (outer[root], number)
        for number, share in enumerate(shares)
        for path in (share.real, *share.links)
        if path and (root := roots.holding(path)) is not None
    )
    first = min(pairs, default=None)
    return None if first is None else (shares[first[1]], shares[first[0]])


def finding_id(share: Share, allow: Allowlist) -> str:
    """The id for a share outside the allowlist: CG102 too wide, CG103 nobody listed it, else CG101.

    CG565 for one that the guest has and does not mount.
    """
    if share.origin is Origin.UNMOUNTED:
        return "CG565"
    if share.real is not None and allow.covers(share.real, Access.RO):
        return "CG102"
    return "CG103" if share.origin is Origin.DEFAULT else "CG101"


def judge(exposure: Exposure, allow: Allowlist, *, confine: bool = False) -> Judgement:
    """The judgement on one way in which an instance can start; ``confine``: its transport has to confine the guest."""
    allowed = tuple(is_allowed(share, allow) for share in exposure.shares)
    led = led_elsewhere(exposure.shares)
    return Judgement(exposure, allowed, tuple(_doubts(exposure, allowed, allow, led, confine)), led)


def _doubts(
    exposure: Exposure, allowed: tuple[bool, ...], allow: Allowlist, led: tuple[Share, Share] | None, confine: bool
) -> Iterator[Doubt]:
    if exposure.unknown is not None:
        yield Doubt(Verdict.UNKNOWN)
    for share, fine in zip(exposure.shares, allowed, strict=True):
        if not fine and share.real is None:
            yield Doubt(Verdict.UNKNOWN)  # a location that cannot be told may be anything
        elif not fine and share.origin is Origin.UNMOUNTED:
            yield Doubt(Verdict.SOFT, finding_id(share, allow), share.real)
        elif not fine:
            yield Doubt(Verdict.OPEN, finding_id(share, allow), share.real)
    if not all(share.transport.confined for share in exposure.shares):
        yield Doubt(Verdict.SOFT, "CG104")
        if confine:
            yield Doubt(Verdict.SOFT, "CG107")
    if exposure.shares and allow.dangerous:
        yield Doubt(Verdict.SOFT, "CG109")
    if exposure.undone is not None:
        yield Doubt(Verdict.SOFT, "CG111")
    if led is not None:
        yield Doubt(Verdict.SOFT, "CG112")
