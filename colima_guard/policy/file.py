"""What a policy file holds, as it is written. Values only; ``policy_text.py`` reads it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

VERSION = 1
#: where an editor finds the JSON Schema
SCHEMA_URL = (
    "https://raw.githubusercontent.com/colima-guard/colima-guard/main/docs/schema/colima-guard-policy-1.schema.json"
)

_STRICT = ConfigDict(extra="forbid", strict=True, defer_build=True)


class Entry(BaseModel):
    """One allowed directory."""

    model_config = _STRICT

    path: str = Field("", description="Absolute, or `~/...`.", json_schema_extra={"pattern": "^(/|~|[A-Za-z]:)"})
    access: str = Field(
        "rw", description="`rw` by default, or `ro`.", json_schema_extra={"enum": ["ro", "rw"], "type": "string"}
    )
    dangerous: bool = Field(False, description="Taken by `--dangerous` although it must not be allowed.")


class ExceptionEntry(BaseModel):
    """More or fewer directories for one instance."""

    model_config = _STRICT

    instance: str = Field("", description="Such as `colima/work`.", json_schema_extra={"pattern": "^[^/]+/."})
    allow: list[Entry] | None = Field(
        None, description="Allowed for this instance too; the same path decides over the list of all."
    )
    without: list[str] | None = Field(None, description="Paths of allowed directories that this instance does not get.")


class AcceptedEntry(BaseModel):
    """A finding that somebody knows of and takes, until a day."""

    model_config = _STRICT

    finding: str = Field("", description="Such as `CG104`.", json_schema_extra={"pattern": "^CG[0-9]{3}$"})
    instance: str = Field("", description="Such as `colima/work`.", json_schema_extra={"pattern": "^[^/]+/."})
    path: str = Field(
        "", description="The shared directory; for CG101, CG102 and CG103, which are accepted for one path only."
    )
    reason: str = Field("", description="Why.", json_schema_extra={"minLength": 1})
    until: str = Field(
        "",
        description="The last day on which it is accepted (UTC), such as `2026-12-31`.",
        json_schema_extra={"pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    )


class PolicyFile(BaseModel):
    """``policy.yaml``. Version 1 is the only one."""

    model_config = _STRICT

    version: int = Field(VERSION, description="1", json_schema_extra={"const": VERSION})
    include: list[str] | None = Field(
        None, description="Other policy files, such as a team's; relative to this file. What they allow is allowed too."
    )
    allow: list[Entry] | None = Field(None, description="The allowed directories; absent or empty: nothing.")
    confine: bool = Field(False, description="Every VM must be on a transport that the host confines.")
    exceptions: list[ExceptionEntry] | None = Field(None, description="More or fewer directories for one instance.")
    accepted: list[AcceptedEntry] | None = Field(None, description="Findings that are known and taken, until a day.")
    projects: list[str] | None = Field(
        None, description="Directories with Compose projects and devcontainers, which a change is held against."
    )


class ProjectFile(BaseModel):
    """``.colima-guard.yaml`` of a project: it narrows the policy and never widens it."""

    model_config = _STRICT

    version: int = VERSION
    allow: list[Entry] | None = None
    confine: bool = False
