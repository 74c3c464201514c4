"""Taking a change back: old bytes where the file still holds what we wrote, old values where it was rewritten."""

from __future__ import annotations

from dataclasses import dataclass

from colima_guard.errors import GuardError
from colima_guard.formats.by_kind import carry
from colima_guard.formats.refused import EditRefused
from colima_guard.host.machine import Host
from colima_guard.lock.held_files import held
from colima_guard.model.plan import FileChange, Format, Plan, Refusal
from colima_guard.store.change import Change, ChangedFile
from colima_guard.store.newest import damage, newest
from colima_guard.store.standing import standing, state_of
from colima_guard.store.store import Store
from colima_guard.store.trusted_path import refuse_reason


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking a change back would do. ``rest``: a part of it was taken back before."""

    change: Change
    plan: Plan
    refused: tuple[Refusal, ...]
    rest: bool = False


def plan_rollback(host: Host, store: Store, id: str | None, *, force: bool) -> Undone:
    """The plan that takes a change back, or what is left of it where a part was taken back before.

    Raises ``GuardError`` when there is none, it was taken back already, or which one is meant cannot be told.
    """
    change = store.change(id) if id is not None else newest(host, store)
    history = store.history()
    state = state_of(change, history, host)
    if state == "damaged":
        raise damage(store, change)
    if state == "rolled back" and not force:  # what was written since can still be forced away
        raise GuardError(f"change {change.id} was taken back already", do="colima-guard history")
    taken = change.files if state == "rolled back" else standing(change, history)
    plan, refused = _planned(host, store, change, taken, force=force)
    return Undone(change, plan, refused, rest=state == "taken back in part")


def _planned(
    host: Host, store: Store, change: Change, taken: tuple[ChangedFile, ...], *, force: bool
) -> tuple[Plan, tuple[Refusal, ...]]:
    files: list[FileChange] = []
    refused: list[Refusal] = []
    moved = [file for file in taken if file.in_place(host) != file]
    places = {file.real_path: file.path for file in taken if file not in moved}
    for file in (file.in_place(host) for file in taken):
        try:
            _refuse_shared(file, places.setdefault(file.real_path, file.path))
            undone = _undone(host, store, change, file, force=force)
        except GuardError as error:
            refused.append(Refusal(file.path, getattr(error, "line", None), error.what, ""))
            continue
        reason = _unwritable(host, undone) if undone is not None else None
        if undone is not None and reason:
            refused.append(Refusal(file.path, None, reason, (undone.after or b"").decode("utf-8", "replace")))
        elif undone is not None:
            files.append(undone)
    created = tuple(directory.path for directory in reversed(change.directories) if host.is_dir(directory.path))
    plan = Plan(
        tuple(files),
        command=("rollback", change.id),
        reverts=change.id,
        left=tuple(refusal.path for refusal in refused),
        remove_directories=created if not refused else (),
        keys={path: keys for path, keys in change.keys.items() if any(file.path == path for file in files)},
    )
    return plan, tuple(refused)


def _refuse_shared(file: ChangedFile, first: str) -> None:
    if first != file.path:
        raise GuardError(f"it leads to {file.real_path} now, which is {first} of the same change")


def _unwritable(host: Host, change: FileChange) -> str | None:
    """Why a file cannot be taken back now: it must not be written, or a running program would write over it."""
    if change.setting is not None:
        return None
    if reason := refuse_reason(host, change.path):
        return reason
    found = held(host, change.path)
    return f"{found.reason}; quit it first" if found is not None else None


def _undone(host: Host, store: Store, change: Change, file: ChangedFile, *, force: bool) -> FileChange | None:
    """One file taken back, ``None`` where it is as before. Raises ``GuardError`` where it cannot be."""
    found = file.found(host)
    if found == "before":
        return None
    before = store.contents(file.before_sha256, change)
    if file.setting is not None:
        keys = change.keys.get(file.path, ())
        return _reset(host, file, before, keys, f"rollback of {change.id}", force=force)
    present, stat = host.read(file.path), host.stat(file.path)
    if found == "other" and not force:
        before = _carried(file.format, present, before, change.keys.get(file.path, ()))
        mode = stat.mode if stat else 0o644
    else:
        mode = file.before_mode if file.before_mode is not None else 0o644
    if before is None and host.is_link(file.path):
        raise GuardError(f"the change made the file, and it was moved since, to {file.real_path}: remove both by hand")
    if before == present and stat is not None and stat.mode == mode:
        return None
    return FileChange(file.path, file.real_path, present, before, mode, f"rollback of {change.id}", format=file.format)


def _reset(
    host: Host, file: ChangedFile, before: bytes | None, keys: tuple[str, ...], reason: str, *, force: bool
) -> FileChange | None:
    present = file.content(host)
    if present == before:
        return None
    if file.found(host) == "other" and not force:
        if file.format is not None and file.setting is not None and file.setting.encoded:
            carried = _carried(file.format, present, before, keys)
            return FileChange(file.path, file.real_path, present, carried, 0, reason, file.setting, file.format)
        raise GuardError("the value was set to another one since; --force sets the old one")
    return FileChange(file.path, file.real_path, present, before, 0, reason, file.setting, file.format)


def _carried(format: Format | None, present: bytes | None, old: bytes | None, keys: tuple[str, ...]) -> bytes:
    if present is None:
        raise GuardError("the file was removed since; --force brings the old one back")
    if old is None:
        raise GuardError("the file did not exist before and was rewritten since; --force removes it")
    if not keys or format is None:
        raise GuardError("the file was rewritten since; --force restores the old bytes")
    try:
        return carry(format, present, old, keys)
    except EditRefused as refused:
        why = f"the old values cannot be put into the present text: {refused.reason}"
        raise GuardError(f"{why}; --force restores the old bytes") from refused
