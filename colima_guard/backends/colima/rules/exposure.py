"""From a profile and what lies around it to what its VM would share: every way in which it can start."""

from __future__ import annotations

from collections.abc import Iterator

from colima_guard.backends.colima import layout
from colima_guard.backends.colima.instance import ColimaInstance, place_of
from colima_guard.backends.colima.releases import Rules
from colima_guard.backends.colima.rules.mounts import Entry, entries_for_lima, merge_by_lima
from colima_guard.backends.colima.rules.paths import Surroundings
from colima_guard.backends.colima.rules.start import (
    NO_FILE,
    Source,
    StartConfiguration,
    driver,
    on_restart,
    on_start,
    start_doubt,
)
from colima_guard.backends.shared.expand_env import variables
from colima_guard.host.links import links_on
from colima_guard.host.machine import Host
from colima_guard.model.release import Release, release
from colima_guard.model.share import Exposure, Origin, Share, Stop
from colima_guard.model.transport import Transport

#: Lima from here on takes two entries with one mount point for one
_MERGES_BY_MOUNT_POINT = release("2.0.0")


def exposures_of(host: Host, instance: ColimaInstance, rules: Rules, judged: Release) -> Iterator[Exposure]:
    """Every way in which the instance can start under one class of releases: ``start`` first."""
    yield from _starts(host, instance, rules, judged)
    again = on_restart(instance.profile, rules, host) if instance.lima_dir else None
    if again is not None:
        yield from _exposures(host, instance, "colima restart", again, rules, judged)


def _starts(host: Host, instance: ColimaInstance, rules: Rules, judged: Release) -> Iterator[Exposure]:
    """What ``colima start`` goes on with; in a birthplace also for each profile for which an old file lies about."""
    legacies: list[Source | None] = [*instance.legacies] if rules.migrates else []
    for legacy in [None, *legacies] if instance.birthplace else legacies or [None]:
        doubt = start_doubt(instance.profile, instance.template, legacy or NO_FILE, rules)
        if doubt is not None:
            yield Exposure("colima start", judged, (), None, doubt)
            continue
        begun = on_start(instance.profile, instance.template, instance.state, legacy or NO_FILE, rules, host)
        unknown = legacy.problem if legacy else None
        for exposure in _exposures(host, instance, "colima start", begun, rules, judged):
            yield exposure._replace(unknown=exposure.unknown or unknown)


def _exposures(
    host: Host, instance: ColimaInstance, way: str, settled: StartConfiguration, rules: Rules, judged: Release
) -> Iterator[Exposure]:
    identifier = layout.lima_id("NAME" if instance.birthplace else instance.short)
    around = Surroundings(host.home, lambda name: host.env(name) or "", layout.cache_dir(host, rules), identifier)
    places, whole = settled.places()
    absent = whole or place_of(instance)
    entries, refusal = entries_for_lima(settled.profile.mounts, places, absent, rules, around)
    unknown = _unknown(instance, entries, settled, rules)
    stops = settled.refusal or refusal
    because = _because(instance, settled, entries)
    if instance.shared.says_something or any("{{" in f"{entry.location}{entry.mount_point}" for entry in entries):
        from colima_guard.backends.colima.rules.through_lima import outcomes

        vm_type = driver(settled.profile, rules, host)
        created = instance.lima_dir is not None
        for one in outcomes(
            host,
            instance.shared,
            identifier,
            entries,
            settled.transport,
            vm_type,
            created=created,
            release=instance.lima_release,
        ):
            shares = tuple(_with_reason(share, because) for share in one.shares)
            yield _with_stop(Exposure(way, judged, shares, None, unknown or one.unknown), stops or one.refusal)
        return
    seen: list[list[Entry]] = []
    # Lima's release is seldom known here: the newer merge first, the older one where it differs
    lima = instance.lima_release
    for by_mount_point in (True, False) if lima is None else (lima >= _MERGES_BY_MOUNT_POINT,):
        merged, refused_by_lima = merge_by_lima(entries, around.home, by_mount_point=by_mount_point)
        if merged in seen:
            continue
        seen.append(merged)
        shares = tuple(_with_reason(_share(host, entry, settled.transport), because) for entry in merged)
        yield _with_stop(Exposure(way, judged, shares, None, unknown), stops or refused_by_lima)


def _with_stop(exposure: Exposure, stop: Stop | None) -> Exposure:
    return exposure if stop is None else exposure._replace(refusal=stop.why, refused_at=stop.place)


#: the keys of a profile by which it is told what is shared and how; an address in `network` can end the reading
_DECIDING = frozenset(("runtime", "mounts", "mountType", "vmType", "arch", "network"))


def _unknown(instance: ColimaInstance, entries: list[Entry], settled: StartConfiguration, rules: Rules) -> str | None:
    if instance.unknown is not None:
        return instance.unknown
    read = settled.source.decoded if settled.source is not None else None
    if read is not None and not rules.merge_keys and any(path[0] in _DECIDING for path in read.overruled):
        return "merge keys (<<) were read in another order before Colima 0.4.5: write their values out"
    for mount in settled.profile.mounts or []:
        for path in (mount.location, mount.mount_point if rules.mount_point else ""):
            if "$" in path and (names := variables(path)):
                from colima_guard.backends.shared.environment import environment_doubt

                return environment_doubt(path, names, "Colima")
    if any("," in (entry.location or "") for entry in entries):
        return "a path holds a comma, behind which QEMU and krunkit read options: another directory, say"
    return None


def _because(instance: ColimaInstance, settled: StartConfiguration, entries: list[Entry]) -> str | None:
    """Why the home is shared where no file lists anything, ``None`` where the list is what counts."""
    if all(entry.origin is not Origin.DEFAULT for entry in entries):
        return None
    from colima_guard.backends.colima.rules.because import because

    return because(instance, settled)


def _with_reason(share: Share, because: str | None) -> Share:
    return share._replace(because=because if share.origin is Origin.DEFAULT else None)


def _share(host: Host, entry: Entry, transport: Transport) -> Share:
    location = entry.location
    told = location is not None and "{{" not in location
    real = host.realpath(location) if location is not None and told else None
    return Share(
        location,
        real,
        entry.mount_point or None,
        entry.access,
        transport,
        entry.place,
        entry.origin,
        links=links_on(host, location, real) if location and real else (),
    )
