"""``finch.yaml`` of the user: what it adds to the shares at every start, and how a new VM is made.

(pkg/config at v1.18.0.) At each start Finch writes ``override.yaml`` anew from it, with every additional directory
writable; when it makes a VM, ``default.yaml`` too, with the VM type and the transport.
"""

from typing import Any

from colima_guard.backends.lima.rules.entry import Source
from colima_guard.backends.lima.rules.file import LimaFile, Mount
from colima_guard.backends.lima.rules.source import ConfigFile
from colima_guard.backends.shared.found_file import FoundFile, found_file
from colima_guard.formats.golang.goccy.document import Loaded
from colima_guard.formats.golang.types import Struct, key
from colima_guard.host.machine import Host
from colima_guard.model.share import Place

LIST = "additional_directories"


class AdditionalDirectory(Struct):
    path: str | None


class Settings(Struct):
    """The keys that decide what is shared, and how."""

    additional_directories: list[AdditionalDirectory] | None
    vm_type: str | None = key("vmType")
    rosetta: bool | None


class SettingsFile(FoundFile[Any]):
    """The file as it was found; its value is the decoded document."""

    __slots__ = ()

    @property
    def settings(self) -> Settings:
        """What it says; nothing where there is none."""
        said: Settings = self.value.value if self.value is not None else Settings()
        return said

    def place(self, number: int) -> Place:
        """Where an additional directory stands."""
        node = self.value.nodes.get((LIST, number)) if self.value is not None else None
        return Place(self.path, node.line, node.column) if node is not None else Place(self.path)


def read_settings(host: Host, path: str) -> SettingsFile:
    """The user's settings. Never raises for what they hold."""
    return found_file(host, path, SettingsFile, lambda data: parse_settings(path, data))


def parse_settings(path: str, data: bytes) -> SettingsFile:
    """The same of bytes that are at hand. Finch stops at the first thing that it cannot decode."""
    from colima_guard.formats.golang.yaml_v3.document import decode

    decoded = decode(data, Settings)
    if decoded.doubt is not None:
        return SettingsFile(path, data, None, decoded.doubt.message, decoded.doubt.line, unsure=True)
    if decoded.problems:
        problem = decoded.problems[0]
        return SettingsFile(path, data, None, f"Finch does not load it: {problem.message}", problem.line)
    named = decoded.value.additional_directories or []
    if any(one.path is None for one in named):
        return SettingsFile(path, data, None, f"an element of `{LIST}` has no `path`, at which Finch breaks off")
    return SettingsFile(path, data, decoded)


def override(found: SettingsFile) -> ConfigFile:
    """``override.yaml`` as Finch writes it from these settings."""
    if found.problem is not None:
        return ConfigFile(found.path, found.data, None, found.problem, found.line, found.unreadable, found.unsure)
    named = found.settings.additional_directories or []
    if not named:
        return ConfigFile(found.path)
    mounts = [Mount(location=one.path or "", writable=True) for one in named]
    places = tuple(found.place(number) for number in range(len(named)))
    source = Source(found.path, Loaded(LimaFile(mounts=mounts)), places)
    return ConfigFile(found.path, found.data, source)


def default(found: SettingsFile, path: str, *, arm: bool, has_vz: bool) -> ConfigFile:
    """``default.yaml`` as Finch writes it when it makes a VM: no shares, but how they get into it."""
    said = found.settings
    machine = "vz" if said.rosetta and arm else said.vm_type or ("vz" if has_vz else "qemu")
    kind = "virtiofs" if machine == "vz" else "reverse-sshfs"
    return ConfigFile(path, None, Source(path, Loaded(LimaFile(vm_type=machine, mount_type=kind))))
