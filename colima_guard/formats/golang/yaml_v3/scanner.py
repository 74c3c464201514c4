"""The tokens of a YAML text as gopkg.in/yaml.v3 v3.0.1 (Colima) finds them (scannerc.go), written anew.

libyaml, which yaml.v3 was once a port of, takes texts that this one refuses, and the reverse: it reads two tokens
ahead, beyond the first document; it eats tabs before comments; within ``{`` and ``[`` a ``:`` at the start of a word
and a ``?`` anywhere end it; ``%YAML`` names 1.1 or nothing loads. What is kept here is what decides which tokens come
out, and whether an error does; comments are only skipped, but as far as yaml.v3 skips them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from colima_guard.formats.golang.yaml_v3 import scalars as yamlv3_scalars
from colima_guard.formats.golang.yaml_v3.marks import anchor, directive, tag
from colima_guard.formats.golang.yaml_v3.text import END, Characters
from colima_guard.formats.golang.yaml_v3.token import BLANK_OR_END, BREAKS, Cursor, Token
from colima_guard.formats.yaml.tree import YamlError

_SPACES = re.compile(" *")
_BLANKS = re.compile("[ \t]*")
_COMMENT = re.compile("[^\r\n\x85\u2028\u2029\0]*")
#: yaml.v3 looks 512 bytes ahead for a comment, and no further
_AHEAD = 511
_BEFORE_LINE_COMMENT = re.compile(rf"[ \t]{{0,{_AHEAD}}}(?=#)")
_BEFORE_NEXT_COMMENT = re.compile(rf"[\r\n][ \t\r\n]{{0,{_AHEAD - 1}}}(?=#)")
_NO_PLAIN_START = frozenset("-?:,[]{}#&*!|>'\"%@`" + "".join(BLANK_OR_END))
#: the most characters that yaml.v3 asks for before it tells a token
_AT_ONCE = 4
_MAX_KEY = 1024
_MAX_NESTED = 10_000


@dataclass(slots=True)
class _Key:
    """Where a key without ``?`` may have started."""

    possible: bool = False
    required: bool = False
    number: int = 0
    at: Token | None = None


class Scanner:
    """Tokens, one after the other. Raises ``YamlError`` where yaml.v3 does."""

    def __init__(self, characters: Characters) -> None:
        self.cursor = Cursor(characters.text)
        self._broken = characters.broken
        self._tokens: list[Token] = [Token("stream-start", 0, 0, 0, 0)]
        self._head = 0
        #: how many tokens were taken
        self._taken = 0
        self.flow = 0
        self.indent = -1
        self._indents: list[int] = []
        self.key_allowed = True
        self._keys = [_Key()]
        #: which of the keys started with a token
        self._key_of: dict[int, int] = {}

    def peek(self) -> Token:
        """The next token, once two more are known."""
        while self._head >= len(self._tokens) - 2 or self._may_become_key():
            self._fetch()
            if self._broken is not None and self.cursor.at + _AT_ONCE >= len(self.cursor.text):
                self._meet_what_is_broken(self._broken)
        return self._tokens[self._head]

    def _meet_what_is_broken(self, broken: str) -> None:
        cursor = self.cursor
        # behind all tokens but these yaml.v3 looks at the next character
        met = cursor.char == END and self._tokens[-1].kind not in ("document-start", "document-end")
        raise YamlError(broken, cursor.line + 1, unsure=not met)

    def skip(self) -> None:
        """Takes the token that ``peek`` gave."""
        self._head += 1
        self._taken += 1
        if self._head > 64:
            del self._tokens[: self._head]
            self._head = 0

    def waiting(self) -> list[Token]:
        """The tokens that are known and not taken."""
        return self._tokens[self._head :]

    def _may_become_key(self) -> bool:
        slot = self._key_of.get(self._taken)
        return slot is not None and self._is_valid(self._keys[slot])

    def _is_valid(self, key: _Key) -> bool:
        if not key.possible:
            return False
        assert key.at is not None
        if key.at.line < self.cursor.line or key.at.start + _MAX_KEY < self.cursor.at:
            if key.required:
                raise self._missing_colon(key)
            key.possible = False
        return key.possible

    @staticmethod
    def _missing_colon(key: _Key) -> YamlError:
        assert key.at is not None
        return YamlError("could not find expected ':'", key.at.line + 1, key.at.column + 1)

    def _next_number(self) -> int:
        return self._taken + len(self._tokens) - self._head

    def _insert(self, position: int, token: Token) -> None:
        if position < 0:
            self._tokens.append(token)
        else:
            self._tokens.insert(self._head + position, token)

    # where keys start

    def _save_key(self) -> None:
        if not self.key_allowed:
            return
        required = self.flow == 0 and self.indent == self.cursor.column
        number = self._next_number()
        self._remove_key()
        self._keys[-1] = _Key(True, required, number, self.cursor.token(""))
        self._key_of[number] = len(self._keys) - 1

    def _remove_key(self) -> None:
        key = self._keys[-1]
        if key.possible:
            if key.required:
                raise self._missing_colon(key)
            key.possible = False
            self._key_of.pop(key.number, None)

    # indentation

    def _roll(self, column: int, number: int, kind: str, at: Token) -> None:
        if self.flow or self.indent >= column:
            return
        self._indents.append(self.indent)
        self.indent = column
        if len(self._indents) > _MAX_NESTED:
            raise YamlError(f"exceeded max depth of {_MAX_NESTED}", at.line + 1)
        self._insert(number - self._taken if number >= 0 else -1, at.of(kind))

    def _unroll(self, column: int) -> None:
        while not self.flow and self.indent > column:
            self._tokens.append(self.cursor.token("block-end"))
            self.indent = self._indents.pop()

    # blanks and comments

    def _to_next_token(self) -> None:
        cursor = self.cursor
        while True:
            blanks = _BLANKS if self.flow or not self.key_allowed else _SPACES
            cursor.run(blanks)
            if cursor.char == "#":
                self._comments()
            if cursor.char not in BREAKS:
                return
            cursor.skip_break()
            if not self.flow:
                self.key_allowed = True

    def _comments(self) -> None:
        cursor = self.cursor
        cursor.run(_COMMENT)
        while (further := _BEFORE_NEXT_COMMENT.match(cursor.text, cursor.at)) is not None:
            while cursor.at < further.end():
                if cursor.char in BREAKS:
                    cursor.skip_break()
                else:
                    cursor.at += 1
            cursor.run(_COMMENT)
        if self._broken is not None and cursor.text[cursor.at :].strip(" \t\r\n") == END:
            raise YamlError(self._broken, cursor.line + 1, unsure=len(cursor.text) - cursor.at > _AHEAD)

    def _line_comment(self) -> None:
        if (blanks := _BEFORE_LINE_COMMENT.match(self.cursor.text, self.cursor.at)) is not None:
            self.cursor.at = blanks.end()
            self.cursor.run(_COMMENT)

    # tokens

    def _fetch(self) -> None:
        self._to_next_token()
        cursor = self.cursor
        self._unroll(cursor.column)
        char = cursor.char
        if char == END:
            self._end_of_stream()
        elif cursor.column == 0 and char == "%":
            self._reset()
            self._tokens.append(directive(cursor))
        elif cursor.column == 0 and (kind := cursor.document_indicator()):
            self._reset()
            self._tokens.append(cursor.take(kind, 3))
        elif self._fetch_content(char):
            self._line_comment()

    def _reset(self) -> None:
        self._unroll(-1)
        self._remove_key()
        self.key_allowed = False

    def _end_of_stream(self) -> None:
        cursor = self.cursor
        if cursor.column:
            cursor.line += 1
            cursor.line_start = cursor.at
        self._reset()
        self._tokens.append(cursor.token("stream-end"))

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
            self._remove_key()
            self.key_allowed = True
            self._tokens.append(yamlv3_scalars.block(cursor, self.indent))
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
        self._tokens.append(scan(self.cursor))

    def _plain(self) -> bool:
        self._save_key()
        self.key_allowed = False
        token, broken = yamlv3_scalars.plain(self.cursor, self.indent + 1, flow=self.flow > 0)
        self.key_allowed = broken
        self._tokens.append(token)
        return not broken

    def _open(self, char: str) -> None:
        self._save_key()
        self._keys.append(_Key(number=self._next_number()))
        self.flow += 1
        if self.flow > _MAX_NESTED:
            raise self.cursor.error(f"exceeded max depth of {_MAX_NESTED}")
        self.key_allowed = True
        self._tokens.append(self.cursor.take(char, 1))

    def _close(self, char: str) -> None:
        self._remove_key()
        if self.flow:
            self.flow -= 1
            self._key_of.pop(self._keys.pop().number, None)
        self.key_allowed = False
        self._tokens.append(self.cursor.take(char, 1))

    def _entry(self, char: str) -> None:
        self._remove_key()
        self.key_allowed = True
        self._tokens.append(self.cursor.take(char, 1))

    def _block_entry(self) -> None:
        if not self.flow:
            if not self.key_allowed:
                raise self.cursor.error("block sequence entries are not allowed in this context")
            self._roll(self.cursor.column, -1, "block-sequence", self.cursor.token(""))
        self._entry("-")

    def _explicit_key(self) -> None:
        if not self.flow:
            if not self.key_allowed:
                raise self.cursor.error("mapping keys are not allowed in this context")
            self._roll(self.cursor.column, -1, "block-mapping", self.cursor.token(""))
        self._remove_key()
        self.key_allowed = not self.flow
        self._tokens.append(self.cursor.take("key", 1))

    def _value(self) -> None:
        key = self._keys[-1]
        if self._is_valid(key):
            assert key.at is not None
            self._insert(key.number - self._taken, key.at.of("key"))
            self._roll(key.at.column, key.number, "block-mapping", key.at)
            key.possible = False
            self._key_of.pop(key.number, None)
            self.key_allowed = False
        else:
            if not self.flow:
                if not self.key_allowed:
                    raise self.cursor.error("mapping values are not allowed in this context")
                self._roll(self.cursor.column, -1, "block-mapping", self.cursor.token(""))
            self.key_allowed = not self.flow
        self._tokens.append(self.cursor.take("value", 1))
