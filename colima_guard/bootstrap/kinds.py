"""What can be printed: each kind with what it is for, and the files that it consists of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One file: the template that it is filled from, its path below ``--output``, and its permission bits."""

    template: str
    path: str
    mode: int = 0o644


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: what ``--list`` says, and its files; a kind with one file prints it bare."""

    purpose: str
    parts: tuple[Part, ...]


#: every kind by name, in the order of ``--list``
KINDS: dict[str, Kind] = {
    "sh": Kind(
        "a script for dash, bash and zsh: install, write the policy, lock every VM",
        (Part("sh.j2", "colima-guard.sh", 0o755),),
    ),
}
