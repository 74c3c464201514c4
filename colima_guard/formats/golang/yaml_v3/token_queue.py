"""The tokens that the scanner of yaml.v3 has found and its parser not taken."""

from __future__ import annotations

from colima_guard.formats.golang.yaml_v3.token import Token

#: so many tokens that were taken are kept before they go, all at once
_KEPT = 64


class TokenQueue:
    """Tokens in their order; each has a number, which counts from the start of the text."""

    def __init__(self, first: Token) -> None:
        self._tokens = [first]
        self._head = 0
        #: how many tokens were taken, and so the number of the next one
        self.taken = 0

    @property
    def next(self) -> Token:
        """The token that is taken next."""
        return self._tokens[self._head]

    @property
    def last(self) -> Token:
        """The token that was found last."""
        return self._tokens[-1]

    @property
    def next_number(self) -> int:
        """The number of the token that is found next."""
        return self.taken + len(self._tokens) - self._head

    def holds(self, count: int) -> bool:
        """Whether so many tokens wait."""
        return len(self._tokens) - self._head >= count

    def waiting(self) -> list[Token]:
        """The tokens that are known and not taken."""
        return self._tokens[self._head :]

    def add(self, token: Token) -> None:
        """A token behind all others."""
        self._tokens.append(token)

    def insert(self, number: int, token: Token) -> None:
        """A token in front of the one with this number; behind all others where that one was taken, as yaml.v3 does."""
        if number < self.taken:
            self._tokens.append(token)
        else:
            self._tokens.insert(self._head + number - self.taken, token)

    def skip(self) -> None:
        """Takes the next token."""
        self._head += 1
        self.taken += 1
        if self._head > _KEPT:
            del self._tokens[: self._head]
            self._head = 0
