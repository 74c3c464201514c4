"""Which release of Colima is installed, without starting it where its path says so."""

from __future__ import annotations

import re

from colima_guard.errors import GuardError
from colima_guard.host import Host
from colima_guard.model.release import Release, parse_release

#: .../Cellar/colima/0.10.3/bin/colima and /nix/store/HASH-colima-0.10.3/bin/colima
_IN_PATH = re.compile(r"/Cellar/colima/([^/]+)/|/nix/store/[a-z0-9]{32}-colima-([0-9][^/]*)/")
_TIMEOUT = 5.0


def installed(host: Host) -> tuple[bool, Release | None]:
    """Whether a ``colima`` is on ``PATH``, and its release where that can be told."""
    path = host.which("colima")
    if path is None:
        return False, None
    found = _IN_PATH.search(host.realpath(path))
    if found and (named := parse_release(found.group(1) or found.group(2))):
        return True, named
    try:
        said = host.run([path, "--version"], timeout=_TIMEOUT)
    except GuardError:
        return True, None
    first = said.out.strip().splitlines()[0] if said.code == 0 and said.out.strip() else ""
    return True, parse_release(first.removeprefix("colima version "))
