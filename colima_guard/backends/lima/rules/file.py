"""What Lima's YAML files hold: the parts of pkg/limatype/lima_yaml.go that decide shares or expose the host.

Keys that are not here are ignored on reading and kept on writing.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class _Struct(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, populate_by_name=True, defer_build=True)


class Sshfs(_Struct):
    cache: bool | None = None
    follow_symlinks: bool | None = Field(default=None, alias="followSymlinks")
    sftp_driver: str | None = Field(default=None, alias="sftpDriver")


class NineP(_Struct):
    security_model: str | None = Field(default=None, alias="securityModel")
    protocol_version: str | None = Field(default=None, alias="protocolVersion")
    msize: str | None = None
    cache: str | None = None


class Virtiofs(_Struct):
    queue_size: int | None = Field(default=None, alias="queueSize")


class Mount(_Struct):
    """One entry of ``mounts``. ``None`` stands for a field that is absent or null: it changes nothing in a merge."""

    location: str = ""
    mount_point: str | None = Field(default=None, alias="mountPoint")
    writable: bool | None = None
    sshfs: Sshfs = Field(default_factory=lambda: Sshfs.model_construct())
    nine_p: NineP = Field(default_factory=lambda: NineP.model_construct(), alias="9p")
    virtiofs: Virtiofs = Field(default_factory=lambda: Virtiofs.model_construct())


class Ssh(_Struct):
    local_port: int | None = Field(default=None, alias="localPort")
    load_dot_ssh_pub_keys: bool | None = Field(default=None, alias="loadDotSSHPubKeys")
    forward_agent: bool | None = Field(default=None, alias="forwardAgent")
    forward_x11: bool | None = Field(default=None, alias="forwardX11")
    forward_x11_trusted: bool | None = Field(default=None, alias="forwardX11Trusted")


class Provision(_Struct):
    mode: str = ""
    script: str | None = None
    playbook: str = ""
    content: str | None = None
    expression: str | None = None
    owner: str | None = None
    path: str | None = None
    permissions: str | None = None
    file: Any = None


class Probe(_Struct):
    mode: str = ""
    script: str | None = None
    file: Any = None


class PortForward(_Struct):
    guest_socket: str = Field(default="", alias="guestSocket")
    host_socket: str = Field(default="", alias="hostSocket")
    host_ip: str = Field(default="", alias="hostIP")
    reverse: bool = False
    ignore: bool = False


class CopyToHost(_Struct):
    guest: str = ""
    host: str = ""
    delete_on_stop: bool = Field(default=False, alias="deleteOnStop")


class Location(_Struct):
    location: str = ""


class Network(_Struct):
    lima: str = ""
    socket: str = ""
    vz_nat: bool | None = Field(default=None, alias="vzNAT")


class CaCertificates(_Struct):
    remove_defaults: bool | None = Field(default=None, alias="removeDefaults")
    files: list[str] | None = None
    certs: list[str] | None = None


class User(_Struct):
    name: str | None = None
    home: str | None = None
    shell: str | None = None
    uid: int | None = None


class LimaFile(_Struct):
    """``lima.yaml``, ``default.yaml`` or ``override.yaml``."""

    base: Any = None
    minimum_lima_version: str | None = Field(default=None, alias="minimumLimaVersion")
    vm_type: str | None = Field(default=None, alias="vmType")
    os: str | None = None
    arch: str | None = None
    images: list[Location] | None = None
    cpus: int | None = None
    memory: str | None = None
    disk: str | None = None
    additional_disks: list[Any] | None = Field(default=None, alias="additionalDisks")
    mounts: list[Mount] | None = None
    mount_types_unsupported: list[str] | None = Field(default=None, alias="mountTypesUnsupported")
    mount_type: str | None = Field(default=None, alias="mountType")
    mount_inotify: bool | None = Field(default=None, alias="mountInotify")
    ssh: Ssh = Field(default_factory=lambda: Ssh.model_construct())
    provision: list[Provision] | None = None
    probes: list[Probe] | None = None
    port_forwards: list[PortForward] | None = Field(default=None, alias="portForwards")
    copy_to_host: list[CopyToHost] | None = Field(default=None, alias="copyToHost")
    message: str = ""
    networks: list[Network] | None = None
    env: dict[str, str] | None = None
    param: dict[str, str] | None = None
    propagate_proxy_env: bool | None = Field(default=None, alias="propagateProxyEnv")
    ca_certs: CaCertificates = Field(default_factory=lambda: CaCertificates.model_construct(), alias="caCerts")
    plain: bool | None = None
    user: User = Field(default_factory=lambda: User.model_construct())
