"""Paths of ``mounts`` as Colima cleans them: variables, the home, one trailing slash (util/util.go)."""

from __future__ import annotations

from collections.abc import Callable

from colima_guard.backends.shared.expand_env import expand_env
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import clean


class PathRefused(Exception):
    """Colima or Lima would not start with this."""


class Surroundings(NamedTuple):
    """What the meaning of a mount depends on besides the file."""

    home: str
    #: the value of an environment variable, empty when unset, as Go's os.Getenv gives it
    env: Callable[[str], str]
    cache_dir: str
    #: the name of the Lima instance
    identifier: str


def clean_path(text: str, around: Surroundings) -> str:
    """Colima's ``util.CleanPath``: variables, then a leading ``~`` whatever follows it, then one trailing slash."""
    if not text:
        return ""
    path = expand_env(text, around.env)
    if path.startswith("~"):
        path = around.home + path[1:]
    path = clean(path)
    if not path.startswith("/"):
        raise PathRefused(f"relative paths not supported for mount '{text}'")
    return path.rstrip("/") + "/"
