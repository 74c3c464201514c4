"""Where Apple's container lies (ContainerPersistence/PathUtils.swift and ConfigurationLoader.swift)."""

from __future__ import annotations

import os

from colima_guard.host.machine import Host

PROGRAM = "container"


def user_file(host: Host) -> str:
    """The user's settings. `container system start` copies them to where they count."""
    top = host.env("XDG_CONFIG_HOME") or os.path.join(host.home, ".config")
    return os.path.join(top, "container", "config.toml")


def data(host: Host) -> str:
    """What it keeps: the application root."""
    default = os.path.join(host.home, "Library", "Application Support", "com.apple.container")
    return host.env("CONTAINER_APP_ROOT") or default


def copied_file(host: Host) -> str:
    """The copy of the user's settings, which `container machine create` reads first."""
    return os.path.join(data(host), "config", "config.toml")


def installed_file(host: Host) -> str:
    """What is shipped with it: below the directory that holds ``bin/container``."""
    root = host.env("CONTAINER_INSTALL_ROOT")
    if not root:
        program = host.which(PROGRAM)
        root = os.path.dirname(os.path.dirname(program)) if program else "/usr/local"
    return os.path.join(root, "etc", "container", "config.toml")


def machines(host: Host) -> str:
    """The directory with one for each container machine (MachineAPIServer+Start.swift, MachinesService.swift)."""
    return os.path.join(data(host), "plugin-state", "machine-apiserver", "machines")


def boot_file(host: Host, name: str) -> str:
    """What a container machine is booted with."""
    return os.path.join(machines(host), name, "boot-config.json")
