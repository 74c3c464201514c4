"""The settings of an instance by which the guest reaches the host otherwise than through its shares."""

from __future__ import annotations

from colima_guard.backends.lima.rules.file import LimaFile
from colima_guard.backends.shared.settings_table import KnownSetting, as_list


def _local(locations: object) -> bool:
    return any(
        not str(getattr(one, "location", "")).startswith(("http://", "https://", "template:"))
        for one in as_list(locations)
    )


SETTINGS: tuple[KnownSetting[LimaFile], ...] = (
    KnownSetting(
        "CG401",
        "ssh",
        lambda value: value.ssh.forward_agent,
        "root in the VM can use your SSH agent",
        "set `ssh.forwardAgent: false`",
    ),
    KnownSetting(
        "CG413",
        "ssh",
        lambda value: value.ssh.forward_x11 or value.ssh.forward_x11_trusted,
        "the VM can talk to the host's X server, and so read its keyboard and screen",
        "set `ssh.forwardX11: false`",
    ),
    KnownSetting(
        "CG414",
        "ssh",
        lambda value: value.ssh.load_dot_ssh_pub_keys,
        "your public SSH keys are copied into the VM",
        "set `ssh.loadDotSSHPubKeys: false`",
    ),
    KnownSetting(
        "CG415",
        "portForwards",
        lambda value: any(one.reverse and one.host_socket for one in value.port_forwards or []),
        "a socket of the host is forwarded into the VM, which can tell whatever listens there what to do",
        "remove the forward with `reverse: true`",
    ),
    KnownSetting(
        "CG403",
        "portForwards",
        lambda value: any(one.host_ip in ("0.0.0.0", "::") for one in value.port_forwards or []),
        "a port of the VM is opened on every network interface of the host",
        "set `hostIP: 127.0.0.1`",
    ),
    KnownSetting(
        "CG416",
        "copyToHost",
        lambda value: value.copy_to_host,
        "a file that the VM writes is copied to a path on the host after every start",
        "remove it, or make sure that nothing runs or trusts the copy",
    ),
    KnownSetting(
        "CG417",
        "provision",
        lambda value: any(one.mode == "ansible" or one.playbook for one in value.provision or []),
        "an Ansible playbook runs on the host",
        "read the playbook: it runs as you",
    ),
    KnownSetting(
        "CG405",
        "provision",
        lambda value: value.provision,
        "its provision scripts run as root in the VM at every start, and can use every share",
        "read them",
    ),
    KnownSetting(
        "CG410",
        "images",
        lambda value: _local(value.images),
        "a file of the host is attached to the VM as a disk",
        "make sure that it holds nothing private and that nobody else can write it",
    ),
    KnownSetting(
        "CG406",
        "env",
        lambda value: value.env,
        "the values of `env` are written into the VM, where every container can be made to read them",
        "keep secrets out of `env`",
    ),
    KnownSetting(
        "CG418",
        "caCerts",
        lambda value: value.ca_certs.files,
        "files of the host are copied into the VM at every start",
        "make sure that they are certificates",
    ),
    KnownSetting(
        "CG404",
        "networks",
        lambda value: any(
            one.lima in ("shared", "bridged") or one.socket or one.vz_nat for one in value.networks or []
        ),
        "the VM has an address that other machines may reach",
        "remove the network",
    ),
)
