"""Notifications of what is no longer as wanted, once each: those of every hour are soon not read any more."""

from __future__ import annotations

import json
from collections.abc import Sequence

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.host.own_files import state_dir
from colima_guard.judge.row import Row
from colima_guard.report.fit import tell
from colima_guard.report.text import told
from colima_guard.store.note import recall, remember

#: the note with what was said last
NOTE = "drift.json"
_SHOWN = 3
_PATIENCE = 10.0
_OSASCRIPT = ("on run argv", "display notification (item 1 of argv) with title (item 2 of argv)", "end run")


def drift_of(rows: Sequence[Row]) -> dict[str, str]:
    """What is not as wanted, as a person is told it, each by a key that stays the same from hour to hour."""
    drift: dict[str, str] = {}
    for row in rows:
        name, verdict = row.instance.name, row.counted.name
        offences = [finding for finding in row.findings if finding.offends]
        for finding in offences:
            # a message may hold a time
            where = finding.path or (finding.place.file if finding.place else "")
            shown = f": {finding.path}" if finding.path else ""
            drift[f"{name} {verdict} {finding.id} {where}"] = f"{name} is {verdict}{shown} [{finding.id}]"
        if not offences:
            drift[f"{name} {verdict}"] = f"{name} is {verdict}"
    return drift


def tell_new(host: Host, drift: dict[str, str]) -> None:
    """Tells what is not as wanted and was not told the last time, and notes what is told by now."""
    said = _told_before(host)
    new = [text for key, text in drift.items() if key not in said]
    if new:
        _send(host, [told(host, text) for text in new])
    if said == set(drift):
        return
    try:
        note = json.dumps(sorted(drift)).encode() if drift else None
        remember(host, state_dir(host), NOTE, note)
    except GuardError as error:  # then it is said again; better twice than never
        tell(host, told(host, f"what was said cannot be noted: {error.what}"), err=True)


def _told_before(host: Host) -> set[str]:
    try:
        keys = json.loads(recall(host, state_dir(host), NOTE) or b"[]")
    except (GuardError, ValueError):
        return set()
    return {key for key in keys if isinstance(key, str)} if isinstance(keys, list) else set()


def _send(host: Host, new: Sequence[str]) -> None:
    title = "colima-guard: a VM is not as wanted"
    more = f" and {len(new) - _SHOWN} more" if len(new) > _SHOWN else ""
    text = "; ".join(new[:_SHOWN]) + f"{more}. See: colima-guard check"
    if not any(_run(host, argv) for argv in _commands(host, title, text)):
        for line in new:
            tell(host, f"colima-guard: new: {line}", err=True)


def _commands(host: Host, title: str, text: str) -> list[list[str]]:
    if host.platform == "macos":
        script = [part for line in _OSASCRIPT for part in ("-e", line)]
        # as arguments and not in the script: a name cannot end a string there
        return [["osascript", *script, "--", text, title]]
    if host.platform == "linux":
        body = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return [["notify-send", "--app-name=colima-guard", "--urgency=critical", "--", title, body]]
    return []


def _run(host: Host, argv: list[str]) -> bool:
    program = host.which(argv[0])
    if program is None:
        return False
    try:
        return host.run([program, *argv[1:]], timeout=_PATIENCE).code == 0
    except GuardError:
        return False
