"""Properties of image labels, Features and devcontainer.json, merged (``spec-node/imageMetadata.ts``, 0.89.0)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.scan.devcontainer.nodes import Node
from colima_guard.scan.project import Origin, Where

_TARGETS = ("target", "dst", "destination")


class Source(NamedTuple):
    """An object with properties, what its binds are called, and where its values stand."""

    properties: Node
    origin: Origin
    where: Callable[[Node], Where]


class Text(NamedTuple):
    """A text that a property says, with its origin and place."""

    text: str
    origin: Origin
    where: Where


class MountProperty(NamedTuple):
    """One of ``mounts``: as ``--mount`` takes it, and its parts as the CLI itself reads them."""

    option: Text
    kind: str | None
    source: str | None
    target: str | None
    external: bool = False


class Merged(NamedTuple):
    """What all sources ask for together."""

    mounts: tuple[MountProperty, ...]
    #: where it is asked for
    privileged: Where | None
    cap_add: tuple[Text, ...]
    security_opt: tuple[Text, ...]
    #: by name, the last one counts
    environment: dict[str, Text]


def merge(sources: Sequence[Source], fill: Callable[[str], str]) -> Merged:
    """The properties of the sources, variables filled in: lists are joined, of equal targets the last one counts.

    ``privileged`` is any of them: ``false`` takes nothing back.
    """
    privileged = None
    environment: dict[str, Text] = {}
    for source in sources:
        on = source.properties.get("privileged")
        if on is not None and on.truthy and privileged is None:
            privileged = source.where(on)
        # what a Feature names becomes part of the image
        for key in ("containerEnv", "remoteEnv"):
            variables = source.properties.get(key)
            for name, value in variables.value.items() if variables and isinstance(variables.value, dict) else ():
                if value.value is not None:
                    environment[name] = Text(fill(_shown(value.value)), source.origin, source.where(value))
    mounts = [mount for source in sources for mount in _mounts(source, fill)]
    return Merged(
        tuple(_last_of_each_target(mounts)),
        privileged,
        tuple(_texts(sources, "capAdd", fill)),
        tuple(_texts(sources, "securityOpt", fill)),
        environment,
    )


def _texts(sources: Sequence[Source], key: str, fill: Callable[[str], str]) -> Iterator[Text]:
    seen: set[str] = set()
    for source in sources:
        found = source.properties.get(key)
        for element in found.elements() if found is not None else ():
            for one in element.elements():
                text = fill(_shown(one.value))
                if text not in seen:
                    seen.add(text)
                    yield Text(text, source.origin, source.where(one))


def _mounts(source: Source, fill: Callable[[str], str]) -> Iterator[MountProperty]:
    found = source.properties.get("mounts")
    for one in found.elements() if found is not None else ():
        if isinstance(one.value, str):
            text = fill(one.value)
            yield _of_text(Text(text, source.origin, source.where(one)))
        else:
            yield _of_object(one, source, fill)


def _of_text(option: Text) -> MountProperty:
    parts: dict[str, str] = {}
    for field in option.text.split(","):
        key, *rest = field.split("=")
        parts["source" if key == "src" else "target" if key in _TARGETS else key] = rest[0] if rest else ""
    return MountProperty(option, parts.get("type"), parts.get("source"), parts.get("target"), "external" in parts)


def _of_object(mount: Node, source: Source, fill: Callable[[str], str]) -> MountProperty:
    def text(key: str) -> str | None:
        found = mount.get(key)
        return None if found is None else fill(_shown(found.value))

    kind, from_, target = text("type"), text("source"), text("target")
    written = mount.get("source")
    src = f"src={from_}," if from_ and written is not None and written.truthy else ""
    option = f"type={kind or 'undefined'},{src}dst={target or 'undefined'}"
    external = mount.get("external")
    place = source.where(mount)
    return MountProperty(
        Text(option, source.origin, place), kind, from_, target, external is not None and external.truthy
    )


def _last_of_each_target(mounts: list[MountProperty]) -> list[MountProperty]:
    """Of mounts of one target the last; a target that the CLI does not see (``Target=``) is one for all of them."""
    last = {mount.target: index for index, mount in enumerate(mounts)}
    return [mount for index, mount in enumerate(mounts) if last[mount.target] == index]


def _shown(value: Any) -> str:
    """A value as JavaScript writes it into a text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value == value and abs(value) < 1e15 and value == int(value) else str(value)
    if isinstance(value, str):
        return value
    return "null" if value is None else "[object Object]"
