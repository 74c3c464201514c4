"""Where a key without ``?`` may have started: only the ``:`` behind it tells (scannerc.go, simple keys)."""

from __future__ import annotations

from dataclasses import dataclass

from colima_guard.formats.golang.yaml_v3.token import Cursor, Token
from colima_guard.formats.yaml.tree import YamlError

#: so many characters lie at most between the start of a key and its colon
_MAX_KEY = 1024


@dataclass(slots=True)
class PossibleKey:
    """The token at which one may have started."""

    number: int
    at: Token
    possible: bool = True
    required: bool = False


class PossibleKeys:
    """One for each level of brackets. Raises ``YamlError`` where a key is required and no colon follows."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._levels = [PossibleKey(0, cursor.token(""), possible=False)]
        #: the level on which a token may be one, by its number
        self._level_of: dict[int, int] = {}

    def save(self, number: int, *, required: bool) -> None:
        """One may start here, with the token that gets this number."""
        self.remove()
        self._levels[-1] = PossibleKey(number, self._cursor.token(""), required=required)
        self._level_of[number] = len(self._levels) - 1

    def remove(self) -> None:
        """None has started on this level."""
        key = self._levels[-1]
        if key.possible:
            if key.required:
                raise _missing_colon(key)
            key.possible = False
            self._level_of.pop(key.number, None)

    def take(self) -> PossibleKey | None:
        """The one of this level, for the colon that follows it; ``None`` where none has started."""
        key = self._levels[-1]
        if not self._is_near(key):
            return None
        key.possible = False
        self._level_of.pop(key.number, None)
        return key

    def open(self, number: int) -> None:
        """A bracket opens, as the token that gets this number."""
        self._levels.append(PossibleKey(number, self._cursor.token(""), possible=False))

    def close(self) -> None:
        """A bracket closes. Where nothing stood in it, its opening one is no key any more: yaml.v3 forgets it."""
        self._level_of.pop(self._levels.pop().number, None)

    def pending(self, number: int) -> bool:
        """Whether the token with this number may still turn out to be a key."""
        level = self._level_of.get(number)
        return level is not None and self._is_near(self._levels[level])

    def _is_near(self, key: PossibleKey) -> bool:
        if not key.possible:
            return False
        if key.at.line < self._cursor.line or key.at.start + _MAX_KEY < self._cursor.at:
            if key.required:
                raise _missing_colon(key)
            key.possible = False
        return key.possible


def _missing_colon(key: PossibleKey) -> YamlError:
    return YamlError("could not find expected ':'", key.at.line + 1, key.at.column + 1)
