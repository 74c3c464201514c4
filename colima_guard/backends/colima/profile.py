"""What a ``colima.yaml`` holds: the structs of Colima's config/config.go, for the decoder and for strict validation.

Keys of all releases from 0.4.0 on. Unknown and removed keys (``layer``, ``cgroupsV2``, ``vm``) are ignored on load
and lost when Colima saves.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from colima_guard.formats.golang.types import IP


class _Struct(BaseModel):
    # defer_build: reading fills the model by Go's rules and never needs pydantic's own validator
    model_config = ConfigDict(extra="ignore", strict=True, populate_by_name=True, defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, data: Any) -> Any:
        # Go leaves the zero value where a text says null, of whatever type it is
        return {key: value for key, value in data.items() if value is not None} if isinstance(data, dict) else data


class Mount(_Struct):
    """One entry of ``mounts``: a host directory, where the guest sees it, and whether it may write."""

    location: str = ""
    mount_point: str = Field(default="", alias="mountPoint")
    writable: bool = False


class Kubernetes(_Struct):
    enabled: bool = False
    version: str = ""
    k3s_args: list[str] | None = Field(default=None, alias="k3sArgs")
    port: int = 0


class Network(_Struct):
    address: bool = False
    dns: list[IP | None] | None = None
    dns_hosts: dict[str, str] | None = Field(default=None, alias="dnsHosts")
    host_addresses: bool = Field(default=False, alias="hostAddresses")
    mode: str = ""
    interface: str = ""
    preferred_route: bool = Field(default=False, alias="preferredRoute")
    gateway_address: IP | None = Field(default=None, alias="gatewayAddress")


class Provision(_Struct):
    mode: str = ""
    script: str = ""


class Profile(_Struct):
    """A ``colima.yaml``, with Go's zero value for each key that is absent."""

    cpu: int = 0
    disk: int = 0
    root_disk: int = Field(default=0, alias="rootDisk")
    memory: float = 0.0
    arch: str = ""
    cpu_type: str = Field(default="", alias="cpuType")
    network: Network = Field(default_factory=lambda: Network.model_construct())
    env: dict[str, str] | None = None
    hostname: str = ""
    ssh_port: int = Field(default=0, alias="sshPort")
    forward_agent: bool = Field(default=False, alias="forwardAgent")
    ssh_config: bool = Field(default=False, alias="sshConfig")
    vm_type: str = Field(default="", alias="vmType")
    rosetta: bool = False
    binfmt: bool | None = None
    nested_virtualization: bool = Field(default=False, alias="nestedVirtualization")
    disk_image: str = Field(default="", alias="diskImage")
    disk_image_mirror: str = Field(default="", alias="diskImageMirror")
    force_disk_image: bool | None = Field(default=None, alias="forceDiskImage")
    port_forwarder: str = Field(default="", alias="portForwarder")
    mounts: list[Mount] | None = None
    mount_type: str = Field(default="", alias="mountType")
    mount_inotify: bool = Field(default=False, alias="mountInotify")
    runtime: str = ""
    auto_activate: bool | None = Field(default=None, alias="autoActivate")
    model_runner: str = Field(default="", alias="modelRunner")
    kubernetes: Kubernetes = Field(default_factory=lambda: Kubernetes.model_construct())
    docker: dict[str, Any] | None = None
    provision: list[Provision] | None = None


#: Keys that only ``colima start`` fills in: without one of them ``restart`` would run with its zero value
#: (cmd/restart.go goes from Load to Start with neither defaults nor flags).
FILLED_IN_BY_START = ("vmType", "mountType", "cpu", "disk", "memory", "arch", "runtime")
