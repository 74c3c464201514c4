"""The image that a Dockerfile is built on, as the CLI finds it (``spec-node/dockerfileUtils.ts``, 0.89.0)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

_STAGES = re.compile(r"(?=^[\t ]*FROM)", re.IGNORECASE | re.MULTILINE)
_FROM = re.compile(r'^\s*FROM\s+(?:--platform=\S+\s+)?("?[^\s]+"?)(?:\s+AS\s+([^\s]+))?', re.IGNORECASE | re.MULTILINE)
_ARG = re.compile(r'^\s*(ARG|ENV)\s+([^\s=]+)(?:[ =]+(?:"(\S+)"|(\S+)))?', re.IGNORECASE | re.MULTILINE)
_VARIABLE = re.compile(r"\$\{?([a-zA-Z0-9_]+)(?::([-+])([^}]+))?\}?")
#: no build refers further
_MAX_STEPS = 50

_Settings = Sequence[tuple[str, str, str | None]]


class _Stage(NamedTuple):
    image: str
    label: str | None


def base_image(text: str, arguments: Mapping[str, str], target: str | None) -> str | None:
    """The image of the last stage, or of ``target``, through stages and ``ARG``; ``None`` where none is found."""
    first, *rest = _STAGES.split(text) or [""]
    if _FROM.match(first):
        first, rest = "", [first, *rest]
    settings = [(found[1].upper(), found[2], found[3] or found[4]) for found in _ARG.finditer(first)]
    stages = [_stage(part) for part in rest]
    by_label = {stage.label: stage for stage in stages if stage.label}
    stage = by_label.get(target) if target else stages[-1] if stages else None
    for _ in range(_MAX_STEPS):
        if stage is None:
            return None
        image = _filled(stage.image, settings, arguments, len(settings))
        if image not in by_label:
            return image or None
        stage = by_label[image]
    return None


def _stage(text: str) -> _Stage:
    found = _FROM.match(text)
    return _Stage(found[1].strip("\"'"), found[2]) if found else _Stage("unknown", None)


def _filled(text: str, settings: _Settings, arguments: Mapping[str, str], before: int, depth: int = 0) -> str:
    def value(match: re.Match[str]) -> str:
        found = _value(match[1], settings, arguments, before, depth)
        if match[2]:
            word = match[3] if (found == "") == (match[2] == "-") else found if match[2] == "-" else ""
            return re.sub(r"^['\"]|['\"]$", "", word)
        return found

    return _VARIABLE.sub(value, text)


def _value(name: str, settings: _Settings, arguments: Mapping[str, str], before: int, depth: int) -> str:
    if depth > _MAX_STEPS:
        return ""
    for index in range(before - 1, -1, -1):
        kind, own, default = settings[index]
        if own != name:
            continue
        given = default if kind == "ENV" else arguments.get(name, default)
        if given is not None:
            return _filled(given, settings, arguments, index, depth + 1)
    return ""
