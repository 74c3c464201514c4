"""What ``scan`` does once its options are known; without click (``plain.py``)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from colima_guard import exits
from colima_guard.errors import NothingFound, UsageError
from colima_guard.host.machine import Host
from colima_guard.policy.directory import absolute
from colima_guard.report.output import echo
from colima_guard.scan.compose.files import Asked
from colima_guard.scan.distrusted import distrust, require_own_plugins

if TYPE_CHECKING:
    from colima_guard.scan.finding import ScanFinding
    from colima_guard.scan.machine import Machine
    from colima_guard.scan.result import Scan
    from colima_guard.scan.walked import Walked


def scan(
    host: Host,
    *,
    paths: Sequence[str] = (),
    files: Sequence[str] = (),
    env_files: Sequence[str] = (),
    project_directory: str | None = None,
    profiles: Sequence[str] = (),
    suggest: bool = False,
    deep: bool = False,
    asking: bool = False,
    judging: bool = False,
    verbose: bool = False,
    if_any: bool = False,
    sarif: bool = False,
    annotations: bool = False,
    json_: bool = False,
) -> int:
    """Scans the projects and engines, says what was found, and returns the exit code."""
    _refuse_two(suggest, json_, sarif, annotations)
    asked = Asked(files, env_files, project_directory, profiles or None)
    roots = [absolute(host, path) for path in paths]
    alone = asking and not roots and asked == Asked((), ()) and not host.env("COMPOSE_FILE")
    found, looked_at = _nothing() if alone else _found(host, roots, asked)
    distrust(host, looked_at, found)
    if deep:
        require_own_plugins(host)
    if suggest:
        return _suggest(host, found, json_)
    if not (if_any or alone):
        _require_projects(found, looked_at)
    done = _judged(host, found, looked_at, deep, asking)
    if json_:
        from colima_guard.report.document import dump
        from colima_guard.report.scan_document import scan_document

        echo(host, dump(scan_document(done)))
    elif sarif or annotations:
        _for_others(host, done, sarif)
    else:
        from colima_guard.report.scan import show

        show(host, done, verbose=verbose)
    if done.bug:
        return exits.BUG
    return exits.FINDINGS if judging and not done.ok else exits.OK


def _refuse_two(suggest: bool, json_: bool, sarif: bool, annotations: bool) -> None:
    """Raises ``UsageError`` where two outputs are asked for."""
    if sum((json_, sarif, annotations)) > 1:
        raise UsageError("--json, --sarif and --annotations are three outputs", do="choose one")
    if suggest and (sarif or annotations):
        raise UsageError("a suggestion holds no findings", do="leave --sarif or --annotations out")


def _require_projects(found: Walked, looked_at: Sequence[str]) -> None:
    """Raises ``NothingFound`` where there is no project, unless something was not looked into."""
    if found.projects or any(one.unknown for one in found.left_out):
        return
    raise NothingFound(
        f"no Compose file and no devcontainer.json was found in {', '.join(looked_at)}",
        why=f"directories that were looked into: {found.directories}, left out: {len(found.left_out)}",
        do="colima-guard scan DIR, or name a file; --if-any where that is no mistake",
    )


def _found(host: Host, roots: list[str], asked: Asked) -> tuple[Walked, list[str]]:
    """The projects, and what was looked at: the one that docker compose is asked for, or all below the roots."""
    from colima_guard.cli.progress import progress
    from colima_guard.scan.started import above, started
    from colima_guard.scan.walk import walk
    from colima_guard.scan.walked import Started, Walked, both

    if not any(asked) and (roots or not host.env("COMPOSE_FILE")):
        walked = walk(host, roots or [host.cwd], say=progress(host))
        return (walked, roots) if roots else (above(host, walked), [host.cwd])
    found = started(host, Started(host.cwd, asked))
    files = [file for project in found.projects for file in project.files]
    rest = walk(host, roots, say=progress(host)) if roots else Walked((), ())
    return both(found, rest), [*files, *roots]


def _nothing() -> tuple[Walked, list[str]]:
    from colima_guard.scan.walked import Walked

    return Walked((), ()), []


def _judged(host: Host, found: Walked, looked_at: list[str], deep: bool, asking: bool) -> Scan:
    """What the projects come to, by the saved policy, with what the socket and root of the VM reach."""
    from colima_guard.policy import load as policies
    from colima_guard.scan import judge
    from colima_guard.scan.radius import Here

    policy = policies.load(host)
    here = Here(host, policy)
    more: tuple[ScanFinding, ...] = ()
    if deep:
        from colima_guard.scan.image_labels import with_labels

        found, more = with_labels(host, found)
    engines = here.engines() if asking else ()
    if asking and not (engines or found.projects):
        why, do = "nothing is started for a scan", "start the VM, then scan again"
        raise NothingFound("no engine was found that runs", why=why, do=do)

    def machines() -> Sequence[Machine]:
        return here.planned if engines else here.machines

    done = judge.scan(host, looked_at, found.projects, found.left_out, policy, machines, engines)
    if deep:
        from colima_guard.cli.progress import progress
        from colima_guard.scan.deep import Asks, differences
        from colima_guard.scan.walked import Started

        pairs = zip(found.projects, found.started, strict=True)
        asks = [Asks(project, how) for project, how in pairs if isinstance(how, Started)]
        done = done.also((*more, *differences(host, asks, progress(host))))
    return done._replace(radii=here.radii(own=done.is_here)) if done.escapes else done


def _for_others(host: Host, done: Scan, sarif: bool) -> None:
    """Prints what a program reads that shows findings elsewhere: names are from the top of the repository."""
    from colima_guard.report import annotations
    from colima_guard.report.document import dump
    from colima_guard.report.repository import Repository
    from colima_guard.report.sarif import sarif_document
    from colima_guard.scan.top import top

    repository = Repository.at(host, top(host, done.looked_at))
    if sarif:
        left_out = [(one.path, one.why) for one in done.left_out]
        echo(host, dump(sarif_document(repository, done.findings, left_out)))
        return
    for line in annotations.lines(repository, done.findings):
        echo(host, line)


def _suggest(host: Host, found: Walked, json_: bool) -> int:
    """The allowlist for these projects, and for the containers of every engine."""
    from colima_guard.judge.row import Selection
    from colima_guard.judge.survey import survey
    from colima_guard.policy import load as policies
    from colima_guard.report.fit import tell
    from colima_guard.report.suggestion import suggestion_document, suggestion_lines
    from colima_guard.scan.start import in_use

    needed = in_use(host, survey(host, policies.load(host), Selection()), projects=found.projects)
    needed = needed._replace(
        notes=(*needed.notes, *(f"{one.path}: {one.why}" for one in found.left_out if one.unknown))
    )
    if json_:
        from colima_guard.report.document import dump

        echo(host, dump(suggestion_document(host, needed)))
    else:
        for line in suggestion_lines(host, needed):
            tell(host, line)
    return exits.OK
