"""Moving an instance to a transport that the host confines, and that holds what is read-only."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from colima_guard.backends.lima.instance import LimaInstance
from colima_guard.backends.lima.releases import CLASSES, Rules, rules_of
from colima_guard.backends.lima.rules.birthplace import embed_template
from colima_guard.backends.lima.rules.merge import Merge, merge
from colima_guard.backends.lima.rules.transport import CONFINING, driver, transport
from colima_guard.formats.refused import EditRefused
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.share import Access
from colima_guard.model.transport import VIRTIOFS_KRUNKIT, Transport


def confining_mount_type(host: Host, instance: LimaInstance, before: LimaInstance, allow: Allowlist) -> str | None:
    """The ``mountType`` to move to, ``None`` where the present one confines. Raises ``EditRefused``.

    ``instance`` has the shared files as they will be. An instance that was loose by a shared file alone is moved too:
    it must not depend on what that file says tomorrow.
    """
    classes = [rules_of(instance.release)] if instance.release is not None else list(reversed(CLASSES))
    carried = [_transports(host, before, rules) for rules in classes]
    merged = _merged(host, instance, classes[0])
    if merged is None:
        return None
    machine = driver(merged, host, classes[0], instance.made_dir)
    return target_mount_type(host, [one for one in carried if one is not None], machine, merged.unsupported, allow)


def target_mount_type(
    host: Host, carried: Sequence[Transport], machine: str, unsupported: Collection[str], allow: Allowlist
) -> str | None:
    """The ``mountType`` for a driver, ``None`` where every transport confines as it is. Raises ``EditRefused``."""
    if not any(_is_weak(one, allow) for one in carried):
        return None
    target = CONFINING.get(machine)
    if machine == "krunkit" and not needs_read_only(allow):
        target = VIRTIOFS_KRUNKIT.name
    if target is None or target in unsupported or (target == "9p" and host.platform == "windows"):
        raise EditRefused(
            f"vmType {machine} has no transport here that keeps the VM within its shares and holds them read-only"
        )
    return target


def is_loose(host: Host, mount_type: str | None, allow: Allowlist) -> bool:
    """Whether a shared file sets a transport that is weaker than what the instances can have."""
    if mount_type == "virtiofs":
        return host.platform == "linux" and needs_read_only(allow)
    return mount_type == "reverse-sshfs"


def needs_read_only(allow: Allowlist) -> bool:
    """Whether something is allowed read-only; the placeholder of an empty allowlist is."""
    return not allow.entries or any(entry.access is Access.RO for entry in allow.entries)


def _is_weak(carried: Transport, allow: Allowlist) -> bool:
    by_qemu = carried.name == "virtiofs" and carried != VIRTIOFS_KRUNKIT and not carried.holds_read_only
    return not carried.confined or (by_qemu and needs_read_only(allow))


def _transports(host: Host, instance: LimaInstance, rules: Rules) -> Transport | None:
    merged = _merged(host, instance, rules)
    return None if merged is None else transport(merged, instance.created_by, host, rules, instance.made_dir)


def _merged(host: Host, instance: LimaInstance, rules: Rules) -> Merge | None:
    main = instance.main.source if instance.birth is None else embed_template(instance.birth, rules).source
    if main is None:
        return None
    return merge(instance.default.source, main, instance.override.source, rules, instance.around(host))
