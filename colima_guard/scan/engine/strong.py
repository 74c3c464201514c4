"""The containers of an instance that can do all that their VM can, in short."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from colima_guard.host.machine import Host
from colima_guard.judge.row import Survey
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.scan.container.values import Container
from colima_guard.scan.engine.containers import of_instances
from colima_guard.scan.engine.values import Engine

#: seconds for all questions to one engine, where somebody waits for something else
PATIENCE = 2.0


class Strong(NamedTuple):
    """What an engine told of its containers."""

    #: how many there are
    number: int = 0
    #: pairs of a name and by what it can do all that its VM can: ``socket``, ``privileged`` ...
    names: tuple[tuple[str, str], ...] = ()
    #: the names of those of which it cannot be told
    unknown: tuple[str, ...] = ()
    #: why it did not tell
    error: str | None = None


def strong(host: Host, survey: Survey) -> Mapping[str, Strong]:
    """For each running instance with an engine that can be asked at once, its strong containers."""
    return strong_of(of_instances(host, survey, patience=PATIENCE).values())


def strong_of(engines: Iterable[Engine]) -> Mapping[str, Strong]:
    """The strong containers of engines that were asked, by instance; one may have several engines."""
    found: dict[str, Strong] = {}
    for engine in engines:
        if engine.instance:
            found[engine.instance] = _both(found.get(engine.instance, Strong()), _strong(engine))
    return found


def _both(one: Strong, other: Strong) -> Strong:
    return Strong(
        one.number + other.number, one.names + other.names, one.unknown + other.unknown, one.error or other.error
    )


def _strong(engine: Engine) -> Strong:
    told = engine.containers
    sure = tuple((one.name, by(one)) for one in told if one.vm_root)
    return Strong(len(told), sure, tuple(one.name for one in told if one.vm_root is None), engine.error)


def by(container: Container) -> str:
    """By what a container can do all that its VM can, in a word or two."""
    if container.socket:
        return "socket"
    return next(iter(container.root_why), "cannot be told")
