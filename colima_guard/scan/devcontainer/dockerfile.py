"""The image that a Dockerfile is built on, as the CLI finds it (``spec-node/dockerfileUtils.ts``, 0.89.0)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from colima_guard.model.named_tuple import NamedTuple

_STAGES = re.compile(r"(?=^[\t ]*FROM)", re.IGNORECASE | re.MULTILINE)
_FROM = re.compile(
    r'^[^\S\n]*FROM\s+(?:--platform=\S+\s+)?("?[^\s]+"?)(?:\s+AS\s+([^\s]+))?', re.IGNORECASE | re.MULTILINE
)
_ARG = re.compile(r'^[^\S\n]*(ARG|ENV)\s+([^\s=]+)(?:[ =]+(?:"(\S+)"|(\S+)))?', re.IGNORECASE | re.MULTILINE)
_VARIABLE = re.compile(r"\$\{?([a-zA-Z0-9_]+)(?::([-+])([^}]+))?\}?")
#: no build takes more steps, or names a longer image
_MAX_STEPS, _MAX_NAME = 200, 1000

_Settings = Sequence[tuple[str, str, str | None]]


class _Stage(NamedTuple):
    image: str
    label: str | None


class _Endless(Exception):
    """Values that are made of each other, over and over."""


def base_image(text: str, arguments: Mapping[str, str], target: str | None) -> str | None:
    """The image of the last stage, or of ``target``, through stages and ``ARG``; ``None`` where none is found."""
    first, *rest = _STAGES.split(text) or [""]
    if _FROM.match(first):
        first, rest = "", [first, *rest]
    values = _Values([(one[1].upper(), one[2], one[3] or one[4]) for one in _ARG.finditer(first)], arguments)
    stages = [_stage(part) for part in rest]
    by_label = {stage.label: stage for stage in stages if stage.label}
    stage = by_label.get(target) if target else stages[-1] if stages else None
    try:
        for _ in range(_MAX_STEPS):
            if stage is None:
                return None
            image = values.filled(stage.image)
            if image not in by_label:
                return image or None
            stage = by_label[image]
    except _Endless:
        pass
    return None


def _stage(text: str) -> _Stage:
    found = _FROM.match(text)
    return _Stage(found[1].strip("\"'"), found[2]) if found else _Stage("unknown", None)


class _Values:
    """What ``ARG`` and ``ENV`` before the first stage say, and the arguments that the build is given."""

    def __init__(self, settings: _Settings, arguments: Mapping[str, str]) -> None:
        self._settings = settings
        self._arguments = arguments
        self._left = _MAX_STEPS

    def filled(self, text: str, before: int | None = None) -> str:
        """A text with its variables replaced, by what stands ``before`` a setting. Raises ``_Endless``."""
        limit = len(self._settings) if before is None else before

        def value(match: re.Match[str]) -> str:
            found, word = self._value(match[1], limit), match[3]
            if not match[2]:
                return found
            chosen = (found or word) if match[2] == "-" else (word if found else found)
            return re.sub(r"^['\"]|['\"]$", "", chosen)

        filled = _VARIABLE.sub(value, text)
        if len(filled) > _MAX_NAME:
            raise _Endless
        return filled

    def _value(self, name: str, before: int) -> str:
        self._left -= 1
        if self._left < 0:
            raise _Endless
        for index in range(before - 1, -1, -1):
            kind, own, default = self._settings[index]
            if own != name:
                continue
            given = default if kind == "ENV" else self._arguments.get(name, default)
            if given is not None:
                return self.filled(given, index)
        return ""
