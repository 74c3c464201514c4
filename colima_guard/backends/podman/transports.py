"""How a machine's shares get into it. None of them holds read-only on the host.

The devices of vfkit and krunkit have no such flag, virtiofsd is given none ("TODO: Honor hostmnt.readonly"), and
Hyper-V's server ignores it (5.8.2).
"""

from __future__ import annotations

from colima_guard.model.transport import WSL2, Basis, Transport

_VIRTIOFS = Transport("virtiofs", confined=True, holds_read_only=False, basis=Basis.DOCUMENTED, offers_read_only=False)
_NINE_P = _VIRTIOFS._replace(name="9p")


def transport(provider: str, kind: str) -> Transport:
    """The transport of a machine of this provider, by what its file says."""
    if provider == "wsl":
        return WSL2
    return _NINE_P if provider == "hyperv" or kind == "9p" else _VIRTIOFS
