"""The projects that are known on this machine: of directories that somebody named, and those of the containers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.scan.container.values import Container
from colima_guard.scan.impact import WORKING_DIRECTORY
from colima_guard.scan.project import Project

#: further labels that programs write on their containers
CONFIG_FILES = "com.docker.compose.project.config_files"
FOLDER, CONFIG = "devcontainer.local_folder", "devcontainer.config_file"


class Known(NamedTuple):
    """Projects, and what of them could not be looked at, in words."""

    projects: tuple[Project, ...]
    notes: tuple[str, ...] = ()


def known(
    host: Host, directories: Sequence[str], containers: Iterable[Container], *, is_over: Callable[[], bool]
) -> Known:
    """The projects in these directories, and those that containers say they were started from.

    Where the time ``is_over`` the rest is left out, which the notes say. Never raises for what is there.
    """
    found: dict[tuple[str, ...], Project] = {}
    notes: list[str] = []
    labelled = dict.fromkeys(_labels(containers))
    for directory in directories:
        _walk(host, directory, found, notes, is_over)
    for number, labels in enumerate(labelled):
        if is_over():
            notes.append(f"there was no time left for {len(labelled) - number} projects of containers")
            break
        project = _labelled(host, dict(labels))
        if project is not None:
            found.setdefault(_key(project), project)
    return Known(tuple(found.values()), tuple(notes))


def _walk(
    host: Host,
    directory: str,
    found: dict[tuple[str, ...], Project],
    notes: list[str],
    is_over: Callable[[], bool],
) -> None:
    from colima_guard.scan.walk import walk as look_through

    if host.look(directory) != "dir":
        notes.append(f"{directory} is not there, so no project in it was looked at")
        return
    try:
        walked = look_through(host, [directory], is_over=is_over)
    except GuardError as error:
        notes.append(f"{directory} was not looked at: {error.what}")
        return
    found |= {_key(project): project for project in walked.projects}
    notes += [f"{one.path} was not looked at: {one.why}" for one in walked.left_out if one.unknown]


def _key(project: Project) -> tuple[str, ...]:
    return (project.kind, project.directory, *project.files)


def _labels(containers: Iterable[Container]) -> Iterator[tuple[tuple[str, str], ...]]:
    """What the labels of each container say of its project."""
    for container in containers:
        for names in ((WORKING_DIRECTORY, CONFIG_FILES), (FOLDER, CONFIG)):
            said = tuple((name, container.labels[name]) for name in names if container.labels.get(name))
            if said and said[0][0] == names[0]:
                yield said


def _labelled(host: Host, labels: Mapping[str, str]) -> Project | None:
    """The project that labels tell of; ``None`` where its files are not there any more."""
    directory = labels.get(WORKING_DIRECTORY) or labels.get(FOLDER, "")
    if not os.path.isabs(directory) or host.look(directory) != "dir":
        return None
    if FOLDER in labels:
        from colima_guard.scan.devcontainer.reader import read_devcontainer

        config = labels.get(CONFIG)
        config = config if config is not None and host.look(config) == "file" else None
        return read_devcontainer(host, directory, config=config, environ=host.environ)
    from colima_guard.scan.compose.read import read_compose

    files = tuple(filter(None, labels.get(CONFIG_FILES, "").split(",")))
    if not files or any(not os.path.isabs(file) or host.look(file) != "file" for file in files):
        return None
    return read_compose(host, directory, files=files, project_directory=directory, environ=host.environ)
