"""The tree of a YAML text by the parsers of others.

Two fill the same tree: libyaml (which Go's yaml.v3 is a port of, and some thirty times faster) to read, ruamel's own
to edit. What is written as most of what we read is, line by line, needs neither.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from colima_guard.formats.yaml.by_line import read_by_line
from colima_guard.formats.yaml.tree import Document, Node, YamlError, check_aliases, check_depth


def compose(data: bytes | str, *, pure: bool = False) -> Document:
    """The first document of a YAML stream as libyaml reads it, or as ruamel's own parser does when ``pure``.

    Raises ``YamlError`` for what does not parse and for what is deeper or has more aliases than we read.
    """
    if not pure and (document := read_by_line(data, any_signs=True)) is not None:
        return document
    with _as_yaml_error(pure):
        return _Composer(_parser(data, pure)).document()


def compose_all(data: bytes | str) -> list[Node]:
    """The root of each document of a YAML stream, read by libyaml. Raises ``YamlError`` as ``compose`` does."""
    if (document := read_by_line(data, any_signs=True)) is not None:
        return [document.root] if document.root is not None else []
    with _as_yaml_error(pure=False):
        return list(_Composer(_parser(data, pure=False)).all())


@contextmanager
def _as_yaml_error(pure: bool) -> Iterator[None]:
    try:
        yield
    except _errors(pure) as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise YamlError(problem, mark and mark.line + 1, mark and mark.column + 1) from error
    except UnicodeDecodeError as error:
        raise YamlError(str(error)) from error
    except RecursionError as error:
        raise YamlError(str(error), unsure=True) from error


def _errors(pure: bool) -> type[Exception]:
    if pure:
        from ruamel.yaml.error import YAMLError

        return YAMLError
    from yaml.error import YAMLError as LibyamlError

    return LibyamlError


def _parser(data: bytes | str, pure: bool) -> Any:
    if pure:
        from ruamel.yaml import YAML
        from ruamel.yaml.docinfo import DocInfo

        # not typ="rt", whose scanner puts a BEL into folded scalars to find its way back to their line breaks
        loader = YAML(typ="safe", pure=True)
        loader.doc_infos.append(DocInfo())  # where the scanner notes a %YAML directive
        text = data if isinstance(data, str) else data.decode()
        return loader.get_constructor_parser(text.removeprefix("\ufeff"))[1]
    from yaml._yaml import CParser

    # PyYAML brings libyaml 0.2.5; ruamel.yaml.clib an older one, which refuses `{a: /x:w}` where Go does not
    return CParser(data)


_ENDS = {"SequenceStartEvent": "SequenceEndEvent", "MappingStartEvent": "MappingEndEvent"}


class _Composer:
    """Turns a parser's events into one tree; ruamel's own composers expand aliases and drop what we need to see."""

    def __init__(self, parser: Any) -> None:
        self._next = parser.get_event
        self._anchors: dict[str, Node] = {}
        self._aliases = 0

    def document(self) -> Document:
        self._next()  # the start of the stream
        root = self._node(event, 0) if self._starts(event := self._next()) and (event := self._next()) else None
        more = False
        if root is not None:
            self._next()  # the end of the document
            try:
                more = self._starts(self._next())
            except Exception:  # noqa: BLE001 - whatever follows the first document is not ours to judge
                more = True
        return Document(root, more)

    def all(self) -> Iterator[Node]:
        """The root of each document of a stream."""
        self._next()  # the start of the stream
        while self._starts(self._next()):
            self._anchors = {}
            yield self._node(self._next(), 0)
            self._next()  # the end of the document

    @staticmethod
    def _starts(event: Any) -> bool:
        return type(event).__name__ == "DocumentStartEvent"

    def _node(self, event: Any, depth: int) -> Node:
        check_depth(depth, event.start_mark.line + 1)
        name = type(event).__name__
        mark = event.start_mark
        node = Node("scalar", mark.line + 1, mark.column + 1, mark.index, event.end_mark.index)
        if name == "AliasEvent":
            return self._alias(node, event)
        if (tag := event.tag) is not None:
            node.tag = str(tag)
        if (anchor := event.anchor) is not None:
            node.anchor = anchor
            self._anchors[anchor] = node
        if name == "ScalarEvent":
            node.value = event.value
            node.style = event.style or ""
            return node
        node.kind = "sequence" if name == "SequenceStartEvent" else "mapping"
        node.style = "{" if event.flow_style else ""
        node.items = items = []
        end = _ENDS[name]
        while type(event := self._next()).__name__ != end:
            items.append(self._node(event, depth + 1))
        node.end = event.end_mark.index
        return node

    def _alias(self, node: Node, event: Any) -> Node:
        self._aliases += 1
        check_aliases(self._aliases, node.line)
        node.kind = "alias"
        node.value = event.anchor
        node.target = self._anchors.get(event.anchor)
        if node.target is None:
            raise YamlError(f"unknown anchor '{event.anchor}'", node.line, node.column)
        return node
