"""The settings of a profile by which the guest reaches the host otherwise than through its shares."""

from __future__ import annotations

from colima_guard.backends.colima.profile import Profile
from colima_guard.backends.shared.settings_table import KnownSetting, as_list

SETTINGS: tuple[KnownSetting[Profile], ...] = (
    KnownSetting(
        "CG401",
        "forwardAgent",
        lambda profile: profile.forward_agent,
        "root in the VM can use your SSH agent",
        "set `forwardAgent: false`",
    ),
    KnownSetting(
        "CG402",
        "network.gatewayAddress",
        lambda profile: True,
        "the VM can reach services on the host's 127.0.0.1 (as 192.168.5.2 and host.lima.internal)",
        "protect local services by a password or a socket with permissions",
    ),
    KnownSetting(
        "CG403",
        "portForwarder",
        lambda profile: profile.port_forwarder != "none",
        "a port that the VM opens on 0.0.0.0 is opened on every network interface of the host",
        "publish ports on 127.0.0.1, or set `portForwarder: none` (0.10.0 and later)",
    ),
    KnownSetting(
        "CG404",
        "network.address",
        lambda profile: profile.network.address or profile.network.host_addresses,
        "the VM has an address that other machines may reach",
        "set `network.address: false` and `network.hostAddresses: false`",
    ),
    KnownSetting(
        "CG405",
        "provision",
        lambda profile: profile.provision,
        "its provision scripts run as root in the VM at every start, and can use every share",
        "read them",
    ),
    KnownSetting(
        "CG406",
        "env",
        lambda profile: profile.env,
        "the values of `env` are written into the VM, where every container can be made to read them",
        "keep secrets out of `env`",
    ),
    KnownSetting(
        "CG407",
        "docker",
        lambda profile: any("tcp://" in str(value) for value in as_list((profile.docker or {}).get("hosts"))),
        "the Docker API on TCP is forwarded to the host: whoever reaches the port is root in the VM",
        "remove the tcp:// entry from `docker.hosts`",
    ),
    KnownSetting(
        "CG408",
        "kubernetes.enabled",
        lambda profile: profile.kubernetes.enabled,
        "Colima merges the VM's k3s.yaml into ~/.kube/config, where it can name a program for kubectl to run",
        "turn Kubernetes off where you do not trust the VM",
    ),
    KnownSetting(
        "CG409",
        "mountInotify",
        lambda profile: profile.mount_inotify,
        "the VM is told the names of files that change in its shares",
        "set `mountInotify: false`",
    ),
    KnownSetting(
        "CG410",
        "diskImage",
        lambda profile: profile.disk_image,
        "a file of the host is booted as the VM's disk image",
        "make sure that nobody else can write it",
    ),
)
