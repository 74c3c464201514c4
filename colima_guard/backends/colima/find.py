"""Finding Colima's instances: every profile of every live configuration directory, and the templates."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from colima_guard.backends.colima import layout
from colima_guard.backends.colima.file_findings import WANDERS, legacy_finding, shared_findings, unreadable_finding
from colima_guard.backends.colima.files import Files, profile_vm
from colima_guard.backends.colima.instance import NAME, ColimaInstance, instance_name
from colima_guard.backends.colima.layout import Base
from colima_guard.backends.colima.releases import NEWEST, OLDEST, Rules, rules_of
from colima_guard.backends.colima.rules.start import NO_FILE, Source
from colima_guard.backends.colima.settings_findings import pending_confine, profile_findings
from colima_guard.backends.lima.running.process import doubts
from colima_guard.backends.shared import docker_context
from colima_guard.backends.shared.program import installed_release
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.finding import Finding
from colima_guard.model.release import Release


def find(host: Host, named: Mapping[str, Release]) -> list[ColimaInstance]:
    """All instances and birthplaces, birthplaces last."""
    _, release = (True, named[NAME]) if NAME in named else installed_release(host, NAME, NAME)
    rules = rules_of(release or NEWEST)
    search = _Search(host, rules, release, named.get("lima"))
    found: list[ColimaInstance] = []
    for base in layout.bases(host, rules):
        found += search.instances(base)
    return sorted(found, key=lambda instance: (instance.birthplace, instance.name))


class _Search:
    """Looks at one configuration directory after the other; what they share is read once."""

    def __init__(self, host: Host, rules: Rules, release: Release | None, lima_release: Release | None) -> None:
        self._host = host
        self._rules = rules
        self._release = release
        self._lima_release = lima_release
        self._too_old = f"releases before {OLDEST} have files of another form" if release and release < OLDEST else None
        self._active = docker_context.active(host)
        self._files = Files(host)

    def instances(self, base: Base) -> list[ColimaInstance]:
        """The profiles of a configuration directory, and what is born there."""
        host = self._host
        template = self._files.source(base.template)
        homes = layout.lima_homes(host, base, self._rules)
        trouble: str | None = None
        names: dict[str, str | None] = {}
        try:
            names = dict.fromkeys(layout.profile_names(host, base))
        except Unreadable as error:
            trouble = error.what
        for home in homes:
            try:
                created = layout.created_profiles(host, home)
            except Unreadable as error:
                trouble = trouble or error.what
                continue
            for short in created:
                # a Lima home that several directories share: a VM without a profile is born again in the picked one
                if short in names or base.picked or home == homes[-1]:
                    names[short] = names.get(short) or posixpath.join(home, layout.lima_id(short))
        found = [self._profile(base, short, homes, lima_dir, template) for short, lima_dir in sorted(names.items())]
        unborn = (path for short, path in layout.legacies(host) if short not in names)
        return [*found, self._birthplace(base, homes, template, self._files.existing(*unborn), trouble)]

    def _profile(
        self, base: Base, short: str, homes: list[str], lima_dir: str | None, template: Source
    ) -> ColimaInstance:
        host = self._host
        profile = self._files.source(base.profile(short))
        state = self._files.source(posixpath.join(lima_dir, layout.PROFILE_FILE), profile) if lima_dir else NO_FILE
        legacies: tuple[Source, ...] = ()
        if profile.data is None and profile.problem is None:
            legacies = self._files.existing(layout.legacy(host, short))
        alive, unknown = profile_vm(host, lima_dir, profile)
        unread = next((item.problem for item in (profile, state, *legacies) if item.problem is not None), None)
        source = profile if profile.data is not None else template
        found = ColimaInstance(
            name=instance_name(host, base, short),
            backend=NAME,
            home=base.path,
            files=tuple(item.path for item in (source,) if item.data is not None),
            running=alive is not None,
            since_ns=alive.since_ns if alive else 0,
            newer_file=alive.newer_file if alive else None,
            release=self._release,
            active=self._active.is_at(host, layout.sockets(base, short)),
            findings=(
                *profile_findings(profile, self._rules, host),
                *pending_confine(profile, state, self._rules, host, _restart(short)),
                *map(legacy_finding, legacies),
                *doubts(alive, lima_dir or ""),
                *([] if state.problem is None else [unreadable_finding(state.problem, state.path)]),
                *([] if unknown is None else [unreadable_finding(unknown, lima_dir or base.path, "directory")]),
            ),
            base=base,
            short=short,
            profile=profile.lean(),
            template=template,
            state=state.lean(text=profile.data is None),
            legacies=legacies,
            lima_dir=lima_dir,
            unknown=unread or unknown,
        )
        return self._with_lima(found, posixpath.dirname(lima_dir) if lima_dir else homes[0])

    def _birthplace(
        self, base: Base, homes: list[str], template: Source, legacies: tuple[Source, ...], trouble: str | None
    ) -> ColimaInstance:
        findings = [*profile_findings(template, self._rules, self._host, template=True), *map(legacy_finding, legacies)]
        if trouble is not None:
            findings.append(unreadable_finding(trouble, base.path, "directory"))
        if base.wanders:
            findings.append(WANDERS)
            trouble = trouble or "the directory that Colima picks depends on where it is started"
        found = ColimaInstance(
            name=instance_name(self._host, base, "(new)"),
            backend=NAME,
            home=base.path,
            birthplace=True,
            files=tuple(source.path for source in (template, *legacies) if source.data is not None),
            # an existing instance of a release that is not known is judged at every class
            release=self._release or NEWEST,
            assuming=self._release is None,
            findings=tuple(findings),
            base=base,
            short="(new)",
            template=template,
            legacies=legacies,
            unknown=template.problem or trouble,
        )
        return self._with_lima(found, homes[0])

    def _with_lima(self, instance: ColimaInstance, lima_home: str) -> ColimaInstance:
        """The instance with what its Lima home and the releases say of it."""
        shared = self._files.shared(lima_home)
        too_old = (
            () if self._too_old is None else (Finding("CG303", self._too_old, f"install {NAME} {OLDEST} or later"),)
        )
        return instance.replaced(
            files=(*instance.files, *(found.path for found in shared.files if found.says_something)),
            findings=(*instance.findings, *too_old, *shared_findings(self._host, shared)),
            shared=shared,
            unknown=self._too_old or instance.unknown,
            lima_release=self._lima_release,
        )


def _restart(short: str) -> str:
    return "colima restart" if short == "default" else f"colima restart -p {short}"
