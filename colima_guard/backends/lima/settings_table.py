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
        "root in the guest can use the host's SSH agent",
        "set `ssh.forwardAgent: false`",
    ),
    KnownSetting(
        "CG413",
        "ssh",
        lambda value: value.ssh.forward_x11 or value.ssh.forward_x11_trusted,
        "the guest can talk to the host's X server, which means its keyboard and screen",
        "set `ssh.forwardX11: false`",
    ),
    KnownSetting(
        "CG414",
        "ssh",
        lambda value: value.ssh.load_dot_ssh_pub_keys,
        "your public SSH keys are copied into the guest",
        "set `ssh.loadDotSSHPubKeys: false`",
    ),
    KnownSetting(
        "CG415",
        "portForwards",
        lambda value: any(one.reverse and one.host_socket for one in value.port_forwards or []),
        "a socket of the host is put into the guest: whatever listens there can be told what to do",
        "remove the forward with `reverse: true`",
    ),
    KnownSetting(
        "CG403",
        "portForwards",
        lambda value: any(one.host_ip in ("0.0.0.0", "::") for one in value.port_forwards or []),
        "a guest port is opened on every interface of the host",
        "set `hostIP: 127.0.0.1`",
    ),
    KnownSetting(
        "CG416",
        "copyToHost",
        lambda value: value.copy_to_host,
        "a file that the guest writes is copied to a path on the host after every boot",
        "remove it, or make sure that nothing runs or trusts that file",
    ),
    KnownSetting(
        "CG417",
        "provision",
        lambda value: any(one.mode == "ansible" or one.playbook for one in value.provision or []),
        "an Ansible playbook runs on the host",
        "read it; it runs as you",
    ),
    KnownSetting(
        "CG405",
        "provision",
        lambda value: value.provision,
        "its scripts run as root in the guest at every start, and can use every share",
        "read them",
    ),
    KnownSetting(
        "CG410",
        "images",
        lambda value: _local(value.images),
        "a file of the host is given to the guest as a disk",
        "make sure that it holds nothing private and that nobody else can write it",
    ),
    KnownSetting(
        "CG406",
        "env",
        lambda value: value.env,
        "its values are written into the VM, where every container can be made to read them",
        "keep secrets out of `env`",
    ),
    KnownSetting(
        "CG418",
        "caCerts",
        lambda value: value.ca_certs.files,
        "files of the host are copied into the guest at every start",
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
