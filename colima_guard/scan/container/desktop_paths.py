"""Where Docker Desktop and WSL show directories of the host in their VM, back to what the host calls them."""

from __future__ import annotations

import re

_DRIVE = re.compile(r"/(?:run/desktop/mnt/host|mnt/host|mnt|host_mnt)/([a-z])(/.*)?\Z")
#: of a Mac or Linux: the path itself follows
_PREFIXES = ("/host_mnt/", "/run/host_mnt/")


def host_path(source: str) -> str | None:
    """The path of the host that a path of Docker Desktop's VM stands for; ``None`` where it is the VM's own.

    ``/host_mnt/Users/me`` is ``/Users/me``, ``/run/desktop/mnt/host/c/x`` and WSL's ``/mnt/c/x`` are ``C:\\x``.
    """
    drive = _DRIVE.match(source)
    if drive:
        return drive[1].upper() + ":" + (drive[2] or "/").replace("/", "\\")
    prefix = next((prefix for prefix in _PREFIXES if source.startswith(prefix)), None)
    if prefix is not None:
        return "/" + source.removeprefix(prefix)
    return "/" if source in ("/host_mnt", "/run/host_mnt") else None
