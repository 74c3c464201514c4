"""A report without names, for a ticket or a talk: each is replaced by the same other one wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from colima_guard.report.exposure.aliases import Aliases
from colima_guard.report.exposure.own_names import COMMANDS, COMMON, KNOWN, NAMED, OURS, PATHS, WHOLE
from colima_guard.report.exposure.values import Document
from colima_guard.report.exposure.vocabulary import PIECE, is_said

#: a path, in any text
_PATH = re.compile(r"(?:(?<![\w.)])[A-Za-z]:|~|(?<![\w.)/])\.{0,2})[/\\][^\s\"'`,;()\[\]{}<>|]*")
_WHOLE_PATH = re.compile(r"[A-Za-z]:[/\\]|[~/\\.]")
#: a number that is a name is one everywhere, if it has so many digits: ``1`` is none in ``1 VM``
_DIGITS = 4
_ID = re.compile(r"[0-9a-f]{12,64}\Z")


def redacted(document: Document) -> dict[str, Any]:
    """The document with other names. Of what another program or a file says, words that are ours as well stay."""
    names = _Names(document["user"], document["home"])
    _walk(document, "", names.learn)
    found = _walk(document, "", names.replace)
    assert isinstance(found, dict)
    return found


def _walk(value: Any, key: str, act: Callable[[str, str], str]) -> Any:
    """The value with every text in it replaced by what ``act`` makes of it, by the key that it stands at."""
    if isinstance(value, str):
        return act(value, key)
    if isinstance(value, dict):
        return {name: _walk(part, _read_as(name, value), act) for name, part in value.items()}
    if isinstance(value, list):
        return [_walk(part, "word" if key == "command" else key, act) for part in value]
    return value


def _read_as(key: str, among: Document) -> str:
    """The key that says what a value is, where its own does not."""
    if key == "name" and "backend" in among:
        return "instance"
    # the reason of who accepted something is their own; why we do something is not
    return "" if key == "reason" and "until" not in among else key


class _Names:
    """What is somebody's in a text, by the key that the text stands at, and what stands for it."""

    def __init__(self, user: str, home: str) -> None:
        self._aliases = Aliases()
        for piece in [*PIECE.findall(user), *PIECE.findall(home)[-1:]]:
            if piece not in KNOWN:
                self._aliases.give(piece, "user")

    def learn(self, text: str, key: str) -> str:
        """Notes the names in a text of which the key says that it is one, and what is replaced as a whole."""
        noun = NAMED.get(key) or ("dir" if key in PATHS and _WHOLE_PATH.match(text) else "")
        if noun:
            for piece in PIECE.findall(text):
                if _is_own(piece) and any(char.isalpha() for char in piece):
                    self._aliases.of(piece, noun)
                elif _is_own(piece) and (len(piece) >= _DIGITS or not piece.isascii()):
                    self._aliases.of(piece, "number")
        elif key in (*WHOLE, "command") and not self._stays(text, key):
            self._aliases.of_whole(text, WHOLE.get(key, "command"))
        return text

    def replace(self, text: str, key: str) -> str:
        """The text without names."""
        if key in OURS or self._stays(text, key):
            return text
        if key in (*WHOLE, "command"):
            return self._aliases.of_whole(text, WHOLE.get(key, "command"))
        if key == "word":
            return text if text.startswith("-") and is_said(text) else PIECE.sub(self._in_command, text)
        if key in NAMED or (key in PATHS and _WHOLE_PATH.match(text)):
            return PIECE.sub(self._in_path, text)
        return self._in_prose(text)

    def _stays(self, text: str, key: str) -> bool:
        """Whether it is a value that programs know, and nobody's own."""
        return key == "value" and all(
            is_said(piece) and not self._aliases.known(piece) for piece in PIECE.findall(text)
        )

    def _in_prose(self, text: str) -> str:
        quoted = self._aliases.quoted(text)
        if quoted is not None:
            whole, alias = quoted
            return alias.join(self._in_prose(part) for part in text.split(whole))
        found, end = [], 0
        for path in _PATH.finditer(text):
            found += [PIECE.sub(self._said, text[end : path.start()]), PIECE.sub(self._in_path, path[0])]
            end = path.end()
        return "".join((*found, PIECE.sub(self._said, text[end:])))

    def _said(self, found: re.Match[str]) -> str:
        """A word of a sentence."""
        piece = found[0]
        bare = piece.rstrip(".")
        if bare.lower() in COMMON:
            return piece
        alias = self._aliases.known(piece)
        if alias is None and (alias := self._aliases.known(bare)) is not None:
            alias += piece[len(bare) :]
        if alias is not None:
            return alias
        if _ID.match(piece) and not piece.isdigit():
            return self._aliases.of(piece, "id")
        return piece if is_said(piece) or bare in KNOWN else self._aliases.of(piece, "word")

    def _in_path(self, found: re.Match[str]) -> str:
        piece = found[0]
        if not _is_own(piece):
            return piece
        if any(char.isalpha() for char in piece):
            return self._aliases.of(piece, "dir")
        # a short number is a name here, and none elsewhere
        return self._aliases.known(piece) or self._aliases.of_whole(piece, "number")

    def _in_command(self, found: re.Match[str]) -> str:
        """A word of a command line: the names of commands and options stay."""
        return found[0] if found[0] in COMMANDS else self._in_path(found)


def _is_own(piece: str) -> bool:
    return piece not in KNOWN and piece.strip(".") != ""
