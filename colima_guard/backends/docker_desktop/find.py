"""Finding Docker Desktop: its settings, or, where it was never started, what its first start would share."""

from __future__ import annotations

import os
from collections.abc import Iterable

from colima_guard.backends.docker_desktop import layout, mounts
from colima_guard.backends.docker_desktop.application import app
from colima_guard.backends.docker_desktop.releases import NEWEST, STORE_SINCE
from colima_guard.backends.docker_desktop.running.ask import Live
from colima_guard.backends.docker_desktop.running.process import STARTING, processes, start_time
from colima_guard.backends.docker_desktop.settings_file import SettingsFile
from colima_guard.backends.docker_desktop.settings_file import read_settings as find_file
from colima_guard.backends.docker_desktop.settings_findings import findings
from colima_guard.backends.docker_desktop.settings_model import LegacySettings, SettingsStore
from colima_guard.backends.shared import docker_context
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.finding import Finding
from colima_guard.model.instance import Instance
from colima_guard.model.release import Release
from colima_guard.model.share import Place

NAME = "docker-desktop"
SETTINGS, NEW = f"{NAME}/settings", f"{NAME}/(new)"
CONTEXT = "desktop-linux"


class DesktopInstance(Instance):
    """The settings of Docker Desktop, or what it would start with for the first time."""

    platform: str
    store: SettingsFile
    legacy: SettingsFile
    #: why what it shares cannot be told although its files can be read
    unknown: str | None
    #: what the running program says itself, where it was asked and answered
    live: Live | None = None

    @property
    def deciding(self) -> list[SettingsFile]:
        """The files that decide at this release: one, or both where the release is not known."""
        return deciding_files(self.store, self.legacy, self.release)

    @property
    def narrowing(self) -> str | None:
        """What to do before a lock can narrow anything; ``None`` where one does."""
        if self.birthplace:
            return "start Docker Desktop once, and then: colima-guard lock --restart"
        if self.platform == "windows" and any(map(mounts.uses_windows_containers, self.deciding)):
            return "switch to Linux containers without WSL 2, then colima-guard lock"
        if self.platform == "windows" and any(map(mounts.uses_wsl, self.deciding)):
            return "switch Docker Desktop from WSL 2 to Hyper-V, then colima-guard lock"
        return None

    @property
    def confining(self) -> str:
        """What to do about WSL or Windows containers, which no setting of the list confines."""
        return self.narrowing or super().confining

    @property
    def options(self) -> str:
        """A running one has to be stopped for the change."""
        return " --restart" if self.running else ""


def deciding_files(store: SettingsFile, legacy: SettingsFile, release: Release | None) -> list[SettingsFile]:
    """The files that a release reads. One since 4.35 takes the old file over where there is no new one."""
    if release is None and store.exists and legacy.exists:
        return [store, legacy]
    if release is not None and release < STORE_SINCE:
        return [legacy]
    return [store if store.exists or not legacy.exists else legacy]


def find(host: Host, named: Release | None) -> list[DesktopInstance]:
    """The one instance there can be; none where nothing is installed and no settings are left over."""
    base = layout.base(host)
    store = find_file(host, os.path.join(base, layout.STORE), SettingsStore)
    legacy = find_file(host, os.path.join(base, layout.LEGACY), LegacySettings)
    installed = app(host, store.settings.app_path if store.settings else None)
    release = named or (installed.release if installed else None)
    if store.exists or legacy.exists:
        return [_settings(host, base, store, legacy, release)]
    return [_new(host, base, store, legacy, release)] if installed is not None else []


def _settings(
    host: Host, base: str, store: SettingsFile, legacy: SettingsFile, release: Release | None
) -> DesktopInstance:
    found = processes(host)
    since = start_time(host, found) if found else None
    files = deciding_files(store, legacy, release)
    return DesktopInstance(
        name=SETTINGS,
        backend=NAME,
        home=base,
        files=tuple(one.path for one in (store, legacy) if one.exists),
        running=bool(found),
        since_ns=int(since * 1e9) if since is not None else 0,
        newer_file=_newer(host, files, since) if found else None,
        release=release,
        active=_is_active(host),
        findings=tuple(findings(host, store, legacy, release)),
        platform=host.platform,
        store=store,
        legacy=legacy,
        unknown="whether it runs cannot be told: the process list cannot be read" if found is None else None,
    )


def _new(host: Host, base: str, store: SettingsFile, legacy: SettingsFile, release: Release | None) -> DesktopInstance:
    message = "Docker Desktop is installed and was never started: its first start shares its default list"
    return DesktopInstance(
        name=NEW,
        backend=NAME,
        home=base,
        birthplace=True,
        release=release or NEWEST,
        assuming=release is None,
        active=_is_active(host),
        findings=(Finding("CG518", message, "start it once, then: colima-guard lock --restart", Place(base)),),
        platform=host.platform,
        store=store,
        legacy=legacy,
        unknown=None,
    )


def _newer(host: Host, files: Iterable[SettingsFile], since: float | None) -> str | None:
    """The file that was changed after the start, by somebody else than the start itself, or may have been."""
    for one in files:
        try:
            found = host.stat(one.path)
        except Unreadable:
            return one.path
        if found is not None and (since is None or found.changed_ns / 1e9 > since + STARTING):
            return one.path
    return None


def _is_active(host: Host) -> bool:
    active = docker_context.active(host)
    return active.context == CONTEXT or active.is_at(host, layout.engine_sockets(host))
