"""What ``check`` does once its options are known; without click, for a prompt waits for it (``plain.py``)."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from colima_guard import exits
from colima_guard.cli.look import journal, look, selection
from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.model.release import Release
from colima_guard.model.verdict import Verdict
from colima_guard.policy.choose import applicable, saved

if TYPE_CHECKING:
    from colima_guard.cache.stamp import Witness
    from colima_guard.cli.look import Journal
    from colima_guard.judge.row import Row, Survey
    from colima_guard.store.change import Change


def check(
    host: Host,
    *,
    only: Sequence[str] = (),
    instances: Sequence[str] = (),
    releases: Sequence[tuple[str, Release]] = (),
    deep: bool = False,
    project: str | None = None,
    allow_soft: bool = False,
    proved: bool = False,
    no_cache: bool = False,
    explain: bool = False,
    notify: bool = False,
    json_: bool = False,
) -> int:
    """Judges every selected VM, says each offence, and returns the exit code."""
    witness = None if json_ or no_cache or host.pretended else _witness(host)
    fine = (Verdict.LOCKED, Verdict.SOFT) if allow_soft else (Verdict.LOCKED,)
    with _told(host) if notify else nullcontext(), host.steady():
        chosen = selection(host, only, instances, releases, deep=deep)
        looked = look(host, applicable(host, project), chosen)
        if not looked.policy.saved:
            saved(host)
    if not notify and any(row.counted not in fine for row in looked.rows):
        from colima_guard.lock.advice import advised

        looked = advised(host, looked, chosen)
    wide = [row for row in looked.rows if row.counted not in fine]
    rows = [row for row in looked.rows if row.counted not in fine or (proved and not row.proved)]
    said = journal(host)
    if notify:
        from colima_guard.report.notify import drift_of, tell_new

        unproved = {
            f"{row.instance.name} unproved": f"{row.instance.name} is not proved" for row in rows if not row.proved
        }
        tell_new(host, {**drift_of(wide), **(unproved if proved else {}), **_drift(said.error)})
    if json_:
        _print(host, looked, rows, said)
    elif not notify:
        _say(host, wide, said.unsettled)
        if proved:
            _say_unproved(host, rows)
    if said.error is not None:
        from colima_guard.report.failure import say

        say(host, said.error)
    if explain:
        _explain(host)
    if any(row.bug for row in rows):
        return exits.BUG
    if rows:
        return exits.FINDINGS
    if said.error is not None:
        return said.error.exit_code
    if witness is not None:
        witness.write(_asked())
    return exits.OK


def _print(host: Host, looked: Survey, rows: Sequence[Row], said: Journal) -> None:
    from colima_guard.report.document import dump, journal_document, survey_document
    from colima_guard.report.output import echo

    document = survey_document(host, looked, rows)
    echo(host, dump({**document, "ok": not rows, **journal_document(host, *said)}))


def _witness(host: Host) -> Witness:
    from colima_guard.backends.table import release_tables
    from colima_guard.cache.stamp import Witness

    return Witness(host, release_tables())


def _drift(error: GuardError | None) -> dict[str, str]:
    """What cannot be told, as a notification has it."""
    return {} if error is None else {f"error {error.what}": error.what}


def _say(host: Host, rows: Sequence[Row], change: Change | None) -> None:
    """A line for each offence, and one for a change that is not finished or damaged."""
    if not rows and (change is None or change.state != "damaged"):
        return
    from colima_guard.report.fit import advise
    from colima_guard.report.lines import offences, unsettled_line

    for advice in offences(host, rows):
        advise(host, advice)
    if change is not None:
        # beside a good answer, which standard output has nothing of
        advise(host, unsettled_line(host, change), err=not rows)


def _say_unproved(host: Host, rows: Sequence[Row]) -> None:
    from colima_guard.report.fit import advise
    from colima_guard.report.lines import unproved

    for row in rows:
        if not row.proved:
            advise(host, unproved(host, row))


@contextmanager
def _told(host: Host) -> Iterator[None]:
    """What cannot even be judged is said on the desktop too."""
    from colima_guard.report.notify import tell_new

    try:
        yield
    except GuardError as error:
        tell_new(host, {f"error {error.what}": f"nothing could be judged: {error.what}"})
        raise


def _asked() -> list[str]:
    # what --explain explains is the answer to the same command line without it
    return [argument for argument in sys.argv[1:] if argument != "--explain"]


def _explain(host: Host) -> None:
    from colima_guard.cache import answer as warm
    from colima_guard.report.fit import tell
    from colima_guard.report.text import told

    try:
        changed = warm.first_difference(_asked())
    except OSError:
        changed = "there is no last good answer"
    said = "the last good answer holds" if changed is None else f"computed anew: {changed}"
    tell(host, told(host, said), err=True)
