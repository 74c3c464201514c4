"""What a new allowlist makes of the saved policy's file: the values that must change, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.errors import GuardError, UsageError
from colima_guard.formats.golang.types import fields_of
from colima_guard.formats.golang.yaml_v3.document import decode
from colima_guard.host.machine import Host
from colima_guard.host.own_files import policy_path
from colima_guard.model.allowlist import Allowed
from colima_guard.model.paths import with_tilde
from colima_guard.model.plan import FileChange
from colima_guard.model.policy import Looked
from colima_guard.policy.file import SCHEMA_URL, VERSION, Entry, PolicyFile
from colima_guard.policy.text import absolute

#: what a change of the policy sets, for its rollback
KEYS = ("allow", "confine", "projects")
#: and what one sets that replaces its text
ALL_KEYS = tuple(name for name in fields_of(PolicyFile) if name != "version")

_HEADER = f"""\
# yaml-language-server: $schema={SCHEMA_URL}
# colima-guard: the directories that container VMs may see, and nothing else.
# Change it with `colima-guard allow DIR` and `colima-guard revoke DIR`,
# or by hand and then `colima-guard lock`.
"""

Values = tuple[tuple[str, str | bool], ...]


def change(
    host: Host,
    allow: Sequence[Allowed],
    *,
    confine: bool,
    confined_by: str | None,
    projects: Sequence[Looked] = (),
) -> FileChange | None:
    """The policy file with this allowlist: a new file, or the present one with the values replaced.

    What comes from an included file stays there, and so does ``confine`` of the one that is ``confined_by``.
    ``None`` when the file says so already. Raises ``GuardError`` when the present file cannot be edited without losing
    something.
    """
    from colima_guard.formats.refused import EditRefused

    path = policy_path(host)
    if confined_by is not None and not confine:
        raise UsageError(
            f"{confined_by} says that every VM is confined",
            why="your own policy cannot take that back",
            do="take it out there, or leave that file out",
        )
    before = host.read(path)
    entries = [_values(host, entry) for entry in allow if entry.included is None]
    looked = [with_tilde(one.path, host.home) for one in projects if one.included is None]
    try:
        if before is None:
            after = fresh(entries, confine, looked)
        else:
            after = _with_projects(host, _edited(before, entries, None if confined_by else confine), looked)
    except EditRefused as refused:
        where = f"{path}:{refused.line}" if refused.line else path
        raise GuardError(
            f"{where}: the policy cannot be edited: {refused.reason}",
            why="a comment or value of yours would be lost",
            do="write the values by hand, then run `colima-guard lock` without a directory",
        ) from refused
    return replaced(host, after)


def replaced(host: Host, after: bytes) -> FileChange | None:
    """The policy file with this very text, ``None`` when it holds it already."""
    path = policy_path(host)
    before = host.read(path)
    if after == before:
        return None
    stat = host.stat(path)
    return FileChange(
        path, host.realpath(path), before, after, stat.mode if stat else 0o600, "the policy", format="yaml"
    )


def text_of(host: Host, allow: Sequence[Allowed], *, confine: bool) -> str:
    """A fresh policy file with these entries."""
    return fresh([_values(host, entry) for entry in allow], confine).decode()


def _values(host: Host, entry: Allowed) -> Values:
    written: Values = (("path", with_tilde(entry.typed, host.home)), ("access", entry.access.value))
    return (*written, ("dangerous", True)) if entry.dangerous else written


def fresh(entries: Sequence[Values], confine: bool, projects: Sequence[str] = ()) -> bytes:
    """The bytes of a new policy file."""
    from colima_guard.formats.yaml.edit import Entries, Entry, paste_block

    text = f"{_HEADER}version: {VERSION}\n" + ("confine: true\n" if confine else "")
    if entries:
        text += paste_block([Entries("allow", tuple(Entry(values) for values in entries))])
    else:
        text += "allow: []\n"
    return f"{text}{_projects(projects)}".encode()


def _projects(paths: Sequence[str]) -> str:
    from colima_guard.formats.yaml.style import scalar

    return "".join(("projects:\n", *(f"  - {scalar(path)}\n" for path in paths))) if paths else ""


def _with_projects(host: Host, before: bytes, paths: Sequence[str]) -> bytes:
    """The text with this list of projects; the same one stays as it is written."""
    from colima_guard.formats.yaml.edit import carry

    written = decode(before, PolicyFile).value.projects or []
    if [with_tilde(absolute(path, host.home), host.home) for path in written] == list(paths):
        return before
    return carry(before, f"version: {VERSION}\n{_projects(paths)}".encode(), ("projects",))


def _edited(before: bytes, entries: Sequence[Values], confine: bool | None) -> bytes:
    from colima_guard.formats.yaml.change import Change, Entries, Entry, Keep, Remove, Scalar

    present = decode(before, PolicyFile).value
    changes: list[Change] = []
    old = [_written(entry) for entry in present.allow or []]
    if set(old) != set(entries) or len(old) != len(entries):
        # an entry that is there already stays where and as it is written, with its comments
        kept: list[Keep | Entry] = []
        known: list[Values] = []
        for number, values in enumerate(old):
            if (now := _now(values, entries)) is not None:
                kept.append(Keep(number, tuple(field for field in now if field not in values)))
                known.append(now)
        for values in entries:
            if values not in known:
                kept.insert(_place(kept, old, values), Entry(values))
        # for our own file an absent list is an empty one
        changes.append(Entries("allow", tuple(kept)) if kept else Remove(("allow",)))
    if confine is not None and present.confine != confine:
        changes.append(Scalar("confine", confine))
    if not changes:
        return before
    from colima_guard.formats.yaml.edit import edit

    return edit(before, changes)


def _now(values: Values, entries: Sequence[Values]) -> Values | None:
    """What becomes of an entry: itself, or with another access; ``None`` where it goes, or a field of it would."""
    same = [entry for entry in entries if entry[0] == values[0] and len(entry) >= len(values)]
    return values if values in same else next(iter(same), None)


def _place(kept: Sequence[object], old: Sequence[Values], new: Values) -> int:
    """Where a new entry goes: before the first one that sorts behind it, as in a list that we wrote ourselves."""
    from colima_guard.formats.yaml.change import Keep

    later = (number for number, one in enumerate(kept) if isinstance(one, Keep) and old[one.index] > new)
    return next(later, len(kept))


def _written(entry: Entry) -> Values:
    written: Values = (("path", entry.path), ("access", entry.access or "rw"))
    return (*written, ("dangerous", True)) if entry.dangerous else written
