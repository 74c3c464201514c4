"""Finding Rancher Desktop's VM, and what it would make anew."""

from __future__ import annotations

import posixpath

from colima_guard.backends.lima import layout as lima_layout
from colima_guard.backends.lima.layout import Home as LimaHome
from colima_guard.backends.lima.made import created_by, is_made
from colima_guard.backends.lima.releases import NEWEST as NEWEST_LIMA
from colima_guard.backends.lima.rules.source import ConfigFile, read
from colima_guard.backends.lima.running.process import Running, doubts, running_vm
from colima_guard.backends.lima.settings_findings import file_findings
from colima_guard.backends.rancher_desktop import layout
from colima_guard.backends.rancher_desktop.application import app
from colima_guard.backends.rancher_desktop.generated import Own, resources_in
from colima_guard.backends.rancher_desktop.instance import RancherInstance
from colima_guard.backends.rancher_desktop.layout import MACHINE, NAME, Home
from colima_guard.backends.rancher_desktop.releases import NEWEST, OLDEST, by_settings
from colima_guard.backends.rancher_desktop.settings import VmSettings, read_settings
from colima_guard.backends.shared import docker_context
from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.model.finding import Finding
from colima_guard.model.paths import with_tilde
from colima_guard.model.release import Release
from colima_guard.model.share import Place

_TOO_OLD = f"releases before {OLDEST} bring a Lima along whose rules are not known here"


def find(host: Host, named: Release | None) -> list[RancherInstance]:
    """Its VM in each of its Lima homes, and what is born there; the birthplaces last."""
    settings, installed = read_settings(host), app(host)
    release = named or (installed.release if installed else None)
    assuming = False
    if release is None:
        # whichever release ran last has written its version there; a downgrade alone makes that a newer one
        last = NEWEST if settings.version is None else by_settings(settings.version)
        release, assuming = (last, True) if last is not None and last >= _SURE else (None, False)
    resources = installed.resources if installed else layout.apps(host)[0]
    own = Own(layout.cache_dir(host), layout.logs_dir(host), resources)
    found: list[RancherInstance] = []
    for home in layout.homes(host):
        search = _Search(host, home, settings, own, release, assuming=assuming, installed=installed is not None)
        found += search.instances()
    return sorted(found, key=lambda instance: (instance.birthplace, instance.name))


_SURE = by_settings(18) or NEWEST


class _Search:
    """Looks at one Lima home."""

    def __init__(
        self,
        host: Host,
        home: Home,
        settings: VmSettings,
        own: Own,
        release: Release | None,
        *,
        assuming: bool,
        installed: bool,
    ) -> None:
        self._host, self._home, self._settings, self._own = host, home, settings, own
        self._release, self._assuming, self._installed = release, assuming, installed
        self._lima = LimaHome(home.path, picked=home.picked)
        self._default = read(host, self._lima.file(lima_layout.DEFAULT))
        self._override = read(host, self._lima.file(lima_layout.OVERRIDE))

    def instances(self) -> list[RancherInstance]:
        made = self._host.is_dir(self._lima.dir(MACHINE))
        return [*([self._vm()] if made else []), self._birthplace()]

    def _vm(self) -> RancherInstance:
        host, directory = self._host, self._lima.dir(MACHINE)
        main = read(host, posixpath.join(directory, "lima.yaml"))
        alive: Running | None = None
        version, unknown = None, None
        made = is_made(host, directory)
        try:
            alive = running_vm(host, directory, [main.path, self._default.path, self._override.path])
            version = created_by(host, directory, made=made)
        except GuardError as error:
            unknown = error.what
        found = self._instance(main, MACHINE, unknown)
        if not self._installed and main.source is not None:
            found = found.replaced(own=self._own._replace(resources=resources_in(main)))
        return found.replaced(
            running=alive is not None,
            since_ns=alive.since_ns if alive else 0,
            newer_file=alive.newer_file if alive else None,
            active=docker_context.active(host).is_at(host, [layout.socket(host)]),
            findings=(*found.findings, *doubts(alive, directory)),
            created_by=version,
            made_dir=directory if made else None,
        )

    def _birthplace(self) -> RancherInstance:
        """What it makes after a reset of its VM: its own list, with the files that reach every VM of its Lima."""
        main = ConfigFile(posixpath.join(self._lima.dir(MACHINE), "lima.yaml"))
        found = self._instance(main, "(new)", None)
        assuming = self._assuming or self._release is None
        last = self._settings.version
        # what older settings say ran last may run still, however new a later one would be
        older = NEWEST if last is None else by_settings(last) or OLDEST
        return found.replaced(birthplace=True, release=self._release or older, assuming=assuming)

    def _instance(self, main: ConfigFile, short: str, unknown: str | None) -> RancherInstance:
        host = self._host
        shared = (self._default, main, self._override)
        too_old = _TOO_OLD if self._release is not None and self._release < OLDEST else None
        findings = file_findings(host, shared)
        if too_old is not None:
            findings.append(Finding("CG303", too_old, f"install Rancher Desktop {OLDEST} or later"))
        if self._settings.refusal is not None:
            findings.append(_stops(self._settings))
        where = "" if self._home.picked else f"@{with_tilde(self._home.path, host.home)}"
        return RancherInstance(
            name=f"{NAME}/{short}{where}",
            backend=NAME,
            home=self._home.path,
            files=(*(found.path for found in shared if found.data is not None), *self._settings.files),
            release=self._release,
            assuming=self._assuming,
            findings=tuple(findings),
            lima_home=self._lima,
            short=MACHINE,
            dir=self._lima.dir(MACHINE),
            default=self._default,
            main=main.lean(),
            override=self._override,
            created_by=NEWEST_LIMA.name,
            unknown=too_old or unknown,
            settings=self._settings,
            own=self._own,
            elsewhere=not self._home.picked,
        )


def _stops(settings: VmSettings) -> Finding:
    path = settings.files[-1] if settings.files else ""
    message = f"Rancher Desktop does not start: {settings.refusal}"
    return Finding("CG551", message, "mend the file", Place(path) if path else None)
