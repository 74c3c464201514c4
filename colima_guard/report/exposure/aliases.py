"""Other names, each given once."""

from __future__ import annotations

#: what is too short to be known again in the middle of a sentence
_SHORT = 6


class Aliases:
    """What stands for each name, and for each text that is replaced as a whole."""

    def __init__(self) -> None:
        self._by_piece: dict[str, str] = {}
        self._by_whole: dict[tuple[str, str], str] = {}
        self._counts: dict[str, int] = {}

    def give(self, piece: str, alias: str) -> None:
        """Makes this alias stand for a name."""
        self._by_piece[piece] = alias

    def of(self, piece: str, noun: str) -> str:
        """What stands for a name, made of the noun where it is the first time."""
        if piece not in self._by_piece:
            self._by_piece[piece] = self._next(noun)
        return self._by_piece[piece]

    def known(self, piece: str) -> str | None:
        """What stands for a name that was met before."""
        return self._by_piece.get(piece)

    def of_whole(self, text: str, noun: str) -> str:
        """What stands for a whole text; nothing for an empty one."""
        if text and (noun, text) not in self._by_whole:
            self._by_whole[noun, text] = self._next(noun)
        return self._by_whole.get((noun, text), "")

    def quoted(self, text: str) -> tuple[str, str] | None:
        """The longest of such texts that stands in a sentence, and what stands for it."""
        found = [
            (whole, alias) for (_, whole), alias in self._by_whole.items() if len(whole) >= _SHORT and whole in text
        ]
        return max(found, key=lambda pair: len(pair[0]), default=None)

    def _next(self, noun: str) -> str:
        self._counts[noun] = self._counts.get(noun, 0) + 1
        return f"{noun}-{self._counts[noun]}"
