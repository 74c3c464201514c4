"""The last proof of each instance, as a note beside the journal: what it came to, and of which run and which files."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from colima_guard.host.machine import Host
from colima_guard.host.own_files import state_dir
from colima_guard.host.values import Unreadable
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.instance import Instance
from colima_guard.model.proof import LastProof, Proof, Result

_NOTE = "proofs"


def remember(host: Host, instance: Instance, allow: Allowlist, proof: Proof) -> None:
    """Notes a proof, in the place of an older one of its instance. Raises ``GuardError``."""
    of = _subject(host, instance, allow)
    new = {"result": proof.result.value, "why": proof.why, "at": proof.at, "of": of}
    _note(host, {**_noted(host), instance.name: new})


def begin(host: Host, instance: Instance) -> None:
    """Forgets that an instance was proved, for it is being tried anew; what was disproved counts until that is done."""
    kept = _noted(host)
    with suppress(TypeError, LookupError):
        if kept[instance.name]["result"] == Result.DISPROVED.value:
            return
    if kept.pop(instance.name, None) is not None:
        _note(host, kept)


def _note(host: Host, kept: Mapping[str, Any]) -> None:
    from colima_guard.store import note

    note.remember(host, state_dir(host), _NOTE, json.dumps(kept).encode("utf-8"))


def last(host: Host, instance: Instance, allow: Allowlist) -> LastProof | None:
    """The last proof of a running instance; ``None`` where none is of this run, these files and this allowlist."""
    if not instance.running or not instance.since_ns:
        return None  # of which run it is cannot be told
    found = _noted(host).get(instance.name)
    with suppress(TypeError, LookupError, ValueError, AttributeError):
        if found is not None and found["of"] == _subject(host, instance, allow):
            return LastProof(Result(found["result"]), str(found["why"]), float(found["at"]))
    return None


def _noted(host: Host) -> dict[str, Any]:
    """All that is noted; nothing where the note is damaged: then nothing is proved."""
    with suppress(ValueError, Unreadable, RecursionError):
        found = json.loads(host.read(os.path.join(state_dir(host), _NOTE)) or b"{}")
        if isinstance(found, dict):
            return found
    return {}


def _subject(host: Host, instance: Instance, allow: Allowlist) -> Mapping[str, Any]:
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
