"""Taking the home from the next primary instance: the program is told that nothing is mounted.

Multipass has no list of directories. So an allowlist of some means none of them here: less than is allowed.
"""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.backends.multipass.exposure import exposure, exposure_of
from colima_guard.backends.multipass.find import Launched, NextPrimary
from colima_guard.backends.multipass.setting import KEY, NAME, SETTING
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.instance import Instance
from colima_guard.model.plan import Refusal, Unit, setting_change
from colima_guard.model.share import Access
from colima_guard.model.verdict import is_allowed

_NOTES = (
    "Multipass has no list of directories: with that setting its instances mount nothing, not what is allowed either",
    "mounts of instances that exist are inactive then; for good, of the primary one: multipass umount primary",
)


def units(host: Host, instances: Sequence[Instance], allow: Allowlist) -> list[Unit]:
    """The setting for the next primary instance; and for each that is there what takes from it what that leaves."""
    made = [unit_of(host, one, allow) for one in instances if isinstance(one, Launched)]
    return [*made, *(unit(host, one, allow) for one in instances if isinstance(one, NextPrimary))]


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


def unit_of(host: Host, instance: Launched, allow: Allowlist) -> Unit:
    """Nothing where the setting takes away what is outside; else what its user has to tell the program."""
    # the setting is changed unless it cannot be, or the home may be seen
    without = instance.replaced(reading=instance.reading._replace(mounts=False))
    changes = instance.reading.printed is not None and not allow.covers(host.realpath(host.home), Access.RW)
    way = exposure_of(host, without if changes else instance)
    outside = (share for share in way.shares if not (is_allowed(share, allow) or allow.loosely(share.real)))
    if way.unknown is None and next(outside, None) is None:
        return Unit((instance.name,))
    reason = way.unknown or "its mounts are not changed by colima-guard"
    return Unit((instance.name,), refusal=Refusal(instance.files[0], None, f"{reason}: {instance.narrowing}", ""))


def _refused(instance: NextPrimary, reason: str) -> Unit:
    return Unit((instance.name,), refusal=Refusal(NAME, None, reason, ""))
