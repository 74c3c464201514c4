"""Who reaches a path through a VM, as a person and as a program is told it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from colima_guard.scan.chain import Holder

_DOES = {"rw": "reads and writes it", "ro": "reads it"}


def holder_lines(holders: Sequence[Holder]) -> Iterator[str]:
    """One line for each container and service."""
    for one in holders:
        who = f"the service {one.name} of {one.project}" if one.kind == "service" else f"the container {one.name}"
        place = one.where
        at = f" ({place.file}:{place.line})" if place is not None and place.line else ""
        if one.access is None:
            can = "can do all that this VM can" if one.sure else "may be able to do all that this VM can"
            yield f"{who} {can}: {one.how}{at}"
        else:
            yield f"{who} {_DOES[one.access.value]} by its bind of {one.how}{at}"


def holders_document(holders: Sequence[Holder]) -> list[dict[str, Any]]:
    """What ``why`` adds to an instance."""
    return [
        {
            "kind": one.kind,
            "name": one.name,
            "project": one.project or None,
            "access": None if one.access is None else one.access.value,
            "how": one.how,
            "sure": one.sure,
            "file": one.where.file if one.where is not None else None,
            "line": one.where.line if one.where is not None else None,
        }
        for one in holders
    ]
