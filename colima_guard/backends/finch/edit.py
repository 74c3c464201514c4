"""Narrowing Finch: its VM's file, the file that the next VM is made from, and what the user's settings add to both."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from colima_guard.backends.finch.exposure import exposure, is_own
from colima_guard.backends.finch.instance import FinchInstance
from colima_guard.backends.finch.settings import LIST, SettingsFile, override, parse_settings
from colima_guard.backends.lima.edit.confine import confining_mount_type
from colima_guard.backends.lima.edit.file_edit import narrow_edit, refuse, refuse_unproved, shared_edits
from colima_guard.backends.lima.edit.home_unit import FileEdit, home_unit
from colima_guard.backends.lima.edit.prove import prove
from colima_guard.backends.lima.releases import NEWEST, rules_of
from colima_guard.backends.lima.rules.source import ConfigFile
from colima_guard.backends.shared.edit import file_change, placeholder_directory
from colima_guard.backends.shared.plan_each import plan_or_refuse
from colima_guard.formats.refused import EditRefused
from colima_guard.formats.yaml.change import Change, Entries, Keep, Remove
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.paths import clean
from colima_guard.model.plan import Refusal, Unit
from colima_guard.model.share import Access


def units(host: Host, instances: Sequence[FinchInstance], allow: Allowlist, *, confine: bool) -> list[Unit]:
    """One unit a file, or one of all where the user's settings, or ``default.yaml``, have to change."""
    settings = _settings_edit(host, instances[0].settings, allow)
    standing = next((one.default for one in instances if not one.birthplace), ConfigFile(""))
    around = instances[0].around(host)
    default, _ = shared_edits(host, standing, ConfigFile(standing.path), allow, around, confine=confine)
    own = []
    for instance in instances:
        after = instance.replaced(override=settings.after)
        after = after if instance.birthplace else after.replaced(default=default.after)
        plan = partial(_unit, host, after, instance, allow, confine=confine)
        own.append(plan_or_refuse((instance.name,), instance.own_file.path, plan))
    birthplaces = {one.name for one in instances if one.birthplace}
    return home_unit(own, (default, settings), birthplaces)


def _settings_edit(host: Host, found: SettingsFile, allow: Allowlist) -> FileEdit:
    """The user's settings without additional directories that are not allowed, for all are shared writable."""
    before = override(found)
    if found.problem is not None:
        reason = found.problem
        return FileEdit(before, before, None, refusal=Refusal(found.path, found.line, reason, ""))
    named = found.settings.additional_directories or []
    kept = [number for number, one in enumerate(named) if _is_allowed(host, one.path or "", allow)]
    if found.data is None or len(kept) == len(named):
        return FileEdit(before, before, None)
    try:
        text = _without(found, kept)
    except EditRefused as refused:
        reason = f"{refused.reason}; take out of its `{LIST}` what is not allowed"
        return FileEdit(before, before, None, refusal=Refusal(found.path, refused.line, reason, ""))
    after = parse_settings(found.path, text)
    if (wrong := _second_opinion(after)) is not None:
        reason = f"the changed text is no file of Finch's: {wrong}"
        return FileEdit(before, before, None, refusal=Refusal(found.path, None, reason, ""))
    made = file_change(host, found.path, found.data, text, "Finch adds its directories at each start", "yaml")
    return FileEdit(before, override(after), made, (LIST,))


def _without(found: SettingsFile, kept: Sequence[int]) -> bytes:
    """The settings with these of their additional directories alone. Raises ``EditRefused``."""
    assert found.data is not None and found.value is not None
    if not kept and {key for key, _ in found.value.keys} == {LIST}:
        from colima_guard.formats.yaml.empty import remove_every_key

        return remove_every_key(found.data, [Remove((LIST,))])
    from colima_guard.formats.yaml.edit import edit

    change: Change = Entries(LIST, tuple(map(Keep, kept))) if kept else Remove((LIST,))
    return edit(found.data, [change])


def _second_opinion(after: SettingsFile) -> str | None:
    from colima_guard.formats.golang.strict_model import second_opinion

    return after.problem if after.problem is not None else second_opinion(after.settings)


def _is_allowed(host: Host, path: str, allow: Allowlist) -> bool:
    path = host.home + path[1:] if path == "~" or path.startswith("~/") else path
    return path.startswith("/") and "{{" not in path and allow.covers(host.realpath(clean(path)), Access.RW)


def _unit(host: Host, instance: FinchInstance, before: FinchInstance, allow: Allowlist, *, confine: bool) -> Unit:
    """``instance`` has the other files as they will be, ``before`` as they are."""
    found = instance.own_file
    if found.data is None or found.source is None:
        reason = found.problem or instance.unknown or "it is missing"
        return Unit((instance.name,), refusal=refuse(host, found, found.line, reason, allow)._replace(paste=""))
    wanted = _with_own(host, before, allow)
    try:
        target = confining_mount_type(host, instance, before, allow) if confine else None
    except EditRefused as refused:
        return Unit((instance.name,), refusal=refuse(host, found, None, refused.reason, wanted))
    edited = narrow_edit(host, found, wanted, instance.around(host), target)
    if edited.refusal is not None:
        return Unit((instance.name,), refusal=edited.refusal)
    unproved = prove(host, instance.replaced(main=edited.after), before, wanted)
    if unproved is not None:
        return Unit((instance.name,), refusal=refuse_unproved(host, found, unproved, wanted))
    files = () if edited.change is None else (edited.change._replace(reason=instance.name),)
    notes = (f"{instance.name}: the transport becomes {target}",) if target is not None and files else ()
    directories = placeholder_directory(host, wanted)
    return Unit((instance.name,), files, directories, keys=((found.path, edited.keys),), notes=notes)


def _with_own(host: Host, instance: FinchInstance, allow: Allowlist) -> Allowlist:
    """The allowlist with the directories of the program that the file shares, read-only: its VM needs them."""
    release = instance.release or NEWEST
    shares = exposure(host, instance, rules_of(release), release).shares
    own = {share.real: share for share in shares if share.real is not None and is_own(host, instance, share)}
    more = (Allowed(real, Access.RO, real) for real in own if not allow.covers(real, Access.RO))
    return Allowlist((*allow.entries, *more), allow.placeholder)
