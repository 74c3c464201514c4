"""Where crc's files lie: below the home on every platform (pkg/crc/constants/constants.go)."""

from __future__ import annotations

import os

from colima_guard.host.machine import Host

PROGRAM = "crc"
#: the one machine that there can be
MACHINE = "crc"


def base(host: Host) -> str:
    """The directory of all that crc keeps."""
    return os.path.join(host.home, ".crc")


def settings_file(host: Host) -> str:
    """What ``crc config set`` writes: only what is no default."""
    return os.path.join(base(host), "crc.json")


def machine_file(host: Host) -> str:
    """By what crc itself tells that its VM exists (pkg/crc/config/callbacks.go)."""
    return os.path.join(base(host), "machines", MACHINE, "config.json")
