"""Moving a profile to a transport that the host confines."""

from __future__ import annotations

from colima_guard.backends.colima.instance import ColimaInstance
from colima_guard.backends.colima.releases import CLASSES, Rules
from colima_guard.backends.colima.rules.start import Source, driver, profiles_at_start, transport
from colima_guard.backends.colima.settings_findings import missing_for_restart
from colima_guard.formats.refused import EditRefused
from colima_guard.host.machine import Host

#: what a profile moves to, by the driver that runs it; krunkit has no transport that holds read-only shares
CONFINING = {"vz": "virtiofs", "qemu": "9p"}


def confining_mount_type(host: Host, instance: ColimaInstance, source: Source, rules: Rules) -> str | None:
    """The ``mountType`` to move to, ``None`` where the present one confines. Raises ``EditRefused``.

    Where the release is not known, "confines" is at every class of releases.
    """
    assert source.decoded is not None
    profile = source.decoded.value
    classes = [rules] if instance.release else CLASSES
    kept = instance.state
    lost = kept.decoded is not None and kept.decoded.ok and bool(kept.decoded.value.mount_type)
    lost = lost and not all(confines(host, kept, one) for one in classes if one.fixed)
    if not lost and all(confines(host, source, one) for one in classes):
        return None
    machine = driver(profile, rules, host)
    target = CONFINING.get(machine)
    if target is None:
        raise EditRefused(
            f"vmType {machine} has no transport that keeps the VM within its shares and holds them read-only"
        )
    missing = [key for key in missing_for_restart(source) if key != "mountType"]
    if instance.lima_dir is not None and missing:
        raise EditRefused(
            f"a new mountType takes effect by `colima restart` only, and that would run without {', '.join(missing)}: "
            "add them to the profile first"
        )
    return None if profile.mount_type == target else target


def confines(host: Host, source: Source, rules: Rules) -> bool:
    """Whether a profile's shares are held to by the host, at ``start`` and at ``restart``."""
    assert source.decoded is not None
    return all(transport(one, rules, host).confined for one in profiles_at_start(source.decoded.value, rules, host))


def transport_notes(source: Source, target: str) -> tuple[str, ...]:
    """What to know of another transport before saying yes."""
    if target == "9p":
        changes = "files keep the host's numeric owners, many small files are slower, and file events do not arrive"
    else:
        changes = "files appear owned as on the host, access is faster, and file events may not arrive"
    return (
        f"{source.path}: the transport becomes {target}: {changes}",
        "an existing VM takes it over by `colima restart` only; a plain `colima start` writes the old mountType back",
    )
