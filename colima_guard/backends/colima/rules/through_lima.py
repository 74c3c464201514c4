"""From what Colima hands to Lima to what the VM gets: Lima merges its shared files into every Colima instance.

``limactl`` runs with Colima's Lima home, so ``_config/default.yaml`` and ``override.yaml`` there add shares, can
replace the directory behind an allowed mount point and can set the transport (Colima's FAQ: "Lima overrides").
``base.yaml`` comes in when an instance is created, and is gone at its next start.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from colima_guard.backends.colima.rules.mounts import Entry
from colima_guard.backends.colima.rules.shared_files import SharedFiles
from colima_guard.backends.lima.releases import CLASSES, NEWEST, Rules, rules_of
from colima_guard.backends.lima.rules.duplicates import combine
from colima_guard.backends.lima.rules.entry import Around, Source
from colima_guard.backends.lima.rules.file import LimaFile, Mount
from colima_guard.backends.lima.rules.merge import merge
from colima_guard.backends.lima.rules.shares import shares_of, uncertainty
from colima_guard.backends.lima.rules.transport import transport
from colima_guard.backends.lima.rules.validate import refusal
from colima_guard.formats.golang.goccy.document import Loaded
from colima_guard.host.machine import Host
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.release import Release
from colima_guard.model.share import Origin, Place, Share, Stop
from colima_guard.model.transport import Transport


class Outcome(NamedTuple):
    """What one class of Lima's releases makes of it."""

    shares: tuple[Share, ...]
    refusal: Stop | None
    unknown: str | None


def outcomes(
    host: Host,
    shared: SharedFiles,
    identifier: str,
    entries: Sequence[Entry],
    carried: Transport,
    vm_type: str,
    *,
    created: bool,
    release: Release | None,
) -> Iterator[Outcome]:
    """The different things that Lima makes of the entries: at one release, or at every class, the newest first."""
    problem = next((found for found in shared.files[: 2 if created else 3] if found.problem is not None), None)
    if problem is not None:
        stop = Stop(str(problem.problem), Place(problem.path, problem.line))
        yield Outcome((), stop, f"{problem.path} does not load, and is merged into it")
        return
    around = surroundings(host, shared.home, identifier)
    seen: list[Outcome] = []
    for rules in [rules_of(release)] if release is not None else reversed(CLASSES):
        outcome = _outcome(host, shared, entries, carried, vm_type, around, rules, created=created)
        if outcome not in seen:
            seen.append(outcome)
            yield outcome


def surroundings(host: Host, home: str, identifier: str) -> Around:
    """What the paths of an instance in this Lima home may refer to."""
    real = host.realpath(home)
    return Around(
        home=host.home,
        lima_home=real,
        dir=posixpath.join(real, identifier),
        name=identifier,
        user=host.user,
        uid=str(host.uid or 0),
        temp_dir=(host.env("TMPDIR") or "/tmp").rstrip("/") or "/",
        cwd=lambda: host.cwd,
    )


def _outcome(
    host: Host,
    shared: SharedFiles,
    entries: Sequence[Entry],
    carried: Transport,
    vm_type: str,
    around: Around,
    rules: Rules,
    *,
    created: bool,
) -> Outcome:
    main, origins = _generated(shared, entries, carried, vm_type, rules, created=created)
    merged = merge(shared.default.source, main, shared.override.source, rules, around)
    if merged.mount_type != carried.name:
        carried = transport(merged, NEWEST.name, host)
    shares = tuple(
        share._replace(origin=origins.get(id(share.place), Origin.LISTED))
        for share in shares_of(host, merged, carried, around)
    )
    sources = [main, *(found.source for found in (shared.default, shared.override) if found.source)]
    doubt = uncertainty(sources, merged)
    if doubt is None and not created and rules.templates and shared.base.source is not None:
        doubt = _of_bases(shared.base.source)
    stop = refusal(sources, merged, rules, around)
    if stop is not None and stop.place is not None and stop.place.file == shared.home:
        stop = Stop(stop.why)  # in what Colima makes of its own file
    return Outcome(shares, stop, doubt)


def _of_bases(base: Source) -> str | None:
    """Why it cannot be told what ``base.yaml`` brings, where it names bases of its own."""
    named = base.loaded.value.base not in (None, "", [])
    return f"{base.path} has bases of its own, and they are not followed here" if named else None


def _generated(
    shared: SharedFiles, entries: Sequence[Entry], carried: Transport, vm_type: str, rules: Rules, *, created: bool
) -> tuple[Source, dict[int, Origin]]:
    """The ``lima.yaml`` that Colima writes, as far as shares go, and where each of its places comes from."""
    listed: list[tuple[Mount, Place]] = []
    origins: dict[int, Origin] = {}
    for entry in entries:
        mount = Mount(
            location=entry.location or "",
            mount_point=entry.mount_point or None,
            writable=entry.access.value == "rw",
        )
        # an object of its own for each entry, to know it again after the merge
        place = entry.place._replace() if entry.place is not None else Place(shared.home)
        origins[id(place)] = entry.origin
        listed.append((mount, place))
    if not created and rules.templates and shared.base.source is not None:
        base = shared.base.source
        listed += [(mount, base.place("mounts", n)) for n, mount in enumerate(base.loaded.value.mounts or [])]
        mounts, places = combine(listed)
    else:
        mounts, places = [mount for mount, _ in listed], [place for _, place in listed]
    value = LimaFile(mounts=mounts, mount_type=carried.name, vm_type=vm_type)
    return Source(shared.home, Loaded(value), tuple(places)), origins
