"""``${localEnv:NAME}`` and its kin, as the CLI fills them in (``spec-common/variableSubstitution.ts``, 0.89.0)."""

from __future__ import annotations

import ntpath
import posixpath
import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from colima_guard.model.named_tuple import NamedTuple

#: what ``.`` does not stand for in JavaScript
_LINE_END = re.compile("[\n\r\u2028\u2029]")


class NoName(Exception):
    """``${localEnv}`` names no variable: the CLI refuses the whole file."""


class Variables(NamedTuple):
    """What variables stand for. What is not known stays as it is written."""

    environ: Mapping[str, str]
    local_folder: str
    container_folder: str | None
    #: the labels that tell a devcontainer from others, of which its id is made
    labels: Mapping[str, str]
    windows: bool = False

    def fill(self, text: str) -> str:
        """The text with its variables filled in, once. Raises ``NoName``."""
        if "${" not in text:
            return text
        text = _filled(text, self._local)
        return _filled(text, self._id) if "${devcontainerId" in text else text

    def _local(self, variable: str) -> str | None:
        name, *arguments = variable.split(":")
        if name in ("env", "localEnv"):
            if not arguments:
                raise NoName(f"${{{variable}}} names no variable")
            found = self._environment(arguments[0])
            # a default ends at the next colon: of C:/a only C is left
            return found if found is not None else arguments[1] if len(arguments) > 1 else ""
        path = ntpath if self.windows else posixpath
        values = {
            "localWorkspaceFolder": self.local_folder,
            "localWorkspaceFolderBasename": path.basename(self.local_folder),
            "containerWorkspaceFolder": self.container_folder,
            "containerWorkspaceFolderBasename": self.container_folder and posixpath.basename(self.container_folder),
        }
        return values.get(name)

    def _environment(self, name: str) -> str | None:
        if not self.windows:
            return self.environ.get(name)
        by_folded = {key.lower(): value for key, value in self.environ.items()}
        return by_folded.get(name.lower())

    def _id(self, variable: str) -> str | None:
        if variable.split(":")[0] != "devcontainerId":
            return None
        return devcontainer_id(tuple(sorted(self.labels.items())))


def _filled(text: str, value: Callable[[str], str | None]) -> str:
    """The text with each ``${...}`` on one line replaced, in time of its length; what has no value stays."""
    parts: list[str] = []
    done, at, close, broken = 0, text.find("${"), -1, -1
    while at != -1:
        if close < at + 2:
            close = text.find("}", at + 2)
        if close == -1:
            break
        if broken < at:
            end = _LINE_END.search(text, at)
            broken = end.start() if end else len(text)
        if broken < close:
            at = text.find("${", at + 1)
            continue
        found = value(text[at + 2 : close])
        parts += (text[done:at], text[at : close + 1] if found is None else found)
        done = close + 1
        at = text.find("${", done)
    return "".join((*parts, text[done:]))


@lru_cache(maxsize=8)
def devcontainer_id(labels: tuple[tuple[str, str], ...]) -> str:
    """The id of a devcontainer by its sorted labels: 52 digits to the base of 32 (``devcontainerIdForLabels``)."""
    import hashlib
    import json

    text = json.dumps(dict(labels), separators=(",", ":"), ensure_ascii=False)
    number = int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest(), "big")
    digits = ""
    while number:
        number, digit = divmod(number, 32)
        digits = "0123456789abcdefghijklmnopqrstuv"[digit] + digits
    return digits.rjust(52, "0")
