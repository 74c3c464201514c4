"""The tokens of a YAML text as gopkg.in/yaml.v3 v3.0.1 (Colima) finds them (scannerc.go), written anew.

libyaml, which yaml.v3 was once a port of, takes texts that this one refuses, and the reverse: it reads two tokens
ahead, beyond the first document; it eats tabs before comments; within ``{`` and ``[`` a ``:`` at the start of a word
and a ``?`` anywhere end it; ``%YAML`` names 1.1 or nothing loads. What is kept here is what decides which tokens come
out, and whether an error does; comments are only skipped, but as far as yaml.v3 skips them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from colima_guard.formats.golang.yaml_v3 import scalars as yamlv3_scalars
from colima_guard.formats.golang.yaml_v3.comments import skip_comments, skip_line_comment
from colima_guard.formats.golang.yaml_v3.marks import anchor, directive, tag
from colima_guard.formats.golang.yaml_v3.possible_keys import PossibleKeys
from colima_guard.formats.golang.yaml_v3.text import END, Characters
from colima_guard.formats.golang.yaml_v3.token import BLANK_OR_END, BREAKS, Cursor, Token
from colima_guard.formats.golang.yaml_v3.token_queue import TokenQueue
from colima_guard.formats.yaml.tree import YamlError

_SPACES = re.compile(" *")
_BLANKS = re.compile("[ \t]*")
_NO_PLAIN_START = frozenset("-?:,[]{}#&*!|>'\"%@`" + "".join(BLANK_OR_END))
#: the most characters that yaml.v3 asks for before it tells a token
_AT_ONCE = 4
_MAX_NESTED = 10_000


class Scanner:
    """Tokens, one after the other. Raises ``YamlError`` where yaml.v3 does."""

    def __init__(self, characters: Characters) -> None:
        self.cursor = Cursor(characters.text)
        self._broken = characters.broken
        self._tokens = TokenQueue(Token("stream-start", 0, 0, 0, 0))
        self._keys = PossibleKeys(self.cursor)
        #: how many brackets are open
        self.flow = 0
        self.indent = -1
        self._indents: list[int] = []
        self.key_allowed = True
        self.skip = self._tokens.skip
        self.waiting = self._tokens.waiting

    def peek(self) -> Token:
        """The next token, once two more are known."""
        while not self._tokens.holds(3) or self._keys.pending(self._tokens.taken):
            self._fetch()
            if self._broken is not None and self.cursor.at + _AT_ONCE >= len(self.cursor.text):
                self._meet_what_is_broken(self._broken)
        return self._tokens.next

    def _meet_what_is_broken(self, broken: str) -> None:
        cursor = self.cursor
        # behind all tokens but these yaml.v3 looks at the next character
        met = cursor.char == END and self._tokens.last.kind not in ("document-start", "document-end")
        raise YamlError(broken, cursor.line + 1, unsure=not met)

    def _save_key(self) -> None:
        if self.key_allowed:
            required = self.flow == 0 and self.indent == self.cursor.column
            self._keys.save(self._tokens.next_number, required=required)

    def _roll(self, column: int, number: int | None, kind: str, at: Token) -> None:
        if self.flow or self.indent >= column:
            return
        self._indents.append(self.indent)
        self.indent = column
        if len(self._indents) > _MAX_NESTED:
            raise YamlError(f"exceeded max depth of {_MAX_NESTED}", at.line + 1)
        if number is None:
            self._tokens.add(at.of(kind))
        else:
            self._tokens.insert(number, at.of(kind))

    def _unroll(self, column: int) -> None:
        while not self.flow and self.indent > column:
            self._tokens.add(self.cursor.token("block-end"))
            self.indent = self._indents.pop()

    def _to_next_token(self) -> None:
        cursor = self.cursor
        while True:
            blanks = _BLANKS if self.flow or not self.key_allowed else _SPACES
            cursor.run(blanks)
            if cursor.char == "#":
                skip_comments(cursor, self._broken)
            if cursor.char not in BREAKS:
                return
            cursor.skip_break()
            if not self.flow:
                self.key_allowed = True

    def _fetch(self) -> None:
        self._to_next_token()
        cursor = self.cursor
        self._unroll(cursor.column)
        char = cursor.char
        if char == END:
            self._end_of_stream()
        elif cursor.column == 0 and char == "%":
            self._reset()
            self._tokens.add(directive(cursor))
        elif cursor.column == 0 and (kind := cursor.document_indicator()):
            self._reset()
            self._tokens.add(cursor.take(kind, 3))
        elif self._fetch_content(char):
            skip_line_comment(cursor)

    def _reset(self) -> None:
        self._unroll(-1)
        self._keys.remove()
        self.key_allowed = False

    def _end_of_stream(self) -> None:
        cursor = self.cursor
        if cursor.column:
            cursor.line += 1
            cursor.line_start = cursor.at
        self._reset()
        self._tokens.add(cursor.token("stream-end"))

    def _fetch_content(self, char: str) -> bool:
        """Fetches one token; false where no comment is looked for behind it: one is left for what follows."""
        cursor = self.cursor
        blank_follows = cursor.text[cursor.at + 1] in BLANK_OR_END
        if char in "[{":
            self._open(char)
        elif char in "]}":
            self._close(char)
        elif char == ",":
            self._entry(",")
        elif char == "-" and blank_follows:
            self._block_entry()
            return False
        elif char == "?" and (self.flow or blank_follows):
            self._explicit_key()
        elif char == ":" and (self.flow or blank_follows):
            self._value()
        elif char in "*&":
            self._word(anchor)
        elif char == "!":
            self._word(tag)
        elif char in "|>" and not self.flow:
            self._keys.remove()
            self.key_allowed = True
            self._tokens.add(yamlv3_scalars.block(cursor, self.indent))
            return False  # it ends behind a line break
        elif char in "'\"":
            self._word(yamlv3_scalars.quoted)
        elif self._starts_plain(char):
            return self._plain()
        else:
            raise cursor.error("found character that cannot start any token")
        return True

    def _starts_plain(self, char: str) -> bool:
        # `-`, and outside brackets `?` and `:`, start a word where they did not start a token above
        return char not in _NO_PLAIN_START or char == "-" or (char in "?:" and not self.flow)

    def _word(self, scan: Callable[[Cursor], Token]) -> None:
        self._save_key()
        self.key_allowed = False
        self._tokens.add(scan(self.cursor))

    def _plain(self) -> bool:
        self._save_key()
        self.key_allowed = False
        token, broken = yamlv3_scalars.plain(self.cursor, self.indent + 1, flow=self.flow > 0)
        self.key_allowed = broken
        self._tokens.add(token)
        return not broken

    def _open(self, char: str) -> None:
        self._save_key()
        self._keys.open(self._tokens.next_number)
        self.flow += 1
        if self.flow > _MAX_NESTED:
            raise self.cursor.error(f"exceeded max depth of {_MAX_NESTED}")
        self.key_allowed = True
        self._tokens.add(self.cursor.take(char, 1))

    def _close(self, char: str) -> None:
        self._keys.remove()
        if self.flow:
            self.flow -= 1
            self._keys.close()
        self.key_allowed = False
        self._tokens.add(self.cursor.take(char, 1))

    def _entry(self, char: str) -> None:
        self._keys.remove()
        self.key_allowed = True
        self._tokens.add(self.cursor.take(char, 1))

    def _block_entry(self) -> None:
        if not self.flow:
            if not self.key_allowed:
                raise self.cursor.error("block sequence entries are not allowed in this context")
            self._roll(self.cursor.column, None, "block-sequence", self.cursor.token(""))
        self._entry("-")

    def _explicit_key(self) -> None:
        if not self.flow:
            if not self.key_allowed:
                raise self.cursor.error("mapping keys are not allowed in this context")
            self._roll(self.cursor.column, None, "block-mapping", self.cursor.token(""))
        self._keys.remove()
        self.key_allowed = not self.flow
        self._tokens.add(self.cursor.take("key", 1))

    def _value(self) -> None:
        key = self._keys.take()
        if key is not None:
            self._tokens.insert(key.number, key.at.of("key"))
            self._roll(key.at.column, key.number, "block-mapping", key.at)
            self.key_allowed = False
        else:
            if not self.flow:
                if not self.key_allowed:
                    raise self.cursor.error("mapping values are not allowed in this context")
                self._roll(self.cursor.column, None, "block-mapping", self.cursor.token(""))
            self.key_allowed = not self.flow
        self._tokens.add(self.cursor.take("value", 1))
