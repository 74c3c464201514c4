"""Workspace folders in a temporary directory, and what is read of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from colima_guard.host.machine import Host
from colima_guard.scan.devcontainer.reader import read_devcontainer
from colima_guard.scan.project import Project, Service

CONFIG = ".devcontainer/devcontainer.json"


def read(root: Path, written: object, files: Mapping[str, str] | None = None, **options: Any) -> Project:
    """The devcontainer of a folder ``root/w``: ``written`` is its file, of an image by default."""
    folder = root / "w"
    texts = dict(files or {})
    if written is not None:
        if isinstance(written, dict) and not {"image", "build", "dockerFile", "dockerComposeFile"} & set(written):
            written = {"image": "x", **written}
        texts[CONFIG] = written if isinstance(written, str) else json.dumps(written)
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
    environ = {"HOME": "/home/me", **options.pop("env", {})}
    host = Host(environ=environ, platform="linux", cwd=str(root))
    where = str(root / options.pop("folder", "w"))
    return read_devcontainer(host, where, environ=environ, **options)


def container(project: Project) -> Service:
    """The one container of a project that can be read."""
    assert project.error is None, project.error
    (service,) = project.services
    return service


def binds(root: Path, config: object, files: Mapping[str, str] | None = None, **options: Any) -> list[str]:
    """``SOURCE:TARGET:ACCESS`` of each bind but the workspace's own."""
    service = container(read(root, config, files, **options))
    own = (bind for bind in service.binds if bind.origin != "workspace")
    return [f"{bind.source.replace(str(root), '@')}:{bind.target}:{bind.access}" for bind in own]


def strengths(root: Path, config: object, **options: Any) -> list[str]:
    """``KEY=VALUE`` of each strength."""
    return [f"{one.key}={one.value}" for one in container(read(root, config, **options)).strengths]


def doubts(root: Path, config: object, files: Mapping[str, str] | None = None, **options: Any) -> list[str]:
    """What cannot be told."""
    return [one.why for one in container(read(root, config, files, **options)).unknown]
