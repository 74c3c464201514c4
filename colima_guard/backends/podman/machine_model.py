"""What the file of a machine holds, as far as it decides shares (pkg/machine/vmconfigs/config.go)."""

from colima_guard.formats.golang.types import Struct, key


class Mount(Struct):
    """A directory of the host in a machine. ``ReadOnly`` says what was asked for, and is held by nobody."""

    source: str = key("Source")
    target: str = key("Target")
    read_only: bool = key("ReadOnly")
    type: str = key("Type")
    tag: str = key("Tag")


class VMFile(Struct):
    """The path of a file of a machine."""

    path: str = key("Path")


class HostUser(Struct):
    """Who made a machine, and whether its engine runs as root."""

    rootful: bool = key("Rootful")


class MachineConfig(Struct):
    """A machine. Podman 4 wrote no ``Version``, and kept the command line of QEMU in ``CmdLine``."""

    mounts: list[Mount] | None = key("Mounts")
    name: str = key("Name")
    version: int = key("Version")
    cmd_line: list[str] | None = key("CmdLine")
    host_user: HostUser = key("HostUser")
    image_path: VMFile = key("ImagePath")
