"""Lists of mounts as Linux and macOS print them, for homes in a temporary directory."""

from __future__ import annotations

from tests.conftest import Machine


def escaped(path: str) -> str:
    """A path as ``/proc/self/mountinfo`` has it."""
    for letter in "\\ \t\n":
        path = path.replace(letter, f"\\{ord(letter):03o}")
    return path


class Mounts:
    """The list of a machine, which grows as things are mounted. ``~`` is the home."""

    def __init__(self, machine: Machine, *, disk: str = "/") -> None:
        """``disk``: where the file system with the home is mounted."""
        self.machine = machine
        self.lines: list[str] = []
        self.home = str(machine.home)
        self.disk = disk
        if machine.platform == "macos":
            self.lines += [
                "/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)",
                "devfs on /dev (devfs, local, nobrowse)",
                "/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse, protect, root data)",
                "map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)",
            ]
            self.say()
            return
        self.add("/", "/", kind="ext4", source="/dev/sda1", device="8:1")
        self.add("/proc", "/", kind="proc", source="proc", device="0:20")
        self.add("/run", "/", kind="tmpfs", source="tmpfs", device="0:21")
        if disk != "/":
            self.add(disk, "/", kind="ext4", source="/dev/sda2", device="8:2")

    def path(self, path: str) -> str:
        return self.home + path[1:] if path.startswith("~") else path

    def add(
        self,
        point: str,
        root: str,
        *,
        kind: str = "ext4",
        source: str = "/dev/sda1",
        device: str = "8:1",
        flags: str = "rw,relatime",
        options: str = "rw",
    ) -> Mounts:
        """One line; its parent is the root, or the last mount above or at its point."""
        point = self.path(point)
        parents = [line.split(" ") for line in self.lines]
        above = [one for one in parents if point == one[4] or point.startswith(f"{one[4].rstrip('/')}/")]
        parent = max(above, key=lambda one: (len(one[4]), int(one[0])), default=["1"])[0]
        number = 30 + len(self.lines)
        self.lines.append(
            f"{number} {parent} {device} {escaped(root)} {escaped(point)} {flags} shared:1 - {kind} {source} {options}"
        )
        self.say()
        return self

    def bind(self, source: str, point: str, flags: str = "rw,relatime") -> Mounts:
        """``mount --bind``, of what lies on the disk with the home."""
        source = self.path(source)
        if self.disk == "/":
            return self.add(point, source, flags=flags)
        root = "/" + source[len(self.disk) :].lstrip("/")
        return self.add(point, root, device="8:2", source="/dev/sda2", flags=flags)

    def line(self, text: str) -> Mounts:
        """A line as it is, with the home for ``~``."""
        self.lines.append(text.replace("~", self.home))
        self.say()
        return self

    def say(self) -> None:
        self.machine.mounts = "\n".join(self.lines) + "\n"
