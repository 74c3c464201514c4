"""What a text of WSL's dialect consists of: headers, settings, and what is neither."""

from __future__ import annotations

from enum import StrEnum

from colima_guard.model.named_tuple import NamedTuple


class Dialect(StrEnum):
    """Which of WSL's two files a text is: one parser reads both, and takes what is wrong in them differently."""

    #: ``/etc/wsl.conf`` of a distribution: the first thing that is wrong ends the file
    CONF = "wsl"
    #: ``%UserProfile%\\.wslconfig``: a line that is wrong is skipped
    CONFIG = "wslconfig"


class Header(NamedTuple):
    """``[section]``: ``text[start:stop]``, what follows it on its line left out."""

    start: int
    stop: int
    section: str


class Setting(NamedTuple):
    """``key = value``: ``text[start:stop]``, whose value is written as ``text[at:upto]``."""

    start: int
    stop: int
    #: with its section, in lower case: ``automount.enabled``
    name: str
    value: str
    at: int
    upto: int


class Fault(NamedTuple):
    """What WSL takes for neither, and why; the next line is read again behind ``stop``."""

    start: int
    stop: int
    why: str


Statement = Header | Setting | Fault


def truth(value: str) -> bool | None:
    """What a value says of yes and no; ``None`` for one that WSL warns of and ignores, such as ``no`` and ``off``.

    ``ParseBool`` (src/shared/inc/stringshared.h): these four, in any case.
    """
    return {"1": True, "true": True, "0": False, "false": False}.get(value.lower() if value.isascii() else "")
