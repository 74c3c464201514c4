"""A profile as text, locked without being anywhere."""

from __future__ import annotations

from colima_guard.backends.colima.edit.keep import entries_for
from colima_guard.backends.colima.edit.new_profile import complete_profile
from colima_guard.backends.colima.edit.unit import TEMPLATE, narrow_and_prove
from colima_guard.backends.colima.instance import NAME, ColimaInstance
from colima_guard.backends.colima.layout import Base
from colima_guard.backends.colima.profile import Profile
from colima_guard.backends.colima.rules.start import Source
from colima_guard.backends.shared.edit import paste_of
from colima_guard.backends.shared.render import INPUT, not_rendered
from colima_guard.errors import GuardError
from colima_guard.formats.golang.yaml_v3.document import decode
from colima_guard.formats.yaml.edit import EditRefused
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.release import Release


def render(host: Host, text: bytes, allow: Allowlist, *, release: Release | None, confine: bool) -> bytes:
    """The text with ``mounts`` narrowed to the allowlist; a complete profile for an empty text.

    Raises ``GuardError`` with line, reason and the block to paste where that cannot be proved.
    """
    if not text.strip():
        return complete_profile(host, entries_for(host, allow))
    source = Source(INPUT, text, decode(text, Profile))
    instance = _instance(source, release)
    try:
        return narrow_and_prove(host, instance, source, allow, confine=confine, in_part=False)[0]
    except EditRefused as refused:
        raise _refused(host, text, refused.line, refused.reason, allow) from refused


def _refused(host: Host, text: bytes, line: int | None, reason: str, allow: Allowlist) -> GuardError:
    do = "mend it"
    if reason.startswith(TEMPLATE):
        reason = TEMPLATE
        do = "give what the template makes on standard input, as `colima-guard bootstrap chezmoi` does"
    return not_rendered(line, reason, paste_of(text, entries_for(host, allow)), who="the profile", do=do)


def _instance(source: Source, release: Release | None) -> ColimaInstance:
    return ColimaInstance(
        name=f"{NAME}/{INPUT}",
        backend=NAME,
        home="",
        release=release,
        base=Base("", picked=True),
        short="default",
        profile=source,
    )
