"""Releases of Docker Desktop that differ in what counts, and those with a known way out of the VM or a container."""

from __future__ import annotations

from colima_guard.host.values import Platform
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.release import Release, release

#: from here on ``settings-store.json`` is read, and ``settings.json`` is left in place (docker/docs#21003, #21259)
STORE_SINCE = release("4.35.0")
#: the newest release that was looked at
NEWEST = release("4.90.0")
#: the oldest that stands for all before ``STORE_SINCE``
OLD = release("4.34.0")


class Escape(NamedTuple):
    """A known hole: in the releases from ``since`` on, up to but not including ``fixed``, and what it gives away.

    ``needs`` is the setting without which it says nothing: ``eci`` or ``grpcfuse``.
    """

    name: str
    fixed: Release
    text: str
    since: Release | None = None
    platforms: tuple[Platform, ...] = ("macos", "linux", "windows")
    needs: str | None = None


#: docs.docker.com/security/security-announcements, and the release notes
ESCAPES: tuple[Escape, ...] = (
    Escape(
        "CVE-2025-9074",
        release("4.44.3"),
        "any container reaches the engine without its socket, and so all that is shared",
        platforms=("macos", "windows"),
    ),
    Escape(
        "CVE-2025-10657",
        release("4.47.0"),
        "the command list of Enhanced Container Isolation is ignored",
        since=release("4.46.0"),
        needs="eci",
    ),
    Escape(
        "CVE-2026-6406",
        release("4.59.0"),
        "--use-api-socket gets around Enhanced Container Isolation",
        since=release("4.41.0"),
        needs="eci",
    ),
    Escape("CVE-2026-2664", release("4.62.0"), "the gRPC FUSE server can be made to read too far", needs="grpcfuse"),
    Escape("CVE-2026-5817", release("4.68.0"), "a container can run programs on the host through Model Runner"),
    Escape("CVE-2026-5843", release("4.71.0"), "a container can run programs on the host through Model Runner"),
    Escape("CVE-2026-17106", release("4.86.0"), "docker cp can be led out of the container"),
)


def escapes(installed: Release, platform: Platform, settings: frozenset[str]) -> list[Escape]:
    """The known holes of a release; ``settings`` are those of ``eci`` and ``grpcfuse`` that are on."""
    return [
        one
        for one in ESCAPES
        if (one.since is None or one.since <= installed) and installed < one.fixed
        if platform in one.platforms and (one.needs is None or one.needs in settings)
    ]
