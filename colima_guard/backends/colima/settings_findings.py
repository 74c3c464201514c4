"""What the files of a profile say besides its shares: keys that do not load, and other ways to the host."""

from __future__ import annotations

from collections.abc import Iterator

from colima_guard.backends.colima.profile import FILLED_IN_BY_START, Profile
from colima_guard.backends.colima.releases import Rules
from colima_guard.backends.colima.rules.start import Source, doubt_text, transport
from colima_guard.backends.colima.settings_table import SETTINGS
from colima_guard.backends.shared.expand_env import variables
from colima_guard.backends.shared.guest_path import unshareable
from colima_guard.backends.shared.settings_table import settings_findings
from colima_guard.formats.golang.types import fields_of
from colima_guard.host.machine import Host
from colima_guard.model.finding import Finding
from colima_guard.model.share import Place

_KNOWN = set(fields_of(Profile))
_FOLDED = {known.casefold(): known for known in _KNOWN}


def profile_findings(source: Source, rules: Rules, host: Host, *, template: bool = False) -> list[Finding]:
    """Everything to know about a profile, or a ``template`` of one, that its shares do not say."""
    if source.decoded is not None and (doubt := source.decoded.doubt) is not None:
        place = Place(source.path, doubt.line, doubt.column)
        return [Finding("CG205", doubt_text(doubt), "write that line in another way, then look again", place)]
    if source.problem is not None:
        remedy = "make it a regular file that you can read, then look again"
        return [Finding("CG205", source.problem, remedy, Place(source.path))]
    if source.decoded is None:
        return []
    return [
        *_load(source, template),
        *_ignored_keys(source),
        *_sparse(source),
        *_paths(source),
        *_other(source, rules, host),
    ]


def _at(source: Source, *path: str | int) -> Place:
    assert source.decoded is not None
    node = source.decoded.nodes.get(path)
    return Place(source.path, node.line, node.column) if node else Place(source.path)


def _load(source: Source, template: bool) -> Iterator[Finding]:
    decoded = source.decoded
    assert decoded is not None
    if template:
        without = "so no VM would start from it"
        then = "a new profile ignores it, and takes the whole home"
    else:
        without = "so `colima start` takes the template or the whole home and overwrites this file"
        then = "`colima start` goes on without it" if source.usable else without.removeprefix("so ")
        then += ", `colima restart` stops"
    for problem in decoded.problems[:5]:
        place = Place(source.path, problem.line, problem.column)
        message = f"the {'template' if template else 'profile'} does not load: {problem.message}; {then}"
        yield Finding("CG201", message, "mend the line, then lock again", place)
    # one that is written and was not reached is no reason of its own
    unwritten = not decoded.problems or all(key != "runtime" for key, _ in decoded.keys)
    if decoded.parsed and not source.usable and unwritten:
        yield Finding("CG201", f"no `runtime` is set, {without}", "add `runtime: docker`", Place(source.path))
    if decoded.more_documents:
        message = "the file holds a second YAML document, which Colima ignores"
        yield Finding("CG202", message, "remove everything from the second `---` on", Place(source.path))


def _ignored_keys(source: Source) -> Iterator[Finding]:
    assert source.decoded is not None
    for key, node in source.decoded.keys:
        if key in _KNOWN:
            continue
        meant = _FOLDED.get(key.casefold()) or _FOLDED.get(f"{key}s".casefold())
        if meant:
            message = f"`{key}` is ignored: Colima's key is `{meant}`"
            yield Finding("CG202", message, f"write `{meant}`", Place(source.path, node.line, node.column))


def missing_for_restart(source: Source) -> list[str]:
    """The keys that only ``colima start`` fills in and that the profile lacks: a restart would run without them."""
    if source.decoded is None:
        return list(FILLED_IN_BY_START)
    value = source.decoded.value
    return [key for key in FILLED_IN_BY_START if not getattr(value, fields_of(Profile)[key][0])]


def _sparse(source: Source) -> Iterator[Finding]:
    missing = missing_for_restart(source) if source.usable else []
    if missing:
        lacks = f"the profile lacks {', '.join(missing)}"
        message = f"{lacks}: `colima restart` would run without them, only `colima start` fills them in"
        yield Finding("CG203", message, "use `colima stop` and `colima start`, or add the keys", Place(source.path))


def pending_confine(profile: Source, state: Source, rules: Rules, host: Host, restart: str) -> list[Finding]:
    """A transport that confines in the file, while the state copy would bring the old one back on ``start``.

    ``restart`` is the command that takes the new one over.
    """
    if profile.decoded is None or state.decoded is None or not state.decoded.ok or not rules.fixed:
        return []
    wanted, kept = (transport(source.decoded.value, rules, host) for source in (profile, state) if source.decoded)
    if not wanted.confined or kept.confined or not profile.decoded.value.mount_type:
        return []
    was = state.decoded.value.mount_type
    message = f"`colima start` would bring `mountType: {was}` back; only `colima restart` takes over the new one"
    return [Finding("CG106", message, restart, _at(profile, "mountType"))]


def _paths(source: Source) -> Iterator[Finding]:
    assert source.decoded is not None
    for number, mount in enumerate(source.decoded.value.mounts or []):
        place = _at(source, "mounts", number)
        for path in filter(None, (mount.location, mount.mount_point)):
            if "{{" in path:
                message = f"{path!r} is filled in by Lima's template language"
                yield Finding("CG208", message, "write the path out", place)
            elif names := variables(path):
                from colima_guard.backends.shared.environment import environment_finding

                yield environment_finding(path, names, "Colima", place)
            elif "$" in path:
                message = f"{path!r} is filled in from the environment in which Colima is started"
                yield Finding("CG206", message, "write the path out", place)
            elif path.startswith("~") and path != "~" and not path.startswith("~/"):
                message = f"{path!r} is the home with this text behind it, not another user's home"
                yield Finding("CG206", message, "write the path out", place)
            elif why := unshareable("/" + path.lstrip("~/")):
                yield Finding("CG207", f"{path!r} may be misread: {why}", "use a directory without it", place)


def _other(source: Source, rules: Rules, host: Host) -> Iterator[Finding]:
    assert source.decoded is not None
    yield from settings_findings(SETTINGS, source.decoded.value, lambda key: _at(source, *key.split(".")))
    if host.look(f"{host.env('DOCKER_CONFIG') or host.home + '/.docker'}/certs.d") == "dir":
        message = "Colima copies ~/.docker/certs.d, client keys included, into the VM at every start"
        yield Finding("CG411", message, "move client keys elsewhere", None)
