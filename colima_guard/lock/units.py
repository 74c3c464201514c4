"""What every backend would change, one unit for the files that only make sense together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from colima_guard.backends import abilities
from colima_guard.backends.registry import present
from colima_guard.backends.shared.plan_each import plan_or_refuse, refusal_of
from colima_guard.host.machine import Host
from colima_guard.judge.row import Selection, Survey
from colima_guard.lock.prove import refusing
from colima_guard.lock.shareable import shareable
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.instance import Instance
from colima_guard.model.plan import DirectoryChange, FileChange, Plan, Unit


def units_of(host: Host, looked: Survey, selection: Selection) -> list[Unit]:
    """What every selected backend would change to leave its instances with their allowlists, refusals among it.

    Each can be written where it lies, and no file is changed twice.
    """
    planned = (
        plan_or_refuse(unit.instances, path_of(unit), partial(_checked, host, unit))
        for unit in _planned(host, looked, selection)
    )
    return once_a_file(list(planned))


def _planned(host: Host, looked: Survey, selection: Selection) -> list[Unit]:
    units: list[Unit] = []
    for backend in present(host, selection.backends):
        # those with the same allowlist at once, for they may share files
        groups: dict[tuple[Allowlist, bool], list[Instance]] = {}
        for row in looked.rows:
            if row.instance.backend == backend.name:
                own = looked.policy.of(row.instance.name)
                groups.setdefault((own.allow, own.confine), []).append(row.instance)
        for (allow, confine), instances in groups.items():
            try:
                takes = shareable(host, looked, backend, allow)
                units += abilities.lock(backend, host, instances, takes, confine=confine)
            except Exception as error:  # noqa: BLE001 - the files of other backends go on
                units += [Unit((it.name,), refusal=refusal_of(_file_to_name(it), error)) for it in instances]
    return units


def _file_to_name(instance: Instance) -> str:
    """The file to name for an instance."""
    return instance.files[0] if instance.files else instance.home


def path_of(unit: Unit) -> str:
    """The file to name for a unit: it can be a refusal alone, or a directory, of no instance."""
    if unit.files:
        return unit.files[0].path
    if unit.refusal is not None:
        return unit.refusal.path
    return unit.directories[0].path if unit.directories else ", ".join(unit.instances)


def _checked(host: Host, unit: Unit) -> Unit:
    """The unit, or its refusal where a file cannot be written safely."""
    if not unit.files:
        return unit
    from colima_guard.store.trusted_path import refuse_reason

    for change in (change for change in unit.files if change.setting is None):
        if reason := refuse_reason(host, change.path):
            return refusing(unit, change, reason)
    return unit


def once_a_file(units: Sequence[Unit]) -> list[Unit]:
    """Two instances can share one file through links: it is changed once, and only if both want the same of it."""
    seen: dict[str, FileChange] = {}
    result = []
    for unit in units:
        files = []
        for change in unit.files:
            first = seen.setdefault(change.real_path, change)
            if first is change:
                files.append(change)
            elif first.after != change.after:
                reason = f"{first.path} leads to the same file and needs another text"
                unit = refusing(unit, change, reason)
        result.append(unit._replace(files=tuple(files) if unit.refusal is None else ()))
    return result


def plan_of(units: Sequence[Unit], command: Sequence[str]) -> Plan:
    """The plan of the units that are not refused."""
    files: list[FileChange] = []
    directories: dict[str, DirectoryChange] = {}
    keys: dict[str, tuple[str, ...]] = {}
    for unit in units:
        if unit.refusal is None:
            files += unit.files
            directories |= {directory.path: directory for directory in unit.directories}
            keys |= {path: names for path, names in unit.keys if any(change.path == path for change in unit.files)}
    return Plan(tuple(files), tuple(directories.values()), tuple(command), keys=keys)
