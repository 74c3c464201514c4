"""Whether Docker Desktop is installed, and which release, without starting anything.

``docker desktop version`` is the version of a plugin, not of Docker Desktop.
"""

from __future__ import annotations

import json
import os
import re

from colima_guard.backends.docker_desktop import layout
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.release import Release, parse_release

#: dpkg's list of what is installed is larger than any settings file
_DPKG, _DPKG_LIMIT = "/var/lib/dpkg/status", 64 << 20
_PACKAGE = re.compile(rb"^Package: docker-desktop\n(?:.+\n)*?Version: (?:\d+:)?([0-9.]+)", re.MULTILINE)
#: the application's own entry in componentsVersion.json
_COMPONENTS = ("Informational", "AppVersion", "Version")


class App(NamedTuple):
    """An installed Docker Desktop; ``release`` is ``None`` where its files do not say."""

    path: str
    release: Release | None


def app(host: Host, launch_path: str | None = None) -> App | None:
    """The installed application: where the settings say that it was started from, else where installers put it."""
    for path in filter(None, (launch_path, *layout.apps(host))):
        if host.look(path) == "dir":
            return App(path, _release(host, path))
    return None


def _release(host: Host, path: str) -> Release | None:
    if host.platform == "macos":
        return _from_plist(host, os.path.join(path, "Contents", "Info.plist"))
    inside = ("resources",) if host.platform == "windows" else ()
    found = _from_components(host, os.path.join(path, *inside, "componentsVersion.json"))
    return found or (_from_dpkg(host) if host.platform == "linux" else None)


def _from_plist(host: Host, path: str) -> Release | None:
    import plistlib
    from xml.parsers.expat import ExpatError

    try:
        value = plistlib.loads(host.read(path) or b"")
        return parse_release(str(value["CFBundleShortVersionString"]))
    except (Unreadable, ValueError, KeyError, TypeError, plistlib.InvalidFileException, ExpatError):
        return None


def _from_components(host: Host, path: str) -> Release | None:
    try:
        value = json.loads(host.read(path) or b"{}")
    except (Unreadable, ValueError, RecursionError):
        return None
    said = (value.get(name) for name in _COMPONENTS) if isinstance(value, dict) else ()
    return next((found for text in said if isinstance(text, str) and (found := parse_release(text))), None)


def _from_dpkg(host: Host) -> Release | None:
    try:
        found = _PACKAGE.search(host.read(_DPKG, limit=_DPKG_LIMIT) or b"")
    except Unreadable:
        return None
    return parse_release(found[1].decode()) if found else None
