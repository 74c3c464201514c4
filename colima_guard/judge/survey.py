"""Looking at every instance and judging it: files to shares to verdict, for every command that looks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from functools import partial

from colima_guard.backends import abilities
from colima_guard.backends.interface import Backend
from colima_guard.backends.registry import find, present
from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.host.own_files import policy_path
from colima_guard.host.secret_files import secret_places
from colima_guard.judge.decisive_files import DecisiveFiles
from colima_guard.judge.findings import programs
from colima_guard.judge.instance import Facts, row, unjudged
from colima_guard.judge.reach import secrets_among
from colima_guard.judge.row import Row, Selection, Survey
from colima_guard.model.instance import Instance
from colima_guard.model.policy import Policy
from colima_guard.model.verdict import Concern, Verdict
from colima_guard.policy.grounds import Grounds


def survey(host: Host, policy: Policy, selection: Selection) -> Survey:
    """Looks at all selected instances. Never writes. Empty where there is nothing to look at."""
    host.distrust(policy.writable)
    with host.steady():
        with host.recording() as looked_into:
            found = [(backend, _found(host, backend, selection)) for backend in present(host, selection.backends)]
        facts = _facts(host, policy, selection, looked_into)
        rows = (row for backend, of in found for row in _rows(host, backend, of, policy, selection, facts))
        return Survey(policy, tuple(rows))


def _facts(host: Host, policy: Policy, selection: Selection, looked_into: Collection[str]) -> Facts:
    places = [place for place in host.once(secret_places) if place.present]
    secrets, private = secrets_among(places), [place.real for place in places]
    decisive = DecisiveFiles(host, looked_into, partial(_looked_into_by_others, host, selection))
    facts = Facts(secrets, private, Grounds(host, present(host)), decisive)
    if not selection.deep:
        return facts
    from colima_guard.judge.findings.hard_links import SecondNames

    policies = [host.realpath(path) for path in (policy_path(host), *policy.included) if host.exists(path)]
    sought = [*(real for _, real in secrets), *decisive.files(), *policies]
    return facts._replace(second=SecondNames(host, sought, selection.say))


def _found(host: Host, backend: Backend, selection: Selection) -> list[Instance] | Exception:
    """The selected instances of a backend, or the mistake of ours by which they are not known."""
    try:
        asked_for = backend.name in selection.backends
        return selected(find(host, backend, selection.releases, asked_for=asked_for), selection)
    except GuardError:
        raise
    except Exception as bug:  # noqa: BLE001 - it is shown, and what other programs share is too
        return bug


def _looked_into_by_others(host: Host, selection: Selection) -> set[str]:
    """What the backends look into that are not selected: a VM of one that is may write that too."""
    others = [one for one in present(host) if one.name not in selection.backends] if selection.backends else []
    with host.recording() as looked_into, host.only_versions():
        for backend in others:
            with suppress(Exception):  # what is wrong there is for those to see who select it
                find(host, backend, selection.releases, asked_for=False)
    return looked_into


def _rows(
    host: Host,
    backend: Backend,
    instances: list[Instance] | Exception,
    policy: Policy,
    selection: Selection,
    facts: Facts,
) -> Iterator[Row]:
    """The rows of a backend; one that stands for all where a mistake of ours keeps them from being found."""
    if isinstance(instances, Exception):
        yield unjudged(_every_instance(host, backend), instances)
        return
    deep = selection.deep or backend.name in selection.deep_for
    if deep:
        instances = list(abilities.ask(backend, host, instances))
    planted = list(programs.concerns(host, backend))
    differ = abilities.differences(backend, host, instances) if deep else {}
    for instance in instances:
        # the program of the VM sees the files otherwise than we do
        more = [*(Concern(finding, Verdict.UNKNOWN) for finding in differ.get(instance.name, ())), *planted]
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
