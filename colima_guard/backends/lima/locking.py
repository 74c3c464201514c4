"""Narrowing Lima's files: shared files first, as one unit with the instances that they reach."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from colima_guard.backends.base import Refusal, Unit
from colima_guard.backends.lima.confining import confining, is_loose
from colima_guard.backends.lima.exposure import exposure_of
from colima_guard.backends.lima.instances import LimaInstance
from colima_guard.backends.lima.merge import Around
from colima_guard.backends.lima.narrowing import cleared, narrowed, shadow_text
from colima_guard.backends.lima.releases import CLASSES, NEWEST, Rules, rules_of
from colima_guard.backends.lima.sources import Found, parsed
from colima_guard.backends.lima.together import Edited, together
from colima_guard.backends.writing import entries_for, file_change, placeholder_directory
from colima_guard.formats.yaml_edit import EditRefused, Entries, paste_block
from colima_guard.host import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.paths import is_within
from colima_guard.model.share import WSL2, Place, Share


def units(host: Host, instances: Sequence[LimaInstance], allow: Allowlist, *, confine: bool) -> list[Unit]:
    """One unit an instance; one for a home where a shared file has to change, for that reaches all of them."""
    result: list[Unit] = []
    for path in dict.fromkeys(instance.lima_home.path for instance in instances):
        result += _home_units(host, [one for one in instances if one.lima_home.path == path], allow, confine)
    return result


def _home_units(host: Host, instances: list[LimaInstance], allow: Allowlist, confine: bool) -> list[Unit]:
    found = _attempt(host, instances, allow, confine, keep=True)
    if all(unit.refusal is None for unit in found):
        return found
    # what default.yaml may keep can still collide with an entry of an instance: without it the instances decide
    again = _attempt(host, instances, allow, confine, keep=False)
    better = sum(unit.refusal is not None for unit in again) < sum(unit.refusal is not None for unit in found)
    return again if better else found


def _attempt(host: Host, instances: list[LimaInstance], allow: Allowlist, confine: bool, *, keep: bool) -> list[Unit]:
    first = instances[0]
    edits = shared_edits(host, first.default, first.override, allow, first.around(host), confine=confine, keep=keep)
    default, override = edits
    own = [
        _unit(
            host,
            replace(instance, default=default.after, override=override.after),
            instance,
            allow,
            confine=confine,
        )
        for instance in instances
    ]
    # a directory without a file is reached by nothing; a birthplace's reason is the release or a variable
    alone = {one.name for one in instances if one.birthplace or (one.main.data is None and one.main.problem is None)}
    return together(own, edits, alone)


def shared_edits(
    host: Host,
    default: Found,
    override: Found,
    allow: Allowlist,
    around: Around,
    *,
    confine: bool,
    keep: bool = True,
) -> tuple[Edited, Edited]:
    """``default.yaml`` and ``override.yaml`` without what lies outside the allowlist.

    Without ``keep`` all their mounts go, those within it too.
    """

    def clear(found: Found) -> tuple[bytes, tuple[str, ...]]:
        loose = confine and found.source is not None and is_loose(host, found.source.loaded.value.mount_type, allow)
        return cleared(host, found, allow, around, drop_mount_type=loose, keep=keep)

    return _edit(host, default, allow, clear), _edit(host, override, allow, clear)


def base_edit(host: Host, base: Found, allow: Allowlist, around: Around, *, confine: bool = False) -> Edited:
    """``base.yaml``, which reaches every instance that is created, in the same way."""
    loose = confine and base.source is not None and is_loose(host, base.source.loaded.value.mount_type, allow)

    def clear(found: Found) -> tuple[bytes, tuple[str, ...]]:
        return cleared(host, found, allow, around, drop_mount_type=loose, at_create=True)

    return _edit(host, base, allow, clear)


def _edit(host: Host, found: Found, allow: Allowlist, how: Callable[[Found], tuple[bytes, tuple[str, ...]]]) -> Edited:
    if found.problem is not None:
        return Edited(found, found, None, refusal=_refusal(host, found, found.line, found.problem, allow))
    if found.data is None:
        return Edited(found, found, None)
    try:
        after, keys = how(found)
    except EditRefused as refused:
        return Edited(found, found, None, refusal=_refusal(host, found, refused.line, refused.reason, allow))
    if after == found.data:
        return Edited(found, found, None)
    change = file_change(host, found.path, found.data, after, "it reaches every instance")
    return Edited(found, parsed(found.path, after), change, keys)


def _refusal(host: Host, found: Found, line: int | None, reason: str, allow: Allowlist) -> Refusal:
    return Refusal(found.path, line, reason, paste_block([Entries("mounts", entries_for(host, allow))]))


def _unit(host: Host, instance: LimaInstance, before: LimaInstance, allow: Allowlist, *, confine: bool) -> Unit:
    """``instance`` has the shared files as they will be, ``before`` as they are."""
    if instance.birth is not None:
        return birth_unit(host, instance, before, allow, confine=confine)
    main = instance.main
    if main.data is None:
        reason = main.problem or instance.unknown or "it has no lima.yaml"
        return Unit((instance.name,), refusal=_refusal(host, main, None, reason, allow))
    around = instance.around(host)
    try:
        target = confining(host, instance, before, allow) if confine else None
    except EditRefused as refused:
        return Unit((instance.name,), refusal=_refusal(host, main, None, refused.reason, allow))
    edited = _narrowed(host, main, allow, around, target)
    if edited.refusal is not None:
        return Unit((instance.name,), refusal=edited.refusal)
    unproved = prove(host, replace(instance, main=edited.after), before, allow)
    if unproved is not None:
        return Unit((instance.name,), refusal=_unproved(host, main, unproved, allow))
    files = () if edited.change is None else (replace(edited.change, reason=instance.name),)
    notes = (f"{instance.name}: the transport becomes {target}",) if target is not None and files else ()
    directories = placeholder_directory(host, allow)
    return Unit((instance.name,), files, directories, keys=((main.path, edited.keys),), notes=notes)


@dataclass(frozen=True, slots=True)
class Unproved:
    """Why a text is not the lock it should be, and the line that is to blame, as far as there is one."""

    reason: str
    place: Place | None = None


def _unproved(host: Host, found: Found, why: Unproved, allow: Allowlist) -> Refusal:
    """A refusal that names the file in which the share still stands."""
    refusal = _refusal(host, found, None, why.reason, allow)
    place = why.place
    return refusal if place is None or place.line is None else replace(refusal, path=place.file, line=place.line)


def prove(
    host: Host,
    instance: LimaInstance,
    before: LimaInstance,
    allow: Allowlist,
    classes: Sequence[Rules] = CLASSES,
) -> Unproved | None:
    """Why the files would not be the lock they should be at some class of releases, ``None`` when they are.

    By what the files ask for: whether the transport holds it is the verdict's to say, and ``confining``'s to change.
    """
    for rules in classes:
        exposure = exposure_of(host, instance, rules, rules.since)
        then = exposure_of(host, before, rules, rules.since)
        outside = next((share for share in exposure.shares if not is_asked(share, allow)), None)
        if outside is not None and outside.transport == WSL2:
            if rules is not classes[-1]:
                continue  # not what the file says, but what that release takes where it says nothing
            return Unproved("vmType wsl2 ignores `mounts`: WSL attaches every drive by itself", outside.place)
        if outside is not None:
            shown = f"{outside.location} {outside.asked}"
            return Unproved(f"Lima {rules.since} would still share {shown}", outside.place)
        if exposure.refusal is not None and then.refusal is None:
            return Unproved(f"Lima {rules.since} would not start it: {exposure.refusal}")
        if exposure.unknown is not None and (then.unknown is None or instance.unknown is None):
            return Unproved(exposure.unknown)
    return None


def is_asked(share: Share, allow: Allowlist) -> bool:
    """Whether a share is as the allowlist has it, by what its file asks for."""
    return share.real is not None and allow.covers(share.real, share.asked)


def _narrowed(host: Host, found: Found, allow: Allowlist, around: Around, target: str | None) -> Edited:
    return _edit(host, found, allow, lambda found: narrowed(host, found, allow, around, target))


def birth_unit(host: Host, instance: LimaInstance, before: LimaInstance, allow: Allowlist, *, confine: bool) -> Unit:
    """The shadow of Lima's own mounts template, and what else reaches a new instance."""
    birth = instance.birth
    assert birth is not None
    reason = instance.narrowing
    if reason is not None:
        rules = rules_of(instance.release or NEWEST)
        if prove(host, instance, before, allow, [rules]) is None:
            return Unit((instance.name,), directories=placeholder_directory(host, allow))
        return Unit((instance.name,), refusal=_refusal(host, birth.shadow, None, reason, allow))
    around = instance.around(host)
    try:
        target = confining(host, instance, before, allow) if confine and birth.template.data is not None else None
    except EditRefused as refused:
        return Unit((instance.name,), refusal=_refusal(host, birth.template, None, refused.reason, allow))
    pins = {birth.template.path: target, birth.shadow.path: None}
    edits = [base_edit(host, birth.base, allow, around, confine=confine)]
    for found in birth.templates.values():
        if found.path in pins:
            edits.append(_narrowed(host, found, allow, around, pins[found.path]))
        elif is_within(host.realpath(found.path), around.lima_home):
            edits.append(base_edit(host, found, allow, around, confine=confine))
    refusal = next((one.refusal for one in edits if one.refusal is not None), None)
    if refusal is not None:
        return Unit((instance.name,), refusal=refusal)
    files = [one.change for one in edits if one.change is not None]
    keys = [(one.found.path, one.keys) for one in edits]
    for one in edits:
        birth = birth.changed(one.after)
    if birth.shadow.data is None:
        text = shadow_text(host, allow)
        reason = "what new instances share instead of the home"
        files.append(file_change(host, birth.shadow_path, None, text, reason))
        keys.append((birth.shadow_path, ("mounts",)))
        birth = birth.changed(parsed(birth.shadow.path, text))
    classes = [rules for rules in CLASSES if rules.templates]
    unproved = prove(host, replace(instance, birth=birth), before, allow, classes)
    if unproved is not None and unproved.reason != exposure_of(host, before, CLASSES[-1], NEWEST).unknown:
        return Unit((instance.name,), refusal=_unproved(host, birth.shadow, unproved, allow))
    return Unit((instance.name,), tuple(files), placeholder_directory(host, allow), keys=tuple(keys))
