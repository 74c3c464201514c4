"""Which change is taken back when nobody names one, and when that cannot be told."""

from __future__ import annotations

from colima_guard import exits
from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.model.shell import word
from colima_guard.store.change import Change
from colima_guard.store.standing import remaining, state_of
from colima_guard.store.store import Store


def newest(host: Host, store: Store) -> Change:
    """The newest change that is to be taken back and is no rollback, or of which a part was taken back before.

    Raises ``GuardError`` where there is none, or where a newer one cannot be read or was not finished: taking back an
    older one instead would leave the files as neither of them had them.
    """
    history = store.history()
    unclear: Change | None = None
    for change in history:
        state = state_of(change, history, host)
        wanted = change.reverts is None and state in ("applied", "rewritten since")
        if wanted or state == "taken back in part":
            if unclear is not None:
                raise _stopped(store, unclear, change)
            return change
        # a rollback that was not finished shows in the change that it takes back
        unfinished = state == "interrupted" and change.reverts is None and bool(remaining(change, history, host))
        if unclear is None and (state == "damaged" or unfinished):
            unclear = change
    if unclear is not None and unclear.state == "damaged":
        raise damage(store, unclear)
    raise GuardError(
        "there is no change to take back",
        why=f"change {unclear.id} was not finished" if unclear else "",
        do=f"colima-guard rollback {unclear.id}" if unclear else "colima-guard history",
        exit_code=exits.NOTHING_FOUND,
    )


def damage(store: Store, change: Change) -> GuardError:
    """The refusal of a change whose journal cannot be read, with its files as far as they are known."""
    do = f"restore its files by hand; the journal keeps their old bytes in {word(store.place(change))}"
    if change.own_id:
        do = f"give {word(store.place(change))} its own name back: {change.own_id}"
    return GuardError(
        f"what the journal holds of change {change.id} is damaged",
        why=f"what it wrote cannot be told, so it cannot be taken back; {names(change)}",
        do=do,
    )


def names(change: Change) -> str:
    """What is known of the files of a damaged change."""
    if not change.named:
        return "its files are not known"
    return f"it names {', '.join(map(word, change.named))}"


def _stopped(store: Store, unclear: Change, older: Change) -> GuardError:
    instead = f"{older.id} ({older.typed}), which is older, would be taken back in its place"
    on_purpose = f"to take back the older one on purpose: colima-guard rollback {older.id}"
    if unclear.state == "damaged":
        do = f"restore its files by hand from {word(store.place(unclear))}; {on_purpose}"
        if unclear.own_id:
            do = f"give {word(store.place(unclear))} its own name back: {unclear.own_id}; {on_purpose}"
        return GuardError(
            f"what the journal holds of change {unclear.id} is damaged",
            why=f"{names(unclear)}; {instead}",
            do=do,
        )
    return GuardError(
        f"change {unclear.id} ({unclear.typed}) was not finished",
        why=instead,
        do=f"to take back what it wrote: colima-guard rollback {unclear.id}; {on_purpose}",
    )
