"""Projects, containers and machines as a scan has them, made in a line for a test."""

from __future__ import annotations

from colima_guard.model.share import Access, Share
from colima_guard.model.transport import NINE_P
from colima_guard.scan.container.values import Container
from colima_guard.scan.machine import Machine
from colima_guard.scan.project import Bind, Kind, Origin, Project, Service, WhenMissing, Where


def share(path: str, access: str = "rw", at: str | None = None) -> Share:
    """A share of this directory, seen by the VM at the same path unless at another."""
    return Share(path, path, at or path, Access(access), NINE_P)


def seen(today: list[Share], after: list[Share] | None, name: str = "colima/default") -> Machine:
    """An instance with these shares, and those of after a lock."""
    return Machine(name, tuple(today), None if after is None else tuple(after))


def bind(
    source: str, target: str = "/x", access: str = "rw", when: WhenMissing | None = "empty", origin: Origin = "bind"
) -> Bind:
    """A bind of a Compose file."""
    return Bind(source, target, Access(access), when, origin, Where("compose.yaml", 1, 1))


def project(directory: str, *binds: Bind, service: str = "web", kind: Kind = "compose") -> Project:
    """A project of one service."""
    return Project(kind, directory, (f"{directory}/compose.yaml",), (Service(service, binds),))


def container(name: str, *binds: Bind, engine: str = "docker", labels: dict[str, str] | None = None) -> Container:
    """A container that runs and is no stronger than it need be."""
    return Container(name, f"{name}-id", engine, "image", True, binds, False, False, (), labels=labels or {})
