"""Where Lima's files lie: its home, the instances in it, and the files that reach all of them."""

from __future__ import annotations

import posixpath
import re

from colima_guard.host.machine import Host
from colima_guard.model.named_tuple import NamedTuple

#: pkg/identifiers and pkg/store/dirnames
_NAME = re.compile(r"[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*\Z")
DEFAULT, OVERRIDE, BASE = "_config/default.yaml", "_config/override.yaml", "_config/base.yaml"
SHADOW = "_templates/_default/mounts.yaml"


class Home(NamedTuple):
    """One Lima home. ``picked``: the one that Lima uses in this environment."""

    path: str
    picked: bool

    def file(self, name: str) -> str:
        return posixpath.join(self.path, name)

    def dir(self, instance: str) -> str:
        return posixpath.join(self.path, instance)


def homes(host: Host) -> list[Home]:
    """Every Lima home that is live for some environment, the picked one first.

    ``$LIMA_HOME`` if set, else ``~/.lima`` (dirnames.LimaDir); a ``~/.lima`` beside it is live without the variable.
    """
    own = posixpath.join(host.home, ".lima")
    explicit = host.env("LIMA_HOME")
    if not explicit:
        return [Home(own, picked=True)]
    path = explicit if posixpath.isabs(explicit) else posixpath.join(host.cwd, explicit)
    path = posixpath.normpath(path)
    found = [Home(path, picked=True)]
    if host.is_dir(own) and host.realpath(own) != host.realpath(path):
        found.append(Home(own, picked=False))
    return found


def instance_names(host: Host, home: Home) -> list[str]:
    """The directories that Lima takes for instances, or would if they were named well. Raises ``Unreadable``."""
    return [
        name
        for name in host.names(home.path)
        if not name.startswith((".", "_")) and host.is_dir(posixpath.join(home.path, name))
    ]


def bad_name(name: str) -> str | None:
    """Why Lima refuses a directory's name, at which its whole list fails; ``None`` for a good one."""
    if len(name.encode()) > 76:
        return "it is longer than 76 bytes"
    if name.lower().endswith((".yml", ".yaml")):
        return "it ends like a YAML file"
    return None if _NAME.match(name) else "Lima allows letters and digits with single ., _ or - between them"


def template_dirs(host: Host, home: Home) -> tuple[list[str], bool]:
    """Where ``template:NAME`` is looked for before what Lima ships, and whether that is by ``LIMA_TEMPLATES_PATH``."""
    explicit = host.env("LIMA_TEMPLATES_PATH")
    if explicit:
        return [path for path in explicit.split(":") if path], True
    return [posixpath.join(home.path, "_templates")], False
