"""Reading the saved policy, and what a new one would make of its file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from colima_guard.errors import Exit, GuardError
from colima_guard.formats.goyaml import Decoded, decode
from colima_guard.host import Host, Unreadable
from colima_guard.locations import placeholder, policy_path
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.paths import with_tilde, without_tilde
from colima_guard.model.plan import FileChange
from colima_guard.model.policy import VERSION, Entry, PolicyFile
from colima_guard.model.share import Access

#: what a change of the policy sets, for its rollback
KEYS = ("allow", "confine")

_HEADER = """\
# colima-guard: the directories that container VMs may see, and nothing else.
# Change it with `colima-guard allow DIR` and `colima-guard revoke DIR`, or by hand and then `colima-guard lock`.
"""


@dataclass(frozen=True, slots=True)
class Policy:
    """The policy as it applies on this machine."""

    path: str
    allow: Allowlist
    confine: bool = False
    #: whether it was read from a file, or is the empty one that applies without
    saved: bool = False


class PolicyError(GuardError):
    """The policy file is there and does not say anything that can be trusted."""

    exit_code = Exit.USAGE


def load(host: Host) -> Policy:
    """The saved policy, or an empty allowlist where none is saved. Raises ``PolicyError`` with file and line."""
    path = policy_path(host)
    try:
        data = host.read(path)
    except Unreadable as error:
        raise PolicyError(error.what, why="without the policy nothing can be judged", do=error.do) from error
    nothing = host.realpath(placeholder(host))
    if data is None:
        return Policy(path, Allowlist((), nothing))
    decoded = decode(data, PolicyFile)
    _validate(path, decoded)
    entries = tuple(_allowed(host, entry) for entry in decoded.value.allow or [])
    return Policy(path, Allowlist(entries, nothing), decoded.value.confine, saved=True)


def _allowed(host: Host, entry: Entry) -> Allowed:
    from colima_guard.allowing import forbidden
    from colima_guard.backends.registry import backends

    typed = os.path.normpath(without_tilde(entry.path, host.home))
    real = host.realpath(typed)
    # a hand-written entry, or one whose link has moved, is no safer than one that --dangerous let in
    dangerous = entry.dangerous or forbidden(host, real, backends()) is not None
    return Allowed(real, Access(entry.access or "rw"), typed, dangerous, undeclared=dangerous and not entry.dangerous)


def _validate(path: str, decoded: Decoded[PolicyFile]) -> None:
    def wrong(what: str, line: int | None) -> PolicyError:
        where = f"{path}:{line}" if line else path
        return PolicyError(f"{where}: {what}", why="a policy that is half understood protects nothing", do="mend it")

    for problem in decoded.problems:
        raise wrong(problem.message, problem.line)
    known = set(PolicyFile.model_fields)
    for key, node in decoded.keys:
        if key not in known:
            raise wrong(f"unknown key `{key}`; known are {', '.join(sorted(known))}", node.line)
    value = decoded.value
    if ("version",) not in decoded.nodes or value.version != VERSION:
        line = decoded.nodes[("version",)].line if ("version",) in decoded.nodes else None
        raise wrong(f"`version: {VERSION}` is the only one that this release reads", line)
    for number, entry in enumerate(value.allow or []):
        node = decoded.nodes[("allow", number)]
        unknown = [key.value for key, _ in node.pairs() if key.value not in Entry.model_fields] if node.items else []
        if unknown:
            raise wrong(f"unknown key `{unknown[0]}`; known are {', '.join(sorted(Entry.model_fields))}", node.line)
        if entry.access not in ("ro", "rw") and any(key.value == "access" for key, _ in node.pairs()):
            raise wrong(f"`access` is `ro` or `rw`, not `{entry.access}`", node.line)
        if entry.path != "~" and not entry.path.startswith(("/", "~/")) and entry.path[1:3] not in (":\\", ":/"):
            raise wrong(f"`path` must be absolute or begin with ~/, not `{entry.path}`", node.line)


def change(host: Host, allow: Sequence[Allowed], *, confine: bool) -> FileChange | None:
    """The policy file with this allowlist: a new file, or the present one with the values replaced.

    ``None`` when it says so already. Raises ``GuardError`` when the present file cannot be edited without losing
    something.
    """
    from colima_guard.formats.yaml_edit import EditRefused

    path = policy_path(host)
    before = host.read(path)
    found = host.stat(path)
    entries = [_values(host, entry) for entry in allow]
    try:
        after = _fresh(entries, confine) if before is None else _edited(before, entries, confine)
    except EditRefused as refused:
        where = f"{path}:{refused.line}" if refused.line else path
        raise GuardError(
            f"{where}: the policy cannot be edited: {refused.reason}",
            why="a comment or value of yours would be lost",
            do="write the values by hand, then run `colima-guard lock` without a directory",
        ) from refused
    if after == before:
        return None
    return FileChange(path, host.realpath(path), before, after, found.mode if found else 0o600, "the policy")


Values = tuple[tuple[str, str | bool], ...]


def _values(host: Host, entry: Allowed) -> Values:
    written: Values = (("path", with_tilde(entry.typed, host.home)), ("access", entry.access.value))
    return (*written, ("dangerous", True)) if entry.dangerous else written


def _fresh(entries: Sequence[Values], confine: bool) -> bytes:
    from colima_guard.formats.yaml_edit import Entries, Entry, paste_block

    text = f"{_HEADER}version: {VERSION}\n" + ("confine: true\n" if confine else "")
    if not entries:
        return f"{text}allow: []\n".encode()
    return (text + paste_block([Entries("allow", tuple(Entry(values) for values in entries))])).encode()


def _edited(before: bytes, entries: Sequence[Values], confine: bool) -> bytes:
    from colima_guard.formats.yaml_edit import Change, Entries, Entry, Keep, Remove, Scalar, edit

    present = decode(before, PolicyFile).value
    changes: list[Change] = []
    old = [_written(entry) for entry in present.allow or []]
    if old != list(entries):
        kept: list[Keep | Entry] = []
        used = -1
        for values in entries:
            # an entry that is there already stays as it is written, with its comments
            index = next((number for number, there in enumerate(old) if number > used and there == values), None)
            used = used if index is None else index
            kept.append(Entry(values) if index is None else Keep(index))
        # for our own file an absent list is an empty one
        changes.append(Entries("allow", tuple(kept)) if kept else Remove(("allow",)))
    if present.confine != confine:
        changes.append(Scalar("confine", confine))
    return edit(before, changes) if changes else before


def _written(entry: Entry) -> Values:
    written: Values = (("path", entry.path), ("access", entry.access or "rw"))
    return (*written, ("dangerous", True)) if entry.dangerous else written
