"""``colima-guard verify``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from colima_guard import exits
from colima_guard.cli.confirm import refuse_foreign_home
from colima_guard.cli.options import as_json, selecting
from colima_guard.errors import GuardError, NothingFound
from colima_guard.host.machine import Host
from colima_guard.model.release import Release
from colima_guard.report.text import told

if TYPE_CHECKING:
    from colima_guard.judge.row import Row, Survey
    from colima_guard.model.proof import Proof


@click.command("verify", epilog="Example:  colima-guard verify --instance colima/default --report proof.json")
@selecting
@click.option("--containers", is_flag=True, help="Also look for our files in every running container.")
@click.option("--report", metavar="FILE", help="Write a record for an audit: time, releases, file hashes, probes.")
@click.option("-n", "--dry-run", is_flag=True, help="List what would be tried; touch nothing.")
@as_json
@click.pass_obj
def verify_command(
    host: Host,
    only: Sequence[str],
    instances: Sequence[str],
    releases: Sequence[tuple[str, Release]],
    containers: bool,
    report: str | None,
    dry_run: bool,
    json_: bool,
) -> int:
    """Prove the policy in every running VM, with files of ours.

    Puts a file of random name and content into the home, beside and into each allowed directory, and looks for it in
    the running VM and through its engine; they are removed again. PROVED: the allowed ones were read, the others not
    found anywhere. DISPROVED: something can be seen that must not be. NOT PROVED: it could not be told. Exit 0 only
    if every running VM is PROVED.
    """
    from colima_guard.cli.look import look, selection
    from colima_guard.policy import load as policies

    looked = look(host, policies.load(host), selection(host, only, instances, releases))
    rows = running(looked)
    if not rows:
        raise NothingFound(
            "no VM runs, so nothing can be tried",
            why="a proof is of a running VM; what the files say, colima-guard status shows",
            do="start it, for example by `colima start`, then colima-guard verify",
        )
    if dry_run:
        return _told(host, rows, looked, containers=containers, json_=json_)
    if report is not None:
        _require_new(host, report)
    # as if another release were installed is not what runs
    found = list(proofs(host, looked, containers=containers, silent=json_, remembered=not releases))
    return _conclude(host, found, report, json_=json_)


def _told(host: Host, rows: Sequence[Row], looked: Survey, *, containers: bool, json_: bool) -> int:
    """What would be tried; nothing of it is."""
    from colima_guard.live.intended import asked_by, intended
    from colima_guard.report.document import dump
    from colima_guard.report.fit import tell
    from colima_guard.report.proof import tried
    from colima_guard.report.proof_document import not_tried

    would = [(row.instance, tuple(intended(host, row, looked.policy, containers=containers))) for row in rows]
    if json_:
        click.echo(dump(not_tried(host, would)))
        return exits.OK
    for row, (instance, probes) in zip(rows, would, strict=True):
        ways = ", ".join(asked_by(host, row)) or "nobody, for neither a shell nor an engine of it is there"
        tell(host, told(host, f"{instance.name}: asked by: {ways}"))
        for probe in probes:
            tell(host, told(host, f"{instance.name}: {tried(probe)}"))
    return exits.OK


def running(looked: Survey) -> list[Row]:
    """The rows of what runs, and can so be tried."""
    return [row for row in looked.rows if row.instance.running]


def proofs(host: Host, looked: Survey, *, containers: bool, silent: bool, remembered: bool = True) -> Iterator[Proof]:
    """The proof of each instance that runs, each shown once it is had, but where nothing is to be said."""
    from colima_guard.live.verify import verify

    refuse_foreign_home(host)
    rows = running(looked)
    tried = verify(host, rows, looked.policy, containers=containers, say=say(host), remembered=remembered)
    for row, proof in zip(rows, tried, strict=True):
        if not silent:
            _show(host, proof, row)
        yield proof


def _show(host: Host, proof: Proof, row: Row) -> None:
    from colima_guard.report.fit import tell
    from colima_guard.report.lines import remedy
    from colima_guard.report.proof import lines

    loud = next((finding for finding in row.findings if finding.kind.loud), None)
    do = remedy(host, row, loud) if loud is not None and not proof.proved else None
    for line, color, rest in lines(host, proof, do):
        tell(host, line, rest=" " * rest, fg=color)


def _conclude(host: Host, proofs: Sequence[Proof], report: str | None, *, json_: bool) -> int:
    from colima_guard import __version__
    from colima_guard.report.document import dump
    from colima_guard.report.proof_document import document, record

    if report is not None:
        write_new(host, report, dump(record(host, proofs, __version__)) + "\n")
    if json_:
        click.echo(dump(document(proofs)))
    return exits.OK if all(proof.proved for proof in proofs) else exits.FINDINGS


def say(host: Host) -> Callable[[str], None]:
    """Says on a terminal what is being tried; a guest takes seconds to answer."""
    if not sys.stderr.isatty():
        return lambda text: None
    from colima_guard.report.fit import tell

    return lambda text: tell(host, told(host, f"trying {text} ..."), err=True)


def _require_new(host: Host, path: str) -> None:
    """Raises ``GuardError`` where a record could not be written: before the work, and not after it."""
    import os

    write_new(host, path, "")
    os.unlink(os.path.join(host.cwd, path))


def write_new(host: Host, path: str, text: str) -> None:
    """Writes a file that is not there yet. Raises ``GuardError``."""
    import os

    from colima_guard.store.disk import create

    path = os.path.join(host.cwd, path)
    try:
        create(path, text.encode())
    except OSError as error:
        raise GuardError(
            f"the record cannot be written to {path}: {error.strerror or error}",
            why="a record is only ever written anew, so that none is lost",
            do="name a file that is not there yet, in a directory that you can write",
        ) from error
