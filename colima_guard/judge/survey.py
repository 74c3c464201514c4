"""Looking at every instance and judging it: files to shares to verdict, for every command that looks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colima_guard.backends import abilities
from colima_guard.backends.interface import Backend
from colima_guard.backends.registry import backends, find
from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.judge.findings import programs
from colima_guard.judge.instance import Facts, row, unjudged
from colima_guard.judge.reach import existing_secrets
from colima_guard.judge.row import Row, Selection, Survey
from colima_guard.model.instance import Instance
from colima_guard.model.policy import Policy
from colima_guard.model.verdict import Concern, Verdict
from colima_guard.policy.grounds import Grounds


def survey(host: Host, policy: Policy, selection: Selection) -> Survey:
    """Looks at all selected instances. Never writes. Empty where there is nothing to look at."""
    host.distrust(policy.writable)
    with host.steady():
        facts = _facts(host, selection)
        rows = (row for backend in backends(selection.backends) for row in _of(host, backend, policy, selection, facts))
        return Survey(policy, tuple(rows))


def _facts(host: Host, selection: Selection) -> Facts:
    secrets, grounds = existing_secrets(host), Grounds(host, backends())
    if not selection.deep:
        return Facts(secrets, grounds)
    from colima_guard.judge.findings.hard_links import SecondNames

    return Facts(secrets, grounds, SecondNames(host, secrets, selection.say))


def _of(host: Host, backend: Backend, policy: Policy, selection: Selection, facts: Facts) -> Iterator[Row]:
    """The rows of a backend; one that stands for all where a mistake of ours keeps them from being found."""
    try:
        found = find(host, backend, selection.releases, asked_for=backend.name in selection.backends)
        instances = selected(found, selection)
    except GuardError:
        raise
    except Exception as bug:  # noqa: BLE001 - it is shown, and what other programs share is too
        yield unjudged(_every_instance(host, backend), bug)
        return
    deep = selection.deep or backend.name in selection.deep_for
    if deep:
        instances = list(abilities.ask(backend, host, instances))
    planted = list(programs.concerns(host, backend))
    differ = abilities.differences(backend, host, instances) if deep else {}
    for instance in instances:
        # the program of the VM sees the files otherwise than we do
        more = [*(Concern(one, Verdict.UNKNOWN) for one in differ.get(instance.name, ())), *planted]
        yield _looked_at(host, backend, instance, policy, facts, more)


def _looked_at(
    host: Host, backend: Backend, instance: Instance, policy: Policy, facts: Facts, more: Sequence[Concern]
) -> Row:
    """One instance; ``UNKNOWN`` where a mistake of ours keeps it from being judged, for the others are there too."""
    try:
        return row(host, backend, instance, policy, facts, more)
    except GuardError:
        raise
    except Exception as bug:  # noqa: BLE001 - it is shown, and the other instances are too
        return unjudged(instance, bug, more)


def _every_instance(host: Host, backend: Backend) -> Instance:
    """Stands for whatever a backend has, where looking for it went wrong."""
    return Instance(name=f"{backend.name}/?", backend=backend.name, home=host.home)


def selected(instances: Sequence[Instance], selection: Selection) -> list[Instance]:
    """The instances that ``--instance`` names, all of them without one: ``colima/work`` or just ``work``."""
    wanted = selection.instances
    return [item for item in instances if not wanted or item.name in wanted or item.name.partition("/")[2] in wanted]
