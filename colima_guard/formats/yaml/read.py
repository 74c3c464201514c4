"""Reading a YAML text that is to be changed: with two parsers, and only if every reader would read it alike."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache

from colima_guard.formats.golang.yaml_v3.first_document import first_document
from colima_guard.formats.yaml.change import EditRefused
from colima_guard.formats.yaml.compose import compose
from colima_guard.formats.yaml.lines import BREAKS, line_at
from colima_guard.formats.yaml.second_parser import is_spared, refuse_other_reading
from colima_guard.formats.yaml.source import Source, walk
from colima_guard.formats.yaml.tree import Document, Node, YamlError

MAX_BYTES = 1 << 20
#: ruamel's parser needs some 30 microseconds a node; a profile has about a hundred of them
MAX_NODES = 20_000

_TAB_INDENT = re.compile(rf"(?:^|(?<=[{BREAKS}])) *\t[ \t]*(?=[^ \t#{BREAKS}])")
_TEMPLATE = re.compile(rf"(?:^|(?<=[{BREAKS}]))[^#{BREAKS}]*?\{{\{{")
_MAP = "tag:yaml.org,2002:map"
_STR = "tag:yaml.org,2002:str"


@lru_cache(maxsize=16)
def read(data: bytes, *, own_templates: bool = False) -> Source:
    """The text with the tree that libyaml makes of it. Raises ``EditRefused`` for what is never changed.

    Of several documents the first one counts, as it does to the programs; what follows it is text that stays.
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
    source = Source(text, bom, _root(text, _compose(text)), own_templates)
    _refuse_tree(source)
    _refuse_marks(source)
    return source


def read_twice(data: bytes, *, own_templates: bool = False) -> Source:
    """The text with its tree, refused unless libyaml and ruamel's own parser make the same one."""
    source = read(data, own_templates=own_templates)
    return source if is_spared(source) else second_opinion(data, own_templates)


@lru_cache(maxsize=16)
def second_opinion(data: bytes, own_templates: bool) -> Source:
    """As ``read_twice``, whatever is spared."""
    source = read(data, own_templates=own_templates)
    refuse_other_reading(source)
    return source


def _compose(text: str) -> Document:
    """The tree by libyaml; where that takes less than its port in Go, by the rules of the port.

    A file of Lima's, whose reader is another one, is not changed in such a form: it is not evaluated.
    """
    try:
        return compose(text)
    except YamlError as error:
        with suppress(YamlError):
            return first_document(text.encode())
        tab = _TAB_INDENT.search(text)
        tabbed = tab is not None and line_at(text, tab.start()) == error.line
        problem = "a tab in the indentation" if tabbed else f"not YAML that can be read: {error.problem}"
        raise _unless_template(text, problem, error.line) from error


def _unless_template(text: str, reason: str, line: int | None) -> EditRefused:
    # a template seldom parses, and then in strange ways: what it is says more than what became of it
    template = _TEMPLATE.search(text)
    return _template(line_at(text, template.end())) if template else EditRefused(reason, line)


def _template(line: int) -> EditRefused:
    return EditRefused("template text ({{ }}) outside quotes", line)


def _root(text: str, document: Document) -> Node:
    root = document.root
    if root is None or (root.kind == "scalar" and not root.value):
        raise EditRefused("no content")
    if root.kind != "mapping":
        raise _unless_template(text, "not a mapping at the top", root.line)
    if root.tag not in (None, _MAP):
        raise EditRefused("an explicit tag on the whole document", root.line)
    return root


def _refuse_tree(source: Source) -> None:
    _refuse_names(source.root)
    _refuse_twice(source.root)
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


def _refuse_question_marks(flow: Node) -> None:
    for node in flow.items:
        if node.kind == "scalar" and not node.style and ("? " in node.value or node.value.endswith("?")):
            # gopkg.in/yaml.v3 (Colima) takes it for the start of a key, and then reads nothing at all
            raise EditRefused("a question mark outside quotes, which YAML readers take differently", node.line)


def _line_of_template(source: Source, node: Node) -> int:
    found = [at for at in (source.text.find(mark, node.start, node.end) for mark in ("{{", "}}")) if at >= 0]
    return source.line_of(min(found, default=node.start)) + 1


def _refuse_keys(source: Source, mapping: Node) -> None:
    for key, value in mapping.pairs():
        if source.text.startswith("{{", key.start - 1):
            raise _template(key.line)
        if value.kind == "sequence" and not value.style and value.column == key.column and value.items[-1].is_nothing:
            # goccy/go-yaml 1.19.2 (Lima) takes the next key for a part of that element
            raise EditRefused("an empty last element, which YAML readers take differently", value.line)
        if key.kind == "scalar" and not key.style and "${" in key.value:
            raise EditRefused("template text (${ }) as a key", key.line)


def _refuse_names(root: Node) -> None:
    for key, _ in root.pairs():
        if key.kind == "alias" or key.tag not in (None, _STR):
            # it may be the very key that is to be changed, to some readers
            raise EditRefused("an alias or a tag for a key at the top", key.line)


def _refuse_twice(mapping: Node) -> None:
    seen: set[str] = set()
    for key, _ in mapping.pairs():
        if key.kind != "scalar":
            continue
        if key.value in seen:
            raise EditRefused(f"the key '{key.value}' twice", key.line)
        seen.add(key.value)


def refuse_twice_within(value: Node) -> None:
    """Raises ``EditRefused`` if a mapping in what is to stay has a key twice, for then readers keep one or none."""
    for node in walk(value):
        if node.kind == "mapping":
            _refuse_twice(node)


def _refuse_marks(source: Source) -> None:
    for match in _TAB_INDENT.finditer(source.text, 0, source.stop):
        if not source.in_scalar(match.start()):
            raise EditRefused("a tab in the indentation", source.line_of(match.start()) + 1)
    mark = source.text.find("\ufeff", 0, source.stop)
    if mark >= 0:
        raise EditRefused("the character U+FEFF, which YAML readers take differently", source.line_of(mark) + 1)


def refuse_value(key: Node, value: Node) -> None:
    """Raises ``EditRefused`` if a value stands for another text that is not written yet."""
    for node in (value, *(value.items if value.kind == "sequence" else ())):
        if node.kind == "scalar" and not node.style and node.value.startswith("${"):
            raise EditRefused(f"template text (${{ }}) as '{key.value}'", node.line)
