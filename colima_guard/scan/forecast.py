"""What a planned lock will do to projects and containers, looked at within a time that nobody minds waiting."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.judge.row import Survey
from colima_guard.model.bug import bug_text
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import with_tilde
from colima_guard.scan.container.values import Container
from colima_guard.scan.effect import Effect
from colima_guard.scan.engine.containers import in_instances, running_and_stopped
from colima_guard.scan.engine.values import Engine
from colima_guard.scan.impact import Placed, impact
from colima_guard.scan.keep import Limits
from colima_guard.scan.known import known
from colima_guard.scan.machine import Machine
from colima_guard.scan.machines import machine_of, machines
from colima_guard.scan.missing import Client
from colima_guard.scan.project import Project

#: seconds for all of it: engines that are asked, and projects that are read
PATIENCE = 6.0
#: seconds for all questions to one engine
_ENGINE_PATIENCE = 3.0
#: how many projects and containers are named in one note
_NAMED = 3


class Forecast(NamedTuple):
    """What becomes of every bind that was looked at, and what was not looked at, in words."""

    #: ``None`` where it is not known
    effects: tuple[Effect, ...] | None
    projects: int = 0
    containers: int = 0
    notes: tuple[str, ...] = ()
    #: the instances whose containers nobody could be asked for, in words
    silent: tuple[str, ...] = ()
    #: every engine, where more was asked of them than this needs
    engines: tuple[Engine, ...] | None = None
    #: whether it is said where projects lie
    named: bool = False

    @property
    def changes(self) -> tuple[Effect, ...]:
        """The binds that do not stay as they are, first those that lose what is there now."""
        found = (effect for effect in self.effects or () if effect.outcome != "kept")
        return tuple(sorted(found, key=lambda effect: not effect.there))


def forecast(host: Host, before: Survey, after: Survey, *, for_a_page: bool = False) -> Forecast:
    """What a lock from ``before`` to ``after`` does to the containers of engines and the projects that are known.

    Never raises, and takes ``PATIENCE`` and the last question at most: no lock waits or fails for it. ``for_a_page``:
    every engine is asked for all that a report shows, and none has to be asked again for it.
    """
    try:
        with host.steady():
            told = running_and_stopped(host, before, patience=PATIENCE) if for_a_page else None
            return _forecast(host, before, after, told)._replace(engines=told)
    except GuardError as error:
        return Forecast(None, notes=(error.what,))
    except Exception as bug:  # noqa: BLE001 - it is said, and the lock goes on
        return Forecast(None, notes=(bug_text(bug),))


def _forecast(host: Host, before: Survey, after: Survey, told: Sequence[Engine] | None) -> Forecast:
    until = host.now() + PATIENCE

    def is_over() -> bool:
        return host.now() >= until

    there = machines(before, after)
    engines, notes, silent = running(host, before, there, until=until, told=told)
    directories = [looked.path for looked in after.policy.projects]
    containers = [container for engine in engines for container in engine.containers]
    if not (directories or containers):
        return Forecast((), notes=notes, silent=silent)
    found = known(host, directories, containers, is_over=is_over)
    effects = impact(host, found.projects, engines, there, Limits(host, after))
    notes = (*notes, *found.notes, *doubts(host, found.projects, containers), *_unknown(there))
    return Forecast(effects, len(found.projects), len(containers), notes, silent, named=bool(directories))


def running(
    host: Host, survey: Survey, there: Sequence[Machine], *, until: float, told: Sequence[Engine] | None = None
) -> Ran:
    """The containers of the engine of every instance, the engines that do not answer, and the instances without one.

    An engine on this machine itself is not asked: what its containers see, no VM shows them. ``told`` are engines
    that were asked before.
    """
    if told is None:
        told = list(in_instances(host, survey, patience=_ENGINE_PATIENCE, until=until))
    engines = [engine for engine in told if engine.instance]
    failed = (engine for engine in engines if engine.error is not None)
    notes = tuple(f"{engine.title} did not tell of its containers: {engine.error}" for engine in failed)
    return Ran(placed(engines, there), notes, tuple(_silent(survey, {engine.instance for engine in engines})))


class Ran(NamedTuple):
    """What the engines of instances said of their containers, and in words who did not."""

    engines: tuple[Placed, ...]
    notes: tuple[str, ...]
    silent: tuple[str, ...]


def _silent(survey: Survey, asked: Collection[str]) -> Iterator[str]:
    """The instances that have no engine to ask: what does not run is not started for it, and may have containers."""
    instances = [row.instance for row in survey.rows if not row.instance.birthplace]
    stopped = [one.name for one in instances if not one.running]
    if stopped:
        does = "it does" if len(stopped) == 1 else "they do"
        yield f"not looked at: containers of {_some(stopped)} ({does} not run)"
    without = [one.name for one in instances if one.running and one.name not in asked]
    if without:
        yield f"not looked at: containers of {_some(without)} (no engine was found there)"


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"


def placed(engines: Sequence[Engine], there: Sequence[Machine]) -> tuple[Placed, ...]:
    """The containers of the engines that told of them, each engine on its machine."""
    told = (engine for engine in engines if engine.error is None)
    return tuple(Placed(_client(one), machine_of(there, one.instance), one.containers) for one in told)


def _client(engine: Engine) -> Client:
    return "podman" if engine.client == "podman" else "nerdctl" if engine.client == "nerdctl" else "docker"


def doubts(host: Host, projects: Sequence[Project], containers: Sequence[Container]) -> Iterator[str]:
    """Which projects and containers bind something that cannot be told, in words."""
    found = [with_tilde(one.directory, host.home) for one in projects if one.error or one.unknown or _doubtful(one)]
    found += [f"container {container.name}" for container in containers if container.unknown]
    if found:
        yield f"what {_some(found)} can bind is not known in full: colima-guard scan says why"


def _doubtful(project: Project) -> bool:
    return any(service.unknown for service in project.services)


def _unknown(there: Sequence[Machine]) -> Iterator[str]:
    for machine in there:
        if machine.unknown is not None and machine.after is not None:
            yield f"what {machine.name} shows now is not known ({machine.unknown}): what it may show is told of, too"
        elif machine.unknown is not None:
            yield f"what {machine.name} shows is not known, nor what changes for it: {machine.unknown}"
