"""Every document of a file as the readers of YAML parse it that Compose has.

go.yaml.in/yaml v3 (Compose 2.40.3) parses as gopkg.in/yaml.v3 does; v4 (Compose 5.6.0) ends a word within brackets as
today's libyaml does. Where the two do not agree, that is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from colima_guard.formats.yaml.tree import Node, YamlError, _Composer, _errors, _parser

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
            return Documents(_by_libyaml(data))
        except YamlError as error:
            if error.unsure:
                raise
    return _by_both(data)


def _by_both(data: bytes) -> Documents:
    from colima_guard.formats.golang.yaml_v3.documents import documents as by_v3

    try:
        roots = by_v3(data)
    except YamlError as error:
        return _by_libyaml_alone(data, error)
    try:
        others = _by_libyaml(data)
    except YamlError as error:
        return Documents(roots, YamlError(error.problem, error.line, error.column, unsure=True))
    if len(roots) != len(others) or not all(map(_alike, roots, others)):
        raise YamlError("a text that releases of the reader take differently", unsure=True)
    return Documents(roots)


def _by_libyaml_alone(data: bytes, refused: YamlError) -> Documents:
    doubt = YamlError(refused.problem, refused.line, refused.column, unsure=True)
    try:
        return Documents(_by_libyaml(data), doubt)
    except YamlError as error:
        raise (doubt if refused.problem == _OF_V4 else refused) from error


def _alike(one: Node, other: Node) -> bool:
    """Whether two trees say the same; where an alias leads is the same where the trees are."""
    same = (one.kind, one.value, one.tag, one.anchor) == (other.kind, other.value, other.tag, other.anchor)
    same = same and bool(one.style) == bool(other.style) if one.kind == "scalar" else same
    return same and len(one.items) == len(other.items) and all(map(_alike, one.items, other.items))


def _by_libyaml(data: bytes) -> list[Node]:
    try:
        return list(_LibyamlDocuments(_parser(data, pure=False)).all())
    except _errors(pure=False) as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise YamlError(problem, mark and mark.line + 1, mark and mark.column + 1) from error
    except UnicodeDecodeError as error:
        raise YamlError(str(error)) from error
    except RecursionError as error:
        raise YamlError("nested more deeply than is read here", unsure=True) from error


class _LibyamlDocuments(_Composer):
    def all(self) -> Iterator[Node]:
        self._next()  # the start of the stream
        while self._starts(self._next()):
            self._anchors = {}
            yield self._node(self._next(), 0)
            self._next()  # the end of the document
