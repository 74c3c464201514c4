"""A report without names, for a ticket or a talk: each is replaced by the same other one wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from colima_guard.model.secrets import CATALOGUE
from colima_guard.report.exposure.values import Document


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: what names are made of, wherever they stand: between blanks, slashes, quotes, brackets
_PIECE = re.compile(r"[^\s/\\\"'`,;:()\[\]{}<>|=$*&?!@#~]+")
#: a path, in any text
_PATH = re.compile(r"(?:(?<![\w.)])[A-Za-z]:|~|(?<![\w.)/])\.{0,2})[/\\][^\s\"'`,;()\[\]{}<>|]*")
_ID = re.compile(r"[0-9a-f]{12,64}\Z")
#: keys whose values are words of ours, or numbers of releases
_OURS = _words(
    "schema verdict counted_verdict next_start_verdict basis backend severity access effective_access transport origin "
    "kind how outcome state result platform colima_guard at release assumed_release judged_release confidence "
    "when_missing propagation holds engine key until finding reverts accepted_by visible network pid ipc userns"
)
#: keys whose values are names, and what another one is made of
_NAMED = {
    "name": "name", "instance": "vm", "instances": "vm", "container": "container", "service": "service",
    "subject": "name", "image": "image", "endpoint": "engine",
}  # fmt: skip
_PATHS = _words(
    "path paths file files directory location mount_point source target home looked_at project projects within_reach "
    "real_path secrets secrets_after unjudged allow included included_from without writable_file named"
)
#: prose of the user's own, or whatever a file holds: replaced as a whole
_WHOLE = {"reason": "reason", "value": "value", "accepted": "reason"}
_VALUES = re.compile(r"(?:[A-Z_]+|true|false|host|private|unconfined|[a-z]+[:=](?:unconfined|disable|host))\Z")
_COMMANDS = _words("lock allow revoke rollback bootstrap render verify report ro rw sh nix launchd systemd")
#: components of paths, and names, that are nobody's own
_KNOWN = _words(
    "Users home var run etc tmp private Volumes mnt dev proc sys usr bin sbin lib opt srv host_mnt host desktop root "
    "docker docker.sock podman.sock colima colima.yaml lima lima.yaml lima.sock .colima .lima _lima _templates _config "
    "default default.yaml override.yaml base.yaml config.yaml .config .local .cache share state colima-guard new "
    "policy.yaml nothing-shared .colima-guard.yaml Library Application Support Group Containers Caches Data "
    "group.com.docker AppData Roaming Local docker-desktop multipass settings settings-store.json settings.json "
    "primary .docker config.json compose.yaml compose.yml docker-compose.yaml docker-compose.yml compose.override.yaml "
    "docker-compose.override.yml .devcontainer devcontainer.json .devcontainer.json devcontainer .env podman nerdctl "
    "containers.conf changes"
) | {part for secret in CATALOGUE for part in _PIECE.findall(secret.path)}


def redacted(document: Document) -> dict[str, Any]:
    """The document with other names. What a message quotes of a file otherwise, such as a variable, stays."""
    names = _Aliases(document["user"])
    home = _PIECE.findall(document["home"])
    if home and home[-1] not in _KNOWN:
        names.give(home[-1], "user")
    _walk(document, "", names.learn)
    found = _walk(document, "", names.replace)
    assert isinstance(found, dict)
    return found


def _walk(value: Any, key: str, act: Callable[[str, str], str]) -> Any:
    """The value with every text in it replaced by what ``act`` makes of it, by the key that it stands at."""
    if isinstance(value, str):
        return act(value, key)
    if isinstance(value, dict):
        return {name: _walk(part, name, act) for name, part in value.items()}
    if isinstance(value, list):
        return [_walk(part, "word" if key == "command" else key, act) for part in value]
    return value


class _Aliases:
    """Other names, each given once."""

    def __init__(self, user: str) -> None:
        self._by_piece: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        for piece in _PIECE.findall(user):
            self.give(piece, "user")

    def give(self, piece: str, alias: str) -> None:
        self._by_piece[piece] = alias

    def learn(self, text: str, key: str) -> str:
        """Notes the names in a text of which the key says that it is one."""
        noun = _NAMED.get(key) or ("dir" if key in _PATHS else "")
        if noun:
            for piece in _pieces(text):
                self._alias(piece, noun)
        return text

    def replace(self, text: str, key: str) -> str:
        if key in _OURS:
            return text
        if key in _WHOLE or key == "command":
            if key == "value" and _VALUES.match(text):
                return text
            return self._whole(text, _WHOLE.get(key, "command"))
        if key == "word":
            return text if text.startswith("-") and "=" not in text else _PIECE.sub(self._word, text)
        return _PIECE.sub(self._known, _PATH.sub(lambda path: _PIECE.sub(self._in_path, path[0]), text))

    def _whole(self, text: str, noun: str) -> str:
        # the names in it were learned elsewhere, or are its own
        return text and self._by_piece.setdefault(f"\0{noun}\0{text}", self._next(noun))

    def _known(self, found: re.Match[str]) -> str:
        piece = found[0]
        bare = piece.rstrip(".")
        alias = self._by_piece.get(piece) or self._by_piece.get(bare)
        if alias is not None:
            return alias + (piece[len(bare) :] if piece not in self._by_piece else "")
        return self._alias(piece, "id") if _ID.match(piece) and not piece.isdigit() else piece

    def _in_path(self, found: re.Match[str]) -> str:
        return self._alias(found[0], "dir") if next(_pieces(found[0]), None) else found[0]

    def _word(self, found: re.Match[str]) -> str:
        """A word of a command line: the names of commands and options stay."""
        return found[0] if found[0] in _COMMANDS else self._in_path(found)

    def _alias(self, piece: str, noun: str) -> str:
        known = self._by_piece.get(piece)
        if known is None:
            known = self._by_piece[piece] = self._next(noun)
        return known

    def _next(self, noun: str) -> str:
        self._counts[noun] = self._counts.get(noun, 0) + 1
        return f"{noun}-{self._counts[noun]}"


def _pieces(text: str) -> Iterator[str]:
    """The parts of a name that are somebody's own."""
    return (piece for piece in _PIECE.findall(text) if piece not in _KNOWN and not _is_number(piece))


def _is_number(piece: str) -> bool:
    return not any(char.isalpha() for char in piece)
