"""``.env`` files and the ``env_file`` of a service (compose-go v2.16.1, ``dotenv/``)."""

from __future__ import annotations

import re
from collections.abc import Callable

from colima_guard.scan.compose.template import Template, TemplateError

Lookup = Callable[[str], str | None]

_ESCAPE = re.compile(r'\\(?:[abcfnrtv$"\\]|0\d{0,3})', re.ASCII)
_EXPORT = re.compile(r"export[\t\n\f\r ]+")
#: Go's unicode.IsSpace
_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_SPACES = re.compile(f"[{_SPACE}]*")
_IN_LINE = "\t\v\f\r \x85\xa0"
_LETTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", '"': '"', "\\": "\\"}


class DotenvError(Exception):
    """A line that Compose does not take; it stops everything. Not ``sure``: it is only too long for us."""

    def __init__(self, why: str, *, sure: bool = True) -> None:
        super().__init__(why)
        self.sure = sure


def parse(data: bytes, values: dict[str, str], lookup: Lookup) -> None:
    """Adds a file's variables to ``values``. ``lookup`` comes before them where one names another.

    Raises ``DotenvError``; what stands before the bad line is added by then.
    """
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    _Parser(text, values, lookup).parse()


def parse_raw(data: bytes, values: dict[str, str], lookup: Lookup) -> None:
    """A file of ``format: raw``: every line as it is (``rawEnv`` of Compose's own)."""
    for line in data.decode("utf-8", "surrogateescape").splitlines():
        name, found, value = line.strip().partition("=")
        if not name or name.startswith("#"):
            continue
        if found:
            values[name] = value
        elif (inherited := lookup(name)) is not None:
            values[name] = inherited


class _Parser:
    def __init__(self, text: str, values: dict[str, str], lookup: Lookup) -> None:
        self._text = text
        self._values = values
        self._lookup = lookup
        self._at = 0

    def parse(self) -> None:
        while self._to_statement():
            name, inherited = self._name()
            if " " in name:
                raise DotenvError(f"line {self._line()}: key cannot contain a space")
            if not inherited:
                self._values[name] = self._value()
            elif (value := self._lookup(name)) is not None:
                self._values[name] = value

    def _line(self) -> int:
        return self._text.count("\n", 0, self._at) + 1

    def _to_statement(self) -> bool:
        while True:
            spaces = _SPACES.match(self._text, self._at)
            assert spaces is not None
            self._at = spaces.end()
            if self._text[self._at : self._at + 1] != "#":
                return self._at < len(self._text)
            end = self._text.find("\n", self._at)
            self._at = len(self._text) if end < 0 else end

    def _name(self) -> tuple[str, bool]:
        """The name, and whether it stands alone: then the value is the one around the file."""
        if (export := _EXPORT.match(self._text, self._at)) is not None:
            self._at = export.start() + len("export")
            while self._text[self._at : self._at + 1] in tuple(_IN_LINE):
                self._at += 1
        start = self._at
        if start >= len(self._text):
            raise DotenvError(f"line {self._line()}: zero length string")
        name, after, inherited = "", start, False
        for at in range(start, len(self._text)):
            char = self._text[at]
            if char in "=:\n":
                name, after, inherited = self._text[start:at], at + 1, char == "\n"
                break
            if not (char in _IN_LINE or char in "_.-[]" or char.isalpha() or char.isnumeric()):
                raise DotenvError(f"line {self._line()}: unexpected character {char!r} in variable name")
        else:
            # Go leaves the name empty and reads what should be one as its value
            name = ""
        self._at = after
        while self._text[self._at : self._at + 1] in tuple(_IN_LINE):
            self._at += 1
        return name.rstrip(_SPACE), inherited

    def _value(self) -> str:
        quote = self._text[self._at : self._at + 1]
        if quote not in ("'", '"'):
            end = self._text.find("\n", self._at)
            line = self._text[self._at : len(self._text) if end < 0 else end]
            self._at = len(self._text) if end < 0 else end + 1
            return self._expand(line.partition(" #")[0].rstrip(_SPACE))
        value = self._quoted(quote)
        return self._expand(_ESCAPE.sub(_unescaped, value)) if quote == '"' else value

    def _quoted(self, quote: str) -> str:
        chars: list[str] = []
        escaped = False
        for at in range(self._at + 1, len(self._text)):
            char = self._text[at]
            if char == quote and not escaped:
                self._at = at + 1
                return "".join(chars)
            if char == "\\" and not escaped:
                escaped = True
                continue
            chars += ("\\", char) if escaped and char != quote else (char,)
            escaped = False
        raise DotenvError(f"line {self._line()}: unterminated quoted value")

    def _expand(self, value: str) -> str:
        def known(name: str) -> str | None:
            found = self._lookup(name)
            return self._values.get(name) if found is None else found

        try:
            return Template(known).fill(value)
        except TemplateError as error:
            raise DotenvError(f"line {self._line()}: {error}", sure=error.sure) from error


def _unescaped(match: re.Match[str]) -> str:
    written = match[0]
    letter = written[1]
    if letter == "$":
        return "$$"
    if letter == "0":
        # Go writes an octal character with three digits and no leading zero, and leaves what is none
        digits = written[2:]
        return chr(int(digits, 8)) if re.fullmatch("[0-3][0-7]{2}", digits) else "\\" + digits
    return _LETTERS.get(letter, written)
