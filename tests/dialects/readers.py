"""Builds the readers of ``reader/`` with Go, one for each release that matters, and asks them.

A reader that cannot be built (no Go, one too old, neither network nor module cache) is ``Unbuilt``, with the reason.
"""

from __future__ import annotations

import atexit
import base64
import json
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

_SOURCE = Path(__file__).parent / "reader"


class Unbuilt(Exception):
    """Why a reader is not to be had here."""


class Answer(NamedTuple):
    """What a reader made of a text.

    ``error``: "" it loads; "type" it does with a type error; "syntax: ..." refused; "panic: ..." the program ends.
    """

    error: str
    value: dict[str, Any]
    #: what is written, before it gets a meaning: [kind, tag, anchor, quotes, value, *what is within]
    tree: list[Any] | None = None

    @property
    def loads(self) -> bool:
        return self.error in ("", "type")


@dataclass(frozen=True)
class Dialect:
    """A library that reads YAML, at a release."""

    module: str
    release: str
    #: which files of ``reader/`` belong to it
    tags: str

    def __str__(self) -> str:
        return f"{self.module} {self.release}"


#: Colima, every release
YAML_V3 = Dialect("gopkg.in/yaml.v3", "v3.0.1", "yamlv3")
#: Lima 1.0 to 1.0.2; later; today
GOCCY = (
    Dialect("github.com/goccy/go-yaml", "v1.13.5", "goccy,duplicates"),
    Dialect("github.com/goccy/go-yaml", "v1.17.1", "goccy"),
    Dialect("github.com/goccy/go-yaml", "v1.19.2", "goccy"),
)


class Reader:
    """A running reader."""

    def __init__(self, program: Path) -> None:
        self._process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        atexit.register(self._process.kill)

    def read(self, text: bytes) -> Answer:
        """What it makes of a text. Raises ``RuntimeError`` where the reader itself ends."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(b'{"data": "%s"}\n' % base64.b64encode(text))
        stdin.flush()
        line = stdout.readline()
        if not line:
            raise RuntimeError(f"the reader ended at {text!r}")
        answer = json.loads(line)
        return Answer(answer["error"], answer["value"] or {}, answer["tree"])


@cache
def reader(dialect: Dialect) -> Reader:
    """The reader of a dialect, built and started once. Raises ``Unbuilt``."""
    return Reader(_build(dialect))


def _build(dialect: Dialect) -> Path:
    if shutil.which("go") is None:
        raise Unbuilt("Go is not installed")
    place = Path(tempfile.mkdtemp(prefix="reader-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    for file in (*_SOURCE.glob("*.go"), _SOURCE / "go.sum"):
        shutil.copy(file, place)
    (place / "go.mod").write_text(f"module reader\n\ngo 1.18\n\nrequire {dialect.module} {dialect.release}\n")
    command = ["go", "build", "-mod=mod", "-buildvcs=false", "-tags", dialect.tags, "-o", "reader", "."]
    environment = os.environ | {"GOTOOLCHAIN": "local", "GOWORK": "off", "CGO_ENABLED": "0"}
    made = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True)
    if made.returncode != 0:
        raise Unbuilt(f"{dialect} does not build with this Go:\n{made.stderr.strip()}")
    return place / "reader"
