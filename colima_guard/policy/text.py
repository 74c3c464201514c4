"""The text of a policy, read strictly: what is half understood protects nothing, and is an error with its line."""

from __future__ import annotations

import os
import re
import types
from collections.abc import Iterator
from typing import Any, Generic, NoReturn, TypeVar, get_args, get_origin

from colima_guard import exits
from colima_guard.errors import GuardError
from colima_guard.formats.golang.scalars import resolve
from colima_guard.formats.golang.types import Struct, fields_of
from colima_guard.formats.golang.yaml_v3.document import Decoded, decode
from colima_guard.formats.yaml.tree import Node
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.policy.file import VERSION, Entry, PolicyFile, ProjectFile

M = TypeVar("M", bound=PolicyFile | ProjectFile)

_OTHER_TYPE = r"(?s)cannot unmarshal !!(?P<tag>\w+)(?: (?P<value>`.*`))? into (?P<type>\w+)"
_TYPES = {
    "list": "a list",
    "str": "text",
    "bool": "true or false",
    "int": "a number",
    "PolicyFile": "`version: 1`",
    "ProjectFile": "`version: 1`",
    "Entry": "an entry such as `path: ~/projects`",
    "ExceptionEntry": "an entry such as `instance: colima/work`",
    "AcceptedEntry": "an entry such as `finding: CG104`",
}
#: what YAML takes for nothing; a bare ~ is among it
_NULL = ("", "~", "null", "Null", "NULL")


class PolicyError(GuardError):
    """The policy file is there and does not say anything that can be trusted."""

    exit_code = exits.USAGE


class Text(NamedTuple, Generic[M]):
    """A policy file as it is read, and where its parts stand."""

    path: str
    value: M
    nodes: dict[tuple[str | int, ...], Node]

    def line(self, *where: str | int) -> int | None:
        """The line of a key or an element of a list."""
        node = self.nodes.get(where)
        return node.line if node is not None else None

    def wrong(self, what: str, *where: str | int) -> NoReturn:
        """Raises ``PolicyError`` for what stands there."""
        raise wrong(self.path, what, self.line(*where))


def wrong(path: str, what: str, line: int | None = None) -> PolicyError:
    """The error of a policy file, with its line."""
    where = f"{path}:{line}" if line else path
    return PolicyError(f"{where}: {what}", why="a policy that is half understood protects nothing", do="mend it")


def read(path: str, data: bytes, model: type[M]) -> Text[M]:
    """The file as its model. Raises ``PolicyError`` for anything that is not understood, a second document included."""
    decoded = decode(data, model)
    for problem in decoded.problems:
        raise wrong(path, _plain(problem.message), problem.line)
    for what, line in _unknown(_root(decoded), model):
        raise wrong(path, what, line)
    if decoded.more_documents:
        raise wrong(path, "a second document follows, which nobody would read")
    text = Text(path, decoded.value, decoded.nodes)
    if text.value.version != VERSION or not _is_whole(text.nodes.get(("version",))):
        text.wrong(f"`version: {VERSION}` is the only one that this release reads", "version")
    for number, entry in enumerate(text.value.allow or []):
        check_entry(text, entry, "allow", number)
    return text


def _plain(message: str) -> str:
    """What is said of a value of another type, in words of the file and not of Go."""
    found = re.fullmatch(_OTHER_TYPE, message)
    if found is None:
        return message
    there = found["value"] or {"seq": "a list", "map": "a mapping"}.get(found["tag"], "a value")
    return f"{there} stands where {_TYPES.get(found['type'], found['type'])} belongs"


def _is_whole(node: Node | None) -> bool:
    """Whether a whole number stands there: Go cuts off what follows its point."""
    node = node.target if node is not None and node.kind == "alias" else node
    return node is not None and isinstance(resolve(node), int)


def check_entry(text: Text[M], entry: Entry, *where: str | int) -> None:
    """Raises ``PolicyError`` for an entry whose access or path cannot be meant."""
    if entry.access not in ("ro", "rw"):
        given = any(key.value == "access" for key, _ in text.nodes[where].pairs())
        if given or entry.access:
            text.wrong(f"`access` is `ro` or `rw`, not `{entry.access}`", *where)
    if isinstance(text.value, PolicyFile):
        check_path(text, entry.path, *where)
    elif not entry.path:
        text.wrong("`path` is missing", *where)


def check_path(text: Text[M], path: str, *where: str | int) -> None:
    """Raises ``PolicyError`` for a path that is relative, or another user's."""
    if path != "~" and not path.startswith(("/", "~/")) and path[1:3] not in (":\\", ":/"):
        text.wrong(f"`path` must be absolute or begin with ~/, not `{path}`", *where)


def absolute(path: str, home: str) -> str:
    """A checked path without ``~`` and dots."""
    from colima_guard.model.paths import without_tilde

    return os.path.normpath(without_tilde(path, home))


def _root(decoded: Decoded[Any]) -> list[tuple[str, Node, Node | None]]:
    return [(key, node, decoded.nodes.get((key,))) for key, node in decoded.keys]


def _unknown(pairs: list[tuple[str, Node, Node | None]], model: type[Struct]) -> Iterator[tuple[str, int]]:
    """What Go would skip without a word: keys that are not known, and elements of a list that are empty."""
    for key, node, value in pairs:
        known = fields_of(model)
        if key not in known:
            yield f"unknown key `{key}`; known are {', '.join(sorted(known))}", node.line
        elif value is not None:
            yield from _within(value, known[key][1])


def _within(node: Node, kind: Any) -> Iterator[tuple[str, int]]:
    node = node.target if node.kind == "alias" and node.target is not None else node
    inner = next((arg for arg in get_args(kind) if arg is not types.NoneType), kind)
    if get_origin(kind) is list:
        for item in node.items:
            if item.kind == "scalar" and not item.style and item.value in _NULL:
                yield "an element of the list is empty", item.line
            yield from _within(item, inner)
    elif get_origin(kind) is not None:
        yield from _within(node, inner)
    elif isinstance(kind, type) and issubclass(kind, Struct):
        yield from _unknown([(key.value, key, value) for key, value in node.pairs()], kind)
