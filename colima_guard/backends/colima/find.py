"""Finding Colima's instances: every profile of every live configuration directory, and the templates."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, replace

from colima_guard.backends.colima import layout
from colima_guard.backends.colima.layout import Base
from colima_guard.backends.colima.profile import Profile
from colima_guard.backends.colima.releases import NEWEST, OLDEST, Rules, rules_of
from colima_guard.backends.colima.rules.shared_files import Shared
from colima_guard.backends.colima.rules.start import Source, doubtful
from colima_guard.backends.colima.settings_findings import pending_confine, profile_findings
from colima_guard.backends.lima.layout import BASE, DEFAULT, OVERRIDE
from colima_guard.backends.lima.rules.source import read
from colima_guard.backends.lima.running.process import Running, doubts, running
from colima_guard.backends.shared import docker_context
from colima_guard.backends.shared.found_file import found_file
from colima_guard.backends.shared.program import installed
from colima_guard.errors import GuardError
from colima_guard.formats.golang.yaml_v3.document import decode
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.bug import to_report
from colima_guard.model.finding import Finding
from colima_guard.model.instance import Instance
from colima_guard.model.paths import with_tilde
from colima_guard.model.release import Release
from colima_guard.model.share import Place

NAME = "colima"


@dataclass(frozen=True)
class ColimaInstance(Instance):
    """A profile, or the birthplace of the next one, with the files that decide what it shares."""

    base: Base
    short: str
    profile: Source
    template: Source
    #: the configuration of the last successful start, from which ``start`` takes what is fixed
    state: Source
    #: ~/.<id>/colima.yaml, which releases up to 0.8.4 copy for a profile without a file: the profile's own, or those
    #: of all profiles that the birthplace stands for
    legacies: tuple[Source, ...]
    #: the directory of its Lima instance, ``None`` where none was created
    lima_dir: str | None
    #: the files that Lima merges into it
    shared: Shared
    #: why it cannot be evaluated
    unknown: str | None
    #: Lima's release where the user named one
    lima_release: Release | None

    @property
    def narrowing(self) -> str | None:
        if self.release and not rules_of(self.release).template and not self.profile.usable:
            return f"colima-guard lock, then `colima start --template`: {self.release} ignores the template without"
        return None


def find(host: Host, named: Mapping[str, Release]) -> list[ColimaInstance]:
    """All instances and birthplaces, birthplaces last."""
    _, release = (True, named[NAME]) if NAME in named else installed(host, NAME, NAME)
    rules = rules_of(release or NEWEST)
    search = _Search(host, rules, release, named.get("lima"), assuming=release is None)
    found: list[ColimaInstance] = []
    for base in layout.bases(host, rules):
        found += search.instances(base)
    return sorted(found, key=lambda instance: (instance.birthplace, instance.name))


class _Search:
    """Looks at one configuration directory after the other; what they share is read once."""

    def __init__(
        self, host: Host, rules: Rules, release: Release | None, lima_release: Release | None, *, assuming: bool
    ) -> None:
        self._host = host
        self._rules = rules
        self._release = release
        self._lima_release = lima_release
        self._too_old = f"releases before {OLDEST} have files of another form" if release and release < OLDEST else None
        self._assuming = assuming
        self._active = docker_context.active(host)
        self._shared: dict[str, Shared] = {}

    def instances(self, base: Base) -> list[ColimaInstance]:
        host = self._host
        template = self._source(base.template)
        homes = layout.lima_homes(host, base, self._rules)
        trouble: str | None = None
        names: dict[str, str | None] = {}
        try:
            names = dict.fromkeys(layout.profile_names(host, base))
        except Unreadable as error:
            trouble = error.what
        for home in homes:
            try:
                created = layout.created(host, home)
            except Unreadable as error:
                trouble = trouble or error.what
                continue
            for short in created:
                # a Lima home that several directories share: a VM without a profile is born again in the picked one
                if short in names or base.picked or home == homes[-1]:
                    names[short] = names.get(short) or posixpath.join(home, layout.lima_id(short))
        found = [self._profile(base, short, homes, lima_dir, template) for short, lima_dir in sorted(names.items())]
        unborn = (path for short, path in layout.legacies(host) if short not in names)
        return [*found, self._birthplace(base, homes, template, self._there(*unborn), trouble)]

    def _profile(
        self, base: Base, short: str, homes: list[str], lima_dir: str | None, template: Source
    ) -> ColimaInstance:
        host = self._host
        profile = self._source(base.profile(short))
        state = self._source(posixpath.join(lima_dir, layout.PROFILE_FILE), profile) if lima_dir else Source("")
        legacies: tuple[Source, ...] = ()
        if profile.data is None and profile.problem is None:
            legacies = self._there(layout.legacy(host, short))
        alive, unknown = self._running(lima_dir, profile)
        unread = next((item.problem for item in (profile, state, *legacies) if item.problem is not None), None)
        source = profile if profile.data is not None else template
        return self._instance(
            base,
            layout_name(host, base, short),
            short=short,
            birthplace=False,
            files=tuple(item.path for item in (source,) if item.data is not None),
            alive=alive,
            active=self._active.is_at(host, layout.sockets(base, short)),
            sources=(profile.lean(), template, state.lean(text=profile.data is None)),
            legacies=legacies,
            lima_dir=lima_dir,
            homes=homes,
            unknown=unread or unknown,
            findings=[
                *profile_findings(profile, self._rules, host),
                *pending_confine(profile, state, self._rules, host, _restart(short)),
                *map(_legacy, legacies),
                *doubts(alive, lima_dir or ""),
                *([] if state.problem is None else [_unread(state.problem, state.path)]),
                *([] if unknown is None else [_unread(unknown, lima_dir or base.path)]),
            ],
        )

    def _there(self, *paths: str) -> tuple[Source, ...]:
        """Those of the files at which something lies."""
        sources = (self._source(path) for path in paths)
        return tuple(source for source in sources if source.data is not None or source.problem is not None)

    def _birthplace(
        self, base: Base, homes: list[str], template: Source, legacies: tuple[Source, ...], trouble: str | None
    ) -> ColimaInstance:
        findings = [*profile_findings(template, self._rules, self._host, template=True), *map(_legacy, legacies)]
        if trouble is not None:
            findings.append(_unread(trouble, base.path))
        if base.wanders:
            findings.append(
                Finding(
                    "CG305",
                    "Colima picks its configuration directory below the directory in which it is started",
                    "unset COLIMA_HOME and XDG_CONFIG_HOME, or set them to absolute paths",
                )
            )
            trouble = trouble or "the directory that Colima picks depends on where it is started"
        nothing = Source("")
        return self._instance(
            base,
            layout_name(self._host, base, "(new)"),
            short="(new)",
            birthplace=True,
            files=tuple(source.path for source in (template, *legacies) if source.data is not None),
            alive=None,
            active=False,
            sources=(nothing, template, nothing),
            legacies=legacies,
            lima_dir=None,
            homes=homes,
            unknown=template.problem or trouble,
            findings=findings,
        )

    def _instance(
        self,
        base: Base,
        name: str,
        *,
        short: str,
        birthplace: bool,
        files: tuple[str, ...],
        alive: Running | None,
        active: bool,
        sources: tuple[Source, Source, Source],
        legacies: tuple[Source, ...],
        lima_dir: str | None,
        homes: list[str],
        unknown: str | None,
        findings: list[Finding],
    ) -> ColimaInstance:
        profile, template, state = sources
        # an existing instance of a release that is not known is judged at every class
        assuming = self._assuming and birthplace
        shared = self._shared_files(posixpath.dirname(lima_dir) if lima_dir else homes[0])
        files = (*files, *(found.path for found in shared.files if found.says_something))
        if self._too_old is not None:
            findings = [*findings, Finding("CG303", self._too_old, f"install {NAME} {OLDEST} or later")]
        return ColimaInstance(
            name=name,
            backend=NAME,
            home=base.path,
            birthplace=birthplace,
            files=files,
            running=alive is not None,
            since_ns=alive.since_ns if alive else 0,
            newer_file=alive.newer_file if alive else None,
            release=self._release or (NEWEST if assuming else None),
            assuming=assuming,
            active=active,
            findings=(*findings, *_shared_findings(self._host, shared)),
            base=base,
            short=short,
            profile=profile,
            template=template,
            state=state,
            legacies=legacies,
            lima_dir=lima_dir,
            shared=shared,
            unknown=self._too_old or unknown,
            lima_release=self._lima_release,
        )

    def _running(self, lima_dir: str | None, profile: Source) -> tuple[Running | None, str | None]:
        if lima_dir is None:
            return None, None
        home = posixpath.dirname(lima_dir)
        born_from = [profile.path, posixpath.join(lima_dir, "lima.yaml")]
        born_from += [posixpath.join(home, name) for name in (DEFAULT, OVERRIDE)]
        try:
            return running(self._host, lima_dir, born_from), None
        except GuardError as error:
            return None, error.what

    def _source(self, path: str, alike: Source | None = None) -> Source:
        """The file as it is found; Colima saves profile and state copy alike, and the same text is decoded once."""
        return found_file(self._host, path, Source, lambda data: _decoded(path, data, alike))

    def _shared_files(self, lima_home: str) -> Shared:
        if lima_home not in self._shared:
            paths = (posixpath.join(lima_home, name) for name in (DEFAULT, OVERRIDE, BASE))
            self._shared[lima_home] = Shared(lima_home, *(read(self._host, path) for path in paths))
        return self._shared[lima_home]


def _decoded(path: str, data: bytes, alike: Source | None) -> Source:
    if alike is not None and data == alike.data:
        return replace(alike, path=path)
    try:
        decoded = decode(data, Profile)
    except Exception as bug:  # noqa: BLE001 - what our reader fails at is not known; the other files are
        return Source(path, problem=to_report(bug))
    doubt = decoded.doubt
    return Source(path, data, decoded, None if doubt is None else f"{path}:{doubt.line}: {doubtful(doubt)}")


def _shared_findings(host: Host, shared: Shared) -> list[Finding]:
    if not shared.there:
        return []
    from colima_guard.backends.lima.settings_findings import file_findings

    return file_findings(host, shared.there)


def _restart(short: str) -> str:
    return "colima restart" if short == "default" else f"colima restart -p {short}"


def _unread(what: str, path: str) -> Finding:
    return Finding("CG205", what, "make it a regular file that you can read, then look again", Place(path))


def _legacy(legacy: Source) -> Finding:
    if legacy.problem is not None:
        return _unread(legacy.problem, legacy.path)
    listed = legacy.decoded is not None and legacy.decoded.value.mounts
    shares = "what its `mounts` lists" if listed else "the whole home"
    message = f"is the file of an old release; Colima up to 0.8.4 would copy it and share {shares}"
    return Finding("CG306", message, "remove it", Place(legacy.path))


def layout_name(host: Host, base: Base, short: str) -> str:
    """``colima/work`` in the directory that Colima picks, ``colima/work@~/.config/colima`` elsewhere."""
    name = f"{NAME}/{short}"
    return name if base.picked else f"{name}@{with_tilde(base.path, host.home)}"


def place_of(instance: ColimaInstance) -> Place:
    """Where the instance's own configuration is, or would be."""
    return Place((instance.template if instance.birthplace else instance.profile).path)
