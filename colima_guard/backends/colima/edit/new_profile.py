"""A complete ``colima.yaml`` for a template that does not exist yet.

Every key that Colima would otherwise read as zero is there (an absent ``disk`` is 0 GiB after a restart), and the
transport is named, for an empty one ends as sshfs without vz.
"""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.formats.yaml.change import Entries, Entry
from colima_guard.host.machine import Host

_TEXT = """\
# The start of every new Colima profile, written by colima-guard.
# `mounts` is the allowlist: never empty it, an empty list shares the whole home.

cpu: 2
disk: 100
memory: 2
arch: host
runtime: docker
hostname: null
kubernetes:
  enabled: false
  version: v1.35.0+k3s1
  k3sArgs: [--disable=traefik]
  port: 0
autoActivate: true
network:
  address: false
  mode: shared
  interface: en0
  preferredRoute: false
  dns: []
  dnsHosts:
    host.docker.internal: host.lima.internal
  hostAddresses: false
  gatewayAddress: 192.168.5.2
forwardAgent: false
docker: {{}}
vmType: {vm_type}
portForwarder: ssh
rosetta: false
binfmt: true
nestedVirtualization: false
mountType: {mount_type}
mountInotify: false
cpuType: host
provision: []
sshConfig: true
sshPort: 0
{mounts}rootDisk: 20
diskImage: ""
forceDiskImage: false
modelRunner: docker
env: {{}}
"""


def complete_profile(host: Host, entries: Sequence[Entry]) -> bytes:
    """The text with these mounts, and the transport that confines on this platform."""
    from colima_guard.formats.yaml.edit import paste_block

    vz = host.platform == "macos" and (not host.os_version or host.os_version >= (13,))
    vm_type, mount_type = ("vz", "virtiofs") if vz else ("qemu", "9p")
    mounts = paste_block([Entries("mounts", tuple(entries))])
    return _TEXT.format(vm_type=vm_type, mount_type=mount_type, mounts=mounts).encode()
