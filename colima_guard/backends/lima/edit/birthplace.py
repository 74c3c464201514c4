"""Locking what new instances are made from."""

from __future__ import annotations

from colima_guard.backends.lima.edit.confine import confining_mount_type
from colima_guard.backends.lima.edit.file_edit import base_edit, narrow_edit, refuse, refuse_unproved
from colima_guard.backends.lima.edit.home_unit import FileEdit
from colima_guard.backends.lima.edit.narrow import shadow_text
from colima_guard.backends.lima.edit.prove import prove
from colima_guard.backends.lima.instance import LimaInstance
from colima_guard.backends.lima.releases import CLASSES, NEWEST, rules_of
from colima_guard.backends.lima.rules.birthplace import Birth
from colima_guard.backends.lima.rules.entry import Around
from colima_guard.backends.lima.rules.exposure import exposure_of
from colima_guard.backends.lima.rules.source import parse
from colima_guard.backends.shared.edit import file_change, placeholder_directory
from colima_guard.formats.refused import EditRefused
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.paths import is_within
from colima_guard.model.plan import Unit


def birth_unit(host: Host, instance: LimaInstance, before: LimaInstance, allow: Allowlist, *, confine: bool) -> Unit:
    """The shadow of Lima's own mounts template, and what else reaches a new instance."""
    birth = instance.birth
    assert birth is not None
    reason = instance.narrowing
    if reason is not None:
        rules = rules_of(instance.release or NEWEST)
        if prove(host, instance, before, allow, [rules]) is None:
            return Unit((instance.name,), directories=placeholder_directory(host, allow))
        at = next(iter(birth.sharing), birth.shadow)
        return Unit((instance.name,), refusal=refuse(host, at, None, reason, allow))
    try:
        target = (
            confining_mount_type(host, instance, before, allow) if confine and birth.template.data is not None else None
        )
    except EditRefused as refused:
        return Unit((instance.name,), refusal=refuse(host, birth.template, None, refused.reason, allow))
    # made writable, an entry of base.yaml makes one of another template at the same mount point writable too
    unit = _born(host, instance, before, allow, target, confine=confine, widen=True)
    if unit.refusal is None:
        return unit
    return _born(host, instance, before, allow, target, confine=confine, widen=False)


def _born(
    host: Host,
    instance: LimaInstance,
    before: LimaInstance,
    allow: Allowlist,
    target: str | None,
    *,
    confine: bool,
    widen: bool,
) -> Unit:
    birth = instance.birth
    assert birth is not None
    edits = _edits(host, birth, instance.around(host), allow, target, confine=confine, widen=widen)
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
        files.append(file_change(host, birth.shadow_path, None, text, reason, "yaml"))
        keys.append((birth.shadow_path, ("mounts",)))
        birth = birth.changed(parse(birth.shadow.path, text))
    classes = [rules for rules in CLASSES if rules.templates]
    unproved = prove(host, instance.replaced(birth=birth), before, allow, classes)
    if unproved is not None and unproved.reason != exposure_of(host, before, CLASSES[-1], NEWEST).unknown:
        return Unit((instance.name,), refusal=refuse_unproved(host, birth.shadow, unproved, allow))
    return Unit((instance.name,), tuple(files), placeholder_directory(host, allow), keys=tuple(keys))


def _edits(
    host: Host,
    birth: Birth,
    around: Around,
    allow: Allowlist,
    target: str | None,
    *,
    confine: bool,
    widen: bool,
) -> list[FileEdit]:
    """``base.yaml``, and the templates that can be merged in, each as far as it may be changed."""
    pins = {birth.template.path: target, birth.shadow.path: None}
    edits = [base_edit(host, birth.base, allow, around, confine=confine, widen=widen)]
    for found in birth.templates.values():
        if found.path in pins:
            edits.append(narrow_edit(host, found, allow, around, pins[found.path]))
        elif is_within(host.realpath(found.path), around.lima_home):
            edits.append(base_edit(host, found, allow, around, confine=confine, widen=widen))
    return edits
