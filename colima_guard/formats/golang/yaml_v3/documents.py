"""Every document of a text as gopkg.in/yaml.v3 parses it; ``first_document`` is for those who read but one."""

from __future__ import annotations

from collections.abc import Iterator

from colima_guard.formats.golang.yaml_v3.parser import _BOUNDARIES, _TAGS, _nothing, _Parser, _unexpected
from colima_guard.formats.golang.yaml_v3.scanner import Scanner
from colima_guard.formats.golang.yaml_v3.text import characters
from colima_guard.formats.yaml.tree import Node, YamlError


def documents(data: bytes) -> list[Node]:
    """The root of each document. Raises ``YamlError`` where yaml.v3 refuses the text, and in doubt."""
    try:
        return list(_Documents(Scanner(characters(data))).all())
    except IndexError as error:
        raise YamlError("a text that ends the reader") from error
    except RecursionError as error:
        raise YamlError("nested more deeply than is read here", unsure=True) from error


class _Documents(_Parser):
    def all(self) -> Iterator[Node]:
        self._peek()
        self._skip()  # the start of the stream
        first = True
        while True:
            while not first and self._peek().kind == "document-end":
                self._skip()
            token = self._peek()
            if token.kind == "stream-end":
                return
            yield self._one(bare=first and token.kind not in ("version", "tag-directive", "document-start"))
            first = False

    def _one(self, *, bare: bool) -> Node:
        self._handles = dict(_TAGS)
        self._anchors = {}
        root: Node | None = None
        if not bare:
            self._directives()
            if (token := self._peek()).kind != "document-start":
                raise _unexpected("did not find expected <document start>", token)
            self._skip()
            if (token := self._peek()).kind in _BOUNDARIES:
                root = _nothing(token)
        root = root or self._node(0, indentless=False)
        if self._peek().kind == "document-end":
            self._skip()
        return root
