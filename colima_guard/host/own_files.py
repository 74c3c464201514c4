"""Where our own files lie."""

from __future__ import annotations

import os

from colima_guard.host.machine import Host

NAME = "colima-guard"


def _directory(host: Host, xdg: str, unix: str, windows: str) -> str:
    """The directory of a kind of file: an absolute XDG variable, else its default below the home."""
    if host.platform == "windows":
        root = host.env(windows) or ""
        default = os.path.join("AppData", "Roaming" if windows == "APPDATA" else "Local")
    else:
        root, default = host.env(xdg) or "", unix
    # the XDG specification says to ignore a relative value; it would be another place in each working directory
    return os.path.join(root if os.path.isabs(root) else os.path.join(host.home, default), NAME)


def policy_path(host: Host) -> str:
    """The saved policy."""
    return os.path.join(_directory(host, "XDG_CONFIG_HOME", ".config", "APPDATA"), "policy.yaml")


def state_dir(host: Host) -> str:
    """The journal of changes."""
    return os.path.join(_directory(host, "XDG_STATE_HOME", ".local/state", "LOCALAPPDATA"), *_windows(host, "state"))


def placeholder(host: Host) -> str:
    """The empty directory that stands for an empty allowlist. Never by a variable: VM programs must find it too."""
    if host.platform == "windows":
        return os.path.join(_directory(host, "", "", "LOCALAPPDATA"), "nothing-shared")
    return os.path.join(host.home, ".local", "share", NAME, "nothing-shared")


def cache_dir(host: Host) -> str:
    """Where the last good answer of ``check`` is remembered (``cache.answer``): who writes there writes that answer."""
    return _directory(
        host, "XDG_CACHE_HOME", "Library/Caches" if host.platform == "macos" else ".cache", "LOCALAPPDATA"
    )


def nothing_shared(host: Host) -> str:
    """The placeholder with the links on the way to it resolved, and not itself: as a link it stands for no nothing."""
    parent, name = os.path.split(placeholder(host))
    return os.path.join(host.realpath(parent), name)


def _windows(host: Host, name: str) -> tuple[str, ...]:
    return (name,) if host.platform == "windows" else ()
