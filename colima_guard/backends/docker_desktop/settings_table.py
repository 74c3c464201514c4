"""The settings of Docker Desktop by which the guest reaches the host otherwise than through its list."""

from __future__ import annotations

from colima_guard.backends.docker_desktop.settings_model import Settings
from colima_guard.backends.shared.settings_table import KnownSetting

SETTINGS: tuple[KnownSetting[Settings], ...] = (
    KnownSetting(
        "CG407",
        "ExposeDockerAPIOnTCP2375",
        lambda value: value.tcp_2375,
        "the Docker API is served on tcp://localhost:2375 without any check: whoever reaches it mounts what is shared",
        "Settings > General: do not expose the daemon",
    ),
    KnownSetting(
        "CG508",
        "ExtensionsEnabled",
        lambda value: value.extensions is not False,
        "extensions can be installed, and run on the host with your rights; no share list holds for them",
        "Settings > Extensions: turn them off, or keep to those that you trust",
    ),
    KnownSetting(
        "CG509",
        "HostNetworkingEnabled",
        lambda value: value.host_networking,
        "containers with host networking reach every service that listens on this machine's localhost",
        "Settings > Resources > Network: turn host networking off",
    ),
    KnownSetting(
        "CG511",
        "SynchronizedDirectories",
        lambda value: value.synchronized_directories,
        "copies of directories lie in the VM's disk, and stay there when the directory is no longer shared",
        "Settings > Resources > File sharing: remove the synchronized shares",
    ),
    KnownSetting(
        "CG514",
        "KubernetesEnabled",
        lambda value: value.kubernetes,
        "pods can mount what is shared by hostPath, past the check that `docker run` makes",
        "turn Kubernetes off if you do not use it",
    ),
)
