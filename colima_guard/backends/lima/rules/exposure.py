"""What a Lima instance would see when it is started: its files, merged by the rules of a class of releases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colima_guard.backends.lima.instance import LimaInstance
from colima_guard.backends.lima.layout import bad_name
from colima_guard.backends.lima.releases import Rules
from colima_guard.backends.lima.rules.birthplace import embed_template
from colima_guard.backends.lima.rules.entry import Source
from colima_guard.backends.lima.rules.merge import merge
from colima_guard.backends.lima.rules.shares import doubt_of, shares_of
from colima_guard.backends.lima.rules.transport import driver, transport
from colima_guard.backends.lima.rules.validate import refusal
from colima_guard.host.machine import Host
from colima_guard.model.paths import is_within
from colima_guard.model.release import Release
from colima_guard.model.share import Access, Exposure, Origin, Place, Share, Stop
from colima_guard.model.transport import WSL2


def exposure_of(host: Host, instance: LimaInstance, rules: Rules, release: Release) -> Exposure:
    """What the instance would see when it is started by this class of releases."""
    way = "limactl create" if instance.birthplace else "limactl start"
    problem = next((found for found in (instance.main, instance.default, instance.override) if found.problem), None)
    made = embed_template(instance.birth, rules) if instance.birth is not None else None
    main = made.source if made is not None else instance.main.source
    if problem is not None or main is None:
        why = f"{problem.path}: {problem.problem}" if problem else instance.unknown
        at = Place(problem.path, problem.line) if problem else None
        return Exposure(way, release, (), refusal=why, unknown=instance.unknown or why, refused_at=at)
    around = instance.around(host)
    merged = merge(instance.default.source, main, instance.override.source, rules, around)
    if driver(merged, host, rules, instance.made_dir) == "wsl2":
        return Exposure(way, release, (_drives(host, main),), unknown=instance.unknown)
    sources = [main, *(found.source for found in (instance.default, instance.override) if found.source)]
    carried = transport(merged, instance.created_by, host, rules, instance.made_dir)
    shares = tuple(shares_of(host, merged, carried, around))
    early = made.refusal if made else _bad_name(instance)
    stop = Stop(early) if early else refusal(sources, merged, rules, around, host)
    return Exposure(
        way,
        release,
        shares,
        stop.why if stop else None,
        instance.unknown or (made.doubt if made else None) or doubt_of(sources, merged),
        _undone(host, instance, shares),
        stop.place if stop else None,
    )


def _undone(host: Host, instance: LimaInstance, shares: Sequence[Share]) -> tuple[str, Share] | None:
    """The share through which a VM can rewrite its own files, or read the key to every instance of the home."""
    for share in shares:
        # the home first: it says more than a file in it
        for path in _own(instance, key_only=share.access is Access.RO):
            real = host.realpath(path) if share.real is not None else ""
            if share.real is not None and (is_within(real, share.real) or _is_inside(host, instance, share.real)):
                can = "rewrite" if share.access is Access.RW else "read the key of"
                return f"the VM can {can} its own configuration in {path}", share
    return None


def _is_inside(host: Host, instance: LimaInstance, real: str) -> bool:
    return is_within(real, host.realpath(instance.lima_home.path))


def _own(instance: LimaInstance, *, key_only: bool) -> Iterator[str]:
    yield instance.lima_home.path
    yield instance.lima_home.file("_config")
    if not key_only:
        yield instance.dir
        found = (instance.main, instance.default, instance.override, *(instance.birth.files if instance.birth else ()))
        yield from (one.path for one in found if one.data is not None)


def _bad_name(instance: LimaInstance) -> str | None:
    why = bad_name(instance.short)
    return None if why is None else f"instance name `{instance.short}` is not a valid identifier: {why}"


def _drives(host: Host, main: Source) -> Share:
    # the wsl2 driver ignores `mounts`, and WSL attaches every drive (wsl_driver_windows.go)
    root = "C:\\" if host.platform == "windows" else "/"
    because = "WSL attaches every drive by itself, whatever the file lists"
    return Share(root, root, "/mnt", Access.RW, WSL2, main.place("vmType"), Origin.DEFAULT, because=because)
