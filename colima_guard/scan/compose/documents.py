"""Every document of a file as the readers of YAML parse it that Compose has.

go.yaml.in/yaml v3 (Compose 2.40.3) parses as gopkg.in/yaml.v3 does; v4 (Compose 5.6.0) ends a word within brackets as
today's libyaml does. Where the two do not agree, that is said.
"""

from __future__ import annotations

import re

from colima_guard.formats.yaml.compose import compose_all
from colima_guard.formats.yaml.tree import Node, YamlError
from colima_guard.model.named_tuple import NamedTuple

#: what libyaml and yaml.v3 may take otherwise: tabs, directives and further documents, characters that end a line or
#: control a terminal, and within brackets a ``?`` or a word that starts with ``:``
_UNLIKE = re.compile(
    rb"\t|\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xa8\xa9]|\xef\xbb\xbf|\xef\xbf[\xbe\xbf]"
    rb"|(?:^|\n)(?:%|---|\.\.\.)|[\[{,](?:[ \r\n]|#[^\n]*\n)*[?:]|(?<!\$)[\[{][^\n\[{]*\?"
)
_START = re.compile(rb"(?:[ \r]*(?:#[^\n]*)?\n)*---[ \r]*\n")
#: names of anchors that v3 does not take, and v4 does
_OF_V4 = "did not find expected alphabetic or numeric character"


class Documents(NamedTuple):
    """The root of each document. ``doubt`` is why another release of the reader may take the text otherwise."""

    roots: list[Node]
    doubt: YamlError | None = None


def documents(data: bytes) -> Documents:
    """The documents of a text. Raises ``YamlError`` where all readers refuse it, and in doubt.

    A text that all take alike is left to libyaml, which is many times faster; the others are read twice.
    """
    start = _START.match(data)
    body = data if start is None else data[start.end() - 1 :]  # the first document may be marked as one
    if _UNLIKE.search(body) is None:
        try:
            return Documents(compose_all(data))
        except YamlError as error:
            if error.unsure:
                raise
    return _by_both(data)


def _by_both(data: bytes) -> Documents:
    from colima_guard.formats.golang.yaml_v3.parser import parse_all

    try:
        roots = parse_all(data)
    except YamlError as error:
        return _by_libyaml_alone(data, error)
    try:
        others = compose_all(data)
    except YamlError as error:
        return Documents(roots, YamlError(error.problem, error.line, error.column, unsure=True))
    if len(roots) != len(others) or not all(map(_alike, roots, others)):
        raise YamlError("a text that releases of the reader take differently", unsure=True)
    return Documents(roots)


def _by_libyaml_alone(data: bytes, refused: YamlError) -> Documents:
    doubt = YamlError(refused.problem, refused.line, refused.column, unsure=True)
    try:
        return Documents(compose_all(data), doubt)
    except YamlError as error:
        raise (doubt if refused.problem == _OF_V4 else refused) from error


def _alike(one: Node, other: Node) -> bool:
    """Whether two trees say the same; where an alias leads is the same where the trees are."""
    same = (one.kind, one.value, one.tag, one.anchor) == (other.kind, other.value, other.tag, other.anchor)
    same = same and bool(one.style) == bool(other.style) if one.kind == "scalar" else same
    return same and len(one.items) == len(other.items) and all(map(_alike, one.items, other.items))
