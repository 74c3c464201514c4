"""Proof that a new text gives the allowlist and nothing more, in every class of Colima's releases."""

from __future__ import annotations

from colima_guard.backends.colima.instance import ColimaInstance
from colima_guard.backends.colima.profile import Profile
from colima_guard.backends.colima.releases import CLASSES, NEWEST, Rules, rules_of
from colima_guard.backends.colima.rules.exposure import exposures_of
from colima_guard.backends.colima.rules.shared_files import NO_SHARED_FILES
from colima_guard.backends.colima.rules.start import NO_FILE, Source
from colima_guard.formats.golang.yaml_v3.document import decode
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.paths import Paths
from colima_guard.model.share import Access, Exposure, Origin
from colima_guard.model.verdict import is_allowed


def prove(
    host: Host, instance: ColimaInstance, source: Source, after: bytes, allow: Allowlist, *, in_part: bool
) -> str | None:
    """Why the text would not be the lock it should be, ``None`` when it is at every class of releases.

    The text is read as a profile by Colima's rules, without what surrounds it: a template that 0.8.4 ignores is
    still proved to mean the allowlist where it is read. ``in_part``: it may still hold a part that does not load.
    """
    same = source.decoded if after == source.data else None
    decoded = same or decode(after, Profile)
    written = Source(source.path, after, decoded)
    broken_before = source.decoded is not None and bool(source.decoded.problems)
    if not written.usable or not (decoded.ok or (in_part and broken_before)):
        return "the changed text does not load"
    if after != source.data and decoded.ok:
        from colima_guard.formats.golang.strict_model import second_opinion

        if (wrong := second_opinion(decoded.value)) is not None:
            return f"the changed text is no profile: {wrong}"
    for rules in CLASSES:
        for exposure in _alone(host, instance, written, rules):
            if (problem := _problem(exposure, allow)) is not None:
                return f"Colima {rules.since} would {problem}"
    # elsewhere a refusal to start is merely safe
    installed = rules_of(instance.release or NEWEST)
    stops = _stops(_alone(host, instance, written, installed))
    if stops and not _stops(_alone(host, instance, source, installed)):
        return f"Colima {installed.since} would not start: {stops}"
    return None


def _alone(host: Host, instance: ColimaInstance, source: Source, rules: Rules) -> list[Exposure]:
    alone = instance.replaced(
        profile=source, template=NO_FILE, state=NO_FILE, legacies=(), shared=NO_SHARED_FILES, unknown=None
    )
    return list(exposures_of(host, alone, rules, rules.since))


def _problem(exposure: Exposure, allow: Allowlist) -> str | None:
    for share in exposure.shares:
        if share.origin is Origin.CACHE:
            continue  # no text keeps Colima up to 0.10.1 from sharing it
        if not is_allowed(share, allow):
            return f"share {share.location} {share.access}"
    if exposure.unknown is not None:
        return f"share what cannot be told: {exposure.unknown}"
    reached = [(share.real, share.asked) for share in exposure.shares if share.real is not None]
    by_access = {access: Paths(root for root, asked in reached if access.within(asked)) for access in Access}
    for entry in allow.entries:
        if by_access[entry.access].above(entry.path) is None:
            seen = by_access[Access.RO].above(entry.path) is not None
            return f"{'share read-only' if seen else 'not share'} {entry.path}"
    return None


def _stops(exposures: list[Exposure]) -> str | None:
    return next((exposure.refusal for exposure in exposures if exposure.refusal is not None), None)
