"""The image of a devcontainer: the one that it names, or the one that its Dockerfile is built on."""

from __future__ import annotations

import os
from typing import NamedTuple

from colima_guard.scan.devcontainer.dockerfile import base_image
from colima_guard.scan.devcontainer.files import Files, Unread
from colima_guard.scan.devcontainer.jsonc import Document, Node
from colima_guard.scan.devcontainer.variables import Variables
from colima_guard.scan.project import Unknown, Where


class Image(NamedTuple):
    """An image whose label counts; the name is empty where it cannot be told."""

    name: str
    where: Where
    unknown: tuple[Unknown, ...] = ()


def image_of(root: Node, document: Document, path: str, files: Files, variables: Variables) -> Image | None:
    """The image; ``None`` where neither ``image`` nor a Dockerfile is named. Both come before Compose files."""
    build = root.get("build")
    dockerfile = root.get("dockerFile") or (build.get("dockerfile") if build is not None else None)
    if dockerfile is not None:
        return _built(dockerfile, build, document, path, files, variables)
    image = root.get("image")
    if image is None:
        return None
    where = document.where(image)
    if not isinstance(image.value, str) or not image.value:
        return Image("", where, (Unknown("image is empty, or no text", where),))
    return Image(variables.fill(image.value), where)


def _built(
    dockerfile: Node, build: Node | None, document: Document, path: str, files: Files, variables: Variables
) -> Image:
    where = document.where(dockerfile)
    if not isinstance(dockerfile.value, str):
        return Image("", where, (Unknown("the Dockerfile is named by no text", where),))
    file = os.path.normpath(os.path.join(os.path.dirname(path), variables.fill(dockerfile.value)))
    try:
        text = files.text(file)
    except Unread as error:
        return Image("", where, (Unknown(f"the Dockerfile cannot be read: {error}", where),))
    arguments: dict[str, str] = {}
    given = build.get("args") if build is not None else None
    for name, value in given.value.items() if given is not None and isinstance(given.value, dict) else ():
        if isinstance(value.value, str):
            arguments[name] = variables.fill(value.value)
    target = build.get("target") if build is not None else None
    stage = variables.fill(target.value) if target is not None and isinstance(target.value, str) else None
    name = base_image(text, arguments, stage)
    if name is None:
        return Image("", where, (Unknown(f"{file} is built on no image that can be told", where),))
    return Image(name, where)
