"""What a policy file holds, as it is written. Values only; ``text.py`` reads it."""

from colima_guard.formats.golang.types import Struct, key

VERSION = 1
#: where an editor finds the JSON Schema
SCHEMA_URL = (
    "https://raw.githubusercontent.com/colima-guard/colima-guard/main/docs/schema/colima-guard-policy-1.schema.json"
)


class Entry(Struct):
    """One allowed directory."""

    path: str = key(description="Absolute, or `~/...`.", pattern="^(/|~|[A-Za-z]:)")
    access: str = key(description="`rw` by default, or `ro`.", enum=["ro", "rw"])
    dangerous: bool = key(description="Taken by `--dangerous` although it must not be allowed.")


class ExceptionEntry(Struct):
    """More or fewer directories for one instance."""

    instance: str = key(description="Such as `colima/work`.", pattern="^[^/]+/.")
    allow: list[Entry] | None = key(
        description="Allowed for this instance too; the same path decides over the list of all."
    )
    without: list[str] | None = key(description="Paths of allowed directories that this instance does not get.")


class AcceptedEntry(Struct):
    """A finding that somebody knows of and takes, until a day."""

    finding: str = key(description="Such as `CG104`.", pattern="^CG[0-9]{3}$")
    instance: str = key(
        description="Such as `colima/work`; of a container the VM that it runs on, if its engine runs on one.",
        pattern="^[^/]+/.",
    )
    path: str = key(
        description="The shared directory; for CG101, CG102 and CG103, which are accepted for one path only."
    )
    project: str = key(
        description="The directory of a Compose project or devcontainer; for CG420 and CG421.",
        pattern="^(/|~|[A-Za-z]:)",
    )
    container: str = key(description="The name of a container; for what a scan finds of it.", minLength=1)
    reason: str = key(description="Why.", minLength=1)
    until: str = key(
        description="The last day on which it is accepted (UTC), such as `2026-12-31`.",
        pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    )


class PolicyFile(Struct):
    """``policy.yaml``. Version 1 is the only one."""

    version: int = key(description="1", const=VERSION)
    include: list[str] | None = key(
        description="Other policy files, such as a team's; relative to this file. What they allow is allowed too."
    )
    allow: list[Entry] | None = key(description="The allowed directories; absent or empty: nothing.")
    confine: bool = key(description="Every VM must be on a transport that the host confines.")
    exceptions: list[ExceptionEntry] | None = key(description="More or fewer directories for one instance.")
    accepted: list[AcceptedEntry] | None = key(description="Findings that are known and taken, until a day.")
    projects: list[str] | None = key(
        description="Directories with Compose projects and devcontainers, which a change is held against."
    )


class ProjectFile(Struct):
    """``.colima-guard.yaml`` of a project: it narrows the policy and never widens it."""

    version: int
    allow: list[Entry] | None
    confine: bool
