"""Taking the home from the next container machine: ``[machine] homeMount`` becomes ``none``.

In the user's settings alone: their copy, which counts, is read-only, and made anew by `container system start`.
"""

from __future__ import annotations

from colima_guard.backends.apple_container import settings
from colima_guard.backends.apple_container.exposure import exposures
from colima_guard.backends.apple_container.find import AppleMachine
from colima_guard.backends.apple_container.settings import KEY, TABLE, Reading
from colima_guard.backends.shared.edit import file_change
from colima_guard.formats.refused import EditRefused
from colima_guard.formats.toml.edit import edit, paste_block
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.plan import Refusal, Unit
from colima_guard.model.verdict import is_allowed

_NOTE = "a container machine has no list of directories: the next one mounts nothing then, not what is allowed either"
_START = "container system start"
_TOLD = "only `container machine set` changes a machine that is there"


def unit(host: Host, instance: AppleMachine, allow: Allowlist) -> Unit:
    """The two files of the next machine; of one that is there what its user can do."""
    ways = exposures(host, instance)
    if all(way.unknown is None for way in ways) and all(
        is_allowed(share, allow) or allow.loosely(share.real) for way in ways for share in way.shares
    ):
        return Unit((instance.name,))
    if instance.user is None:
        reason = f"{_TOLD}: {instance.narrowing}"
        return Unit((instance.name,), refusal=Refusal(instance.readings[0].path, None, reason, ""))
    paste = paste_block((TABLE, KEY), "none")
    try:
        after = _narrowed(instance.user)
    except EditRefused as refused:
        return Unit((instance.name,), refusal=Refusal(instance.user.path, refused.line, refused.reason, paste))
    if after == instance.user.data:
        return Unit((instance.name,), notes=(f"it says so already, and its copy does not: {_START}",))
    change = file_change(host, instance.user.path, instance.user.data, after, instance.name, "toml")
    notes = (_NOTE, f"it counts once the settings are taken over: {_START}")
    return Unit((instance.name,), (change,), keys=((change.path, (f"{TABLE}.{KEY}",)),), notes=notes, paste=paste)


def _narrowed(found: Reading) -> bytes:
    """The text with the home left out. Raises ``EditRefused``."""
    if found.unknown is not None:
        raise EditRefused(found.unknown)
    after = edit(found.data or b"", (TABLE, KEY), "none")
    if settings.told(Reading(found.path, after)).mount != "none":
        raise EditRefused("the edit cannot be proved: it would be read differently")
    return after
