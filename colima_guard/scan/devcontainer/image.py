"""The image of a devcontainer: the one that it names, or the one that its Dockerfile is built on."""

from __future__ import annotations

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.scan.devcontainer.configuration import Configuration
from colima_guard.scan.devcontainer.dockerfile import base_image
from colima_guard.scan.devcontainer.files import Unread
from colima_guard.scan.devcontainer.nodes import Node
from colima_guard.scan.project import Unknown, Where


class Image(NamedTuple):
    """An image whose label counts; the name is empty where it cannot be told."""

    name: str
    where: Where
    unknown: tuple[Unknown, ...] = ()


def image_of(config: Configuration) -> Image | None:
    """The image; ``None`` where neither ``image`` nor a Dockerfile is named. Both come before Compose files."""
    build = config.root.get("build")
    dockerfile = config.root.get("dockerFile") or (build.get("dockerfile") if build is not None else None)
    if dockerfile is not None:
        return _built(config, dockerfile, build)
    image = config.root.get("image")
    if image is None:
        return None
    name = config.text(image)
    return Image(name, config.where(image)) if name else _untold(config, image, "image is empty, or no text")


def _untold(config: Configuration, named: Node, why: str) -> Image:
    where = config.where(named)
    return Image("", where, (Unknown(why, where),))


def _built(config: Configuration, dockerfile: Node, build: Node | None) -> Image:
    name = config.text(dockerfile)
    if name is None:
        return _untold(config, dockerfile, "the Dockerfile is named by no text")
    file = config.beside(name)
    try:
        text = config.files.text(file)
    except Unread as error:
        return _untold(config, dockerfile, f"the Dockerfile cannot be read: {error}")
    arguments: dict[str, str] = {}
    given = build.get("args") if build is not None else None
    for key, value in given.value.items() if given is not None and isinstance(given.value, dict) else ():
        filled = config.text(value)
        if filled is not None:
            arguments[key] = filled
    image = base_image(text, arguments, config.text(build.get("target")) if build is not None else None)
    if image is None:
        return _untold(config, dockerfile, f"{file} is built on no image that can be told")
    return Image(image, config.where(dockerfile))
