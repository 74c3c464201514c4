"""The only code that writes: journal, atomic replace, recovery, lock."""

from colima_guard.store.change import (
    Change,
    ChangedDirectory,
    ChangedFile,
    PartlyWritten,
    State,
    state_of,
)
from colima_guard.store.links import directory_refuse_reason, refuse_reason
from colima_guard.store.remember import recall, remember
from colima_guard.store.store import KEEP, Store

__all__ = [
    "KEEP",
    "Change",
    "ChangedDirectory",
    "ChangedFile",
    "PartlyWritten",
    "State",
    "Store",
    "directory_refuse_reason",
    "recall",
    "refuse_reason",
    "remember",
    "state_of",
]
