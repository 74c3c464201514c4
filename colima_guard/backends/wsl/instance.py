"""A distribution, with what was read of its files and of the VM's."""

from __future__ import annotations

from collections.abc import Iterator

from colima_guard.backends.shared.found_file import FoundFile
from colima_guard.backends.wsl import values
from colima_guard.formats.wsl.read import Document
from colima_guard.model.instance import Instance
from colima_guard.model.named_tuple import NamedTuple

NAME = "wsl"
LOCK = "colima-guard lock"


class IniFile(FoundFile[Document]):
    """``wsl.conf`` or ``.wslconfig``."""

    __slots__ = ()

    def on(self, name: str, default: bool) -> bool:
        """Whether a key is on; its default where nothing that WSL takes says so."""
        said = None if self.value is None else self.value.says(name)
        return default if said is None else said


class Fstab(FoundFile[str]):
    """A distribution's fstab."""

    __slots__ = ()


class Service(NamedTuple):
    """What Windows serves the VM: one for all distributions."""

    file: IniFile
    #: whether the installed WSL is one whose source reads the two keys
    reads: bool = True

    @property
    def serves(self) -> bool:
        """Whether root in the VM can mount any drive; also where that cannot be told."""
        return (self.file.on(values.HOST_FILES, True) or not self.reads) and not self.safe

    @property
    def safe(self) -> bool:
        """Whether WSL leaves all of that off, in every distribution."""
        return self.reads and self.file.on(values.SAFE_MODE, False)

    @property
    def shuts(self) -> bool:
        """Whether the file says that nothing is served, whoever reads it."""
        return self.file.on(values.SAFE_MODE, False) or not self.file.on(values.HOST_FILES, True)


class Distribution(Instance):
    """A distribution of WSL 2."""

    #: as Windows knows it
    distribution: str
    #: whose it is, ``None`` for one of the user's
    manager: str | None = None
    #: whether the registry lets WSL mount drives in it
    drives_allowed: bool = True
    #: the user's number in it
    uid: int = 1000
    conf: IniFile
    fstab: Fstab
    service: Service
    #: the drives of this machine: each as Windows has it, and as it is here
    drives: tuple[tuple[str, str], ...] = ()
    #: we are in it
    inside: bool = False
    #: the other distributions of the VM
    others: tuple[Distribution, ...] = ()

    @property
    def unread(self) -> FoundFile[Document] | FoundFile[str] | None:
        """The first of its two files of which it cannot be told what it says."""
        return next((file for file in (self.conf, self.fstab) if file.problem is not None), None)

    @property
    def is_narrow(self) -> bool:
        """Whether nothing of Windows gets into it by itself."""
        return not (self.conf.on(values.AUTOMOUNT, True) or self.conf.on(values.INTEROP, True))

    @property
    def root(self) -> str:
        """Where its drives are mounted."""
        said = self.conf.value.first(values.ROOT) if self.conf.value is not None else None
        root = said.value if said is not None else "/mnt/"
        return root if root.endswith("/") else f"{root}/"

    @property
    def narrowing(self) -> str | None:
        """What to do about a share: a lock of one distribution leaves the others of its VM, so each proves its own."""
        if self.manager is not None:
            return f"{self.manager} makes this distribution, and needs its drives: {_INSTEAD[self.manager]}"
        other = next((one for one in self.others if one.manager is not None), None)
        if other is not None:
            return f"{LOCK}, and {_INSTEAD[other.manager or '']}: {other.name} keeps its drives"
        # what is then left is served to the VM, and mounted nowhere
        return self.confining if self.is_narrow else LOCK

    @property
    def confining(self) -> str:
        """What does: there is no transport that holds a guest to one directory."""
        return f"{LOCK} --nothing{', on Windows' if self.inside else ''}"

    def with_others(self, all_of_them: list[Distribution]) -> Distribution:
        return self.replaced(others=tuple(one for one in all_of_them if one is not self))

    def files_in_it(self) -> Iterator[str]:
        yield from (self.conf.path, self.fstab.path)


_INSTEAD = {
    "Docker Desktop": "use Docker Desktop with Hyper-V",
    "Rancher Desktop": "use another VM system",
    "Podman": "use Podman with Hyper-V (`podman machine init --provider hyperv`)",
    "Lima": "use another VM system",
}
