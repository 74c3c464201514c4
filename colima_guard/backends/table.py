"""Every backend as one row: all that has to be known of a VM system before its code is imported.

A row and a folder are a backend. What parses a command line, completes one or gives a remembered answer reads this
table alone, so it imports nothing but the standard library.
"""

from __future__ import annotations

import os

from colima_guard.model.named_tuple import NamedTuple

#: below which every module of the package lies
_TOP = os.path.dirname(os.path.dirname(os.path.dirname(__file__)))


class Row(NamedTuple):
    """One VM system."""

    #: as `--backend` and the names of its instances have it
    name: str
    #: as people know it
    title: str
    #: its class, as ``module:Class``; made without an argument (``interface.Backend``)
    implementation: str
    #: the platforms on which it runs: elsewhere none of its instances is looked for
    platforms: tuple[str, ...]
    #: the programs that it is used with, by us and by the user: a VM that can write one of them is told of (CG315)
    programs: tuple[str, ...]
    #: the program on ``PATH`` that tells its release; empty where none does
    tells_release: str = ""
    #: the name by which ``--release NAME=VERSION`` has it; empty where no rule depends on a release
    release: str = ""
    #: the module with what each release does: a remembered answer of `check` holds as long as that is as it was
    release_table: str = ""
    #: what `--deep` asks about its files; empty where nothing can be asked
    asks: str = ""
    #: what says that it is, or ever was, on this machine: a program on ``PATH`` (``crc``), a variable (``$CRC_HOME``),
    #: a path below the home (``~/.crc``) or of the system. Where none of them is there, its code is not imported, but
    #: for one that was named by `--backend`. Without any, the backend has to find out by itself
    signs: tuple[str, ...] = ()
    #: texts of it beside the one that `render` has by its own name: a name, and what renders it as ``module:Class``
    texts: tuple[tuple[str, str], ...] = ()


