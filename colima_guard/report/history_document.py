"""A change as ``history --json`` has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from colima_guard.host.machine import Host
from colima_guard.store.change import Change
from colima_guard.store.standing import remaining, state_of


def history_document(host: Host, change: Change, changes: Sequence[Change]) -> dict[str, Any]:
    """One change among all, with what each of its files holds now."""
    left = remaining(change, changes, host)
    files = [
        {"path": file.path, "reason": file.reason, "holds": file.in_place(host).found(host), "remains": file in left}
        for file in change.files
    ]
    return {
        "id": change.id,
        "time": change.time,
        "command": list(change.command),
        "reverts": change.reverts,
        "state": state_of(change, changes, host),
        "files": files,
        "named": list(change.named),
    }
