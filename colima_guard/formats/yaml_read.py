"""Reading a YAML text that is to be changed: with two parsers, and only if every reader would read it alike."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from colima_guard.formats.yaml_change import EditRefused
from colima_guard.formats.yaml_source import Source, walk
from colima_guard.formats.yaml_tree import Document, Node, YamlError, compose

MAX_BYTES = 1 << 20
#: ruamel's parser needs some 30 microseconds a node; a profile has about a hundred of them
MAX_NODES = 20_000

_MIXED_BREAKS = re.compile("\r(?!\n)|[\x85\u2028\u2029\ufeff]")
_TAB_INDENT = re.compile(r"^ *\t[ \t]*(?=[^ \t\r\n])", re.MULTILINE)
_MARKER = re.compile(r"^(?:---|\.\.\.)(?=\s|$)", re.MULTILINE)
_TEMPLATE = re.compile(r"^[^#\n]*?\{\{", re.MULTILINE)


@lru_cache(maxsize=16)
def read(data: bytes, *, own_templates: bool = False) -> Source:
    """The text with the tree that libyaml makes of it. Raises ``EditRefused`` for what is never changed.

    ``own_templates``: the text was written by a program that itself fills in ``{{ }}`` within values, so that it is
    not the source of another file.
    """
    if len(data) > MAX_BYTES:
        raise EditRefused("more than 1 MiB")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise EditRefused("not UTF-8", data.count(b"\n", 0, error.start) + 1) from error
    bom = text.startswith("\ufeff")
    text = text[bom:]
    if odd := _MIXED_BREAKS.search(text):
        line = text.count("\n", 0, odd.start()) + 1
        raise EditRefused(f"the character U+{ord(odd[0]):04X}, which YAML readers take differently", line)
    source = Source(text, bom, _root(text, _compose(text)), own_templates)
    _refuse_tree(source)
    _refuse_tabs(source)
    return source


@lru_cache(maxsize=16)
def read_twice(data: bytes, *, own_templates: bool = False) -> Source:
    """As ``read``, but refused unless ruamel's own parser makes the same tree."""
    source = read(data, own_templates=own_templates)
    try:
        other = compose(_separated_by_spaces(source), pure=True)
    except YamlError as error:
        raise _differently(error.line) from error
    if other.more or other.root is None:
        raise _differently(None)
    for ours, theirs in zip(walk(source.root), walk(other.root), strict=False):
        if _signature(ours) != _signature(theirs):
            raise _differently(ours.line)
    return source


def _separated_by_spaces(source: Source) -> str:
    # ruamel's parser takes no tab between tokens, every other one does
    tabs = [match.start() for match in re.finditer("\t", source.text) if not source.in_scalar(match.start())]
    pieces = [source.text[start + 1 : stop] for start, stop in pairwise([-1, *tabs, len(source.text)])]
    return " ".join(pieces)


def _differently(line: int | None) -> EditRefused:
    where = "this file" if line is None else f"line {line}"
    return EditRefused(f"two YAML parsers read {where} differently", line)


def _signature(node: Node) -> tuple[object, ...]:
    # an empty plain scalar and a block collection are marked where the next token is, each parser in its own way
    marks = (node.start, node.end) if node.style or node.value else ()
    return (node.kind, node.value, node.tag, node.anchor, node.style, len(node.items), *marks)


def _compose(text: str) -> Document:
    try:
        return compose(text)
    except YamlError as error:
        line = text.split("\n")[error.line - 1 : error.line] if error.line else []
        tabbed = any(_TAB_INDENT.match(written) for written in line)
        problem = "a tab in the indentation" if tabbed else f"not YAML that can be read: {error.problem}"
        raise _unless_template(text, problem, error.line) from error


def _unless_template(text: str, reason: str, line: int | None) -> EditRefused:
    # a template seldom parses, and then in strange ways: what it is says more than what became of it
    template = _TEMPLATE.search(text)
    return _template(text.count("\n", 0, template.end()) + 1) if template else EditRefused(reason, line)


