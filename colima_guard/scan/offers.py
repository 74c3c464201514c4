"""What to offer somebody who starts: directories that are in use, and usual places, each with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colima_guard.host.machine import Host
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import Paths, with_tilde
from colima_guard.model.share import Access
from colima_guard.scan.keep import Limits
from colima_guard.scan.needs import Reason
from colima_guard.scan.places import places
from colima_guard.scan.suggest import Suggested, Suggestion

#: how many reasons of one directory are written out
_REASONS = 2


class Offer(NamedTuple):
    """A directory that may be allowed."""

    path: str
    #: how those who use it need it
    access: Access
    why: str
    #: whether it is taken unless somebody says no
    taken: bool


def offers(host: Host, suggestion: Suggestion, limits: Limits) -> tuple[Offer, ...]:
    """What projects and containers use, then what there is of the usual places and none of these covers."""
    used = [Offer(one.path, one.access, _why(host, one), True) for one in suggestion.entries]
    covered = Paths(host.realpath(one.path) for one in suggestion.entries)
    usual = [
        Offer(one.path, Access.RW, one.said, False)
        for one in places(host, limits)
        if covered.above(host.realpath(one.path)) is None
    ]
    return (*used, *usual)


def _why(host: Host, one: Suggested) -> str:
    return said(host, one.reasons) + ("" if one.lifted is None else f"; {one.lifted.said}")


def said(host: Host, reasons: Sequence[Reason]) -> str:
    """Who needs a directory, in words."""
    who = list(dict.fromkeys(_who(host, reasons)))
    more = f" and {len(who) - _REASONS} more" if len(who) > _REASONS else ""
    return f"{', '.join(who[:_REASONS])}{more}"


def _who(host: Host, reasons: Sequence[Reason]) -> Iterator[str]:
    by: dict[tuple[str, bool], list[str]] = {}
    for reason in reasons:
        name = f"container {reason.container}" if reason.container else with_tilde(reason.project, host.home)
        by.setdefault((name, reason.writes), []).append("" if reason.container else reason.service)
    for (name, writes), services in by.items():
        of = [service for service in dict.fromkeys(services) if service]
        behind = f" ({', '.join(of[:3])}{', ...' if len(of) > 3 else ''})" if of else ""
        yield f"{name}{behind} {'writes' if writes else 'reads'}"
