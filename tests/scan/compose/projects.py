"""Compose projects in a temporary directory, and what they are read as."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from colima_guard.host.machine import Host
from colima_guard.scan.compose.read import read_compose
from colima_guard.scan.project import Project, Service


def put(root: Path, files: Mapping[str, str]) -> None:
    """Writes files, with the directories that they need."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogateescape"))


def read(
    root: Path,
    files: Mapping[str, str],
    *,
    cwd: str = "",
    env: Mapping[str, str] | None = None,
    profiles: Sequence[str] | None = None,
    options: Mapping[str, object] | None = None,
) -> Project:
    """The project that ``root / cwd`` holds, its home being ``/home/me``."""
    if sys.platform == "win32":
        pytest.skip("needs a file system as POSIX has it")
    put(root, files)
    directory = str(root / cwd) if cwd else str(root)
    environ = {"HOME": "/home/me", **(env or {})}
    host = Host(environ=environ, platform="linux", cwd=directory)
    return read_compose(host, directory, profiles=profiles, environ=environ, **(options or {}))  # type: ignore[arg-type]


def one(project: Project, name: str = "app") -> Service:
    """The service of a name."""
    return next(service for service in project.services if service.name == name)


def binds(project: Project, root: Path, name: str = "app") -> list[str]:
    """``SOURCE:TARGET:ACCESS`` of each bind, the project's own directory written as ``.``."""
    return [
        f"{bind.source.replace(str(root), '.', 1) if bind.source.startswith(str(root)) else bind.source}"
        f":{bind.target}:{bind.access}"
        for bind in one(project, name).binds
    ]
