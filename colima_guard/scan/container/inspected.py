"""What ``inspect`` prints, as the objects in it; every field may be missing or of another kind."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from colima_guard.errors import GuardError

_SPACE = re.compile(r"\s*")
#: an inspect of a thousand containers has some 10 MB
MAX_CHARACTERS = 1 << 27


def objects(text: str) -> list[Mapping[str, Any]]:
    """The objects of lists and of objects, one behind the other. Raises ``GuardError`` for anything else.

    With a format podman 4 prints a list for each name, in many lines; docker an object a line.
    """
    if len(text) > MAX_CHARACTERS:
        raise GuardError("the client printed more than is read here")
    decoder, text, at, values = json.JSONDecoder(), text.strip(), 0, []
    try:
        while at < len(text):
            value, end = decoder.raw_decode(text, at)
            values.append(value)
            at = _SPACE.match(text, end).end()  # type: ignore[union-attr]  # it matches nothing, too
    except (ValueError, RecursionError) as error:
        raise GuardError(f"what the client printed is no JSON: {error}") from error
    flat = [one for value in values for one in (value if isinstance(value, list) else [value])]
    return [one for one in flat if isinstance(one, dict)]


class Inspected:
    """One container of ``inspect``."""

    def __init__(self, data: Mapping[str, Any], engine: str) -> None:
        self.data = data
        self.engine = engine
        self.host = mapping(data.get("HostConfig"))
        self.config = mapping(data.get("Config"))

    @property
    def id(self) -> str:
        """Its id, in full."""
        return string(self.data.get("Id") or self.data.get("ID"))

    @property
    def name(self) -> str:
        """Its name, without docker's slash; the id where it has none."""
        return string(self.data.get("Name")).removeprefix("/") or self.id[:12]

    @property
    def running(self) -> bool:
        """Whether it runs, paused or not."""
        state = mapping(self.data.get("State"))
        return bool(state.get("Running")) or string(state.get("Status")).lower() in ("running", "paused", "restarting")

    @property
    def process(self) -> int:
        """The number of its first process in its machine; 0 where it has none, or that is not told."""
        number = mapping(self.data.get("State")).get("Pid")
        return number if self.running and type(number) is int and number > 0 else 0

    @cached_property
    def command(self) -> list[str]:
        """What podman keeps of how it was made; empty for others."""
        return strings(self.config.get("CreateCommand"))

    def variables(self) -> Iterator[tuple[str, str]]:
        """Its environment."""
        for entry in strings(self.config.get("Env")):
            name, _, value = entry.partition("=")
            yield name, value


def mapping(value: object) -> Mapping[str, Any]:
    """An object, empty for anything else."""
    return value if isinstance(value, dict) else {}


def mappings(value: object) -> list[Mapping[str, Any]]:
    """The objects of a list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def string(value: object) -> str:
    """A text, empty for anything else."""
    return value if isinstance(value, str) else ""


def strings(value: object) -> list[str]:
    """The texts of a list."""
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
