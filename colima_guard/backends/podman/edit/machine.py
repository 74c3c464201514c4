"""A machine that was made: its file narrowed where that holds, else how it is made anew, and what that costs.

Every provider attaches at each start what the file lists. But in the guest an entry is mounted by a unit that was
written when the machine was made, so that nothing can be added to one, and no path of the guest changed; QEMU's before
Podman 6 is mounted over SSH at each start, and can have any list.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from colima_guard.backends.podman.edit.volumes import needed_directory, notes, pairs, shared, target
from colima_guard.backends.podman.exposure import of_machine
from colima_guard.backends.podman.instance import Machine
from colima_guard.backends.podman.machine_file import parse
from colima_guard.backends.podman.releases import rules
from colima_guard.backends.shared.edit import file_change
from colima_guard.formats.json.edit import edit_objects
from colima_guard.formats.refused import EditRefused
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.digest import sha256
from colima_guard.model.paths import is_within
from colima_guard.model.plan import Refusal, Unit
from colima_guard.model.share import Exposure
from colima_guard.model.shell import word
from colima_guard.model.verdict import Verdict, is_allowed, judge

_LIST = "Mounts"


def unit(host: Host, machine: Machine, allow: Allowlist) -> Unit:
    """The machine's file with the allowed entries alone, or the refusal that says how it is made anew."""
    way = of_machine(host, machine)[0]
    if judge(way, allow).verdict <= Verdict.SOFT:
        return Unit((machine.name,))
    if machine.provider == "wsl":
        return _refused(machine, machine.narrowing or "", "")
    if (why := _unchangeable(machine, way)) is not None:
        return _refused(machine, why, "")
    wanted = _wanted(host, machine, way, allow)
    if wanted is None:
        return _refused(machine, _anew(machine), "")
    if machine.running:
        stop = f"podman machine stop {word(machine.short)}"
        return _refused(machine, f"Podman writes it while the machine runs: {stop}, then lock again", "")
    return _changed(host, machine, wanted, allow)


def _unchangeable(machine: Machine, way: Exposure) -> str | None:
    if machine.file.config is None:
        if machine.file.unreadable:
            return machine.file.problem or ""
        who = "it is not read" if machine.file.unsure else "Podman does not load it"
        return f"{who}: {machine.file.why_not_loaded}"
    if machine.file.config.version < 1:
        return f"a machine of Podman 4 keeps its shares in a command line too; {_anew(machine)}"
    return way.unknown


def _wanted(host: Host, machine: Machine, way: Exposure, allow: Allowlist) -> list[int | Mapping[str, Any]] | None:
    """The entries that stay, by their number, and new ones; ``None`` where the machine has to be made anew."""
    kept: list[int | Mapping[str, Any]] = [n for n, share in enumerate(way.shares) if is_allowed(share, allow)]
    stays = [way.shares[n].real for n in kept if isinstance(n, int)]
    missing = [
        entry
        for entry in shared(allow)
        if not any(real and is_within(entry.path, real) for real in stays) and host.look(entry.path) is not None
    ]
    of = rules(machine.release) if machine.release is not None else None
    if machine.provider == "qemu" and of is not None and of.mounts_at_start:
        return [*kept, *(_entry(entry.path, target(entry.typed)) for entry in missing)] or [_nothing(host, allow)]
    # what is allowed and seen now through a wider share would be gone from the guest
    gone = [entry for entry in missing if any(one.real and is_within(entry.path, one.real) for one in way.shares)]
    if gone or machine.provider == "hyperv":
        return kept if kept and not gone else None
    return kept or [_nothing(host, allow)]


def _nothing(host: Host, allow: Allowlist) -> Mapping[str, Any]:
    ((source, place),) = pairs(host, Allowlist((), allow.placeholder))
    return _entry(source, place)


def _entry(source: str, place: str) -> Mapping[str, Any]:
    """An entry as Podman 5 writes one; the tag is the beginning of a digest (pkg/machine/volumes.go)."""
    tag = sha256(place.encode())[:36]
    return {
        "OriginalInput": "",
        "ReadOnly": False,
        "Source": source,
        "Tag": tag,
        "Target": place,
        "Type": "virtiofs",
        "VSockNumber": None,
    }


def _changed(host: Host, machine: Machine, wanted: list[int | Mapping[str, Any]], allow: Allowlist) -> Unit:
    from colima_guard.formats.golang.strict_model import second_opinion

    path, before = machine.file.path, machine.file.data
    assert before is not None
    try:
        after = edit_objects(before, _LIST, wanted)
    except EditRefused as refused:
        return _refused(machine, refused.reason, "", refused.line)
    read = parse(path, after)
    wrong = read.problem if read.config is None else second_opinion(read.config)
    if wrong is not None:
        return _refused(machine, f"the changed text is no machine: {wrong}", "")
    change = file_change(host, path, before, after, machine.name, "json")
    new = [(str(one["Source"]), str(one["Target"])) for one in wanted if not isinstance(one, int)]
    made = needed_directory(host, allow, new)
    told = tuple(notes(host, machine.name, allow))
    return Unit((machine.name,), (change,), made, keys=((path, (_LIST,)),), notes=told)


def _anew(machine: Machine) -> str:
    """How a machine is made anew, and what is lost by that."""
    name = word(machine.short)
    return (
        "what it shares, and where that stands in the VM, was fixed when it was made; with the next machine locked: "
        f"podman machine stop {name}; podman machine rm {name}; podman machine init {name}. All images, containers and "
        "volumes in it are lost by that: save them before (podman save, podman volume export)"
    )


def _refused(machine: Machine, reason: str, paste: str, line: int | None = None) -> Unit:
    return Unit((machine.name,), refusal=Refusal(machine.file.path, line, reason, paste))
