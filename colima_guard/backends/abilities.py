"""Each ability, asked of any backend: its own answer, or what is true of one that lacks it."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.backends import registry, table
from colima_guard.backends.interface import (
    Backend,
    CanBeAsked,
    Compares,
    HasEngine,
    HasShell,
    HasTrace,
    HoldsFiles,
    LeavesFiles,
    Locks,
    Restarts,
    Runs,
)
from colima_guard.backends.unshareable import why_unshareable
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.finding import Finding
from colima_guard.model.instance import EngineClient, Held, Instance, Restart, Shell
from colima_guard.model.plan import Refusal, Unit
from colima_guard.model.share import Exposure
from colima_guard.model.verdict import Verdict, judge


def lock(
    backend: Backend, host: Host, instances: Sequence[Instance], allow: Allowlist, *, confine: bool
) -> Sequence[Unit]:
    """The changes that leave each instance with the allowlist; what the user can do where a backend cannot lock."""
    if not isinstance(backend, Locks):
        return [_told(backend, host, one, allow) for one in instances]
    for entry in allow.entries:
        if (reason := why_unshareable(backend, entry)) is not None:
            return [_refusing(one, reason) for one in instances]
    return backend.lock(host, instances, allow, confine=confine)


def _told(backend: Backend, host: Host, instance: Instance, allow: Allowlist) -> Unit:
    """Nothing to do where all that it can share is allowed."""
    ways = backend.exposures(host, instance, every_class=False)
    if all(judge(way, allow).verdict <= Verdict.SOFT for way in ways):
        return Unit((instance.name,))
    reason = f"colima-guard does not change what {table.row(backend.name).title} shares: {how_to_narrow(instance)}"
    return _refusing(instance, reason)


def _refusing(instance: Instance, reason: str) -> Unit:
    path = instance.files[0] if instance.files else instance.home
    return Unit((instance.name,), refusal=Refusal(path, None, reason, ""))


def how_to_narrow(instance: Instance) -> str:
    """What to do about a share outside the allowlist."""
    return instance.narrowing or _by_lock(instance, f"colima-guard lock{instance.options}")


def how_to_confine(instance: Instance) -> str:
    """What to do about a transport that does not confine the guest."""
    return _by_lock(instance, instance.confining)


def _by_lock(instance: Instance, command: str) -> str:
    if isinstance(registry.backend(instance.backend), Locks):
        return command
    return f"take it out in the settings of {table.row(instance.backend).title} itself"


def trace(backend: Backend, host: Host) -> bool:
    """Whether a VM system is, or ever was, on this machine; true of one of which that cannot be told."""
    return backend.trace(host) if isinstance(backend, HasTrace) else registry.is_present(host, table.row(backend.name))


def running(backend: Backend, host: Host, instance: Instance, exposures: Sequence[Exposure]) -> Exposure | None:
    """What a running instance has attached; ``None`` where nothing but its files can be asked."""
    return backend.running(host, instance, exposures) if isinstance(backend, Runs) else None


def restart(backend: Backend, host: Host, instance: Instance) -> Restart | None:
    """How an instance takes over its files; ``None`` where no command of a backend does that."""
    return backend.restart(host, instance) if isinstance(backend, Restarts) else None


def shell(backend: Backend, host: Host, instance: Instance) -> Shell | None:
    """How a command is run in an instance; ``None`` where none can be."""
    return backend.shell(host, instance) if isinstance(backend, HasShell) else None


def engine(backend: Backend, host: Host, instance: Instance) -> EngineClient | None:
    """How the engine of an instance is asked; ``None`` where it cannot be."""
    return backend.engine(host, instance) if isinstance(backend, HasEngine) else None


def held(backend: Backend, host: Host, path: str) -> Held | None:
    """Why a file must not be written now; ``None`` where a backend leaves its files to whoever edits them."""
    return backend.held(host, path) if isinstance(backend, HoldsFiles) else None


def ask(backend: Backend, host: Host, instances: Sequence[Instance]) -> Sequence[Instance]:
    """The instances, with what their running program says; as they are where it cannot be asked."""
    return backend.ask(host, instances) if isinstance(backend, CanBeAsked) else instances


def comparable(backend: Backend, host: Host) -> bool:
    """Whether the program of a backend can be asked what it makes of its files."""
    return isinstance(backend, Compares) and backend.comparable(host)


def differences(backend: Backend, host: Host, instances: Sequence[Instance]) -> dict[str, Sequence[Finding]]:
    """What the program of a backend says otherwise of its files, by instance; nothing where it cannot be asked."""
    return backend.differences(host, instances) if isinstance(backend, Compares) else {}


def left_behind(backend: Backend, host: Host, instance: Instance) -> Exposure | None:
    """What a file of the last start would share; ``None`` where a backend leaves none."""
    return backend.left_behind(host, instance) if isinstance(backend, LeavesFiles) else None
