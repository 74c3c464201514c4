"""The verdict: what a VM can see, against what it may see."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

from colima_guard.model.allowlist import Allowlist
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


class Judgement(NamedTuple):
    """An exposure with its verdict, and for each of its shares whether it is allowed."""

    exposure: Exposure
    verdict: Verdict
    allowed: tuple[bool, ...]


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


def judge(exposure: Exposure, allow: Allowlist) -> Judgement:
    """The verdict on one way in which an instance can start."""
    allowed = tuple(is_allowed(share, allow) for share in exposure.shares)
    return Judgement(exposure, _verdict(exposure, allowed, soft=bool(allow.dangerous)), allowed)


def remaining(
    judgement: Judgement, allow: Allowlist, accepted: Callable[[Share], bool], *, loose: bool, dangerous: bool
) -> Verdict:
    """What is left of a verdict without the shares, the loose transport or the dangerous entries that are accepted.

    What cannot be told is never left out.
    """
    pairs = zip(judgement.exposure.shares, judgement.allowed, strict=True)
    fine = tuple(one or (share.real is not None and accepted(share)) for share, one in pairs)
    return _verdict(judgement.exposure, fine, soft=bool(allow.dangerous) and not dangerous, loose=loose)


def _verdict(exposure: Exposure, allowed: tuple[bool, ...], *, soft: bool, loose: bool = False) -> Verdict:
    verdicts = [Verdict.LOCKED]
    if exposure.unknown is not None:
        verdicts.append(Verdict.UNKNOWN)
    for share, fine in zip(exposure.shares, allowed, strict=True):
        if not fine:
            # a location that cannot be told may be anything
            verdicts.append(Verdict.OPEN if share.real is not None else Verdict.UNKNOWN)
        elif not share.transport.confined and not loose:
            verdicts.append(Verdict.SOFT)
    if (exposure.shares and soft) or exposure.undone is not None or led_elsewhere(exposure.shares) is not None:
        verdicts.append(Verdict.SOFT)
    return worst(verdicts)
