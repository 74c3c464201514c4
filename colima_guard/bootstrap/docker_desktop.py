"""An administrator's settings for Docker Desktop: the allowlist of a fleet.

docs.docker.com, enterprise/security/hardened-desktop/settings-management. Only documented keys: before 4.43 another
one kept Docker Desktop from starting, and before 4.41 a missing ``configurationFileVersion`` did.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from colima_guard.model.allowlist import Allowed
from colima_guard.model.paths import is_within
from colima_guard.model.share import Access

#: the directory that stands for nothing (``own_files.placeholder``), on a machine with another home
_PLACEHOLDER = "$HOME/.local/share/colima-guard/nothing-shared"
_FIXED = (
    "it counts only for users of Docker Business who are signed in; for everybody else Docker Desktop ignores it",
    "its mere presence forces everybody on the machine to sign in: never put it on a personal machine",
    "put it, owned by an administrator and without a byte order mark, at "
    "/Library/Application Support/com.docker.docker/admin-settings.json (macOS), "
    "/usr/share/docker-desktop/admin-settings.json (Linux) or C:\\ProgramData\\DockerDesktop\\admin-settings.json",
    "it takes effect when Docker Desktop was quit and started; settings of Docker's own console win over it",
    "what it does to directories that a user added before is not documented: lock the user's settings too",
    "every directory in it must be there on every machine, or Docker Desktop does not start",
    "with WSL 2 no list has an effect, and users get around it: for Windows also set, and lock, "
    '"linuxVM": {"wslEngineEnabled": {"locked": true, "value": false}}',
)


def admin_settings(allow: Sequence[Allowed], home: str) -> str:
    """The file as text. Directories below the home are written with ``$HOME``, which Docker Desktop fills in."""
    paths = [_written(entry, home) for entry in allow if entry.access is Access.RW] or [_PLACEHOLDER]
    directories = [{"path": path, "sharedByDefault": True} for path in paths]
    value = {"configurationFileVersion": 2, "filesharingAllowedDirectories": directories}
    return json.dumps(value, indent=2, ensure_ascii=False)


def notes(allow: Sequence[Allowed], home: str) -> Iterator[str]:
    """What an administrator has to know before it is put anywhere."""
    for entry in allow:
        if entry.access is Access.RO:
            yield f"{_written(entry, home)} is left out, for no share of Docker Desktop is read-only"
    if not any(entry.access is Access.RW for entry in allow):
        yield f"an empty list is not documented, so it lists {_PLACEHOLDER}, which must be there and empty"
    yield from _FIXED


def _written(entry: Allowed, home: str) -> str:
    if not is_within(entry.path, home):
        return entry.path
    rest = entry.path[len(home) :].replace("\\", "/")
    return f"$HOME{rest}"
