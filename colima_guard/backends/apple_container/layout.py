"""Where Apple's container lies (ContainerPersistence/PathUtils.swift and ConfigurationLoader.swift)."""

from __future__ import annotations

import os

from colima_guard.host.machine import Host
from colima_guard.model.named_tuple import NamedTuple

PROGRAM = "container"


def user_file(host: Host) -> str:
    """The user's settings. `container system start` copies them to where they count."""
    top = host.env("XDG_CONFIG_HOME") or os.path.join(host.home, ".config")
    return os.path.join(top, "container", "config.toml")


class Root(NamedTuple):
    """A directory in which it keeps all that it has: an application root."""

    path: str
    #: whether it takes this one in this environment
    picked: bool = True


def roots(host: Host) -> list[Root]:
    """The application root of this environment, and the default one beside it, where that is there."""
    default = os.path.join(host.home, "Library", "Application Support", "com.apple.container")
    named = host.env("CONTAINER_APP_ROOT")
    if not named or os.path.normpath(named) == default:
        return [Root(named or default)]
    return [Root(named), *([Root(default, picked=False)] if host.look(default) is not None else [])]


def copied_file(root: str) -> str:
    """The copy of the user's settings, which `container machine create` reads first."""
    return os.path.join(root, "config", "config.toml")


def installed_file(host: Host) -> str:
    """What is shipped with it: below the directory that holds ``bin/container``."""
    root = host.env("CONTAINER_INSTALL_ROOT")
    if not root:
        program = host.which(PROGRAM)
        root = os.path.dirname(os.path.dirname(program)) if program else "/usr/local"
    return os.path.join(root, "etc", "container", "config.toml")


def machines(root: str) -> str:
    """The directory with one for each container machine (MachineAPIServer+Start.swift, MachinesService.swift)."""
    return os.path.join(root, "plugin-state", "machine-apiserver", "machines")


def boot_file(root: str, name: str) -> str:
    """What a container machine is booted with."""
    return os.path.join(machines(root), name, "boot-config.json")
