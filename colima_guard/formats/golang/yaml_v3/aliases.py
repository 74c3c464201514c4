"""Aliases while a tree is decoded: which are open, and how many of the values come from them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from colima_guard.formats.golang.scalars import Fail
from colima_guard.formats.yaml.tree import Node


class Aliases:
    """What yaml.v3 counts and keeps of aliases (decode.go, ``allowedAliasRatio``)."""

    def __init__(self) -> None:
        self._open: list[Node] = []
        self._decoded = 0
        self._decoded_in_aliases = 0

    def count(self, node: Node) -> None:
        """One value more. Raises ``Fail`` where aliases multiply: 99 of 100 values come from them."""
        self._decoded += 1
        if self._open:
            self._decoded_in_aliases += 1
        if self._decoded_in_aliases > 100 and self._decoded > 1000:
            beyond = min(max(self._decoded - 400_000, 0) / 3_600_000, 1.0)
            allowed = 0.99 - 0.89 * beyond
            if self._decoded_in_aliases / self._decoded > allowed:
                raise Fail(node, "document contains excessive aliasing")

    @contextmanager
    def opened(self, alias: Node) -> Iterator[None]:
        """Within it what the alias stands for is decoded. Raises ``Fail`` for one that is open already."""
        if any(alias is outer for outer in self._open):
            raise Fail(alias, f"anchor '{alias.value}' value contains itself")
        self._open.append(alias)
        try:
            yield
        finally:
            self._open.pop()
