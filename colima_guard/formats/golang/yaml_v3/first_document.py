"""The first document of a text as gopkg.in/yaml.v3 v3.0.1, the reader of every Colima, takes it."""

from __future__ import annotations

from colima_guard.formats.yaml.by_line import read_by_line
from colima_guard.formats.yaml.compose import compose
from colima_guard.formats.yaml.tree import Document


def first_document(data: bytes) -> Document:
    """The tree of the first document. Raises ``YamlError`` where yaml.v3 refuses the text, and in doubt.

    A text that says nothing but what every reader takes alike is read by line, or left to libyaml, which is many times
    faster.
    """
    if (document := read_by_line(data, any_signs=False)) is not None:
        return document
    from colima_guard.formats.golang.yaml_v3.plain import is_plain

    if is_plain(data):
        return compose(data)
    from colima_guard.formats.golang.yaml_v3.parser import parse

    return parse(data)
