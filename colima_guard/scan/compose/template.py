"""Variables in a text (compose-go v2.16.1, ``template/template.go``)."""

from __future__ import annotations

import re
from collections.abc import Callable

_PATTERN = re.compile(
    r"\$(?:(?P<escaped>\$)|(?P<named>[_a-z][_a-z0-9]*)"
    r"|\{(?:(?P<braced>[_a-z][_a-z0-9]*(?::?[-+?](?:.*))?)\}|(?P<invalid>)))",
    re.IGNORECASE,
)
_OPERATORS = (":?", "?", ":-", "-", ":+", "+")


class TemplateError(Exception):
    """A text that Compose does not fill in: a form that is none, or a variable that must be set and is not."""

    def __init__(self, why: str, variable: str = "") -> None:
        super().__init__(why)
        #: the variable that must be set
        self.variable = variable


class Template:
    """Fills texts in. ``unset`` gathers the names for which nothing is there, not even a default."""

    def __init__(self, lookup: Callable[[str], str | None]) -> None:
        self._lookup = lookup
        self.unset: dict[str, None] = {}

    def fill(self, text: str) -> str:
        """The text with its variables filled in. Raises ``TemplateError``."""
        return _PATTERN.sub(self._replace, text) if "$" in text else text

    def _replace(self, match: re.Match[str]) -> str:
        whole = match[0]
        end = _closing(whole)
        rest = ""
        if end > -1:
            rest = whole[end + 1 :]
            match = _PATTERN.match(whole[: end + 1]) or match
        if match["escaped"]:
            return "$"
        name = match["named"] or match["braced"]
        if not name:
            raise TemplateError(f"invalid interpolation format: {match.string}")
        if not match["named"]:
            filled = self._with_operator(_operator(whole), name)
            if filled is not None:
                return filled + self.fill(rest)
        value = self._lookup(name)
        if value is None:
            self.unset[name] = None
        return value or ""

    def _with_operator(self, operator: str, substitution: str) -> str | None:
        """The value, ``None`` where the operator is not in the substitution itself."""
        name, found, other = substitution.partition(operator)
        if not found:
            return None
        value = self._lookup(name)
        there = value is not None and (value != "" or not operator.startswith(":"))
        if operator.endswith("+"):
            return self.fill(other) if there else value or ""
        if there:
            return value or ""
        if operator.endswith("-"):
            return self.fill(other)
        raise TemplateError(f"required variable {name} is missing a value: {self.fill(other)}", name)


def _closing(text: str) -> int:
    """Where the first brace is closed; Go skips the character behind an opening one."""
    opened = at = 0
    while at < len(text):
        if text[at] == "}":
            opened -= 1
            if opened == 0:
                return at
        elif text[at] == "{":
            opened += 1
            at += 1
        at += 1
    return -1


def _operator(text: str) -> str:
    """The operator that stands first in a text, as Go's insertion sort leaves it in front."""

    def less(one: str, other: str) -> bool:
        first, second = text.find(one), text.find(other)
        return first >= 0 and (second < 0 or first < second)

    order = list(_OPERATORS)
    for index in range(1, len(order)):
        at = index
        while at > 0 and less(order[at], order[at - 1]):
            order[at], order[at - 1] = order[at - 1], order[at]
            at -= 1
    return order[0]
