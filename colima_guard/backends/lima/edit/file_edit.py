"""One file changed, or the refusal to change it: what stands in the way, and what to paste by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from colima_guard.backends.lima.edit.home_unit import FileEdit
from colima_guard.backends.lima.edit.narrow import clear, narrow
from colima_guard.backends.lima.rules.entry import Around
from colima_guard.backends.lima.rules.source import ConfigFile, parse
from colima_guard.backends.shared.edit import entries_for, file_change, paste_of
from colima_guard.backends.shared.plan_each import refusal_of
from colima_guard.formats.yaml.change import EditRefused
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.plan import Refusal

if TYPE_CHECKING:
    from colima_guard.backends.lima.edit.prove import Unproved


def shared_edits(
    host: Host,
    default: ConfigFile,
    override: ConfigFile,
    allow: Allowlist,
    around: Around,
    *,
    confine: bool,
    keep: bool = True,
    widen: bool = True,
) -> tuple[FileEdit, FileEdit]:
    """``default.yaml`` and ``override.yaml`` without what lies outside the allowlist.

    Without ``keep`` all their mounts go, those within it too; without ``widen`` none becomes writable.
    """

    def change(found: ConfigFile) -> tuple[bytes, tuple[str, ...]]:
        loose = confine and _is_loose(host, found, allow)
        return clear(host, found, allow, around, drop_mount_type=loose, keep=keep, widen=widen)

    return _clear(host, default, allow, change), _clear(host, override, allow, change)


def base_edit(
    host: Host, base: ConfigFile, allow: Allowlist, around: Around, *, confine: bool = False, widen: bool = True
) -> FileEdit:
    """``base.yaml``, which reaches every instance that is created, in the same way."""
    loose = confine and _is_loose(host, base, allow)

    def change(found: ConfigFile) -> tuple[bytes, tuple[str, ...]]:
        return clear(host, found, allow, around, drop_mount_type=loose, widen=widen, at_create=True)

    return _clear(host, base, allow, change)


def _clear(
    host: Host, found: ConfigFile, allow: Allowlist, how: Callable[[ConfigFile], tuple[bytes, tuple[str, ...]]]
) -> FileEdit:
    """A change of a file that reaches every instance. Where it is refused, nothing must be added by hand either."""
    done = edit_file(host, found, allow, how)
    if done.refusal is not None and found.problem is not None:  # what it lists is not known
        return done._replace(refusal=done.refusal._replace(paste=""))
    return done if done.refusal is None else done._replace(refusal=_to_clear(done.refusal))


def _to_clear(refusal: Refusal) -> Refusal:
    if refusal.bug:
        return refusal
    return refusal._replace(reason=f"{refusal.reason}; take out of its `mounts` what is not allowed", paste="")


def _is_loose(host: Host, found: ConfigFile, allow: Allowlist) -> bool:
    from colima_guard.backends.lima.edit.confine import is_loose

    return found.source is not None and is_loose(host, found.source.loaded.value.mount_type, allow)


def edit_file(
    host: Host, found: ConfigFile, allow: Allowlist, how: Callable[[ConfigFile], tuple[bytes, tuple[str, ...]]]
) -> FileEdit:
    """A file and what ``how`` makes of it (the new text, and the keys that were set), or why it stays as it is."""
    if found.problem is not None:
        return FileEdit(found, found, None, refusal=refuse(host, found, found.line, found.problem, allow))
    if found.data is None:
        return FileEdit(found, found, None)
    try:
        after, keys = how(found)
    except EditRefused as refused:
        return FileEdit(found, found, None, refusal=refuse(host, found, refused.line, refused.reason, allow))
    except Exception as error:  # noqa: BLE001 - whatever it is, it concerns this file alone
        return FileEdit(found, found, None, refusal=refusal_of(found.path, error))
    if after == found.data:
        return FileEdit(found, found, None)
    changed = parse(found.path, after)
    if (wrong := _second_opinion(changed)) is not None:
        reason = f"the changed text is no file of Lima's: {wrong}"
        return FileEdit(found, found, None, refusal=refuse(host, found, None, reason, allow))
    change = file_change(host, found.path, found.data, after, "it reaches every instance", "yaml")
    return FileEdit(found, changed, change, keys)


def _second_opinion(changed: ConfigFile) -> str | None:
    """What is wrong with a text that is to be written, by a model that knows nothing of our decoder."""
    from colima_guard.formats.golang.strict_model import second_opinion

    return second_opinion(changed.source.loaded.value) if changed.source is not None else None


def refuse(host: Host, found: ConfigFile, line: int | None, reason: str, allow: Allowlist) -> Refusal:
    """Why a file cannot be changed, with the allowlist as a block to paste."""
    return Refusal(found.path, line, reason, paste_of(found.data, entries_for(host, allow)))


def refuse_unproved(host: Host, found: ConfigFile, why: Unproved, allow: Allowlist) -> Refusal:
    """A refusal that names the file in which the share still stands."""
    refusal = refuse(host, found, None, why.reason, allow)
    place = why.place
    if place is None or place.line is None:
        return refusal
    refusal = refusal._replace(path=place.file, line=place.line)
    return refusal if place.file == found.path else _to_clear(refusal)


def narrow_edit(host: Host, found: ConfigFile, allow: Allowlist, around: Around, target: str | None) -> FileEdit:
    """An instance's or template's own file with the allowlist as its mounts, and ``target`` as its transport.

    Lima fills such a file in: what stands in ``{{ }}`` elsewhere than in a mount is no reason to leave it as it is.
    """
    mounts = found.source.loaded.value.mounts or [] if found.source is not None else []
    own = not any("{{" in f"{mount.location}{mount.mount_point or ''}" for mount in mounts)
    return edit_file(host, found, allow, lambda found: narrow(host, found, allow, around, target, own_templates=own))
