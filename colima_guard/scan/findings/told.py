"""What cannot be told of a project, and what it runs on the host."""

from __future__ import annotations

import ntpath
import os.path
from collections.abc import Iterator

from colima_guard.scan.finding import Confidence, ScanFinding
from colima_guard.scan.project import Project, Unknown

_WHY = "what is not known may be the socket, or a directory that nobody meant to give away"


def on_the_host(project: Project) -> Iterator[ScanFinding]:
    """CG426."""
    for command in project.host_commands:
        yield ScanFinding(
            "CG426",
            Confidence.SURE,
            f"`{command.key}` runs on this machine itself: {command.value}",
            "it runs outside of any container: it can do all that you can",
            "read it before the project is opened, or do the same in the container",
            command.where,
        )


def unreadable(project: Project) -> Iterator[ScanFinding]:
    """CG428, once: the reason that comes first, and how many more there are."""
    if project.error is None:
        return
    reason = next((one for one in project.unknown if one.why == project.error), Unknown(project.error, project.place))
    more = len(project.unknown) - 1
    yield ScanFinding(
        "CG428",
        Confidence.SURE,
        reason.why + (f", and {more} more reason{'s' if more > 1 else ''}" if more > 0 else ""),
        "its own program refuses it, or it cannot be read here: what is said of it may not be all",
        "mend it, then scan again",
        reason.where,
    )


def unknown(project: Project) -> Iterator[ScanFinding]:
    """CG427, of each service, and of the project as a whole."""
    if project.error is None:
        yield from (_unknown(one, "") for one in project.unknown)
    for service in project.services:
        yield from (_unknown(one, service.name) for one in service.unknown)
        for bind in service.binds:
            if not (os.path.isabs(bind.source) or ntpath.isabs(bind.source)):
                why = f"the source {bind.source!r} of {bind.target} is not absolute: docker refuses it"
                yield _unknown(Unknown(why, bind.where), service.name)


def _unknown(one: Unknown, subject: str) -> ScanFinding:
    remedy = "set what it depends on, as it is when the project is started, then scan again"
    return ScanFinding("CG427", Confidence.POSSIBLE, one.why, _WHY, remedy, one.where, subject)
