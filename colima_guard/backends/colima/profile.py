"""What a ``colima.yaml`` holds: the structs of Colima's config/config.go.

Keys of all releases from 0.4.0 on. Unknown and removed keys (``layer``, ``cgroupsV2``, ``vm``) are ignored on load
and lost when Colima saves.
"""

from typing import Any

from colima_guard.formats.golang.types import IP, Struct, key


class Mount(Struct):
    """One entry of ``mounts``: a host directory, where the guest sees it, and whether it may write."""

    location: str
    mount_point: str = key("mountPoint")
    writable: bool


class Kubernetes(Struct):
    enabled: bool
    version: str
    k3s_args: list[str] | None = key("k3sArgs")
    port: int


class Network(Struct):
    address: bool
    dns: list[IP | None] | None
    dns_hosts: dict[str, str] | None = key("dnsHosts")
    host_addresses: bool = key("hostAddresses")
    mode: str
    interface: str
    preferred_route: bool = key("preferredRoute")
    gateway_address: IP | None = key("gatewayAddress")


class Provision(Struct):
    mode: str
    script: str


class Profile(Struct):
    """A ``colima.yaml``, with Go's zero value for each key that is absent."""

    cpu: int
    disk: int
    root_disk: int = key("rootDisk")
    memory: float
    arch: str
    cpu_type: str = key("cpuType")
    network: Network
    env: dict[str, str] | None
    hostname: str
    ssh_port: int = key("sshPort")
    forward_agent: bool = key("forwardAgent")
    ssh_config: bool = key("sshConfig")
    vm_type: str = key("vmType")
    rosetta: bool
    binfmt: bool | None
    nested_virtualization: bool = key("nestedVirtualization")
    disk_image: str = key("diskImage")
    disk_image_mirror: str = key("diskImageMirror")
    force_disk_image: bool | None = key("forceDiskImage")
    port_forwarder: str = key("portForwarder")
    mounts: list[Mount] | None
    mount_type: str = key("mountType")
    mount_inotify: bool = key("mountInotify")
    runtime: str
    auto_activate: bool | None = key("autoActivate")
    model_runner: str = key("modelRunner")
    kubernetes: Kubernetes
    docker: dict[str, Any] | None
    provision: list[Provision] | None


#: Keys that only ``colima start`` fills in: without one of them ``restart`` would run with its zero value
#: (cmd/restart.go goes from Load to Start with neither defaults nor flags).
FILLED_IN_BY_START = ("vmType", "mountType", "cpu", "disk", "memory", "arch", "runtime")
