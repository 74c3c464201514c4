"""Whether Rancher Desktop is installed, and which release, without starting it."""

from __future__ import annotations

import os
import posixpath

from colima_guard.backends.rancher_desktop import layout
from colima_guard.backends.rancher_desktop.releases import by_lima
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.release import Release, parse_release


class App(NamedTuple):
    """An installed Rancher Desktop: its ``resources``, and its release where that can be told."""

    resources: str
    release: Release | None


def app(host: Host) -> App | None:
    """The installed one: behind the link that it keeps for ``rdctl``, else where installers put it."""
    for path in _resources(host):
        if host.look(path) == "dir":
            # what lies behind a link in the home is not run: a VM may have put it there
            mine = path in layout.apps(host)
            return App(path, _by_plist(host, path) or (_by_lima(host, path) if mine else None))
    return None


def _resources(host: Host) -> list[str]:
    found = layout.apps(host)
    real = host.realpath(layout.rdctl(host))
    # resources/PLATFORM/bin/rdctl (paths.GetResourcesPath)
    if real != layout.rdctl(host) and host.look(real) == "file":
        found.insert(0, posixpath.dirname(posixpath.dirname(posixpath.dirname(real))))
    return found


def _by_plist(host: Host, resources: str) -> Release | None:
    if host.platform != "macos":
        return None
    import plistlib
    from xml.parsers.expat import ExpatError

    path = posixpath.normpath(posixpath.join(resources, "../../Info.plist"))
    try:
        value = plistlib.loads(host.read(path) or b"")
        return parse_release(str(value["CFBundleShortVersionString"]))
    except (Unreadable, ValueError, KeyError, TypeError, plistlib.InvalidFileException, ExpatError):
        return None


def _by_lima(host: Host, resources: str) -> Release | None:
    """By the Lima that it brings along, which is what its release decides: ``limactl version 2.1.2.rd1``."""
    folder = "darwin" if host.platform == "macos" else "linux"
    path = os.path.join(resources, folder, "lima", "bin", "limactl")
    if host.look(path) != "file":
        return None
    said = host.version(path).removeprefix("limactl version ").partition(".rd")[0]
    found = parse_release(said)
    return by_lima(found) if found is not None else None
