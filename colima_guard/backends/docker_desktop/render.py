"""A settings file as text, locked without being anywhere."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.backends.docker_desktop import edit as locking
from colima_guard.backends.docker_desktop import mounts
from colima_guard.backends.docker_desktop.settings_file import SettingsFile, parse_settings
from colima_guard.backends.docker_desktop.settings_model import LegacySettings, Settings, SettingsStore
from colima_guard.backends.shared.render import INPUT, not_rendered
from colima_guard.errors import GuardError
from colima_guard.formats.json.edit import paste_block
from colima_guard.formats.refused import EditRefused
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.release import Release
from colima_guard.model.shell import word
from colima_guard.model.verdict import is_allowed


def render(host: Host, text: bytes, allow: Allowlist, *, release: Release | None) -> bytes:
    """The text with the list narrowed to the allowlist; the list alone for an empty text.

    Raises ``GuardError`` with line, reason and the block to paste where that cannot be proved.
    """
    from colima_guard.backends.docker_desktop.releases import NEWEST, STORE_SINCE

    wanted = locking.paths(host, allow)
    old = (release is not None and release < STORE_SINCE) or _is_old(text)
    model: type[Settings] = LegacySettings if old else SettingsStore
    block = paste_block(model.list_key, wanted)
    before = parse_settings(INPUT, text if text.strip() else b"{}\n", model)
    reason = locking.unwritable_reason(host, allow)
    if host.platform == "windows" and (mounts.uses_wsl(before) or mounts.uses_windows_containers(before)):
        reason = "with WSL 2, which is what nothing or `WslEngineEnabled: true` means, the list has no effect"
    if reason is not None:
        raise _refused(None, reason, block)
    _require_present(host, before, wanted, allow)
    try:
        after = locking.narrow(before, wanted)
    except EditRefused as refused:
        raise _refused(refused.line, refused.reason, block) from refused
    for way in mounts.exposures_of(host, parse_settings(INPUT, after, model), release or NEWEST):
        outside = [share for share in way.shares if not is_allowed(share, allow)]
        if outside or way.refusal or way.unknown:
            why = way.refusal or way.unknown or f"{outside[0].location} would still be shared"
            raise _refused(None, why, block)
    return after


def _require_present(host: Host, before: SettingsFile, wanted: Sequence[str], allow: Allowlist) -> None:
    """Raises ``GuardError`` for a list with a directory that is not there; as a block it would help no more."""
    startable = locking.startable_list(host, before, wanted)
    missing = next((path for path in wanted if path not in startable or host.look(path) is None), None)
    named = any(entry.path == missing for entry in allow.entries)
    if missing is None or (missing in startable and named):
        return
    why = ""
    if not named:
        left = ", ".join(f"{word(entry.typed)}:{entry.access.value}" for entry in allow.entries)
        why = f"it stands for nothing shared{f', for {left} cannot be' if left else ''}"
    raise GuardError(
        f"{INPUT}: {missing} is not there, and such an entry keeps Docker Desktop from starting",
        why=why,
        do=f"mkdir -p {word(missing)}, then run this again",
    )


def _is_old(text: bytes) -> bool:
    """Whether the keys are spelled as ``settings.json`` spells them, all of them."""
    keys = (
        [member.key for member in document.members] if (document := parse_settings("", text, Settings).document) else []
    )
    return bool(keys) and not any(key[:1].isupper() for key in keys)


def _refused(line: int | None, reason: str, block: str) -> GuardError:
    return not_rendered(line, reason, block, who="Docker Desktop", what="list")
