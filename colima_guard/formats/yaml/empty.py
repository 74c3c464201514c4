"""A text of which all keys go, so that its comments are left: an edit keeps a key, and this one does not."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.formats.yaml.change import Change, EditRefused, Scalar
from colima_guard.formats.yaml.compose import compose
from colima_guard.formats.yaml.edit import edit
from colima_guard.formats.yaml.read import read
from colima_guard.formats.yaml.source import Source
from colima_guard.formats.yaml.splice import Span, apply
from colima_guard.formats.yaml.tree import YamlError

#: a key of ours stands in for what is left while the others are removed
_HELD = Scalar("colima-guard", value=False)


def remove_every_key(text: bytes, changes: Sequence[Change]) -> bytes:
    """The text with all changes made, after which it holds no key. Raises ``EditRefused``.

    A flow mapping stays one, as ``{}``; so does a document in front of another one, for some releases of
    goccy/go-yaml (Lima) take the next document for the first where that is nothing.
    """
    held = read(edit(edit(text, [_HELD]), changes))
    if len(held.root.items) != 2:
        raise EditRefused("other keys are left")
    after = (("\ufeff" if held.bom else "") + apply(held.text, [_span(held)])).encode()
    _prove_empty(after, more=compose(held.text).more)
    return after


def _span(held: Source) -> Span:
    """What our key becomes: nothing, with its line, or an empty mapping."""
    key, value = held.root.items
    end = held.end(value, held.behind_key(key))
    if held.root.style:
        return Span(key.start, end, "")
    if held.stop < len(held.text):
        return Span(key.start, end, "{}")
    line = held.line_of(key.start)
    if line and not held.ending(line):
        # a last line without an end has none either when it is another one
        return Span(held.content_stop(line - 1), len(held.text), "")
    return Span(held.line_start(line), held.line_start(line + 1), "")


def _prove_empty(text: bytes, *, more: bool) -> None:
    try:
        document = compose(text)
    except YamlError as error:
        raise EditRefused(f"the edit cannot be proved: {error.problem}", error.line) from error
    root = document.root
    if document.more != more or (root is not None and (root.items or root.value)):
        raise EditRefused("the edit cannot be proved: what is left would not be empty")
