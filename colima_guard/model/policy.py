"""The saved policy: the allowlist and how strictly it is held. Values only; ``policy.py`` reads and writes the file."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

VERSION = 1


class Entry(BaseModel):
    """One allowed directory as it is written."""

    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)

    path: str = ""
    access: str = "rw"
    #: taken by ``--dangerous`` although it must not be allowed
    dangerous: bool = False


class PolicyFile(BaseModel):
    """``policy.yaml``. Version 1 is the only one."""

    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)

    version: int = VERSION
    allow: list[Entry] | None = None
    #: every share must be on a transport that the host confines
    confine: bool = False
