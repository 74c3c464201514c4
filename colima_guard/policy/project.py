"""A project's own file: it may leave directories out and make others read-only, and never allows more."""

from __future__ import annotations

import os

from colima_guard.errors import UsageError
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.allowlist import Allowed, Allowlist, NestedAccess, collapse
from colima_guard.model.paths import without_tilde
from colima_guard.model.policy import Policy, Project
from colima_guard.model.share import Access
from colima_guard.policy.file import ProjectFile
from colima_guard.policy.load import checked
from colima_guard.policy.text import PolicyError, Text, read, wrong

NAME = ".colima-guard.yaml"


def narrowed(host: Host, policy: Policy, named: str) -> Policy:
    """The policy within the project's file: ``named`` is it, or a directory in or above which it lies.

    Raises ``UsageError`` where there is none, and ``PolicyError`` for one that would allow more.
    """
    path = _found(host, named)
    try:
        data = host.read(path)
    except Unreadable as error:
        raise PolicyError(error.what, why="what it leaves out is not known", do=error.do) from error
    text = read(path, data or b"", ProjectFile)
    entries = None
    if text.value.allow is not None:
        entries = _flat(text, [_entry(host, policy, text, number) for number in range(len(text.value.allow))])
    return checked(policy._replace(project=Project(path, entries, text.value.confine)))


def _found(host: Host, named: str) -> str:
    path = without_tilde(named, host.home)
    # an answer that depends on the working directory is not remembered
    path = os.path.normpath(path if os.path.isabs(path) else os.path.join(host.cwd, path))
    stat = host.stat(path)
    if stat is None or stat.kind != "dir":
        if stat is None:
            raise UsageError(f"--project {named}: there is no such file", do=f"name a {NAME}, or a directory with one")
        return path
    directory = path
    while True:
        candidate = os.path.join(directory, NAME)
        if host.exists(candidate):
            return candidate
        if directory == os.path.dirname(directory):
            raise UsageError(f"--project {named}: there is no {NAME} in it or above it", do="write one, or name it")
        directory = os.path.dirname(directory)


def _flat(text: Text[ProjectFile], entries: list[Allowed]) -> tuple[Allowed, ...]:
    try:
        return collapse(entries)[0]
    except NestedAccess as nested:
        raise wrong(text.path, str(nested), text.line("allow")) from nested


def _entry(host: Host, policy: Policy, text: Text[ProjectFile], number: int) -> Allowed:
    assert text.value.allow is not None
    entry = text.value.allow[number]
    typed = os.path.normpath(os.path.join(os.path.dirname(text.path), without_tilde(entry.path, host.home)))
    real = host.realpath(typed)
    access = Access(entry.access or "rw")
    for entries in (
        policy.allow.entries,
        *(exemption.applied(policy.allow.entries) for exemption in policy.exceptions),
    ):
        if Allowlist(entries).covers(real, access):
            outer = next(entry for entry in entries if Allowlist((entry,)).covers(real, access))
            return Allowed(real, access, typed, outer.dangerous, outer.undeclared, text.path)
    more = f"{entry.path} ({access.value}) is more than {policy.path} allows; a project can only narrow it"
    raise wrong(text.path, more, text.line("allow", number))
