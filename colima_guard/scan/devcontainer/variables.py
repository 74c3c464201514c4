"""``${localEnv:NAME}`` and its kin, as the CLI fills them in (``spec-common/variableSubstitution.ts``, 0.89.0)."""

from __future__ import annotations

import ntpath
import posixpath
import re
from collections.abc import Mapping
from typing import NamedTuple

_VARIABLE = re.compile(r"\$\{(.*?)\}")


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
        text = _VARIABLE.sub(self._local, text)
        if "${devcontainerId" in text:
            text = _VARIABLE.sub(self._id, text)
        return text

    def _local(self, match: re.Match[str]) -> str:
        name, *arguments = match[1].split(":")
        if name in ("env", "localEnv"):
            if not arguments:
                raise NoName(f"{match[0]} names no variable")
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
        found = values.get(name)
        return match[0] if found is None else found

    def _environment(self, name: str) -> str | None:
        if not self.windows:
            return self.environ.get(name)
        by_folded = {key.lower(): value for key, value in self.environ.items()}
        return by_folded.get(name.lower())

    def _id(self, match: re.Match[str]) -> str:
        return devcontainer_id(self.labels) if match[1].split(":")[0] == "devcontainerId" else match[0]


def devcontainer_id(labels: Mapping[str, str]) -> str:
    """The id of a devcontainer: 52 digits to the base of 32 (``devcontainerIdForLabels``)."""
    import hashlib
    import json

    text = json.dumps(dict(sorted(labels.items())), separators=(",", ":"), ensure_ascii=False)
    number = int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest(), "big")
    digits = ""
    while number:
        number, digit = divmod(number, 32)
        digits = "0123456789abcdefghijklmnopqrstuv"[digit] + digits
    return digits.rjust(52, "0")
