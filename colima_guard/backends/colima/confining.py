"""Moving a profile to a transport that the host confines."""

from __future__ import annotations

from colima_guard.backends.colima.exposed import missing_for_restart
from colima_guard.backends.colima.instances import ColimaInstance
from colima_guard.backends.colima.releases import Rules
from colima_guard.backends.colima.starting import Source, driver, transport
from colima_guard.formats.yaml_edit import EditRefused
from colima_guard.host import Host

#: what a profile moves to, by the driver that runs it; krunkit has no transport that holds read-only shares
CONFINING = {"vz": "virtiofs", "qemu": "9p"}


def confining(host: Host, instance: ColimaInstance, source: Source, rules: Rules) -> str | None:
    """The ``mountType`` to move to, ``None`` where the present one confines. Raises ``EditRefused``."""
    assert source.decoded is not None
    profile = source.decoded.value
    lost = not instance.birthplace and instance.state.decoded is not None and not confines(host, instance.state, rules)
    if confines(host, source, rules) and not lost:
        return None
    machine = driver(profile, rules, host)
    target = CONFINING.get(machine)
    if target is None:
        raise EditRefused(f"vmType {machine} has no transport that confines the guest and holds read-only shares")
    missing = [key for key in missing_for_restart(source) if key != "mountType"]
    if instance.lima_dir is not None and missing:
        raise EditRefused(
            f"a new mountType takes effect by `colima restart` only, and that would run without {', '.join(missing)}: "
            "add them to the profile first"
        )
    return None if profile.mount_type == target else target


def confines(host: Host, source: Source, rules: Rules) -> bool:
    assert source.decoded is not None
    profile = source.decoded.value
    if not profile.mount_type:
        return False  # `start` fills in sshfs where the driver is qemu
    return transport(profile, rules, host).confined


def transport_notes(source: Source, after: bytes) -> tuple[str, ...]:
    target = "virtiofs" if b"mountType: virtiofs" in after else "9p"
    if target == "9p":
        changes = "files keep the host's numeric owners, many small files are slower, and file events do not arrive"
    else:
        changes = "files appear owned as on the host, access is faster, and file events may not arrive"
    return (
        f"{source.path}: the transport becomes {target}: {changes}",
        "it takes effect by `colima restart` only; a plain `colima start` would write the old mountType back",
    )
