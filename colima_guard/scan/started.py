"""One project, as somebody starts it: a Compose project with its options, a devcontainer by its folder and file."""

from __future__ import annotations

from collections.abc import Mapping

from colima_guard.host.machine import Host
from colima_guard.scan.project import Project
from colima_guard.scan.walked import Opened, Started, Walked, both


def started(host: Host, how: Started) -> Walked:
    """The one Compose project that ``docker compose`` with these options would start in the directory."""
    from colima_guard.scan.compose.read import read_compose

    project = read_compose(
        host,
        how.directory,
        files=how.asked.files,
        env_files=how.asked.env_files,
        project_directory=how.asked.project_directory,
        profiles=how.asked.profiles,
        environ=host.environ,
    )
    return Walked((project,), (), (how,))


def above(host: Host, walked: Walked) -> Walked:
    """What was walked, and before it the Compose project that the working directory is a part of, but not the top.

    Also one of which no file can be read. Where there is none at all, it is of the working directory.
    """
    found = started(host, Started(host.cwd))
    (project,) = found.projects
    known = {(one.kind, *one.files) for one in walked.projects if one.files}
    if project.directory == host.cwd or (project.kind, *project.files) in known:
        return walked
    return both(found, walked)


def opened(
    host: Host, how: Opened, environ: Mapping[str, str], image_labels: Mapping[str, str] | None = None
) -> Project:
    """A devcontainer, with the label of its image where somebody asked for it."""
    from colima_guard.scan.devcontainer.reader import read_devcontainer

    return read_devcontainer(
        host,
        how.folder,
        config=how.config,
        override_config=how.override,
        environ=environ,
        image_labels=image_labels,
    )
