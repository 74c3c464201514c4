"""Paths as compose-go makes them absolute, on POSIX and on Windows (compose-go v2.16.1, ``paths/``)."""

from __future__ import annotations

import ntpath
import posixpath
from collections.abc import Mapping

from colima_guard.model.paths import clean as clean_posix


class Paths:
    """Go's ``filepath`` of a platform, and the home that ``~`` stands for."""

    def __init__(self, windows: bool, environ: Mapping[str, str]) -> None:
        self.windows = windows
        self._home = environ.get("USERPROFILE" if windows else "HOME") or None

    def clean(self, path: str) -> str:
        """``filepath.Clean``."""
        return str(ntpath.normpath(path or ".")) if self.windows else clean_posix(path)

    def is_abs(self, path: str) -> bool:
        """``filepath.IsAbs``."""
        return is_windows_abs(path) if self.windows else path.startswith("/")

    def join(self, *parts: str) -> str:
        """``filepath.Join``: empty parts do not count, and the whole is cleaned."""
        given = [part for part in parts if part]
        return self.clean(("\\" if self.windows else "/").join(given)) if given else ""

    def dir(self, path: str) -> str:
        """``filepath.Dir``."""
        return self.clean(str((ntpath if self.windows else posixpath).dirname(path)))

    def base(self, path: str) -> str:
        """``filepath.Base``."""
        path = self.clean(path)
        return str((ntpath if self.windows else posixpath).basename(path)) or path

    def rel(self, base: str, path: str) -> str:
        """``filepath.Rel``; the path itself where there is no way from ``base`` to it."""
        if self.is_abs(base) != self.is_abs(path):
            return path
        try:
            return str((ntpath if self.windows else posixpath).relpath(path, base))
        except ValueError:
            return path

    def expand(self, path: str) -> str:
        """``~`` and ``~anything`` below the home (``ExpandUser``); as it is where there is no home."""
        if not path.startswith("~") or self._home is None:
            return path
        return self.join(self._home, path[1:])

    def absolute(self, path: str, base: str) -> str:
        """A path of the machine that Compose runs on (``absPath``): empty stays empty."""
        path = self.expand(path)
        return path if not path or self.is_abs(path) else self.join(base, path)

    def bind(self, path: str, base: str) -> str:
        """The source of a bind (``maybeUnixPath``): what is absolute on POSIX or Windows stays as it is."""
        path = self.expand(path)
        if path.startswith("/") or is_windows_abs(path) or self.is_abs(path):
            return path
        return self.join(base, path)


def sent(source: str) -> str:
    """A source without ``.``, ``..`` and doubled slashes, as an engine takes it; what is relative stays so."""
    if source.startswith("/"):
        return clean_posix(source)
    return ntpath.normpath(source) if is_windows_abs(source) else source


def _is_separator(char: str) -> bool:
    return char in ("/", "\\")


def is_windows_abs(path: str) -> bool:
    """Whether a path is absolute on Windows (``IsWindowsAbs``), wherever we run."""
    if len(path) < 2:
        return False
    if _is_separator(path[0]) and _is_separator(path[1]):
        return True
    return path[1] == ":" and len(path) > 2 and _is_separator(path[2])
