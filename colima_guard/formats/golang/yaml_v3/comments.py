"""Comments, which are skipped as far as yaml.v3 skips them: it looks ahead for more, and not for ever."""

from __future__ import annotations

import re

from colima_guard.formats.golang.yaml_v3.text import END
from colima_guard.formats.golang.yaml_v3.token import BREAKS, Cursor
from colima_guard.formats.yaml.tree import YamlError

_COMMENT = re.compile("[^\r\n\x85\u2028\u2029\0]*")
#: yaml.v3 looks 512 bytes ahead for a comment, and no further
_AHEAD = 511
_BEFORE_LINE_COMMENT = re.compile(rf"[ \t]{{0,{_AHEAD}}}(?=#)")
_BEFORE_NEXT_COMMENT = re.compile(rf"[\r\n][ \t\r\n]{{0,{_AHEAD - 1}}}(?=#)")


def skip_comments(cursor: Cursor, broken: str | None) -> None:
    """Goes over a comment and those that follow it.

    Raises ``YamlError`` where only blanks lie between them and what cannot be taken in (``broken``).
    """
    cursor.run(_COMMENT)
    while (further := _BEFORE_NEXT_COMMENT.match(cursor.text, cursor.at)) is not None:
        while cursor.at < further.end():
            if cursor.char in BREAKS:
                cursor.skip_break()
            else:
                cursor.at += 1
        cursor.run(_COMMENT)
    if broken is not None and cursor.text[cursor.at :].strip(" \t\r\n") == END:
        raise YamlError(broken, cursor.line + 1, unsure=len(cursor.text) - cursor.at > _AHEAD)


def skip_line_comment(cursor: Cursor) -> None:
    """Goes over the comment behind a token, where one stands there."""
    if (blanks := _BEFORE_LINE_COMMENT.match(cursor.text, cursor.at)) is not None:
        cursor.at = blanks.end()
        cursor.run(_COMMENT)
