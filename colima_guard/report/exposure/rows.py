"""The rows of the tables, each from its part of the document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from colima_guard.report.exposure.cells import MOST, Cell, cell, clock
from colima_guard.report.exposure.names import Names, cut, listed
from colima_guard.report.exposure.picture import Tone
from colima_guard.report.exposure.values import Document

_SEVERITY = {"high": Tone.OPEN, "warn": Tone.SOFT, "info": Tone.PLAIN}
#: as much of a hash as can be compared by eye
_HASH = 12
_NO_FILE = "not read"
_HOLDS = {"before": "as before the change", "after": "as written", "other": "rewritten since"}


def instance(row: Document, names: Names) -> tuple[Cell, ...]:
    basis = row["proof"]["result"].lower() if row["proof"] is not None else row["basis"]
    verdict = [row["verdict"], *([f"({basis})"] if row["verdict"] in ("LOCKED", "SOFT") else [])]
    if row["counted_verdict"] != row["verdict"]:
        verdict.append("(accepted)")
    return (
        cell(names.text(row["name"]) + ("*" if row["active"] else ""), code=True),
        cell(*verdict, tone=Tone[row["verdict"]]),
        cell(*_sees(row, names), code=True),
        cell(*[names.path(path) for path in row["within_reach"]] or ["none"], code=bool(row["within_reach"])),
        cell(*_state(row)),
        cell(*[names.path(path) for path in row["files"]] or ["none"], code=True),
    )


def _sees(row: Document, names: Names) -> Iterator[str]:
    running = row["running_shares"]
    start = "next start: " if row["restart_needed"] else ""
    yield from (start + _share(share, names) for share in row["shares"])
    if not row["shares"]:
        yield f"{start}{'not known' if row['verdict'] == 'UNKNOWN' else 'nothing'}"
    if row["restart_needed"]:
        yield from (f"now: {_share(share, names)}" for share in running or ())
        if not running:
            yield f"now: {'not known' if running is None else 'nothing'}"


def _share(share: Document, names: Names) -> str:
    location = "?" if share["location"] is None else names.path(share["location"])
    around = "" if share["confined"] else ", not confined"
    return f"{share['effective_access']} {location}, {share['transport']}{around}"


def _state(row: Document) -> Iterator[str]:
    if row["birthplace"]:
        yield "the next new VM"
    else:
        yield "running" if row["running"] else "stopped"
    if row["restart_needed"]:
        yield "with older shares: restart it"
    if row["refusal"] is not None:
        yield "its program would not start it"
    if row["release"] is not None:
        yield f"release {row['release']}"


def findings(document: Document, names: Names) -> list[tuple[Cell, ...]]:
    """Of VMs and of projects, the severest first; what is said of several in the same words is said once."""
    grouped: dict[tuple[str, str, str, str], list[tuple[str, str]]] = {}
    for about, finding in _all_findings(document, names):
        key = finding["severity"], finding["id"], names.text(finding["message"]), names.text(finding["remedy"])
        grouped.setdefault(key, []).append((about, _place(finding, names)))
    found: list[tuple[Cell, ...]] = []
    for (severity, id, message, remedy), places in sorted(grouped.items(), key=lambda one: -_SEVERITY[one[0][0]]):
        abouts = list(dict.fromkeys(about for about, _ in places))
        # the place of a container names it once more
        where = dict.fromkeys(place.removeprefix(f"{about}, ") for about, place in places)
        found.append(
            (
                cell(f"{severity} {id}", tone=_SEVERITY[severity]),
                cell(*abouts, code=True),
                cell(message),
                cell(*[place for place in where if place] or ["-"], code=True),
                cell(remedy),
            )
        )
    return found


def _all_findings(document: Document, names: Names) -> Iterator[tuple[str, dict[str, Any]]]:
    for row in document["status"]["instances"]:
        for finding in row["findings"]:
            yield names.text(row["name"]), _accepted(finding)
    for finding in document["scan"]["findings"]:
        yield names.text(finding["subject"] or finding["file"]), _accepted(finding)


def _accepted(finding: dict[str, Any]) -> dict[str, Any]:
    if finding["accepted"] is None:
        return finding
    said = finding["accepted"]
    why = said if isinstance(said, str) else f"until {said['until']}: {said['reason']}"
    return {**finding, "severity": "info", "message": f"{finding['message']} - accepted: {why}"}


def _place(finding: Document, names: Names) -> str:
    if finding["file"] is None:
        return ""
    return names.path(finding["file"]) + (f":{finding['line']}" if finding["line"] else "")


def occupant(one: Document, names: Names) -> tuple[Cell, ...]:
    reaches = one["reaches"]
    kind = one["kind"] if one["running"] is not False else "container, stopped"
    of = [f"of {names.path(one['project'])}"] if one["project"] else []
    known = [f"{seen['access']} {names.path(seen['path'])}" for seen in reaches or ()]
    tone = {True: Tone.OPEN, None: Tone.UNKNOWN, False: None}[one["whole"]]
    whole = {True: "all that its VM can", None: "may be all that its VM can", False: one["how"]}[one["whole"]]
    how = [whole, *([f"by {one['how']}"] if one["whole"] else [])]
    return (
        cell(names.text(one["name"]), kind, *of, code=True),
        cell(listed([names.text(name) or "this machine itself" for name in one["instances"]]), code=True),
        cell(*how, tone=tone),
        cell(*known or ("cannot be told" if reaches is None else "nothing of the host",), code=bool(known)),
        cell(*[names.text(why) for why in one["why"]] or ["-"]),
    )


def proof_row(row: Document, names: Names) -> tuple[Cell, ...]:
    proof = row["proof"]
    tone = {"PROVED": Tone.LOCKED, "DISPROVED": Tone.OPEN}.get(proof["result"], Tone.UNKNOWN)
    return (
        cell(names.text(row["name"]), code=True),
        cell(proof["result"], tone=tone),
        cell(clock(proof["at"])),
        cell(names.text(proof["why"] or "-")),
        _hashed(proof["files"], names),
    )


def _hashed(files: Sequence[Document], names: Names) -> Cell:
    """Files with the beginning of what they hash to, and behind that the whole."""
    if not files:
        return cell("none")
    short = cell(*[f"{names.path(one['path'])} {(one['sha256'] or _NO_FILE)[:_HASH]}" for one in files], code=True)
    whole = [f"{one['sha256'] or _NO_FILE} {names.path(one['path'])}" for one in files]
    return short._replace(more=tuple(cut(line) for line in whole[:MOST]), unfolds="in full")


def change(one: Document, names: Names) -> tuple[Cell, ...]:
    files = [f"{names.path(file['path'])} ({_HOLDS[file['holds']]})" for file in one["files"]]
    command = " ".join(["colima-guard", *one["command"]]) if one["command"] else "colima-guard ?"
    return (
        cell(clock(one["time"]), one["id"]),
        cell(names.text(command), code=True),
        cell(one["state"]),
        cell(*files or ("no file",), code=True),
    )
