"""The files of a project, read below its root alone."""

from __future__ import annotations

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.model.paths import is_within

#: no devcontainer is made of more
MAX_FILES = 100


class Unread(Exception):
    """A file that cannot be read, in words."""


class Files:
    """Reads files of which the real path lies below ``root`` (a real directory); counts them."""

    def __init__(self, host: Host, root: str) -> None:
        self.host = host
        self._root = root
        self.read: list[str] = []

    def text(self, path: str) -> str:
        """The text of a file, as Node decodes it. Raises ``Unread``."""
        if len(self.read) >= MAX_FILES:
            raise Unread(f"more than {MAX_FILES} files")
        real = self.host.realpath(path)
        if real != path and not is_within(real, self._root):
            raise Unread(f"{path} is a link that leads out of the project, and is not followed")
        try:
            data = self.host.read(path)
        except GuardError as error:
            raise Unread(str(error)) from error
        if data is None:
            raise Unread(f"{path} does not exist")
        self.read.append(path)
        return data.decode("utf-8", "replace")

    def is_file(self, path: str) -> bool:
        """Whether a regular file lies there, links followed."""
        return self.host.look(path) == "file"
