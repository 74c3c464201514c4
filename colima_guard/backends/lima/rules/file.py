"""What Lima's YAML files hold: the parts of pkg/limatype/lima_yaml.go that decide shares or expose the host.

Keys that are not here are ignored on reading and kept on writing.
"""

from typing import Any

from colima_guard.formats.golang.types import Struct, key


class Sshfs(Struct):
    cache: bool | None
    follow_symlinks: bool | None = key("followSymlinks")
    sftp_driver: str | None = key("sftpDriver")


class NineP(Struct):
    security_model: str | None = key("securityModel")
    protocol_version: str | None = key("protocolVersion")
    msize: str | None
    cache: str | None


class Virtiofs(Struct):
    queue_size: int | None = key("queueSize")


class Mount(Struct):
    """One entry of ``mounts``. ``None`` stands for a field that is absent or null: it changes nothing in a merge."""

    location: str
    mount_point: str | None = key("mountPoint")
    writable: bool | None
    sshfs: Sshfs
    nine_p: NineP = key("9p")
    virtiofs: Virtiofs


class Ssh(Struct):
    local_port: int | None = key("localPort")
    load_dot_ssh_pub_keys: bool | None = key("loadDotSSHPubKeys")
    forward_agent: bool | None = key("forwardAgent")
    forward_x11: bool | None = key("forwardX11")
    forward_x11_trusted: bool | None = key("forwardX11Trusted")


class Provision(Struct):
    mode: str
    script: str | None
    playbook: str
    content: str | None
    expression: str | None
    owner: str | None
    path: str | None
    permissions: str | None
    file: Any


class Probe(Struct):
    mode: str
    script: str | None
    file: Any


class PortForward(Struct):
    guest_socket: str = key("guestSocket")
    host_socket: str = key("hostSocket")
    host_ip: str = key("hostIP")
    reverse: bool
    ignore: bool


class CopyToHost(Struct):
    guest: str
    host: str
    delete_on_stop: bool = key("deleteOnStop")


class Location(Struct):
    location: str


class Network(Struct):
    lima: str
    socket: str
    vz_nat: bool | None = key("vzNAT")


class CaCertificates(Struct):
    remove_defaults: bool | None = key("removeDefaults")
    files: list[str] | None
    certs: list[str] | None


class User(Struct):
    name: str | None
    home: str | None
    shell: str | None
    uid: int | None


class LimaFile(Struct):
    """``lima.yaml``, ``default.yaml`` or ``override.yaml``."""

    base: Any
    minimum_lima_version: str | None = key("minimumLimaVersion")
    vm_type: str | None = key("vmType")
    os: str | None
    arch: str | None
    images: list[Location] | None
    cpus: int | None
    memory: str | None
    disk: str | None
    additional_disks: list[Any] | None = key("additionalDisks")
    mounts: list[Mount] | None
    mount_types_unsupported: list[str] | None = key("mountTypesUnsupported")
    mount_type: str | None = key("mountType")
    mount_inotify: bool | None = key("mountInotify")
    ssh: Ssh
    provision: list[Provision] | None
    probes: list[Probe] | None
    port_forwards: list[PortForward] | None = key("portForwards")
    copy_to_host: list[CopyToHost] | None = key("copyToHost")
    message: str
    networks: list[Network] | None
    env: dict[str, str] | None
    param: dict[str, str] | None
    propagate_proxy_env: bool | None = key("propagateProxyEnv")
    ca_certs: CaCertificates = key("caCerts")
    plain: bool | None
    user: User
