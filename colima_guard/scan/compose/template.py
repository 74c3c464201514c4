"""Variables in a text (compose-go v2.16.1, ``template/template.go``)."""

from __future__ import annotations

import re
from collections.abc import Callable

_NAME = re.compile("[_a-z][_a-z0-9]*", re.IGNORECASE)
_BRACED = re.compile("([_a-z][_a-z0-9]*)(:?[-+?])?", re.IGNORECASE)
#: a text that becomes longer is not read: variables of variables can double without end
MAX_LENGTH = 1 << 16


class TemplateError(Exception):
    """A text that Compose does not fill in: a form that is none, or a variable that must be set and is not.

    ``sure``: Compose refuses it; else it is only too long for us.
    """

    def __init__(self, why: str, variable: str = "", *, sure: bool = True) -> None:
        super().__init__(why)
        #: the variable that must be set
        self.variable = variable
        self.sure = sure


class Template:
    """Fills texts in. ``unset`` gathers the names for which nothing is there, not even a default."""

    def __init__(self, lookup: Callable[[str], str | None]) -> None:
        self._lookup = lookup
        self.unset: dict[str, None] = {}

    def fill(self, text: str) -> str:
        """The text with its variables filled in. Raises ``TemplateError``."""
        at = text.find("$")
        if at < 0:
            return text
        pieces: list[str] = []
        done = length = 0
        lines = _Lines(text)
        while at >= 0:
            value, end = self._variable(text, at, lines)
            pieces += (text[done:at], value)
            length += len(value)
            if length > MAX_LENGTH:
                raise TemplateError(f"variables make it longer than {MAX_LENGTH} characters", sure=False)
            done = end
            at = text.find("$", end)
        return "".join((*pieces, text[done:]))

    def _variable(self, text: str, at: int, lines: _Lines) -> tuple[str, int]:
        """What stands for the dollar sign at a place, and where the text goes on."""
        after = text[at + 1 : at + 2]
        if after == "$":
            return "$", at + 2
        if after != "{":
            name = _NAME.match(text, at + 1)
            return ("$", at + 1) if name is None else (self._value(name[0]), name.end())
        braced = _BRACED.match(text, at + 2)
        if braced is not None and not braced[2] and text[braced.end() : braced.end() + 1] == "}":
            return self._value(braced[1]), braced.end() + 1
        # with an operator it goes on to the last brace of the line; what stands behind the matching one is filled in
        last = lines.last_brace(at) if braced is not None and braced[2] else -1
        if braced is None or last < braced.end():
            raise TemplateError(f"invalid interpolation format: {text[:200]}")
        closing = _closing(text, at, last)
        end = last + 1 if closing is None else closing + 1
        return self._with_operator(braced[1], braced[2], text[braced.end() : end - 1]), end

    def _value(self, name: str) -> str:
        value = self._lookup(name)
        if value is None:
            self.unset[name] = None
        return value or ""

    def _with_operator(self, name: str, operator: str, other: str) -> str:
        value = self._lookup(name)
        there = value is not None and (value != "" or not operator.startswith(":"))
        if operator.endswith("+"):
            return self.fill(other) if there else value or ""
        if there:
            return value or ""
        if operator.endswith("-"):
            return self.fill(other)
        raise TemplateError(f"required variable {name} is missing a value: {self.fill(other)}", name)


class _Lines:
    """Where the lines of a text have their last closing brace; each line is looked at once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._end = -1
        self._brace = -1

    def last_brace(self, at: int) -> int:
        if at >= self._end:
            end = self._text.find("\n", at)
            self._end = len(self._text) if end < 0 else end
            self._brace = self._text.rfind("}", at, self._end)
        return self._brace


def _closing(text: str, start: int, last: int) -> int | None:
    """Where the first brace is closed; Go skips the character behind an opening one."""
    opened, at = 0, start
    while at <= last:
        if text[at] == "}":
            opened -= 1
            if opened == 0:
                return at
        elif text[at] == "{":
            opened += 1
            at += 1
        at += 1
    return None
