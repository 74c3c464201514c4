"""Paths for who reads a report elsewhere: relative to the top of the repository, and none that names the user."""

from __future__ import annotations

import os
import re
from collections.abc import Callable

from colima_guard.host.machine import Host
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import is_within, with_tilde
from colima_guard.report.text import printable, shortened


class Repository(NamedTuple):
    """The top of a repository and the home of its user, each in every spelling that a path may begin with."""

    tops: tuple[str, ...]
    homes: tuple[str, ...]

    @classmethod
    def at(cls, host: Host, top: str) -> Repository:
        """The repository whose top this is, on this machine."""
        tops, homes = ((path, host.realpath(path)) for path in (top, host.home))
        return cls(tuple(dict.fromkeys(tops)), tuple(dict.fromkeys(homes)))

    def relative(self, path: str) -> str:
        """A path from the top, with slashes; below the home ``~/...``, elsewhere by as many ``..`` as it takes."""
        below = any(is_within(path, home) for home in self.homes)
        if below and self._holds_home:
            return _slashes(self._tilde(path))
        for top in self.tops:
            if is_within(path, top):
                return _slashes(os.path.relpath(path, top))
        if below:
            return _slashes(self._tilde(path))
        if not os.path.isabs(path):
            return _slashes(path)
        try:
            return _slashes(os.path.relpath(path, self.tops[0]))
        except ValueError:  # on Windows, of another drive
            return os.path.basename(path)

    def told(self, text: str) -> str:
        """A line for a reader elsewhere: paths from the top, the home as ``~``, control characters written out."""
        for top in self.tops if not self._holds_home else ():
            text = shortened(text, top, self._from(top))
        for home in self.homes:
            text = shortened(text, home, self._tilde)
            # wherever else it stands, such as in the middle of a path: the name of its user is nobody's business
            if home.strip("/"):
                text = re.sub(rf"{re.escape(home)}(?![\w-])", "~", text)
        return printable(text)

    @property
    def _holds_home(self) -> bool:
        """Whether the home lies below the top, so that a path from there would name its user."""
        return any(is_within(home, top) and home != top for home in self.homes for top in self.tops)

    def _tilde(self, path: str) -> str:
        return next((with_tilde(path, home) for home in self.homes if is_within(path, home)), path)

    @staticmethod
    def _from(top: str) -> Callable[[str], str]:
        return lambda path: f".{path[len(top) :]}" if is_within(path, top) else path


def _slashes(path: str) -> str:
    return path.replace(os.sep, "/")
