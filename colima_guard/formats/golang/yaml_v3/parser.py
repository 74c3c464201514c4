"""The trees of a text's documents as gopkg.in/yaml.v3 v3.0.1 (Colima) sees it (parserc.go), written anew.

What follows the first document matters as far as the scanner reads ahead: two tokens.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

from colima_guard.formats.golang.yaml_v3.scanner import Scanner
from colima_guard.formats.golang.yaml_v3.text import characters
from colima_guard.formats.golang.yaml_v3.token import Token
from colima_guard.formats.yaml.tree import Document, Node, YamlError, check_aliases, check_depth

_STARTS = ("version", "tag-directive", "document-start")
_BOUNDARIES = (*_STARTS, "document-end", "stream-end")
_BETWEEN_KEYS = ("key", "value", "block-end")
_TAGS = {"!": "!", "!!": "tag:yaml.org,2002:"}


def parse(data: bytes) -> Document:
    """The first document. Raises ``YamlError`` where yaml.v3 refuses the text, and in doubt."""
    with _what_ends_it():
        return _Parser(Scanner(characters(data))).document()


def parse_all(data: bytes) -> list[Node]:
    """The root of each document. Raises ``YamlError`` where yaml.v3 refuses the text, and in doubt."""
    with _what_ends_it():
        return list(_Parser(Scanner(characters(data))).all())


@contextmanager
def _what_ends_it() -> Iterator[None]:
    try:
        yield
    except IndexError as error:
        # a key that is gone with its brackets is asked for: yaml.v3 ends there, and its program with it
        raise YamlError("a text that ends yaml.v3") from error
    except RecursionError as error:
        raise YamlError("nested more deeply than is read here", unsure=True) from error


class _Parser:
    def __init__(self, scanner: Scanner) -> None:
        self._scanner = scanner
        self._peek = scanner.peek
        self._skip = scanner.skip
        self._handles = dict(_TAGS)
        self._anchors: dict[str, Node] = {}
        self._aliases = 0

    def document(self) -> Document:
        """The first document of a stream, and whether another one follows."""
        self._peek()
        self._skip()  # the start of the stream
        token = self._peek()
        if token.kind == "stream-end":
            return Document(None, False)
        root = self._content(bare=token.kind not in _STARTS)
        following = self._scanner.waiting()
        return Document(root, any(token.kind not in ("document-end", "stream-end") for token in following))

    def all(self) -> Iterator[Node]:
        """The root of each document of a stream."""
        self._peek()
        self._skip()  # the start of the stream
        first = True
        while True:
            while not first and self._peek().kind == "document-end":
                self._skip()
            token = self._peek()
            if token.kind == "stream-end":
                return
            self._handles, self._anchors = dict(_TAGS), {}
            yield self._content(bare=first and token.kind not in _STARTS)
            first = False

    def _content(self, *, bare: bool) -> Node:
        """What a document holds, its end with it; a bare one begins without a mark."""
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

    def _directives(self) -> None:
        version = False
        named: set[str] = set()
        while (token := self._peek()).kind in ("version", "tag-directive"):
            if token.kind == "version":
                if version:
                    raise _unexpected("found duplicate %YAML directive", token)
                if token.value != "1.1":
                    raise _unexpected("found incompatible YAML document", token)
                version = True
            elif token.style in named:
                raise _unexpected("found duplicate %TAG directive", token)
            else:
                named.add(token.style)
                self._handles[token.style] = token.value
            self._skip()

    # nodes

    def _node(self, depth: int, *, indentless: bool, block: bool = True) -> Node:
        check_depth(depth, self._peek().line + 1)
        token = self._peek()
        if token.kind == "*":
            return self._alias(token)
        start = token
        anchor, tag = self._properties()
        token = self._peek()
        node = _written("scalar", start if anchor or tag else token, token)
        node.anchor, node.tag = anchor, tag
        if anchor is not None:
            self._anchors[anchor] = node
        if token.kind == "scalar":
            node.value, node.style = token.value, token.style
            self._skip()
        elif token.kind == "-" and indentless:
            node.items = self._indentless(node, depth)
        elif token.kind == "[":
            node.items = self._flow_sequence(node, depth)
        elif token.kind == "{":
            node.items = self._flow_mapping(node, depth)
        elif token.kind == "block-sequence" and block:
            node.items = self._block_sequence(node, depth)
        elif token.kind == "block-mapping" and block:
            node.items = self._block_mapping(node, depth)
        elif anchor is None and tag is None:
            raise _unexpected("did not find expected node content", token)
        else:
            node.end = node.start
        return node

    def _alias(self, token: Token) -> Node:
        self._aliases += 1
        check_aliases(self._aliases, token.line + 1)
        target = self._anchors.get(token.value)
        if target is None:
            raise _unexpected(f"unknown anchor '{token.value}' referenced", token)
        self._skip()
        alias = _written("alias", token, token)
        alias.value, alias.target = token.value, target
        return alias

    def _properties(self) -> tuple[str | None, str | None]:
        anchor = tag = None
        for _ in range(2):
            token = self._peek()
            if token.kind == "&" and anchor is None:
                anchor = token.value
            elif token.kind == "!" and tag is None:
                tag = self._tag(token)
            else:
                break
            self._skip()
        return anchor, tag

    def _tag(self, token: Token) -> str:
        if not token.style:
            return token.value
        if token.style not in self._handles:
            raise _unexpected("found undefined tag handle", token)
        return self._handles[token.style] + token.value

    # what is within them

    def _block_sequence(self, node: Node, depth: int) -> Sequence[Node]:
        node.kind = "sequence"
        self._skip()
        items = self._entries(depth, ("-", "block-end"))
        token = self._peek()
        if token.kind != "block-end":
            raise _unexpected("did not find expected '-' indicator", token)
        node.end = token.start
        self._skip()
        return items

    def _indentless(self, node: Node, depth: int) -> Sequence[Node]:
        node.kind = "sequence"
        items = self._entries(depth, ("-", *_BETWEEN_KEYS))
        node.end = self._peek().start
        return items

    def _entries(self, depth: int, ends: tuple[str, ...]) -> list[Node]:
        items: list[Node] = []
        while (entry := self._peek()).kind == "-":
            self._skip()
            empty = self._peek().kind in ends
            items.append(_nothing_behind(entry) if empty else self._node(depth + 1, indentless=False))
        return items

    def _block_mapping(self, node: Node, depth: int) -> Sequence[Node]:
        node.kind = "mapping"
        self._skip()
        items: list[Node] = []
        while (token := self._peek()).kind == "key":
            items.append(self._side(depth))
            token = self._peek()
            items.append(self._side(depth) if token.kind == "value" else _nothing(token))
        if token.kind != "block-end":
            raise _unexpected("did not find expected key", token)
        node.end = token.start
        self._skip()
        return items

    def _side(self, depth: int) -> Node:
        """A key or a value, the indicator of which is the next token."""
        indicator = self._peek()
        self._skip()
        empty = self._peek().kind in _BETWEEN_KEYS
        return _nothing_behind(indicator) if empty else self._node(depth + 1, indentless=True)

    def _flow_sequence(self, node: Node, depth: int) -> Sequence[Node]:
        node.kind, node.style = "sequence", "{"
        self._skip()
        items: list[Node] = []
        while (token := self._next_in_flow("]", first=not items)).kind != "]":
            if token.kind == "key":
                items.append(self._pair(token, depth + 1))
            else:
                items.append(self._flow_node(depth))
        self._end(node, token)
        return items

    def _pair(self, token: Token, depth: int) -> Node:
        """A mapping of one key without brackets."""
        pair = _written("mapping", token, token)
        pair.style = "{"
        self._skip()
        if (token := self._peek()).kind in ("value", ",", "]"):
            self._skip()  # yaml.v3 loses the token
            key = _nothing(token)
        else:
            key = self._flow_node(depth)
        pair.items = [key, self._flow_value("]", depth)]
        pair.end = self._peek().start
        return pair

    def _flow_mapping(self, node: Node, depth: int) -> Sequence[Node]:
        node.kind, node.style = "mapping", "{"
        self._skip()
        items: list[Node] = []
        while (token := self._next_in_flow("}", first=not items)).kind != "}":
            if token.kind != "key":
                items += (self._flow_node(depth), _nothing(self._peek()))
                continue
            self._skip()
            empty = (token := self._peek()).kind in ("value", ",", "}")
            items.append(_nothing(token) if empty else self._flow_node(depth))
            items.append(self._flow_value("}", depth))
        self._end(node, token)
        return items

    def _next_in_flow(self, closing: Literal["]", "}"], *, first: bool) -> Token:
        token = self._peek()
        if first or token.kind == closing:
            return token
        if token.kind != ",":
            raise _unexpected(f"did not find expected ',' or '{closing}'", token)
        self._skip()
        return self._peek()

    def _flow_value(self, closing: Literal["]", "}"], depth: int) -> Node:
        if self._peek().kind == "value":
            self._skip()
            if self._peek().kind not in (",", closing):
                return self._flow_node(depth)
        return _nothing(self._peek())

    def _flow_node(self, depth: int) -> Node:
        return self._node(depth + 1, indentless=False, block=False)

    def _end(self, node: Node, token: Token) -> None:
        node.end = token.end
        self._skip()


def _written(kind: Literal["scalar", "mapping", "alias"], start: Token, end: Token) -> Node:
    return Node(kind, start.line + 1, start.column + 1, start.start, end.end)


def _nothing(token: Token) -> Node:
    return Node("scalar", token.line + 1, token.column + 1, token.start, token.start)


def _nothing_behind(token: Token) -> Node:
    column = token.column + 1 + token.end - token.start
    return Node("scalar", token.line + 1, column, token.end, token.end)


def _unexpected(problem: str, token: Token) -> YamlError:
    return YamlError(problem, token.line + 1, token.column + 1)
