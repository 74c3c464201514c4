"""Which release of a program is installed, without starting it where its path says so."""

from __future__ import annotations

import re

from colima_guard.host.machine import Host
from colima_guard.model.release import Release, parse_release


def installed_release(host: Host, command: str, package: str) -> tuple[bool, Release | None]:
    """Whether a command is on ``PATH``, and its release where that can be told.

    By ``.../Cellar/PACKAGE/0.10.3/bin/...`` (Homebrew) or ``/nix/store/HASH-PACKAGE-0.10.3/...``, else by what
    ``COMMAND --version`` prints behind ``COMMAND version``, which for Colima and Lima touches no VM.
    """
    path = host.which(command)
    if path is None:
        return False, None
    in_path = rf"/Cellar/{package}/([^/]+)/|/nix/store/[a-z0-9]{{32}}-{package}-([0-9][^/]*)/"
    found = re.search(in_path, host.realpath(path))
    if found and (named := parse_release(found.group(1) or found.group(2))):
        return True, named
    return True, parse_release(host.version(path).removeprefix(f"{command} version "))
