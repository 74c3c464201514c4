"""A ``containers.conf`` as text, locked without being anywhere."""

from __future__ import annotations

from colima_guard.backends.podman.config.merge import Merged
from colima_guard.backends.podman.config.volumes import KEY, said
from colima_guard.backends.podman.edit.next_machine import HEAD
from colima_guard.backends.podman.edit.volumes import elements, shared
from colima_guard.backends.podman.exposure import made
from colima_guard.backends.podman.releases import CLASSES, rules
from colima_guard.backends.shared.render import INPUT, not_rendered
from colima_guard.errors import GuardError
from colima_guard.formats.refused import EditRefused
from colima_guard.formats.toml.edit import edit, paste_block
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.release import Release
from colima_guard.model.verdict import is_allowed


def render(host: Host, text: bytes, allow: Allowlist, *, release: Release | None) -> bytes:
    """The text with its volumes narrowed to the allowlist; a complete one for an empty text.

    Raises ``GuardError`` with line, reason and the block to paste where that cannot be proved.
    """
    # on another machine nobody can look which of them are there
    wanted = elements(host, allow, [entry.path for entry in shared(allow)])
    block = paste_block(KEY, wanted)
    try:
        after = edit(text if text.strip() else HEAD, KEY, wanted, folded=True)
    except EditRefused as refused:
        raise _refused(refused.line, refused.reason, block) from refused
    for of in CLASSES if release is None else (rules(release),):
        what = said(INPUT, after, of)
        if what.refusal or what.unknown or what.volumes is None:
            raise _refused(what.line, what.refusal or what.unknown or "it lists nothing", block)
        way = made(host, Merged(what.volumes, frozenset()), release or of.since, of)
        outside = [share for share in way.shares if not is_allowed(share, allow) and not allow.loosely(share.real)]
        if outside or way.refusal or way.unknown:
            raise _refused(None, way.refusal or way.unknown or f"{outside[0].location} would still be shared", block)
    return after


def _refused(line: int | None, reason: str, block: str) -> GuardError:
    return not_rendered(line, reason, block, who="Podman", what="`[machine] volumes`")
