"""Reading Lima's files: each once, whatever reaches it."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from colima_guard.backends.shared.found_file import FoundFile, found_file
from colima_guard.host.machine import Host
from colima_guard.model.bug import to_report

if TYPE_CHECKING:
    from colima_guard.backends.lima.rules.entry import Source
    from colima_guard.backends.lima.rules.file import LimaFile
    from colima_guard.formats.golang.goccy.document import Loaded
    from colima_guard.formats.yaml.tree import Node


class ConfigFile(FoundFile["Source"]):
    """A file of Lima's as it was found."""

    __slots__ = ()

    @property
    def source(self) -> Source | None:
        """What it says, as a part of a merge."""
        return self.value

    @property
    def says_something(self) -> bool:
        """Whether it holds more than comments, or may do so."""
        if self.source is None:
            return self.problem is not None
        loaded = self.source.loaded
        return bool(loaded.keys) or loaded.null or loaded.doubt is not None

    def lean(self) -> ConfigFile:
        """With the marks alone that shares and edits need: the findings, which need all of them, are made before."""
        if self.source is None:
            return self
        return self.saying(self.source._replace(loaded=self.source.loaded.lean("mounts", "param", "user")))


def read(host: Host, path: str) -> ConfigFile:
    """A file of Lima's. Never raises for what it holds."""
    return found_file(host, path, ConfigFile, partial(parse, path))


def parse(path: str, data: bytes | None) -> ConfigFile:
    """A file of Lima's, of which the bytes are at hand."""
    if data is None:
        return ConfigFile(path)
    from colima_guard.backends.lima.rules.entry import Source
    from colima_guard.backends.lima.rules.file import LimaFile
    from colima_guard.formats.golang.goccy.decode import LoadError
    from colima_guard.formats.golang.goccy.document import load

    try:
        loaded = load(data, LimaFile)
        doubt = loaded.doubt or _folded_value(data, loaded)
        return ConfigFile(path, data, Source(path, loaded._replace(doubt=doubt)))
    except LoadError as error:
        return ConfigFile(path, data, None, error.message, error.line, unsure=error.unsure)
    except Exception as bug:  # noqa: BLE001 - what our reader fails at is not known; the other files are
        return ConfigFile(path, data, None, to_report(bug), unsure=True)


#: what decides about shares: their values are told only where they stand on one line
_DECIDING = ("mounts", "mountType", "vmType", "os", "arch", "plain", "param", "user", "mountTypesUnsupported", "base")


def _folded_value(data: bytes, loaded: Loaded[LimaFile]) -> str | None:
    """Why a value cannot be told that decides about shares: it stands on several lines."""
    from colima_guard.formats.golang.goccy.doubt import doubt_of_folding

    text = None
    for path, written in loaded.nodes.items():
        node = written.target or written
        # a plain value of one line holds no line end, and blanks only in a few paths
        if path[0] not in _DECIDING or node.kind != "scalar" or not _may_be_long(node):
            continue
        text = text if text is not None else data.decode("utf-8", "replace").removeprefix("\ufeff")
        if (why := doubt_of_folding(text, node)) is not None:
            return why
    return None


def _may_be_long(node: Node) -> bool:
    return node.style in ("|", ">", '"') or re.search(r"\s|\A\.", node.value) is not None
