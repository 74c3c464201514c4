"""What is said of files that stand beside a profile, or that cannot be read."""

from __future__ import annotations

from colima_guard.backends.colima.rules.shared_files import SharedFiles
from colima_guard.backends.colima.rules.start import Source
from colima_guard.host.machine import Host
from colima_guard.model.finding import Finding
from colima_guard.model.share import Place

WANDERS = Finding(
    "CG305",
    "Colima picks its configuration directory below the directory in which it is started",
    "unset COLIMA_HOME and XDG_CONFIG_HOME, or set them to absolute paths",
)


def shared_findings(host: Host, shared: SharedFiles) -> list[Finding]:
    """Everything to know about the files of a Lima home that reach every profile in it."""
    if not shared.existing:
        return []
    from colima_guard.backends.lima.settings_findings import file_findings

    return file_findings(host, shared.existing)


def unreadable_finding(what: str, path: str, kind: str = "regular file") -> Finding:
    """A file or directory that cannot be read, and ``what`` it is that stands in the way."""
    return Finding("CG205", what, f"make it a {kind} that you can read, then look again", Place(path))


def legacy_finding(legacy: Source) -> Finding:
    """A file that only old releases read."""
    if legacy.problem is not None:
        return unreadable_finding(legacy.problem, legacy.path)
    listed = legacy.decoded is not None and legacy.decoded.value.mounts
    shares = "what its `mounts` lists" if listed else "the whole home"
    message = f"a file of an old release is still there: Colima up to 0.8.4 would copy it and share {shares}"
    return Finding("CG306", message, "remove it", Place(legacy.path))
