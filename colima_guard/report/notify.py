"""Saying once what is no longer as wanted: a timer that says it every hour is soon not read any more."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.host.own_files import state_dir
from colima_guard.judge.row import Row
from colima_guard.report.text import told
from colima_guard.store.note import recall, remember

#: the note with what was said last
NOTE = "drift.json"
_SHOWN = 3
_PATIENCE = 10.0
_OSASCRIPT = ("on run argv", "display notification (item 1 of argv) with title (item 2 of argv)", "end run")


def of(host: Host, rows: Sequence[Row]) -> dict[str, str]:
    """What is not as wanted: a key that stays the same from hour to hour, and how it is said to a person."""
    found: dict[str, str] = {}
    for row in rows:
        name, verdict = row.instance.name, row.counted.name
        offences = [one for one in row.findings if one.offends]
        for one in offences:
            # a message may hold a time
            where = one.path or (one.place.file if one.place else "")
            shown = f": {one.path}" if one.path else ""
            found[f"{name} {verdict} {one.id} {where}"] = f"{name} is {verdict}{shown} [{one.id}]"
        if not offences:
            found[f"{name} {verdict}"] = f"{name} is {verdict}"
    return found


def tell(host: Host, drift: dict[str, str]) -> None:
    """Notifies of what was not there the last time, and notes what is there now."""
    said = _said(host)
    new = [text for key, text in drift.items() if key not in said]
    if new:
        _notify(host, [told(host, text) for text in new])
    if said == set(drift):
        return
    try:
        note = json.dumps(sorted(drift)).encode() if drift else None
        remember(host, state_dir(host), NOTE, note)
    except GuardError as error:  # then it is said again; better twice than never
        click.echo(told(host, f"what was said cannot be noted: {error.what}"), err=True)


def _said(host: Host) -> set[str]:
    try:
        keys = json.loads(recall(host, state_dir(host), NOTE) or b"[]")
    except (GuardError, ValueError):
        return set()
    return {key for key in keys if isinstance(key, str)} if isinstance(keys, list) else set()


def _notify(host: Host, new: Sequence[str]) -> None:
    title = "colima-guard: a VM is not as wanted"
    more = f" and {len(new) - _SHOWN} more" if len(new) > _SHOWN else ""
    text = "; ".join(new[:_SHOWN]) + f"{more}. See: colima-guard check"
    if not any(_run(host, argv) for argv in _commands(host, title, text)):
        for line in new:
            click.echo(f"colima-guard: new: {line}", err=True)


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
