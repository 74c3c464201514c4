"""What every command that looks at instances does first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from colima_guard.backends.table import absent_from
from colima_guard.cli.progress import progress
from colima_guard.errors import GuardError, NothingFound, UsageError
from colima_guard.host.machine import Host
from colima_guard.judge.row import Selection, Survey
from colima_guard.judge.survey import survey
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.policy import Policy
from colima_guard.model.release import Release
from colima_guard.policy import load as policies

if TYPE_CHECKING:
    from colima_guard.store.change import Change


def selection(
    host: Host,
    only: Sequence[str],
    instances: Sequence[str],
    releases: Sequence[tuple[str, Release]],
    *,
    deep: bool = False,
) -> Selection:
    """The instances and releases that the options name. Raises ``UsageError`` for two releases of one program."""
    return Selection(tuple(only), tuple(instances), unique(releases), deep, say=progress(host) if deep else None)


def unique(releases: Sequence[tuple[str, Release]]) -> dict[str, Release]:
    """The releases by program. Raises ``UsageError`` when one is named twice differently."""
    found: dict[str, Release] = {}
    for program, release in releases:
        if found.setdefault(program, release) != release:
            raise UsageError(f"--release names two releases of {program}", do="name one")
    return found


def look(host: Host, policy: Policy, chosen: Selection) -> Survey:
    """Every selected instance. Raises ``NothingFound`` where there is none, not even a birthplace."""
    looked = survey(host, policy, chosen)
    if looked.rows:
        return looked
    if chosen.instances:
        known = [row.instance.name for row in survey(host, policy, chosen._replace(instances=())).rows]
        raise NothingFound(
            f"there is no instance {', '.join(chosen.instances)}",
            do=f"known are: {', '.join(known)}" if known else "",
        )
    why = absent_from(host.platform)
    raise NothingFound("no VM and nothing that one is born from was found", why=why, do="")


class Journal(NamedTuple):
    """What the journal says beside the verdicts, which do not depend on it."""

    #: the newest change, where it is damaged or was begun and not finished; one that came after has put that right
    unsettled: Change | None = None
    #: why that cannot be told, which is not taken for good
    error: GuardError | None = None


def journal(host: Host) -> Journal:
    """What the journal says of the newest change."""
    from colima_guard.host.own_files import state_dir
    from colima_guard.store import journal

    try:
        newest = journal.newest(host, journal.directory(state_dir(host)))
    except GuardError as error:
        return Journal(error=error)
    return Journal(newest.change if newest is not None and newest.change.state != "applied" else None)


def require_instances(host: Host, chosen: Selection) -> None:
    """Raises ``NothingFound`` before anything else is found wrong, where there can be nothing to work on.

    Only on Windows: elsewhere there is always what the next VM is born from. Programs are asked there, so what is to
    be shared has to be distrusted before (``distrust``).
    """
    if host.platform == "windows":
        look(host, policies.load(host), chosen)


def distrust(host: Host, texts: Iterable[str], *, share_ro_as_rw: bool) -> None:
    """From here on runs no program in a directory that VMs are about to be able to write, by what a user typed.

    What names no directory is passed over: it is refused where it is taken.
    """
    from colima_guard.model.share import Access
    from colima_guard.policy.directory import parse

    for text in texts:
        with suppress(GuardError):
            typed, access = parse(host, text)
            if access is Access.RW or share_ro_as_rw:
                host.distrust([host.realpath(typed)])
