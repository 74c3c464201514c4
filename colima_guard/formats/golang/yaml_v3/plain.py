"""Whether a text is of the kind that every reader of YAML takes alike: what people write, and Colima itself."""

from __future__ import annotations

import re

#: no sign of YAML within, and a colon only before what goes on with the word
_WORD = rb"-{0,2}[\w~/.$(][\w~/.$+=@%,;()-]*+(?::[\w~/.][\w~/.$+=@%,;()-]*+)*+"
_VALUE = (
    rb"(?:" + _WORD + rb"(?: " + _WORD + rb")*+|\"[ !#-\[\]-~]*\"|'[ -&(-~]*'"
    rb"|\[(?:-{0,2}\w[\w~/.=$-]*+(?:, \w[\w~/.$-]*+)*)?\]|\{\})"
)
#: beyond ASCII nothing that ends a line for some readers or controls a terminal, at the price of some letters
_COMMENT = rb"#[ -~\x80-\xa7\xaa-\xbf\xc3-\xe9]*+"
_LINE = (
    rb"(?: *+(?:- +)?[A-Za-z_][\w.-]*+:(?: +" + _VALUE + rb")?| *+- +" + _VALUE + rb"(?!:))?"
    rb" *+(?:(?<![^ \n])" + _COMMENT + rb")?"
)
#: compiled at each start, so it is no longer than it has to be
_TEXT = re.compile(rb"(?:---\n)?(?>" + _LINE + rb"(?:\r?\n|\Z))*+\Z")


def is_plain(data: bytes) -> bool:
    """Whether each line is empty or a comment, a key, a key with a value, or an element with one.

    A value is words, a text in quotes without escapes, a list of words in brackets, or nothing in brackets. So there
    are no tabs, tags, anchors, merge keys, directives, blocks of text or further documents.
    """
    return _TEXT.match(data) is not None
