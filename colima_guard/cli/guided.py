"""A first lock without directories: what is in use is shown, and the answer is an allowlist."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from colima_guard.backends.registry import present
from colima_guard.cli.choose import Answer, Choice, Question, choose
from colima_guard.cli.guided_map import drawn
from colima_guard.errors import GuardError, UsageError
from colima_guard.host.machine import Host
from colima_guard.judge.row import Selection
from colima_guard.judge.survey import survey
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.policy import load as policies
from colima_guard.policy.directory import absolute, allowed, collapsed
from colima_guard.report.fit import tell
from colima_guard.report.suggestion import looked_at, suggestion_lines
from colima_guard.report.text import told, told_path
from colima_guard.scan.keep import Limits
from colima_guard.scan.offers import Offer, offers
from colima_guard.scan.start import around, in_use

TITLE = "Which directories may container VMs see? They will see nothing else."


def can_be_guided() -> bool:
    """Whether somebody sits there who can choose."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr is not None and sys.stderr.isatty()


class Picked(NamedTuple):
    """Directories to allow, as typed, and where the projects lie that they are for."""

    directories: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()


def guided(host: Host, selection: Selection) -> Picked | None:
    """What somebody chose; ``None`` where they would rather change nothing, and nothing where there is no choice."""
    try:
        return _guided(host, selection)
    except KeyboardInterrupt:  # while it is looked: nothing was asked yet
        return None


def _guided(host: Host, selection: Selection) -> Picked | None:
    click.echo("looking at containers, projects and the usual places ...", err=True)
    here = around(host)
    looked = survey(host, policies.load(host), selection)
    found = in_use(host, looked, here)
    rows = offers(host, found.suggestion, Limits(host, looked))
    for note in found.notes:
        tell(host, told(host, note), err=True)
    if not rows:
        return Picked()
    question = Question(
        TITLE,
        tuple(_choices(host, rows)),
        wrong=lambda answer: _wrong(host, rows, answer),
        drawn=lambda answer: drawn(host, looked, rows, answer),
    )
    answer = choose(host, question)
    return None if answer is None else Picked(_typed(rows, answer), here if found.projects else ())


def suggested(host: Host, selection: Selection, text: str, *, quiet: bool) -> Picked:
    """What the projects in a directory and the containers need; said unless ``quiet``.

    Raises ``UsageError`` for what is no directory, and where nothing is needed.
    """
    directory = absolute(host, text)
    if host.look(directory) != "dir":
        raise UsageError(f"--from-scan {text}: there is no such directory", do="name one that holds your projects")
    found = in_use(host, survey(host, policies.load(host), selection), (directory,))
    if not quiet:
        for line in suggestion_lines(host, found):
            tell(host, line)
    if not found.suggestion.entries:
        raise UsageError(
            f"nothing in {directory} and no container needs a directory that can be allowed",
            why=f"looked at: {looked_at(found)}",
            do="name a directory, or say --nothing",
        )
    return Picked(tuple(f"{one.path}:{one.access.value}" for one in found.suggestion.entries), (directory,))


def _choices(host: Host, rows: Sequence[Offer]) -> list[Choice]:
    found: list[Choice] = []
    for row in rows:
        heading = "in use" if row.taken else "usual places"
        first = not any(one.heading == heading for one in found)
        access = row.access if row.taken else None
        found.append(Choice(told_path(host, row.path), told(host, row.why), access, heading if first else ""))
    return found


def _typed(rows: Sequence[Offer], answer: Answer) -> tuple[str, ...]:
    taken = ((row, access) for row, access in zip(rows, answer, strict=True) if access is not None)
    return tuple(f"{row.path}:{access.value}" for row, access in taken)


def _wrong(host: Host, rows: Sequence[Offer], answer: Answer) -> str | None:
    """What speaks against an answer: the same as against a command line."""
    texts = _typed(rows, answer)
    if not texts:
        return "Nothing is chosen. To allow nothing at all: ctrl-c, and colima-guard lock --nothing"
    try:
        known = present(host)
        collapsed(host, [allowed(host, text, known, dangerous=False) for text in texts])
    except GuardError as error:
        return told(host, f"{error.what}: {error.why}")
    return None
