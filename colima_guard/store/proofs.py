"""The last proof of each instance, as a note beside the journal: what it came to, and of which run and which files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from colima_guard.host.machine import Host
from colima_guard.host.own_files import state_dir
from colima_guard.host.values import Unreadable
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.instance import Instance
from colima_guard.model.proof import LastProof, Proof, Result
from colima_guard.store.noted import table

_NOTE = "proofs"


def remember(host: Host, proof: Proof, of: Mapping[str, Any]) -> None:
    """Notes a proof of this ``subject``, in the place of an older one of its instance. Raises ``GuardError``."""
    new = {"result": proof.result.value, "why": proof.why, "at": proof.at, "of": of}
    _note(host, {**table(host, _NOTE), proof.instance: new})


def begin(host: Host, instance: Instance) -> None:
    """Forgets that an instance was proved, for it is being tried anew; what was disproved counts until that is done."""
    kept = table(host, _NOTE)
    with suppress(TypeError, LookupError):
        if kept[instance.name]["result"] == Result.DISPROVED.value:
            return
    if kept.pop(instance.name, None) is not None:
        _note(host, kept)


def _note(host: Host, kept: Mapping[str, Any]) -> None:
    from colima_guard.store import note

    note.remember_table(host, state_dir(host), _NOTE, kept)


def last(host: Host, instance: Instance, allow: Allowlist) -> LastProof | None:
    """The last proof of a running instance; ``None`` where none is of this run, these files and this allowlist."""
    if not instance.running or not instance.since_ns:
        return None  # of which run it is cannot be told
    found = table(host, _NOTE).get(instance.name)
    with suppress(TypeError, LookupError, ValueError, AttributeError):
        of = subject(host, instance, allow)
        if found is not None and found["of"] == of:
            return LastProof(Result(found["result"]), str(found["why"]), float(found["at"]), tuple(of["files"].items()))
    return None


def subject(host: Host, instance: Instance, allow: Allowlist) -> Mapping[str, Any]:
    """What a proof is of: another run of the VM, other files or another allowlist, and it proves nothing any more."""
    return {
        "since": instance.since_ns,
        "files": {path: _hash(host, path) for path in instance.files},
        "allow": [[entry.path, entry.access.value] for entry in allow.entries],
    }


def _hash(host: Host, path: str) -> str | None:
    try:
        data = host.read(path)
    except Unreadable:
        return None
    return hashlib.sha256(data).hexdigest() if data is not None else None
