"""Changes that only make sense together: a shared file, and the instances that it reaches."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.backends.lima.rules.source import ConfigFile
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.plan import FileChange, Refusal, Unit


class FileEdit(NamedTuple):
    """A file and what becomes of it; ``keys`` are those that were set. A refusal stands for the whole unit."""

    found: ConfigFile
    after: ConfigFile
    change: FileChange | None
    keys: tuple[str, ...] = ()
    refusal: Refusal | None = None


def home_unit(units: Sequence[Unit], edits: Sequence[FileEdit], birthplaces: set[str]) -> list[Unit]:
    """The units as they are where no shared file changes, else one of all: refused if one part is.

    A birthplace that cannot be locked is refused by itself: its reason is the release or a variable, and what exists
    need not wait for it. One whose reason is a shared file that cannot be changed is refused with that.
    """
    shared = [edit for edit in edits if edit.change is not None or edit.refusal is not None]
    if not shared:
        return list(units)
    kept = {edit.refusal.path for edit in shared if edit.refusal is not None}
    alone = [
        unit
        for unit in units
        if unit.refusal is not None and unit.refusal.path not in kept and birthplaces.issuperset(unit.instances)
    ]
    parts = [unit for unit in units if unit not in alone]
    names = tuple(name for unit in parts for name in unit.instances)
    refusals = [edit.refusal for edit in shared if edit.refusal] + [unit.refusal for unit in parts if unit.refusal]
    if refusals:
        return [Unit(names, refusal=refusals[0]), *alone]
    whole = Unit(
        names,
        (*(edit.change for edit in shared if edit.change), *(change for unit in parts for change in unit.files)),
        tuple({one.path: one for unit in parts for one in unit.directories}.values()),
        keys=(*((edit.found.path, edit.keys) for edit in shared), *(pair for unit in parts for pair in unit.keys)),
        notes=tuple(note for unit in parts for note in unit.notes),
        paste=next((unit.paste for unit in parts if unit.paste), ""),
    )
    return [whole, *alone]
