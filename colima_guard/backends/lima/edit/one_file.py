"""One file changed, or the refusal to change it: what stands in the way, and what to paste by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from colima_guard.backends.lima.edit.narrow import cleared, narrowed
from colima_guard.backends.lima.edit.together import Edited
from colima_guard.backends.lima.rules.entry import Around
from colima_guard.backends.lima.rules.source import Found, parsed
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
    default: Found,
    override: Found,
    allow: Allowlist,
    around: Around,
    *,
    confine: bool,
    keep: bool = True,
    widen: bool = True,
) -> tuple[Edited, Edited]:
    """``default.yaml`` and ``override.yaml`` without what lies outside the allowlist.

    Without ``keep`` all their mounts go, those within it too; without ``widen`` none becomes writable.
    """

    def clear(found: Found) -> tuple[bytes, tuple[str, ...]]:
        loose = confine and _is_loose(host, found, allow)
        return cleared(host, found, allow, around, drop_mount_type=loose, keep=keep, widen=widen)

    return _cleared(host, default, allow, clear), _cleared(host, override, allow, clear)


def base_edit(
    host: Host, base: Found, allow: Allowlist, around: Around, *, confine: bool = False, widen: bool = True
) -> Edited:
    """``base.yaml``, which reaches every instance that is created, in the same way."""
    loose = confine and _is_loose(host, base, allow)

    def clear(found: Found) -> tuple[bytes, tuple[str, ...]]:
        return cleared(host, found, allow, around, drop_mount_type=loose, widen=widen, at_create=True)

    return _cleared(host, base, allow, clear)


def _cleared(
    host: Host, found: Found, allow: Allowlist, how: Callable[[Found], tuple[bytes, tuple[str, ...]]]
) -> Edited:
    """The same of a file that reaches every instance: where it cannot be changed, nothing must be added to it."""
    done = edited(host, found, allow, how)
    return done if done.refusal is None else done._replace(refusal=_to_be_cleared(done.refusal))


def _to_be_cleared(refusal: Refusal) -> Refusal:
    if refusal.bug:
        return refusal
    return refusal._replace(reason=f"{refusal.reason}; take out of its `mounts` what is not allowed", paste="")


def _is_loose(host: Host, found: Found, allow: Allowlist) -> bool:
    from colima_guard.backends.lima.edit.confine import is_loose

    return found.source is not None and is_loose(host, found.source.loaded.value.mount_type, allow)


def edited(host: Host, found: Found, allow: Allowlist, how: Callable[[Found], tuple[bytes, tuple[str, ...]]]) -> Edited:
    """A file and what ``how`` makes of it (the new text, and the keys that were set), or why it stays as it is."""
    if found.problem is not None:
        return Edited(found, found, None, refusal=refuse(host, found, found.line, found.problem, allow))
    if found.data is None:
        return Edited(found, found, None)
    try:
        after, keys = how(found)
    except EditRefused as refused:
        return Edited(found, found, None, refusal=refuse(host, found, refused.line, refused.reason, allow))
    except Exception as error:  # noqa: BLE001 - whatever it is, it concerns this file alone
        return Edited(found, found, None, refusal=refusal_of(found.path, error))
    if after == found.data:
        return Edited(found, found, None)
    change = file_change(host, found.path, found.data, after, "it reaches every instance")
    return Edited(found, parsed(found.path, after), change, keys)


def refuse(host: Host, found: Found, line: int | None, reason: str, allow: Allowlist) -> Refusal:
    """Why a file cannot be changed, with the allowlist as a block to paste."""
    return Refusal(found.path, line, reason, paste_of(found.data, entries_for(host, allow)))


def refuse_unproved(host: Host, found: Found, why: Unproved, allow: Allowlist) -> Refusal:
    """A refusal that names the file in which the share still stands."""
    refusal = refuse(host, found, None, why.reason, allow)
    place = why.place
    if place is None or place.line is None:
        return refusal
    refusal = refusal._replace(path=place.file, line=place.line)
    return refusal if place.file == found.path else _to_be_cleared(refusal)


def narrowed_edit(host: Host, found: Found, allow: Allowlist, around: Around, target: str | None) -> Edited:
    """An instance's or template's own file with the allowlist as its mounts, and ``target`` as its transport.

    Lima fills such a file in: what stands in ``{{ }}`` elsewhere than in a mount is no reason to leave it as it is.
    """
    mounts = found.source.loaded.value.mounts or [] if found.source is not None else []
    own = not any("{{" in f"{mount.location}{mount.mount_point or ''}" for mount in mounts)
    return edited(host, found, allow, lambda found: narrowed(host, found, allow, around, target, own_templates=own))
