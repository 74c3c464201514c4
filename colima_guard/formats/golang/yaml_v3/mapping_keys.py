"""The keys of a mapping, and what a merge key (``<<``) brings into it (decode.go, ``mapping`` and ``merge``)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from colima_guard.formats.golang.scalars import Fail, TypeProblem, is_merge
from colima_guard.formats.golang.yaml_v3.aliases import Aliases
from colima_guard.formats.golang.yaml_v3.typed_scalars import UNSET
from colima_guard.formats.yaml.tree import Node

Path = tuple[str | int, ...]
#: where the parts of keys stand, for which nobody asks
KEY: Path = ("",)


class Panic(Exception):
    """Go ends the program: yaml.v3 has met what it did not think of."""

    def __init__(self, node: Node, message: str) -> None:
        super().__init__(message)
        self.problem = TypeProblem(node.line, node.column, message)


class MappingKeys:
    """Which keys of a mapping count. ``value`` decodes a node for a type; problems are added to a list."""

    def __init__(self, value: Callable[[Node, Any, Path], Any], aliases: Aliases, problems: list[TypeProblem]) -> None:
        self._value = value
        self._aliases = aliases
        self._problems = problems
        #: keys of a merged mapping (``<<``) that something else sets, which counts
        self.overruled: set[Path] = set()
        #: whether one of them is more than a word: where it was decoded, it might have ended all
        self.might_end = False
        #: keys that an outer mapping has set already, while one of its merges is decoded
        self._merged: set[tuple[type, Any]] | None = None

    def each(self, node: Node, kind: Any, path: Path, put: Callable[[Any, Node, Node], None]) -> Node | None:
        """Gives ``put`` every key that counts, as a value and as it is written, with its item. Returns what is merged.

        That is decoded last, wherever it stands.
        """
        merge = None
        merged, self._merged = self._merged, None
        for key, item in node.pairs():
            if is_merge(key):
                merge = item
                continue
            name = self._key(key, item, kind, merged, path)
            if name is not UNSET:
                put(name, key, item)
        self._merged = merged
        return merge

    def _key(
        self,
        key: Node,
        item: Node,
        kind: Any,
        merged: set[tuple[type, Any]] | None,
        path: Path,
    ) -> Any:
        """The key, ``UNSET`` where it is none or is set already by the mapping that this one is merged into."""
        name = self._value(key, kind, KEY)
        if name is UNSET:
            return UNSET
        if isinstance(name, list | dict):
            if merged is not None:
                raise Panic(key, "a key that is no scalar, in a mapping that is merged")
            raise Fail(key, "invalid map key")
        if merged is not None:
            if (type(name), name) in merged:
                self.overruled.add((*path, name))
                self.might_end = self.might_end or item.kind != "scalar" or item.tag is not None
                return UNSET
            merged.add((type(name), name))
        return sys.intern(name) if type(name) is str else name  # the same few names in every file

    def unique(self, node: Node) -> bool:
        """Whether no key stands twice; each that does is a problem."""
        keys = node.items[::2]
        if len({(key.kind, key.value) for key in keys}) == len(keys):
            return True
        seen: dict[tuple[str, str], Node] = {}
        before = len(self._problems)
        for key, _ in node.pairs():
            first = seen.setdefault((key.kind, key.value), key)
            if first is not key:
                message = f'mapping key "{key.value}" already defined at line {first.line}'
                self._problems.append(TypeProblem(key.line, key.column, message))
        return len(self._problems) == before

    def merge(self, parent: Node, merge: Node, fill: Callable[[Node], object]) -> None:
        """Gives ``fill`` every mapping that a merge key brings into ``parent``. Raises ``Fail`` and ``Panic``."""
        outer = self._merged
        if outer is None:
            self._merged = set()
            self._add_keys(parent, self._merged)
        for source in merge.items if merge.kind == "sequence" else [merge]:
            target = source.target if source.kind == "alias" else source
            if target is None or target.kind != "mapping":
                raise Fail(merge, "map merge requires map or sequence of maps as the value")
            self._aliases.count(source)
            if source.kind != "alias":
                fill(target)
                continue
            with self._aliases.opened(source):
                self._aliases.count(target)
                fill(target)
        self._merged = outer

    def _add_keys(self, mapping: Node, keys: set[tuple[type, Any]]) -> None:
        for key in mapping.items[::2]:
            value = self._value(key, Any, KEY)
            if isinstance(value, list | dict):
                raise Panic(key, "a key that is no scalar, beside a merge key")
            if value is not UNSET:
                keys.add((type(value), value))
