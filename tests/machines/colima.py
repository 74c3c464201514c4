"""Profiles to lock, each of one odd shape; the shape is in the name."""

from __future__ import annotations

#: complete enough for `colima restart`; `{}` is where `mounts` stands
WHOLE = """\
# my VM
cpu: 4
disk: 60   # GiB
memory: 8
arch: aarch64

runtime: docker
vmType: vz
mountType: virtiofs
{}
# the end
env: {{}}
"""


def profile(mounts: str = "mounts: []", **changes: str) -> str:
    """A profile with this text for ``mounts``, and other values for some keys (``None``-like ``-`` drops a key)."""
    lines = WHOLE.format(mounts).split("\n")
    for key, value in changes.items():
        number = next(number for number, line in enumerate(lines) if line.startswith(f"{key}:"))
        lines[number : number + 1] = [] if value == "-" else [f"{key}: {value}"]
    return "\n".join(lines)


#: on Linux and on old Macs
QEMU = {"vmType": "qemu", "mountType": "9p"}
SSHFS = {"vmType": "qemu", "mountType": "sshfs"}
#: what `lock ~/projects` writes for `mounts`
LOCKED = "mounts:\n  - location: ~/projects\n    writable: true"
