"""How a directory gets into the guest, and what the host holds the guest to: those that more than one backend uses."""

from __future__ import annotations

from enum import StrEnum

from colima_guard.model.named_tuple import NamedTuple


class Basis(StrEnum):
    """What the strength of a transport rests on."""

    TESTED = "tested"
    DOCUMENTED = "documented"


class Transport(NamedTuple):
    """How a host directory gets into the guest, and what the host holds the guest to."""

    name: str
    #: the host confines the guest to the directory
    confined: bool
    #: the host refuses writes to a read-only share, not just the guest
    holds_read_only: bool
    basis: Basis
    #: there is such a thing as a read-only share
    offers_read_only: bool = True


REVERSE_SSHFS = Transport("reverse-sshfs", confined=False, holds_read_only=True, basis=Basis.TESTED)
NINE_P = Transport("9p", confined=True, holds_read_only=True, basis=Basis.TESTED)
VIRTIOFS_VZ = Transport("virtiofs", confined=True, holds_read_only=True, basis=Basis.DOCUMENTED)
#: libkrun's share has no read-only flag (Lima, krunkit_darwin_arm64.go)
VIRTIOFS_KRUNKIT = Transport("virtiofs", confined=True, holds_read_only=False, basis=Basis.DOCUMENTED)
#: Lima passes virtiofsd no read-only flag: guest root remounts and writes
VIRTIOFS_QEMU = Transport("virtiofs", confined=True, holds_read_only=False, basis=Basis.TESTED)
#: WSL attaches every Windows drive by itself, whatever a list says
WSL2 = Transport("drvfs", confined=False, holds_read_only=False, basis=Basis.DOCUMENTED)