def _template(line: int) -> EditRefused:
    return EditRefused("template text ({{ }}) outside quotes", line)


def _root(text: str, document: Document) -> Node:
    root = document.root
    if document.more:
        marker = _MARKER.search(text, root.end if root else 0)
        line = text.count("\n", 0, marker.start()) + 1 if marker else None
        raise _unless_template(text, "more than one YAML document", line)
    if root is None or (root.kind == "scalar" and not root.value):
        raise EditRefused("no content")
    if root.kind != "mapping" or root.style:
        raise _unless_template(text, "not a block mapping at the top", root.line)
    if root.anchor or root.tag:
        raise EditRefused("an anchor or a tag on the whole document", root.line)
    return root


def _refuse_tree(source: Source) -> None:
    for count, node in enumerate(walk(source.root)):
        if count > MAX_NODES:
            raise EditRefused(f"more than {MAX_NODES} values", node.line)
        if node.kind == "mapping":
            _refuse_keys(source, node)
        if node.style == "{":
            _refuse_question_marks(node)
        template = node.kind == "scalar" and not node.style and ("{{" in node.value or "}}" in node.value)
        if template and not source.own_templates:
            raise _template(_line_of_template(source, node))
    for key, _ in source.root.pairs():
        if key.value == "<<":
            raise EditRefused("a merge key (<<)", key.line)


def _refuse_question_marks(flow: Node) -> None:
    for node in flow.items:
        if node.kind == "scalar" and not node.style and ("? " in node.value or node.value.endswith("?")):
            # gopkg.in/yaml.v3 (Colima) takes it for the start of a key, and then reads nothing at all
            raise EditRefused("a question mark outside quotes, which YAML readers take differently", node.line)


def _line_of_template(source: Source, node: Node) -> int:
    found = [at for at in (source.text.find(mark, node.start, node.end) for mark in ("{{", "}}")) if at >= 0]
    return source.line_of(min(found, default=node.start)) + 1


def _refuse_keys(source: Source, mapping: Node) -> None:
    seen: set[str] = set()
    for key, value in mapping.pairs():
        if source.text.startswith("{{", key.start - 1):
            raise _template(key.line)
        if key.kind != "scalar" or key.is_nothing:
            raise EditRefused("a key that is not a plain name", key.line)
        if value.kind == "sequence" and not value.style and value.column == key.column and value.items[-1].is_nothing:
            # goccy/go-yaml 1.19.2 (Lima) takes the next key for a part of that element
            raise EditRefused("an empty last element, which YAML readers take differently", value.line)
        if key.value in seen:
            raise EditRefused(f"the key '{key.value}' twice", key.line)
        if not key.style and "${" in key.value:
            raise EditRefused("template text (${ }) as a key", key.line)
        seen.add(key.value)


def _refuse_tabs(source: Source) -> None:
    for match in _TAB_INDENT.finditer(source.text):
        if not source.in_scalar(match.start()):
            raise EditRefused("a tab in the indentation", source.line_of(match.start()) + 1)


def refuse_value(key: Node, value: Node) -> None:
    """Raises ``EditRefused`` if a value, or its key, is written with what cannot be replaced safely."""
    for node in (key, *walk(value)):
        if node.kind == "alias":
            raise EditRefused(f"an alias (*{node.value}) in '{key.value}'", node.line)
        if node.anchor:
            raise EditRefused(f"an anchor (&{node.anchor}) in '{key.value}'", node.line)
        if node.tag:
            raise EditRefused(f"an explicit tag in '{key.value}'", node.line)
        if node.kind == "mapping" and any(name.value == "<<" for name, _ in node.pairs()):
            raise EditRefused(f"a merge key (<<) in '{key.value}'", node.line)
    for node in (value, *(value.items if value.kind == "sequence" else ())):
        if node.kind == "scalar" and not node.style and node.value.startswith("${"):
            raise EditRefused(f"template text (${{ }}) as '{key.value}'", node.line)
