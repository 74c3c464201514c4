"""Looking at every instance and judging it: files to shares to verdict, for every command that looks."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from colima_guard.backends.base import Backend, Instance
from colima_guard.backends.registry import backends
from colima_guard.host import Host, Unreadable
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.finding import Finding
from colima_guard.model.paths import is_within, overlap, with_tilde
from colima_guard.model.release import Release
from colima_guard.model.secrets import PRIVATE_SORTS, catalogue
from colima_guard.model.share import Access, Basis, Exposure, Origin, Place, Share
from colima_guard.model.verdict import Judgement, Verdict, judge, worst
from colima_guard.policy import Policy


@dataclass(frozen=True, slots=True)
class Selection:
    """Which instances a command looks at, and as if which releases were installed."""

    backends: tuple[str, ...] = ()
    instances: tuple[str, ...] = ()
    releases: dict[str, Release] = field(default_factory=dict)
    #: compare with what the VM programs themselves say
    deep: bool = False


#: paths under the home as given, each with the real one
Secrets = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Row:
    """One instance with its verdict."""

    instance: Instance
    #: every way in which it can start next
    judgements: tuple[Judgement, ...]
    #: the worst of them, which a table shows
    shown: Judgement
    verdict: Verdict
    findings: tuple[Finding, ...]
    #: existing files and directories worth protecting that it can reach, as real paths under the home as given
    within_reach: tuple[str, ...]

    @property
    def next_start(self) -> Verdict:
        return self.shown.verdict

    @property
    def basis(self) -> Basis:
        """What the strength rests on: ``tested`` only where every transport was."""
        bases = {share.transport.basis for share in self.shown.exposure.shares}
        return Basis.TESTED if bases == {Basis.TESTED} else Basis.DOCUMENTED

    @property
    def restart_needed(self) -> bool:
        return self.instance.running and self.instance.newer_file is not None


@dataclass(frozen=True, slots=True)
class Survey:
    """All rows, as a table shows them, under the policy by which they were judged."""

    policy: Policy
    rows: tuple[Row, ...]

    @property
    def ok(self) -> bool:
        """Whether every instance is locked. False where there is none to look at."""
        return bool(self.rows) and all(row.verdict is Verdict.LOCKED for row in self.rows)


def survey(host: Host, policy: Policy, selection: Selection) -> Survey:
    """Looks at all selected instances. Never writes. Empty where there is nothing to look at."""
    rows: list[Row] = []
    secrets = existing_secrets(host)
    for backend in backends(selection.backends):
        instances = selected(backend.find(host, selection.releases), selection)
        differ = backend.deep(host, instances) if selection.deep else {}
        rows += [_deepened(row(host, backend, one, policy, secrets), differ.get(one.name, ())) for one in instances]
    return Survey(policy, tuple(rows))


def _deepened(row: Row, differences: Sequence[Finding]) -> Row:
    """The row as it is where the VM program sees the files as we do, else ``UNKNOWN`` at best."""
    if not differences:
        return row
    verdict = max(row.verdict, Verdict.UNKNOWN)
    return replace(row, verdict=verdict, findings=(*differences, *row.findings))


def selected(instances: Sequence[Instance], selection: Selection) -> list[Instance]:
    """The instances that ``--instance`` names, all of them without one: ``colima/work`` or just ``work``."""
    wanted = selection.instances
    return [item for item in instances if not wanted or item.name in wanted or item.name.partition("/")[2] in wanted]


def row(host: Host, backend: Backend, instance: Instance, policy: Policy, secrets: Secrets) -> Row:
    """One instance, judged by the worst way in which it can start next, and by what runs now."""
    exposures = backend.exposures(host, instance, every_class=False)
    judgements = tuple(judge(exposure, policy.allow) for exposure in exposures)
    shown = max(judgements, key=lambda judgement: judgement.verdict)
    placeholder = list(_placeholder(host, policy.allow, shown))
    verdict = worst([shown.verdict, *(verdict for verdict, _ in placeholder)])
    if instance.running and instance.newer_file is not None:
        verdict = max(verdict, Verdict.UNKNOWN)
    findings = [
        *(finding for _, finding in placeholder),
        *_findings(host, shown, instance, policy),
        *_release_findings(host, backend, instance, policy.allow),
        *instance.findings,
    ]
    return Row(instance, judgements, shown, verdict, tuple(findings), within_reach(secrets, shown.exposure.shares))


def existing_secrets(host: Host) -> Secrets:
    """What exists of the catalogue of secrets: each path under the home as given, sorted, and where it really is."""
    private = (secret for secret in catalogue(host.platform) if secret.sort in PRIVATE_SORTS)
    paths = sorted(os.path.join(host.home, secret.path) for secret in private)
    return tuple((path, host.realpath(path)) for path in paths if host.look(path) is not None)


def within_reach(secrets: Secrets, shares: Sequence[Share]) -> tuple[str, ...]:
    """What of the existing secrets can be reached through these shares.

    Through a transport that does not confine the guest, that is everything the host user can read.
    """
    loose = any(not share.transport.confined for share in shares)
    roots = {share.real for share in shares if share.real is not None}
    return tuple(path for path, real in secrets if loose or any(overlap(real, root) for root in roots))


def _placeholder(host: Host, allow: Allowlist, shown: Judgement) -> Iterator[tuple[Verdict, Finding]]:
    path = allow.placeholder
    if path is None or not any(share.real == path for share in shown.exposure.shares):
        return
    remedy = f"make {path} an empty directory that only you can write"
    try:
        found = host.stat(path)
        inside = host.names(path) if found is not None and found.kind == "dir" else []
    except Unreadable as error:
        yield Verdict.UNKNOWN, Finding("CG110", error.what, remedy)
        return
    if found is None or found.kind != "dir":
        yield Verdict.UNKNOWN, Finding("CG110", f"the empty directory {path} is missing", remedy)
    elif inside:
        yield Verdict.OPEN, Finding("CG110", f"the directory {path}, which stands for nothing, is not empty", remedy)


def _findings(host: Host, shown: Judgement, instance: Instance, policy: Policy) -> Iterator[Finding]:
    exposure = shown.exposure
    remedy = instance.narrowing or ("colima-guard lock" if policy.saved else "colima-guard lock DIR")
    for share, fine in zip(exposure.shares, shown.allowed, strict=True):
        if not fine:
            yield _outside(host, share, policy.allow, remedy)
        elif share.origin is Origin.CACHE:
            message = f"{share.location} is shared read-only by Colima itself"
            yield Finding("CG108", message, "nothing: Colima 0.10.2 and later do not", share.place)
    yield from _own_configuration(host, shown, instance)
    yield from _transport_findings(exposure, instance, policy)
    if exposure.refusal is not None:
        yield Finding("CG204", f"`{exposure.way}` would stop: {exposure.refusal}", "mend the file", _first(exposure))
    for entry in policy.allow.dangerous:
        shared = any(share.real and is_within(entry.path, share.real) for share in exposure.shares)
        if shared:
            message = f"{with_tilde(entry.typed, host.home)} is allowed although it must not be"
            yield Finding("CG109", message, f"colima-guard revoke {with_tilde(entry.typed, host.home)}")
    if instance.running and instance.newer_file is not None:
        message = f"it still runs with the shares of {ago(host.now() - (instance.since or 0))}"
        yield Finding("CG301", f"{message}: {instance.newer_file} is newer", "restart it", Place(instance.newer_file))


def _own_configuration(host: Host, shown: Judgement, instance: Instance) -> Iterator[Finding]:
    """A VM that can write its own configuration opens itself; one that reads it has the key to every instance."""
    home = host.realpath(instance.home)
    for share in shown.exposure.shares:
        if share.real is not None and (is_within(home, share.real) or is_within(share.real, home)):
            can = "rewrite" if share.access is Access.RW else "read"
            message = f"it can {can} its own configuration in {with_tilde(instance.home, host.home)}"
            yield Finding("CG111", message, "share no directory that holds it", share.place)
            return


def _transport_findings(exposure: Exposure, instance: Instance, policy: Policy) -> Iterator[Finding]:
    loose = next((share for share in exposure.shares if not share.transport.confined), None)
    if loose is not None:
        pending = next((finding for finding in instance.findings if finding.id == "CG106"), None)
        message = f"{loose.transport.name} does not hold the guest to the shared directories"
        remedy = pending.remedy if pending else "colima-guard lock --confine"
        yield Finding("CG104", message, remedy, loose.place)
        if policy.confine and not pending:
            message = f"the policy says to confine, but the transport is {loose.transport.name} (again)"
            yield Finding("CG107", message, "colima-guard lock --confine, then the restart that it names", loose.place)
    for share in exposure.shares:
        if share.asked is Access.RO and share.access is Access.RW:
            message = f"{share.location} is read-only in the guest alone, which root there can change"
            yield Finding("CG105", message, "allow it rw, or use another VM type", share.place)


def _outside(host: Host, share: Share, allow: Allowlist, remedy: str) -> Finding:
    if share.location is None:
        return Finding("CG101", "a share has no path that can be told", "write an absolute path", share.place)
    if share.real is not None and allow.covers(share.real, Access.RO):
        message = f"{share.location} is writable, the allowlist says read-only"
        return Finding("CG102", message, remedy, share.place)
    what = f"{share.location} is shared {'writable' if share.access is Access.RW else 'read-only'}"
    if share.origin is Origin.DEFAULT:
        return Finding("CG103", f"{what}, because the file lists no mounts", remedy, share.place)
    via = f" (it leads to {share.real})" if share.real not in (None, share.location) else ""
    return Finding("CG101", f"{what}{via}", remedy, share.place)


def _first(exposure: Exposure) -> Place | None:
    return next((share.place for share in exposure.shares if share.place), None)


def _release_findings(host: Host, backend: Backend, instance: Instance, allow: Allowlist) -> Iterator[Finding]:
    if instance.release is None:
        message = "its release is not known, so it is judged by the worst of all releases"
        remedy = f"put {backend.command} on PATH, or name it: --release {backend.name}=VERSION"
        yield Finding("CG303", message, remedy)
    if not instance.assuming:
        return
    judged = [judge(exposure, allow) for exposure in backend.exposures(host, instance, every_class=True)]
    wider = sorted({one.exposure.release for one in judged if one.verdict is Verdict.OPEN})
    if wider and judge(backend.exposures(host, instance, every_class=False)[0], allow).verdict is not Verdict.OPEN:
        message = f"releases in which it would be open: {', '.join(f'from {release}' for release in wider)}"
        yield Finding("CG304", message, f"install {backend.name} {instance.release} or later")


def ago(seconds: float) -> str:
    """A span of time as a person says it: ``3 days ago``."""
    for name, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        count = int(seconds // length)
        if count >= 1:
            return f"{count} {name}{'s' if count > 1 else ''} ago"
    return "less than a minute ago"
