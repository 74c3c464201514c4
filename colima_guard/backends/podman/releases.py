"""What differs between Podman's releases, as one table (tags: Podman's git history, and the libraries it names)."""

from __future__ import annotations

from typing import Literal

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.release import Release, release
from colima_guard.model.release_table import class_of, history, since

#: the newest release that was looked at
NEWEST = release("6.0.0")


class Rules(NamedTuple):
    """How one class of releases reads ``containers.conf``, and makes a machine of it."""

    since: Release
    #: which files count: every one over the one before, or the first main file and drop-ins by their names
    order: Literal["layers", "first"] = "layers"
    #: /etc/containers/containers.rootless.conf and its directories (containers/common at common/v0.66)
    rootless: bool = False
    #: a directory of drop-ins that is a link is read too: listed, no longer walked (5.7, common v0.66 ``addConfigs``)
    enters_links: bool = False
    #: a missing $CONTAINERS_CONF_OVERRIDE stops it (not from 5.1, common v0.59, to 6)
    override_must_exist: bool = True
    #: a key that is given twice is taken, the last one, where one of them is a list (BurntSushi/toml before 1.6)
    takes_twice: bool = True
    #: making a machine writes the user's file anew, which fails for a list that holds an ``append`` alone
    writes_main: bool = False
    #: an empty volume is none (5.2, pkg/machine/shim/volume.go)
    skips_empty: bool = False
    #: some directories of the guest must not be mounted on (5.5, pkg/machine/shim/host.go)
    guards_guest: bool = False
    #: a machine on Windows has the home (5.0, common v0.58), and the whole drive (5.3, common v0.61)
    windows_home: bool = False
    windows_drive: bool = False
    #: the user's configuration is shared too, at /etc/containers (6.0, container-libs PR 779)
    shares_configuration: bool = False
    #: the QEMU of Linux is told its shares anew at each start, and mounts them over SSH (not from 6.0)
    mounts_at_start: bool = False
    transport: Literal["9p", "virtiofs"] = "virtiofs"


CLASSES: tuple[Rules, ...] = history(
    Rules(release("4.9.0"), transport="9p", writes_main=True),
    since("5.0.0", writes_main=False, windows_home=True, transport="virtiofs", mounts_at_start=True),
    since("5.1.0", override_must_exist=False),
    since("5.2.0", skips_empty=True),
    since("5.3.0", windows_drive=True),
    since("5.5.0", guards_guest=True),
    since("5.7.0", rootless=True, enters_links=True),
    since(
        "6.0.0",
        order="first",
        override_must_exist=True,
        takes_twice=False,
        shares_configuration=True,
        mounts_at_start=False,
    ),
)


def rules(of: Release) -> Rules:
    """The rules of a release."""
    return class_of(CLASSES, of)
