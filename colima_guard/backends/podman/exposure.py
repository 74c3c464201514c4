"""From a machine, or the files that the next one is made from, to what it shares."""

from __future__ import annotations

import os
from collections.abc import Iterator

from colima_guard.backends.podman import volume
from colima_guard.backends.podman.config.merge import Merged, merged
from colima_guard.backends.podman.config.volumes import Listed
from colima_guard.backends.podman.instance import Machine, NextMachine
from colima_guard.backends.podman.releases import CLASSES, NEWEST, Rules, rules
from colima_guard.backends.podman.transports import transport
from colima_guard.backends.shared.environment import environment_doubt
from colima_guard.backends.shared.expand_env import expand_env, variables
from colima_guard.host.links import links_on
from colima_guard.host.machine import Host
from colima_guard.model.instance import Instance
from colima_guard.model.paths import DRIVE, clean
from colima_guard.model.release import Release
from colima_guard.model.share import Access, Exposure, Origin, Place, Share, Stop
from colima_guard.model.transport import Transport

NEXT, START = "podman machine init", "podman machine start"
_OLD = "it was made by Podman 4, whose machines say their shares in a command line too: make it anew"


def of_machine(host: Host, machine: Machine) -> list[Exposure]:
    """The one way in which a machine starts: by its file, at every release."""
    release, config = machine.release or NEWEST, machine.file.config
    if machine.provider == "wsl":
        return [Exposure(START, release, (_drives(machine),))]
    if config is None:
        unknown = machine.file.why_not_loaded
        loads = machine.file.unreadable or machine.file.unsure
        return [Exposure(START, release, (), refusal=None if loads else unknown, unknown=unknown)]
    places = list(machine.file.places())
    shares = tuple(
        share_of(host, mount.source, mount.target, mount.read_only, transport(machine.provider, mount.type), place)
        for mount, place in zip(config.mounts or [], places, strict=False)
    )
    old = _OLD if config.version < 1 else None
    return [Exposure(START, release, shares, unknown=old or machine.unknown)]


def _drives(machine: Machine) -> Share:
    place = Place(machine.file.path)
    because = "WSL attaches every drive by itself"
    return Share("C:\\", "C:\\", "/mnt/c", Access.RW, transport("wsl", ""), place, Origin.DEFAULT, because=because)


def of_next(host: Host, machine: Instance, *, every_class: bool) -> list[Exposure]:
    """The next machine: at its release, or at each from which on its files mean something else."""
    assert isinstance(machine, NextMachine)
    if not every_class:
        release = machine.release or NEWEST
        return [made(host, machine.merged, release, rules(release))]
    return [made(host, merged(host, of), of.since, of) for of in CLASSES]


def made(host: Host, what: Merged, release: Release, of: Rules) -> Exposure:
    """The machine that would be made at a release."""
    all_of_it = list(_shares(host, what, of))
    stop, unknown = what.stop, what.unknown
    for listed, share in all_of_it:
        if of.guards_guest and stop is None and (where := volume.guarded(share.mount_point or "")) is not None:
            stop = Stop(f"`{listed.text}` would be mounted on {where} of the VM", listed.place)
        if unknown is None and listed.place is not None and (names := variables(listed.text)):
            unknown = environment_doubt(listed.text, names, "`podman machine init`")
    shares = tuple(share for _, share in all_of_it)
    return Exposure(NEXT, release, shares, stop and stop.why, unknown, refused_at=stop and stop.place)


def _shares(host: Host, what: Merged, of: Rules) -> Iterator[tuple[Listed, Share]]:
    carried = transport("hyperv" if host.platform == "windows" else "qemu", of.transport)
    for listed in what.volumes:
        text = expand_env(listed.text, lambda name: _value(host, name))
        if not text and of.skips_empty:
            continue
        one = volume.parse(text, host.platform)
        share = share_of(host, one.source, one.target, one.read_only, carried, listed.place)
        if listed.place is None:
            because = "Podman's own list is in force, for no file replaces it"
            share = share._replace(origin=Origin.DEFAULT, because=because)
        yield listed, share


def _value(host: Host, name: str) -> str:
    return host.home if name == "HOME" and host.platform != "windows" else host.env(name) or ""


def share_of(host: Host, source: str, target: str, read_only: bool, carried: Transport, place: Place | None) -> Share:
    """A share; of a source that is empty or relative nobody can tell which directory it will be.

    It is one below that in which `podman machine start` is run: the home, mostly, and any with ``..`` in it. So it
    counts as the widest.
    """
    asked = Access.RO if read_only else Access.RW
    if not (source.startswith("/") or DRIVE.match(source)):
        return Share(None, "C:\\" if host.platform == "windows" else "/", target, asked, carried, place)
    path = clean(source) if source.startswith("/") else source
    real = host.realpath(path) if os.path.isabs(path) else path
    links = links_on(host, path, real) if os.path.isabs(path) else ()
    return Share(source, real, target, asked, carried, place, links=links)
