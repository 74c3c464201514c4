"""What differs between Colima's releases, as one table (commits and tags: Colima's git history)."""

from __future__ import annotations

from typing import Literal

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.release import Release, release
from colima_guard.model.release_table import class_of, history, since

#: the newest release that this table knows; a birthplace is judged by it where no program is installed
NEWEST = release("0.10.3")
OLDEST = release("0.4.0")


class Rules(NamedTuple):
    """How one class of releases reads its files."""

    since: Release
    #: a list that is absent or null means the home, as an empty one always does (until ccd5ddd, 0.10.0)
    nil_is_home: bool = True
    #: the home comes with /tmp/<id>, writable (until 6f098aa, 0.9.0)
    tmp_too: bool = True
    #: the cache directory is shared read-only beside a list that is not empty (until c898071, 0.10.2)
    cache_too: bool = True
    #: ``mountPoint`` of an entry is read (0.4.5)
    mount_point: bool = False
    #: merge keys are read as YAML has them: a key of the mapping itself wins (yaml.v3 3.0.1; before, what came later)
    merge_keys: bool = False
    #: overlap is judged by mount point where there is one (9e415ff, 0.9.0), else by location
    overlap_by_mount_point: bool = False
    #: whether ``start`` takes the template for a profile without a usable file (e2ddc15 turned it off in 0.8.4 alone)
    template: bool = True
    #: a missing profile is copied from ~/.<id>/colima.yaml (oldConfigFile, removed by 94e18e9, 0.9.0)
    migrates: bool = True
    #: arch, vmType, runtime and mountType come from the state copy on ``start`` (setFixedConfigs, 0.7.0)
    fixed: bool = False
    #: ``start`` refuses an unknown mountType or vmType (ValidateConfig, 0.5.1)
    validates: bool = False
    #: ``start`` refuses blanks in a mount's paths (4b56cef, after 0.10.3)
    refuses_blanks: bool = False
    #: which vmType an absent one becomes on macOS 13 and later (environment.DefaultVMType, 0.8.0)
    vm_type_on_macos: Literal["qemu", "vz"] = "qemu"
    #: vmType is read at all (0.5.0); krunkit is known (0.10.0)
    vm_types: tuple[str, ...] = ("qemu",)
    #: an empty mountType that reaches Lima's file is reverse-sshfs (until 0.5.6), else what suits the driver
    empty_mount_type_is_sshfs: bool = True
    #: ``restart`` exists (0.5.3)
    restart: bool = False
    #: which directories are tried for the configuration, in order (config/files.go)
    base: Literal["home", "xdg-linux", "xdg", "xdg-default"] = "home"
    colima_home: bool = False
    #: $XDG_CACHE_HOME is read for the cache directory (0.5.6)
    xdg_cache: bool = False
    #: Lima's home lies in Colima's directory (0.6.0); before, Lima's own applies
    own_lima_home: bool = False


#: one row a class, oldest first; a change is written only if it holds at every one of them
CLASSES: tuple[Rules, ...] = history(
    Rules(OLDEST),
    since("0.4.5", mount_point=True, merge_keys=True),
    since("0.5.0", vm_types=("qemu", "vz")),
    since("0.5.3", restart=True, validates=True),
    since("0.5.6", base="xdg-linux", xdg_cache=True, empty_mount_type_is_sshfs=False),
    since("0.6.0", own_lima_home=True),
    since("0.6.10", colima_home=True),
    since("0.7.0", base="xdg", fixed=True),
    since("0.8.0", vm_type_on_macos="vz"),
    since("0.8.4", template=False),
    since("0.9.0", template=True, tmp_too=False, overlap_by_mount_point=True, migrates=False),
    since("0.10.0", nil_is_home=False, vm_types=("qemu", "vz", "krunkit")),
    since("0.10.2", cache_too=False),
    since("HEAD", base="xdg-default", refuses_blanks=True),
)


def rules_of(wanted: Release) -> Rules:
    """The class that a release belongs to. Releases before 0.4.0 had another file format and are not judged.

    One that is newer than the table is taken for what Colima's repository held when the table was made.
    """
    if wanted > NEWEST:
        return CLASSES[-1]
    return class_of(CLASSES, wanted)
