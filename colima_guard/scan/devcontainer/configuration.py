"""One devcontainer.json as it was read, with what its variables stand for."""

from __future__ import annotations

import os.path
from collections.abc import Mapping

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.scan.devcontainer.files import Files
from colima_guard.scan.devcontainer.nodes import Document, Node
from colima_guard.scan.devcontainer.variables import Variables
from colima_guard.scan.project import Strength, Where


class Configuration(NamedTuple):
    """The properties of a file, and all that is needed to read on from it."""

    root: Node
    document: Document
    #: the file that the CLI goes by; ``document`` is another one where it is overridden
    path: str
    #: the workspace folder, in which the CLI runs its programs
    folder: str
    environ: Mapping[str, str]
    variables: Variables
    files: Files

    def where(self, value: Node) -> Where:
        """The place of a value."""
        return self.document.where(value)

    def text(self, value: Node | None) -> str | None:
        """A text with its variables filled in; ``None`` for anything else."""
        return self.variables.fill(value.value) if value is not None and isinstance(value.value, str) else None

    def beside(self, name: str) -> str:
        """The path of a file that is named relative to the configuration."""
        return os.path.normpath(os.path.join(os.path.dirname(self.path), name))

    def words(self, value: Node | None) -> list[tuple[str, Where]]:
        """The arguments of a list, each with its place; a text is spread into its letters, as the CLI does."""
        if value is None:
            return []
        if isinstance(value.value, str):
            return [(letter, self.where(value)) for letter in self.variables.fill(value.value)]
        elements = value.value if isinstance(value.value, list) else []
        return [(self.variables.fill(str(one.value)), self.where(one)) for one in elements]

    def host_commands(self) -> tuple[Strength, ...]:
        """``initializeCommand``: a text, a list of words, or an object of either."""
        found = self.root.get("initializeCommand")
        if found is None or not found.truthy:
            return ()
        commands = list(found.value.values()) if isinstance(found.value, dict) else [found]
        texts = ((self.variables.fill(_command(one)), self.where(one)) for one in commands if one.elements())
        return tuple(Strength("initializeCommand", text, where) for text, where in texts)


def _command(value: Node) -> str:
    if isinstance(value.value, list):
        return " ".join(_command(one) for one in value.value)
    return value.value if isinstance(value.value, str) else str(value.value)
