"""Every document of a text as Go's yaml.v3 parses it; ``first_document`` is for those who read but one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from colima_guard.formats.golang.yaml_v3.parser import _BOUNDARIES, _TAGS, _nothing, _Parser, _unexpected
from colima_guard.formats.golang.yaml_v3.scanner import Scanner
from colima_guard.formats.golang.yaml_v3.text import characters
from colima_guard.formats.yaml.tree import Node, YamlError, compose

#: what libyaml and yaml.v3 may take otherwise: tabs, directives and further documents, characters that end a line or
#: control a terminal, and within brackets a ``?`` or a word that starts with ``:``
_UNLIKE = re.compile(
    rb"\t|\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xa8\xa9]|\xef\xbb\xbf|\xef\xbf[\xbe\xbf]"
    rb"|(?:^|\n)(?:%|---|\.\.\.)|[\[{,](?:[ \r\n]|#[^\n]*\n)*[?:]|(?<!\$)[\[{][^\n]*\?"
)
_START = re.compile(rb"(?:[ \r]*(?:#[^\n]*)?\n)*---[ \r]*\n")


def documents(data: bytes) -> list[Node | None]:
    """The root of each document, ``None`` for one without content. Raises ``YamlError`` where yaml.v3 does, and in
    doubt.

    A text that both take alike is left to libyaml, which is many times faster; what it refuses is asked again.
    """
    body = data
    if (start := _START.match(data)) is not None:
        body = data[start.end() - 1 :]  # the first document may be marked as one
    if _UNLIKE.search(body) is None:
        try:
            root = compose(data).root
            return [root] if root is not None else []
        except YamlError as error:
            if error.unsure:
                raise
    try:
        return list(_Documents(Scanner(characters(data))).all())
    except IndexError as error:
        raise YamlError("a text that ends the reader") from error
    except RecursionError as error:
        raise YamlError("nested more deeply than is read here", unsure=True) from error


class _Documents(_Parser):
    def all(self) -> Iterator[Node | None]:
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
