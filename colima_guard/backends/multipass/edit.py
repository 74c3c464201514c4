"""Taking the home from the next primary instance: the program is told that nothing is mounted.

Multipass has no list of directories. So an allowlist of some means none of them here: less than is allowed.
"""

from __future__ import annotations

from colima_guard.backends.multipass.exposure import exposure
from colima_guard.backends.multipass.find import NextPrimary
from colima_guard.backends.multipass.setting import KEY, NAME, SETTING
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.plan import Refusal, Unit, setting_change
from colima_guard.model.verdict import is_allowed

_NOTES = (
    "Multipass has no list of directories: with that setting its instances mount nothing, not what is allowed either",
    "mounts of instances that exist are inactive then; for good, of the primary one: multipass umount primary",
)


def unit(host: Host, instance: NextPrimary, allow: Allowlist) -> Unit:
    """No mounts, unless the home may be seen; or why the program cannot be told."""
    reading, way = instance.reading, exposure(host, instance)
    if way.unknown is not None:
        return _refused(instance, f"{way.unknown}: {instance.narrowing}")
    if all(is_allowed(share, allow) or allow.loosely(share.real) for share in way.shares):
        return Unit((instance.name,))
    if reading.printed is None:
        return _refused(instance, f"only the program sets {KEY}, and {reading.silent}: {instance.narrowing}")
    change = setting_change(NAME, SETTING, reading.printed, "false", instance.name)
    return Unit((instance.name,), (change,), notes=_NOTES)


def _refused(instance: NextPrimary, reason: str) -> Unit:
    return Unit((instance.name,), refusal=Refusal(NAME, None, reason, ""))
