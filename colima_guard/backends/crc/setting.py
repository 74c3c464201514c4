"""The one setting that counts, ``enable-shared-dirs``, as crc reads it: its variable, then its file, then ``true``.

By pkg/crc/config/viper_config.go and config.go of crc-org/crc at 82743367, and by what ``crc config get`` says.
"""

from __future__ import annotations

import json

from colima_guard.backends.shared.viper import BOOLEANS, Broken, Unsure, members_of, value_of
from colima_guard.host.machine import Host
from colima_guard.model.named_tuple import NamedTuple

KEY, VARIABLE = "enable-shared-dirs", "CRC_ENABLE_SHARED_DIRS"


class Reading(NamedTuple):
    """What the setting is, and who says so."""

    #: whether the home is mounted; ``None`` where it cannot be told
    mounts: bool | None
    #: why it cannot be told
    unknown: str | None = None
    #: why crc takes nothing of its file
    broken: str | None = None
    line: int | None = None
    #: it is said by the file, or the variable, and is not the default that nobody set
    said: bool = False


def read(host: Host, data: bytes | None) -> Reading:
    """The setting in this environment, with what the file holds. The variable beats it both ways.

    But for a file that crc cannot read: then it looks at neither (``viperInstance``).
    """
    of_file = in_file(data)
    if of_file.broken is not None:
        return of_file
    word = host.env(VARIABLE)
    if not word:  # an empty variable is none to viper
        return of_file
    if word in BOOLEANS:
        return of_file._replace(mounts=BOOLEANS[word], unknown=None, said=True)
    return of_file._replace(mounts=None, unknown=f"{VARIABLE}={word!r} is no value that crc can read")


def in_file(data: bytes | None) -> Reading:
    """What the file alone says."""
    try:
        value = value_of(members_of(data), KEY) if data is not None else None
    except Broken as broken:
        return Reading(True, broken=str(broken), line=broken.line)
    except Unsure as unsure:
        return Reading(None, str(unsure))
    if value is None:
        return Reading(True)
    if isinstance(value, (bool, float)):
        return Reading(bool(value), said=True)
    if isinstance(value, str) and value in BOOLEANS:
        return Reading(BOOLEANS[value], said=True)
    return Reading(None, f"{KEY} is {json.dumps(value)[:40]}, which is no value that crc can read")
