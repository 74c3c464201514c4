"""Narrowing Rancher Desktop: the two files that its Lima merges around its list, for its VM and the next one alike."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from colima_guard.backends.lima.edit.file_edit import edit_file, refuse
from colima_guard.backends.lima.edit.home_unit import FileEdit
from colima_guard.backends.lima.rules.source import ConfigFile, parse
from colima_guard.backends.rancher_desktop import layout
from colima_guard.backends.rancher_desktop.edit.confine import confined
from colima_guard.backends.rancher_desktop.edit.lists import DEFAULT_HEAD, OVERRIDE_HEAD, changed_list, new_file
from colima_guard.backends.rancher_desktop.edit.prove import unproved
from colima_guard.backends.rancher_desktop.edit.shadow import Shadow, shadow
from colima_guard.backends.rancher_desktop.instance import RancherInstance
from colima_guard.backends.shared.edit import entries_for, file_change, paste_of, placeholder_directory
from colima_guard.backends.shared.plan_each import plan_or_refuse
from colima_guard.formats.refused import EditRefused
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.plan import FileChange, Refusal, Unit

_REACHES = "its Lima merges it into Rancher Desktop's own list"


def units(host: Host, instances: Sequence[RancherInstance], allow: Allowlist, *, confine: bool) -> list[Unit]:
    """One unit a Lima home: its files reach its VM and the one that is made next."""
    result = []
    for home in dict.fromkeys(instance.home for instance in instances):
        mine = [instance for instance in instances if instance.home == home]
        names = tuple(instance.name for instance in mine)
        path = mine[0].lima_home.file("_config/default.yaml")
        result.append(plan_or_refuse(names, path, partial(_unit, host, mine, allow, confine=confine)))
    return result


def _unit(host: Host, instances: list[RancherInstance], allow: Allowlist, *, confine: bool) -> Unit:
    first, names = instances[0], tuple(instance.name for instance in instances)
    reason = next((one.narrowing for one in instances if one.narrowing is not None), None)
    if reason is None and all(one.release is None for one in instances if not one.birthplace):
        reason = _unknown_release(instances)
    if reason is not None:
        return Unit(names, refusal=Refusal(first.default.path, None, reason, ""))
    plain = next((one for one in (first.override, first.default) if one.source and one.source.loaded.value.plain), None)
    if plain is not None:
        text = "`plain: true` shares nothing at all, and Rancher Desktop does not work with it: take it out"
        return Unit(names, refusal=Refusal(plain.path, None, text, ""))
    try:
        stands = shadow(host, instances, allow)
    except EditRefused as refused:
        return Unit(names, refusal=Refusal(first.main.path, refused.line, refused.reason, ""))
    try:
        settings, notes = confined(host, first, allow) if confine else (None, ())
    except EditRefused as refused:
        return Unit(names, refusal=Refusal(layout.settings(host), refused.line, refused.reason, ""))
    edits = (
        _edited(host, first, first.default, stands, allow, DEFAULT_HEAD, confine=confine),
        _edited(host, first, first.override, stands, allow, OVERRIDE_HEAD, confine=confine),
    )
    refusal = next((one.refusal for one in edits if one.refusal is not None), None)
    if refusal is not None:
        return Unit(names, refusal=refusal)
    for instance in instances:
        after = instance.replaced(default=edits[0].after, override=edits[1].after)
        if (why := unproved(host, after, instance, allow)) is not None:
            return Unit(names, refusal=Refusal(first.default.path, None, why, paste_of(None, entries_for(host, allow))))
    files = [change for change in (edits[0].change, edits[1].change, settings) if change is not None]
    keys = [(one.found.path, one.keys) for one in edits if one.change is not None]
    keys += [(settings.path, ("virtualMachine",))] if settings is not None else []
    directories = (*placeholder_directory(host, allow), *stands.directories)
    return Unit(names, tuple(files), directories, keys=tuple(keys), notes=tuple(notes))


def _unknown_release(instances: list[RancherInstance]) -> str | None:
    if all(instance.birthplace for instance in instances):
        return None
    return (
        "its settings were last written by a release whose Lima lets nothing stand in the place of a share, and no "
        "later one is found here; name the one that is there: --release rancher-desktop=1.24.0"
    )


def _edited(
    host: Host,
    instance: RancherInstance,
    found: ConfigFile,
    stands: Shadow,
    allow: Allowlist,
    head: str,
    *,
    confine: bool,
) -> FileEdit:
    """One of the two files with our list in it; a new one where there is none."""
    if found.problem is not None:
        refusal = refuse(host, found, found.line, found.problem, allow)
        return FileEdit(found, found, None, refusal=refusal._replace(paste=""))
    if found.data is None:
        text = new_file(head, stands.entries)
        return FileEdit(found, parse(found.path, text), _created(host, found, text), ("mounts",))
    how = partial(changed_list, host, instance, stands, allow, confine=confine)
    done = edit_file(host, found, allow, how)
    if done.change is not None:
        done = done._replace(change=done.change._replace(reason=_REACHES))
    return done if done.refusal is None else done._replace(refusal=done.refusal._replace(paste=""))


def _created(host: Host, found: ConfigFile, text: bytes) -> FileChange:
    return file_change(host, found.path, None, text, _REACHES, "yaml")