ROWS: tuple[Row, ...] = (
    Row(
        name="colima",
        title="Colima",
        implementation="colima_guard.backends.colima.backend:Colima",
        platforms=("macos", "linux"),
        programs=("colima", "limactl", "docker"),
        tells_release="colima",
        release="colima",
        release_table="colima_guard.backends.colima.releases",
    ),
    Row(
        name="lima",
        title="Lima",
        implementation="colima_guard.backends.lima.backend:Lima",
        platforms=("macos", "linux", "windows"),
        programs=("limactl",),
        tells_release="limactl",
        release="lima",
        release_table="colima_guard.backends.lima.releases",
        asks="limactl list",
    ),
    Row(
        name="docker-desktop",
        title="Docker Desktop",
        implementation="colima_guard.backends.docker_desktop.backend:DockerDesktop",
        platforms=("macos", "linux", "windows"),
        programs=("docker",),
        release="docker-desktop",
        release_table="colima_guard.backends.docker_desktop.releases",
        asks="Docker Desktop's socket",
    ),
    Row(
        name="multipass",
        title="Multipass",
        implementation="colima_guard.backends.multipass.backend:Multipass",
        platforms=("macos", "linux", "windows"),
        programs=("multipass",),
    ),
    Row(
        name="podman",
        title="Podman machine",
        implementation="colima_guard.backends.podman.backend:Podman",
        platforms=("macos", "linux", "windows"),
        programs=("podman",),
        tells_release="podman",
        release="podman",
        release_table="colima_guard.backends.podman.releases",
        signs=(
            "podman",
            "~/.config/containers",
            "~/.local/share/containers",
            "$XDG_CONFIG_HOME",
            "$XDG_DATA_HOME",
        ),
    ),
    Row(
        name="rancher-desktop",
        title="Rancher Desktop",
        implementation="colima_guard.backends.rancher_desktop.backend:RancherDesktop",
        platforms=("macos", "linux", "windows"),
        programs=("rdctl",),
        release="rancher-desktop",
        release_table="colima_guard.backends.rancher_desktop.releases",
        signs=(
            "rdctl",
            "~/.rd",
            "~/.config/rancher-desktop",
            "~/.local/share/rancher-desktop",
            "~/Library/Preferences/rancher-desktop",
            "~/Library/Application Support/rancher-desktop",
            "/Applications/Rancher Desktop.app",
            "~/Applications/Rancher Desktop.app",
            "/opt/rancher-desktop",
            "~/AppData/Local/rancher-desktop",
            "$XDG_CONFIG_HOME",
            "$XDG_DATA_HOME",
            "$LOCALAPPDATA",
        ),
    ),
    Row(
        name="finch",
        title="Finch",
        implementation="colima_guard.backends.finch.backend:Finch",
        platforms=("macos", "windows"),
        programs=("finch",),
        signs=("finch", "~/.finch", "/Applications/Finch", "~/AppData/Local/.finch", "$LOCALAPPDATA"),
    ),
    Row(
        name="wsl",
        title="WSL",
        implementation="colima_guard.backends.wsl.backend:Wsl",
        platforms=("windows", "linux"),
        programs=("wsl.exe",),
        # a Windows, where it looks further, or a distribution of it
        signs=("$SystemRoot", "~/.wslconfig", "~/AppData/Local/wsl", "$WSL_DISTRO_NAME", "/run/WSL"),
        texts=(("wslconfig", "colima_guard.backends.wsl.render:WslConfig"),),
    ),
    Row(
        name="apple-container",
        title="Apple's container",
        implementation="colima_guard.backends.apple_container.backend:AppleContainer",
        platforms=("macos",),
        programs=("container",),
        signs=(
            "container",
            "~/.config/container",
            "~/Library/Application Support/com.apple.container",
            "$CONTAINER_APP_ROOT",
        ),
    ),
    Row(
        name="crc",
        title="OpenShift Local",
        implementation="colima_guard.backends.crc.backend:Crc",
        platforms=("macos", "linux", "windows"),
        programs=("crc",),
        signs=("crc", "~/.crc"),
    ),
    Row(
        name="minikube",
        title="minikube",
        implementation="colima_guard.backends.minikube.backend:Minikube",
        platforms=("macos", "linux", "windows"),
        programs=("minikube",),
        signs=("minikube", "~/.minikube", "$MINIKUBE_HOME"),
    ),
    Row(
        name="orbstack",
        title="OrbStack",
        implementation="colima_guard.backends.orbstack.backend:OrbStack",
        platforms=("macos",),
        programs=("orb", "orbctl"),
        signs=(
            "orbctl",
            "~/.orbstack",
            "~/Library/Group Containers/HUAQ24HBR6.dev.orbstack",
            "/Applications/OrbStack.app",
            "~/Applications/OrbStack.app",
        ),
    ),
)


def names() -> tuple[str, ...]:
    """The names of all backends, in the order in which they are shown."""
    return tuple(one.name for one in ROWS)


def release_names() -> tuple[str, ...]:
    """The names that ``--release`` knows."""
    return tuple(one.release for one in ROWS if one.release)


def text_names() -> tuple[str, ...]:
    """What `render` can be asked for: every backend by its name, and their other texts."""
    return tuple(name for one in ROWS for name in (one.name, *(text for text, _ in one.texts)))


def owner(text: str) -> str:
    """The backend that a text of `render` belongs to. Raises ``KeyError``."""
    return {name: one.name for one in ROWS for name in (one.name, *(name for name, _ in one.texts))}[text]


def row(name: str) -> Row:
    """The row of a backend. Raises ``KeyError``."""
    return {one.name: one for one in ROWS}[name]


def release_tables() -> tuple[str, ...]:
    """The files of all release tables."""
    modules = (one.release_table for one in ROWS if one.release_table)
    return tuple(f"{os.path.join(_TOP, *module.split('.'))}.py" for module in modules)


def absent_from(platform: str) -> str:
    """Which backends do not run on a platform, as a sentence; empty where all do."""
    titles = [one.title for one in ROWS if platform not in one.platforms]
    if not titles:
        return ""
    system = {"macos": "macOS", "linux": "Linux", "windows": "Windows"}[platform]
    if len(titles) == 1:
        return f"{titles[0]} does not run on {system}"
    return f"{', '.join(titles[:-1])} and {titles[-1]} do not run on {system}"
