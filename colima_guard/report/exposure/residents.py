"""What a report's document tells of containers and services."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colima_guard.model.paths import is_within, overlap
from colima_guard.report.exposure.picture import Tone
from colima_guard.report.exposure.values import ENGINE, Document, Resident, is_nothing


def resident(one: Document, policy: Document, secrets: Sequence[str], *, after: bool) -> Resident:
    """What is told of one; with ``after`` as the plan leaves it."""
    reached = one["reaches_after"] if after else one["reaches"]
    whole = one["whole"] is not False
    untold = one["how"] == "unknown" or reached is None
    entries = _allowed(policy, one["instances"])
    if untold:
        tone = Tone.UNKNOWN
    elif not reached:
        tone = Tone.PLAIN
    else:
        tone = Tone.OPEN if any(_is_bad(seen, entries, secrets) for seen in reached) else Tone.LOCKED
    return Resident(
        one["name"],
        one["kind"],
        one["project"] or "",
        tuple(one["instances"]),
        _how(one, reached, whole=whole),
        tone,
        untold or any(seen["access"] == "rw" for seen in reached or ()),
        one["running"],
        whole or untold,
        tuple(seen["path"] for seen in reached or ()),
    )


def silent(engines: Sequence[Document]) -> Iterator[Resident]:
    """Engines that did not tell of their containers, each in place of whatever is in it."""
    for one in engines:
        if one["error"] is not None:
            on = (one["instance"],) if one["instance"] is not None else ()
            yield Resident(one["engine"] or "engine", ENGINE, "", on, "unknown", Tone.UNKNOWN, True, True, True, ())


def _how(one: Document, reached: Sequence[Document] | None, *, whole: bool) -> str:
    if reached != [] or whole:
        return str(one["how"])
    return "emptied" if one["reaches"] else "nothing"


def _allowed(policy: Document, on: Sequence[str]) -> list[Document]:
    """What is allowed on all of these instances."""
    entries = list(policy["allow"])
    for exemption in policy["exceptions"]:
        if list(on) == [exemption["instance"]]:
            entries += exemption["allow"]
        if exemption["instance"] in on:
            entries = [entry for entry in entries if entry["real_path"] not in exemption["without"]]
    return entries


def _is_bad(seen: Document, entries: Sequence[Document], secrets: Sequence[str]) -> bool:
    """Whether something is reached that nobody allowed, or that is a secret."""
    path, access = seen["path"], seen["access"]
    if is_nothing(path):
        return False
    fine = any(
        is_within(path, base) and (access == "ro" or entry["access"] == "rw")
        for entry in entries
        for base in (entry["path"], entry["real_path"])
    )
    return not fine or any(overlap(path, secret) for secret in secrets)
