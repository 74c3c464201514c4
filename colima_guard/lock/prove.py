"""Proof of a plan by looking again: no instance sees more than it may, nor less than was asked for."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.host.machine import Host
from colima_guard.host.overlay import Overlay
from colima_guard.judge.row import Row, Selection, Survey
from colima_guard.judge.survey import survey
from colima_guard.lock.difference import pairs
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.plan import FileChange, Plan, Refusal, Unit
from colima_guard.model.policy import Policy
from colima_guard.model.reach import Reach
from colima_guard.model.share import Origin, Share
from colima_guard.store.trusted_path import in_store

#: said once, however many files it is about
GENERATED = (
    "what lies in a read-only store is made by another program: let that make it through `colima-guard render` "
    "(docs/bootstrap.md)"
)


def refusing(unit: Unit, change: FileChange, reason: str) -> Unit:
    """The unit as a refusal, with what to paste by hand."""
    generated = in_store(change.path)
    paste = "" if generated else unit.paste or (change.after or b"").decode("utf-8", "replace")
    refusal = Refusal(change.path, None, reason, paste, generated)
    return unit._replace(files=(), directories=(), refusal=refusal)


def proved(unit: Unit, before: Survey, after: Survey) -> Unit:
    """The unit, or its refusal where the instances do not look as wanted with the plan done."""
    if unit.refusal is not None or not unit.files:
        return unit
    then = {row.instance.name: row for row in before.rows}
    for row in after.rows:
        # a release that would not read the file at all; its text is proved by itself
        if row.instance.name not in unit.instances or row.instance.narrowing is not None:
            continue
        if row.bug is not None:
            return refusing(unit, unit.files[0], f"the change cannot be proved: {row.bug}")
        allow = after.policy.of(row.instance.name).allow
        outside = _outside(row, allow)
        first = then.get(row.instance.name)
        stops = row.shown.exposure.refusal if first and first.shown.exposure.refusal is None else None
        narrow = allow.left_read_only([(share.real, share.asked) for share in row.shown.exposure.shares if share.real])
        reason = f"{outside[0].location} would still be shared" if outside else stops
        if reason is None and narrow is not None:
            reason = f"{narrow.path} would be shared read-only"
        if reason:
            return refusing(unit, unit.files[0], f"the change cannot be proved: {reason}")
    return unit


def _outside(row: Row, allow: Allowlist) -> list[Share]:
    """The shares of an instance outside the allowlist."""
    # what is accepted is taken away all the same, whichever way shows it
    looked = row.judgements if row.counted is not row.verdict else (row.shown,)
    judged = [pair for way in looked for pair in zip(way.exposure.shares, way.allowed, strict=True)]
    # read-only that the host does not hold is the verdict's to say: the file then asks for no more all the same
    return [
        share
        for share, fine in judged
        if not (fine or allow.loosely(share.real) or (share.real and allow.covers(share.real, share.asked)))
        and share.origin is not Origin.UNMOUNTED  # no file takes it away: the verdict is SOFT
    ]


def everyone(host: Host, plan: Plan, before: Survey, after: Survey, selection: Selection) -> tuple[Survey, Survey]:
    """Every instance as it is and as it will be, those that were not selected too: a file can reach them as well."""
    if not selection.backends and not selection.instances:
        return before, after
    whole = Selection(releases=selection.releases)
    return survey(host, before.policy, whole), survey(Overlay(host, plan), before.policy, whole)


def reaches_nobody_else(units: Sequence[Unit], everybody: Survey) -> bool:
    """Whether every change is of a file that is there already, and that only its own instances have."""
    having: dict[str, set[str]] = {}
    for row in everybody.rows:
        for path in row.instance.files:
            having.setdefault(path, set()).add(row.instance.name)
    return all(
        change.before is not None and having.get(change.path, set()) <= set(unit.instances)
        for unit in units
        for change in unit.files
    )


def opening_none(units: Sequence[Unit], before: Survey, after: Survey) -> list[Unit]:
    """The units, each that would show another instance more than it may see, by a file that reaches it, refused."""
    more = {row.instance.name: _more(then, row, after.policy) for then, row in pairs(before, after)}
    reached = {row.instance.name: set(row.instance.files) for row in after.rows}
    result = []
    for unit in units:
        for name in (name for name, share in more.items() if share is not None and name not in unit.instances):
            change = next((change for change in unit.files if change.path in reached[name]), None)
            share = more[name]
            if change is not None and share is not None:
                unit = refusing(unit, change, f"{name} would then see {share.location} {share.asked}, which it may not")
        result.append(unit)
    return result


def _more(before: Row, after: Row, policy: Policy) -> Share | None:
    """A share outside the allowlist that is there in no way in which the instance can start now."""
    allow = policy.of(after.instance.name).allow
    known = Reach((share for way in before.judgements for share in way.exposure.shares), asked=True)
    return next((share for share in _outside(after, allow) if not known.covers(share)), None)
