"""What differs between Lima's releases, as one table (tags and commits: Lima's git history)."""

from __future__ import annotations

import re
from typing import Literal

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.release import Release, release
from colima_guard.model.release_table import class_of, history, since

NEWEST = release("2.2.0")
OLDEST = release("1.0.0")


class Rules(NamedTuple):
    """How one class of releases merges ``mounts``."""

    since: Release
    #: entries with one of these are one entry (mount point since ac04c69a, 2.0.0)
    key: Literal["location", "mount_point"] = "location"
    #: filepath.Clean after the template (67a33614, 1.1.0)
    cleans: bool = False
    #: when a leading ~ becomes the home: at use, after the merge, or before it
    tilde: Literal["at use", "after", "before"] = "at use"
    #: a relative location is taken from the working directory (1.1 and 1.2; refused again by 749c8791, 2.0.0)
    relative_is_cwd: bool = False
    #: .GlobalTempDir and .TempDir are known (1.1.0)
    temp_dirs: bool = False
    #: the system paths are refused as location, not as mount point (until 9de6d514, 1.0.5)
    checks_location: bool = True
    #: a document that is null is refused (1.2.0)
    refuses_null: bool = False
    #: an unset mountType is filled in while merging (until 2.1), else the driver decides at start
    fills_mount_type: bool = True
    #: an unset vmType of an existing instance is told by what vz left in its directory (until 2.0)
    guesses_driver: bool = True
    #: the vmTypes that are refused, for they name no driver (2.0, 2.2)
    no_drivers: tuple[str, ...] = ()
    #: an unset vmType is wsl2 on Windows (2.0 and 2.1)
    windows_is_wsl2: bool = False
    #: the home of the guest's user is that of the release which created the instance (2.1.0)
    guest_home_by_creation: bool = False
    #: an instance without ``lima-version`` counts as new there (2.1)
    unknown_is_new: bool = False
    #: _templates/ and base: exist (1.1.0): the mounts template can be shadowed
    templates: bool = False
    #: template:default shares /tmp/lima, writable (until 6450ac79, 2.0.0)
    shares_tmp: bool = True
    #: template:default says that 9p is not supported (until 1.2.0)
    default_without_9p: bool = True
    #: what stands between location and mount point in the text that a tag is the digest of; None: numbered tags
    tag_separator: str | None = None

    def guest_home(self, created_by: str | None, system: str | None) -> str:
        """The default home of the guest's user, with ``{user}`` for its name (osutil.LimaUser)."""
        if not self.guest_home_by_creation:
            return "/home/{user}.linux"
        if system == "Darwin":
            return "/Users/{user}.guest"
        new = created_by == "<unknown>" or (not created_by and self.unknown_is_new) or is_since(created_by, "2.1.0")
        return "/home/{user}.guest" if new else "/home/{user}.linux"


#: one row a class, oldest first
CLASSES: tuple[Rules, ...] = history(
    Rules(OLDEST),
    since("1.0.5", checks_location=False),
    since("1.1.0", cleans=True, tilde="after", relative_is_cwd=True, temp_dirs=True, templates=True),
    since("1.2.0", refuses_null=True, default_without_9p=False),
    since(
        "2.0.0",
        key="mount_point",
        tilde="before",
        relative_is_cwd=False,
        shares_tmp=False,
        guesses_driver=False,
        no_drivers=("default",),
        windows_is_wsl2=True,
    ),
    since("2.1.0", guest_home_by_creation=True, unknown_is_new=True, tag_separator="\0", fills_mount_type=False),
    since("2.2.0", no_drivers=("default", ""), unknown_is_new=False, windows_is_wsl2=False, tag_separator=":"),
)


def rules_of(wanted: Release) -> Rules:
    """The class that a release belongs to."""
    return class_of(CLASSES, wanted)


def is_since(created_by: str | None, wanted: str) -> bool:
    """Whether the release in a ``lima-version`` is one or later (versionutil.GreaterEqual).

    No text is older than any release; one that is no version, such as a commit's digest, is newer. What stands behind
    a ``-`` counts as later, whether it is ``git describe``'s or ``alpha.0``.
    """
    if not created_by:
        return False
    number = created_by.removeprefix("v").partition("-")[0].removesuffix(".m").partition("+")[0]
    if not re.fullmatch(r"\d+\.\d+\.\d+", number):
        return True
    return [int(part) for part in number.split(".")] >= [int(part) for part in wanted.split(".")]
