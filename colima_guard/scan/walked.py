"""What a walk comes to, as values: projects with how each is started, and what was left out."""

from __future__ import annotations

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.scan.compose.files import Asked
from colima_guard.scan.project import Project


class LeftOut(NamedTuple):
    """A path that is not looked into, and why."""

    path: str
    why: str
    #: nobody chose it to be left out: what lies there cannot be told
    unknown: bool = False


class Started(NamedTuple):
    """How a Compose project is started: the directory in which ``docker compose`` runs, and its options."""

    directory: str
    asked: Asked = Asked()


class Opened(NamedTuple):
    """How a devcontainer is opened: its workspace folder, its file, and one in place of that."""

    folder: str
    config: str | None
    override: str | None = None


class Walked(NamedTuple):
    """The projects that were found, in the order of their paths below each root, and what was left out."""

    projects: tuple[Project, ...]
    left_out: tuple[LeftOut, ...]
    #: how each of the projects is started
    started: tuple[Started | Opened, ...] = ()
    #: how many directories were looked into
    directories: int = 0


def both(one: Walked, other: Walked) -> Walked:
    """The projects of one walk, and those of another, with what the other left out."""
    return other._replace(projects=(*one.projects, *other.projects), started=(*one.started, *other.started))
