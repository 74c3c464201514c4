"""Where Docker Desktop's files lie, by platform.

docs.docker.com, desktop/settings-and-maintenance/settings: ``settings-store.json`` since 4.35, before that
``settings.json``.
"""

from __future__ import annotations

import os

from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable

STORE, LEGACY = "settings-store.json", "settings.json"


def base(host: Host) -> str:
    """The directory of the settings."""
    if host.platform == "windows":
        return os.path.join(_roaming(host), "Docker")
    if host.platform == "macos":
        return os.path.join(host.home, "Library", "Group Containers", "group.com.docker")
    return os.path.join(host.home, ".docker", "desktop")


def trace(host: Host) -> bool:
    """Whether anything says that Docker Desktop is or was on this machine. Looks at two or three paths."""
    try:
        return any(host.is_dir(path) for path in (base(host), *apps(host)))
    except Unreadable:
        return True


def own_directories(host: Host) -> list[str]:
    """What no VM may share where it is there: the settings, and what Docker Desktop keeps beside them."""
    found = [base(host)]
    if host.platform == "macos":
        found.append(os.path.join(host.home, "Library", "Containers", "com.docker.docker"))
    return [path for path in found if host.look(path) is not None]


def apps(host: Host) -> list[str]:
    """Where Docker Desktop is installed by its installers, as far as that is documented."""
    if host.platform == "windows":
        programs = host.env("ProgramFiles") or "C:\\Program Files"
        # per-user installation: docs, desktop/setup/install/windows-install
        own = os.path.join(_local(host), "Programs", "DockerDesktop")
        return [os.path.join(programs, "Docker", "Docker"), own]
    if host.platform == "macos":
        return ["/Applications/Docker.app", os.path.join(host.home, "Applications", "Docker.app")]
    return ["/opt/docker-desktop"]


def admin_settings(host: Host) -> str:
    """The file by which an administrator sets and locks settings."""
    if host.platform == "windows":
        return os.path.join(host.env("ProgramData") or "C:\\ProgramData", "DockerDesktop", "admin-settings.json")
    if host.platform == "macos":
        return "/Library/Application Support/com.docker.docker/admin-settings.json"
    return "/usr/share/docker-desktop/admin-settings.json"


#: the pipe of the engine in the VM, on Windows (the endpoint of the context ``desktop-linux``)
ENGINE_PIPE = "//./pipe/dockerDesktopLinuxEngine"


def engine_sockets(host: Host) -> list[str]:
    """The sockets of the engine in the VM (not of the host's own engine)."""
    if host.platform == "windows":
        return []
    if host.platform == "macos":
        run = os.path.join(host.home, ".docker", "run", "docker.sock")
        data = os.path.join(host.home, "Library", "Containers", "com.docker.docker", "Data", "docker.raw.sock")
        return [run, data]
    return [os.path.join(base(host), "docker.sock")]


def settings_sockets(host: Host) -> list[tuple[str, str]]:
    """Where the backend says its settings: a socket or pipe, and the path to ask for.

    Undocumented, and used by Docker's own window and by ctlptl (pkg/cluster/docker_desktop_dial*.go); the second kind
    is that of releases before 4.12.
    """
    now, before = "/app/settings?format=grouped", "/settings"
    if host.platform == "windows":
        pipe = "\\\\.\\pipe\\dockerBackend"
        return [(f"{pipe}ApiServer", now), (f"{pipe}NativeApiServer", before)]
    if host.platform == "macos":
        data = os.path.join(host.home, "Library", "Containers", "com.docker.docker", "Data")
    else:
        data = base(host)
    return [
        (os.path.join(data, "backend.sock"), now),
        (os.path.join(data, "backend.native.sock"), before),
        (os.path.join(data, "gui-api.sock"), before),
    ]


def _roaming(host: Host) -> str:
    return host.env("APPDATA") or os.path.join(host.home, "AppData", "Roaming")


def _local(host: Host) -> str:
    return host.env("LOCALAPPDATA") or os.path.join(host.home, "AppData", "Local")
