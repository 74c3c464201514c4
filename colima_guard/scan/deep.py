"""What ``docker compose config`` itself makes of a project, beside what is read of it here (``--deep``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from colima_guard.errors import GuardError, UsageError
from colima_guard.host.machine import Host
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.scan.compose_answer import beside
from colima_guard.scan.finding import Confidence, ScanFinding
from colima_guard.scan.project import Project
from colima_guard.scan.walked import Started

#: seconds for one project: it reads files, and asks no engine
PATIENCE = 20.0
#: bytes of its answer
_MOST = 1 << 24
_WHY = "what is said of the project here rests on a reading that its own program does not share"
_REMEDY = "go by what docker compose says, and report the difference with the file"


class Asks(NamedTuple):
    """Which project is asked about, and how it is started."""

    project: Project
    started: Started


def program(host: Host) -> list[str]:
    """The command that answers: ``docker compose``, or the older ``docker-compose``. Raises ``UsageError``.

    Compose is a plugin of docker, which may be there without it: it is asked for its version.
    """
    why = ""
    for command in (["docker", "compose"], ["docker-compose"]):
        if host.which(command[0]) is None and host.planted_program(command[0]) is None:
            continue
        try:
            if host.run([*command, "version"], timeout=PATIENCE).code == 0:
                return command
        except GuardError as error:
            why = error.what
    raise UsageError("--deep asks docker compose, and there is none", why=why, do="install it, or leave --deep out")


def differences(host: Host, asks: Sequence[Asks], say: Callable[[str], None] | None = None) -> Iterator[ScanFinding]:
    """CG431 of every project that docker compose reads differently; CG427 where it gives no answer.

    It is run in the directory of the project, and only where somebody asked for it: it may fetch what a project
    includes from elsewhere. A program that lies in a project is not run (``distrust``).
    """
    if not asks:
        return
    command = program(host)
    for number, one in enumerate(asks, 1):
        if say is not None:
            say(f"{number} of {len(asks)}: docker compose reads {one.project.directory}")
        yield from _difference(host, command, one)


def _difference(host: Host, command: list[str], asks: Asks) -> Iterator[ScanFinding]:
    project = asks.project
    try:
        done = host.run(
            [*command, *_options(asks.started), "config", "--format", "json"],
            timeout=PATIENCE,
            env={"PWD": asks.started.directory},
            most=_MOST,
            cwd=asks.started.directory,
        )
    except GuardError as error:
        yield _unanswered(project, error.what)
        return
    if done.code is None or not done.whole:
        yield _unanswered(project, f"docker compose gave no answer within {PATIENCE:.0f} seconds, or too long a one")
    elif done.code != 0:
        if project.error is None:
            said = next((line for line in done.err.splitlines()[::-1] if line.strip()), "it says nothing")
            yield _finding(project, f"docker compose refuses it: {said.strip()}", Confidence.LIKELY)
    else:
        yield from _read(project, done.out)


def _options(started: Started) -> Iterator[str]:
    for file in started.asked.files:
        yield from ("-f", file)
    for file in started.asked.env_files:
        yield from ("--env-file", file)
    if started.asked.project_directory is not None:
        yield from ("--project-directory", started.asked.project_directory)
    for profile in ("*",) if started.asked.profiles is None else started.asked.profiles:
        yield from ("--profile", profile)


def _read(project: Project, text: str) -> Iterator[ScanFinding]:
    try:
        found = beside(project, text)
    except ValueError as error:
        yield _unanswered(project, str(error))
        return
    if project.error is not None:
        yield _finding(project, f"docker compose accepts it, but colima-guard takes it for refused: {project.error}")
    yield from (_finding(project, said, subject=name) for name, said in found)


def _finding(
    project: Project, message: str, confidence: Confidence = Confidence.SURE, *, subject: str = ""
) -> ScanFinding:
    return ScanFinding("CG431", confidence, message, _WHY, _REMEDY, project.place, subject)


def _unanswered(project: Project, why: str) -> ScanFinding:
    remedy = "run `docker compose config` there, and see what holds it up"
    return ScanFinding("CG427", Confidence.POSSIBLE, why, _WHY, remedy, project.place)
