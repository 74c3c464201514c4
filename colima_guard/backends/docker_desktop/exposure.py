"""From an instance to what it would share at its next start, and what it shares now."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.backends.docker_desktop import mounts
from colima_guard.backends.docker_desktop.find import DesktopInstance
from colima_guard.backends.docker_desktop.releases import NEWEST, OLD, STORE_SINCE
from colima_guard.backends.docker_desktop.running.ask import Live, ask
from colima_guard.backends.docker_desktop.settings_file import SettingsFile
from colima_guard.host.machine import Host
from colima_guard.model.finding import Finding
from colima_guard.model.release import Release
from colima_guard.model.share import Exposure, Origin, Place, Share

RUNNING = "running"
_NEVER = "Docker Desktop was never started here, and its first start takes its default list"


def exposures(host: Host, instance: DesktopInstance) -> list[Exposure]:
    """Every way in which it can start next."""
    release = instance.release or NEWEST
    if instance.birthplace:
        return list(mounts.exposures_of(host, instance.store, release, _NEVER))
    found: list[Exposure] = []
    for file in instance.deciding:
        judged = instance.release or (OLD if file is instance.legacy else STORE_SINCE)
        found += _by_file(host, instance, file, judged)
    return found


def _by_file(host: Host, instance: DesktopInstance, file: SettingsFile, release: Release) -> list[Exposure]:
    if file.unreadable:
        if instance.live is not None:
            return [Exposure(mounts.WAY, release, _live_shares(host, instance, instance.live))]
        return [Exposure(mounts.WAY, release, (), unknown=file.problem)]
    ways = mounts.exposures_of(host, file, release)
    return [way._replace(unknown=way.unknown or instance.unknown) for way in ways]


def running_exposure(host: Host, instance: DesktopInstance, next_start: Sequence[Exposure]) -> Exposure | None:
    """What it was started with. A directory that was taken off the list since counts as shared until a restart."""
    if not instance.running:
        return None
    release = instance.release or NEWEST
    live = _live_shares(host, instance, instance.live) if instance.live is not None else None
    same = len(next_start) == 1 and (live is None or _reals(live) == _reals(next_start[0].shares))
    if live is not None and not same:
        return Exposure(RUNNING, release, live)
    if instance.newer_file is not None:
        since = "when it was started cannot be told" if instance.since is None else "its settings changed since"
        return Exposure(RUNNING, release, (), unknown=since)
    if not same or next_start[0].unknown is not None:
        return Exposure(RUNNING, release, (), unknown="its settings do not say which list it was started with")
    return Exposure(RUNNING, release, next_start[0].shares)


def ask_program(host: Host, instance: DesktopInstance) -> DesktopInstance:
    """The instance with what the running program says of its list."""
    if not instance.running:
        return instance
    live = ask(host)
    if live is not None:
        return instance.replaced(live=live)
    message = "the running Docker Desktop does not say what list it holds"
    silent = Finding("CG311", message, "compare Settings > Resources > File sharing yourself", Place(instance.home))
    return instance.replaced(findings=(*instance.findings, silent))


def differences(host: Host, instances: Sequence[DesktopInstance]) -> dict[str, Sequence[Finding]]:
    """What the running program says otherwise than the files, by instance."""
    found: dict[str, Sequence[Finding]] = {}
    for instance in instances:
        if instance.running and (difference := _difference(host, instance)) is not None:
            found[instance.name] = [difference]
    return found


def _difference(host: Host, instance: DesktopInstance) -> Finding | None:
    place = Place(instance.deciding[0].path)
    if instance.live is None or any(file.unreadable for file in instance.deciding):
        return None  # nothing to compare, or it is the only one that tells
    theirs = _reals(_live_shares(host, instance, instance.live))
    ours = [_reals(way.shares) for way in exposures(host, instance.replaced(live=None))]
    if theirs in ours:
        return None
    said = ", ".join(instance.live.paths) or "nothing"
    message = f"Docker Desktop holds another list than its file, and will write it when it quits: {said}"
    return Finding("CG312", message, "colima-guard lock --restart", place)


def _live_shares(host: Host, instance: DesktopInstance, live: Live) -> tuple[Share, ...]:
    file = instance.deciding[0]
    place = Place(live.socket)
    if host.platform == "windows":
        whole = next(mounts.exposures_of(host, file, NEWEST)).shares
        if whole and not whole[0].transport.confined:
            return whole
    carried = mounts.transport(host, file.settings)
    if not live.paths:
        because = "Docker Desktop says that its list is empty, which means its default list"
        return tuple(mounts.defaults(host, carried, place, because))
    return tuple(mounts.shares_of_list(host, live.paths, carried, [place] * len(live.paths), Origin.ATTACHED))


def _reals(shares: Sequence[Share]) -> set[str | None]:
    return {share.real for share in shares}
