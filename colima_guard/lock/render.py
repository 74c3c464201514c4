"""The filter: a profile in, the locked profile out, for this machine or for one that is described."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence

from colima_guard.backends import registry, table
from colima_guard.backends.interface import Renders, RendersFiles
from colima_guard.backends.unshareable import unshareable_by, why_unshareable
from colima_guard.errors import UsageError
from colima_guard.host.described import DescribedHost
from colima_guard.host.machine import Host
from colima_guard.host.own_files import placeholder
from colima_guard.host.values import Platform
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.paths import with_tilde
from colima_guard.model.release import Release
from colima_guard.policy import load as policies
from colima_guard.policy.directory import allowed, collapsed
from colima_guard.policy.screen import refuse_undeclared


def render(
    host: Host,
    text: bytes,
    backend: str,
    dirs: Sequence[str],
    *,
    confine: bool,
    releases: Mapping[str, Release],
    platform: str | None,
    user_home: str | None,
    instance: str | None = None,
    file: str | None = None,
    nothing: bool = False,
) -> bytes:
    """The text locked to these directories, or to the saved policy. Raises ``GuardError`` with the reason it cannot be.

    ``nothing`` allows none of them. ``instance`` is the one whose exceptions hold. ``platform`` and ``user_home``
    describe the machine that the text is for, where it is not this one; ``file`` says which of several files of the VM
    system it is.
    """
    renderer = registry.other_text(backend) or _renderer(backend, file)
    backend = table.owner(backend)
    target, backends = host, registry.backends()
    if platform is not None or user_home is not None:
        target = DescribedHost(_platform(platform, host), _home(user_home or host.home))
    if nothing:
        named = []
    elif dirs:
        named = [allowed(target, text_, backends, dangerous=None) for text_ in dirs]
        reader = registry.backend(backend)
        for entry in named:
            if (reason := why_unshareable(reader, entry)) is not None:
                raise unshareable_by(reader, reason)
    else:
        policy = policies.load(host)
        policy = policy.of(instance) if instance else policy
        if not policy.saved:
            raise UsageError("there is no policy yet", do="name directories: --allow ~/projects")
        refuse_undeclared(host, policy.allow.entries, backends)
        named = [_moved(entry, host, target) for entry in policy.allow.entries]
        confine = confine or policy.confine
    kept, _ = collapsed(target, named)
    allow = Allowlist(kept, target.realpath(placeholder(target)))
    release = releases.get(table.row(backend).release)
    if isinstance(renderer, RendersFiles):
        return renderer.render_file(target, file or "", text, allow, release=release, confine=confine)
    return renderer.render(target, text, allow, release=release, confine=confine)


def _renderer(name: str, file: str | None) -> Renders | RendersFiles:
    found = registry.backend(name)
    if isinstance(found, RendersFiles):
        if file in found.files:
            return found
        raise UsageError(
            f"{table.row(name).title} is locked by several files", do=f"say which: --file {' or '.join(found.files)}"
        )
    if isinstance(found, Renders):
        if file is None:
            return found
        raise UsageError(f"{table.row(name).title} has one file", do="leave --file out")
    able = ", ".join(one.name for one in registry.backends() if isinstance(one, Renders | RendersFiles))
    raise UsageError(f"{table.row(name).title} has no text that could be locked by itself", do=f"known are: {able}")


def _platform(name: str | None, host: Host) -> Platform:
    if name == "macos" or (name is None and host.platform == "macos"):
        return "macos"
    return "linux"


def _home(path: str) -> str:
    if not posixpath.isabs(path):
        raise UsageError(f"--user-home {path} is not absolute", do="write the home as it is on that machine")
    return path


def _moved(entry: Allowed, host: Host, target: Host) -> Allowed:
    """An entry of the saved policy with this home replaced by the other one."""
    if target is host:
        return entry
    typed = with_tilde(entry.typed, host.home)
    moved = target.home + typed[1:] if typed.startswith("~") else typed
    return Allowed(moved, entry.access, moved, entry.dangerous)
