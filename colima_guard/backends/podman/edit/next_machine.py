"""The next machine: a drop-in of ours that sorts behind the others, and files that a variable puts behind it."""

from __future__ import annotations

import os
from collections.abc import Iterator

from colima_guard.backends.podman import layout
from colima_guard.backends.podman.config.merge import merged
from colima_guard.backends.podman.config.sources import OVERRIDE, VARIABLE
from colima_guard.backends.podman.config.volumes import KEY
from colima_guard.backends.podman.edit.volumes import elements, needed_directory, notes, pairs
from colima_guard.backends.podman.exposure import NEXT, made
from colima_guard.backends.podman.instance import NextMachine
from colima_guard.backends.podman.releases import CLASSES, Rules, rules
from colima_guard.backends.shared.edit import file_change
from colima_guard.formats.refused import EditRefused
from colima_guard.formats.toml.edit import edit, paste_block
from colima_guard.host.machine import Host
from colima_guard.host.overlay import Overlay
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.instance import Instance
from colima_guard.model.plan import FileChange, Plan, Refusal, Unit
from colima_guard.model.verdict import is_allowed

DOTTED = ".".join(KEY)
HEAD = b"# What `podman machine init` shares. This file has to sort behind the others\n# of containers.conf.d.\n"


def unit(host: Host, instance: Instance, allow: Allowlist) -> Unit:
    """The drop-in, and what a variable names, narrowed to the allowlist; or why that would not do."""
    assert isinstance(instance, NextMachine)
    wanted = elements(host, allow, _present(instance))
    paste = paste_block(KEY, wanted)
    files: list[FileChange] = []
    for path in _files(host):
        before = host.read(path)
        try:
            after = edit(before if before is not None else HEAD, KEY, wanted, folded=True)
        except EditRefused as refused:
            return _refused(instance, path, refused.line, refused.reason, paste)
        if after != before:
            files.append(file_change(host, path, before, after, instance.name, "toml"))
    then = Overlay(host, Plan(tuple(files)))
    # with a release that is known the others only say what would come by another one (CG524)
    judged = None if instance.assuming else instance.release
    for of in CLASSES if judged is None else (rules(judged),):
        if (where := _wider(then, allow, of)) is not None:
            return _refused(instance, where[0], where[1], f"Podman {judged or of.since} {where[2]}", paste)
    directories = needed_directory(host, allow, pairs(host, allow, _present(instance)))
    keys = tuple((change.path, (DOTTED,)) for change in files)
    told = (*notes(host, instance.name, allow), *_kept(files))
    return Unit((instance.name,), tuple(files), directories, keys=keys, notes=told, paste=paste)


def _kept(files: list[FileChange]) -> Iterator[str]:
    if files:
        yield "podman/(new): machines that were made keep what they share: see what is said of each"


def _present(instance: NextMachine) -> list[str]:
    from colima_guard.backends.podman import volume

    return [volume.parse(listed.text, "linux").source for listed in instance.merged.volumes]


def _files(host: Host) -> Iterator[str]:
    """The drop-in, and the files that count in its place or after it where a variable names them."""
    yield layout.drop_in(host)
    for name in (VARIABLE, OVERRIDE):
        path = host.env(name)
        if path and host.look(path) == "file":
            yield path


def _wider(host: Host, allow: Allowlist, of: Rules) -> tuple[str, int | None, str] | None:
    """What would still be shared beside the allowlist at a class of releases: file, line, what; ``None``: nothing."""
    what = merged(host, of)
    way = made(host, what, of.since, of)
    if way.unknown is not None:
        return layout.drop_in(host), None, f"cannot be told what to share: {way.unknown}"
    if way.refusal is not None:
        place = way.refused_at
        return place.file if place else layout.drop_in(host), place.line if place else None, f"stops: {way.refusal}"
    for share in way.shares:
        if not is_allowed(share, allow) and not allow.loosely(share.real):
            directory = os.path.dirname(layout.drop_in(host))
            if not of.enters_links and host.link(directory) is not None:
                return (
                    layout.drop_in(host),
                    None,
                    f"reads no file in it, for {directory} is a link: make it a directory",
                )
            if share.place is None:
                named = host.env(VARIABLE)
                why = f", for {VARIABLE} names {named}, which has no list: unset it" if named else ""
                return layout.drop_in(host), None, f"would share {share.location} still{why}"
            file = share.place.file
            why = f"reads {file} after our drop-in, and `{NEXT}` would share {share.location} still"
            return file, share.place.line, why
    return None


def _refused(instance: NextMachine, path: str, line: int | None, reason: str, paste: str) -> Unit:
    return Unit((instance.name,), refusal=Refusal(path, line, reason, paste))
