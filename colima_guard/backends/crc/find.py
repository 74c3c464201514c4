"""Finding crc: the VM where there is one, and what the next one would mount."""

from __future__ import annotations

import re
from collections.abc import Iterator

from colima_guard.backends.crc import layout, setting
from colima_guard.backends.crc.setting import KEY, VARIABLE, Reading
from colima_guard.backends.shared.newer_file import newer_file
from colima_guard.host.machine import Host
from colima_guard.host.processes import Process
from colima_guard.host.values import Unreadable
from colima_guard.model.finding import Finding
from colima_guard.model.instance import Instance
from colima_guard.model.share import Place

NAME = "crc"
VM, NEW = f"{NAME}/{layout.MACHINE}", f"{NAME}/(new)"

#: what runs the VM: vfkit, QEMU by libvirt, and on Windows the daemon that serves the home
_RUNS = {
    "macos": re.compile(r"(?:^|/)vfkit\s.*/\.crc/machines/crc/"),
    "linux": re.compile(r"(?:^|/)qemu-(?:system-\w+|kvm)\s.*\bguest=crc\b"),
    "windows": re.compile(r"^crc(?:\.exe)?$", re.IGNORECASE),
}


_MOUNTED = {True: "the home", False: "nothing", None: "what cannot be told"}


class CrcInstance(Instance):
    """The VM of crc, or the next one."""

    file: str
    #: the bytes of the settings file, ``None`` where there is none
    data: bytes | None
    reading: Reading
    #: what the file says where the variable is not set
    elsewhere: Reading
    variable: str | None = None
    unknown: str | None = None

    @property
    def narrowing(self) -> str | None:
        """What to do where a variable says that the home is mounted; ``None`` where a lock is enough."""
        if self.variable and self.reading.mounts is not False:
            return f"unset {VARIABLE} wherever crc is started, then colima-guard lock"
        return None


def find(host: Host) -> list[CrcInstance]:
    """The VM where there is one, and the birthplace."""
    file = layout.settings_file(host)
    unreadable = None
    try:
        data = host.read(file)
    except Unreadable as error:
        data, unreadable = None, error.what
    reading, elsewhere = setting.read(host, data), setting.in_file(data)
    if unreadable is not None:
        elsewhere = reading = Reading(None, unreadable)
    made = CrcInstance(
        name=NEW,
        backend=NAME,
        home=layout.base(host),
        birthplace=True,
        files=(file,) if data is not None else (),
        findings=tuple(_findings(host, file, reading, elsewhere, unreadable)),
        file=file,
        data=data,
        reading=reading,
        elsewhere=elsewhere,
        variable=host.env(VARIABLE) or None,
    )
    return [*_vm(host, made), made]


def _vm(host: Host, made: CrcInstance) -> Iterator[CrcInstance]:
    try:
        if host.kind(layout.machine_file(host)) is None:
            return
    except Unreadable:
        pass
    found = host.processes()
    ours = [one for one in found or () if _RUNS[host.platform].search(one.command)]
    since = _since(host, ours)
    unknown = "whether it runs cannot be told: the process list cannot be read" if found is None else None
    yield made.replaced(
        name=VM,
        birthplace=False,
        running=bool(ours),
        since_ns=int(since * 1e9) if since is not None else 0,
        newer_file=newer_file(host, made.file, since) if ours else None,
        unknown=unknown,
    )


def _since(host: Host, found: list[Process]) -> float | None:
    times = [time for one in found if (time := host.process_started(one.pid)) is not None]
    return min(times, default=None)


def _findings(host: Host, file: str, reading: Reading, elsewhere: Reading, unreadable: str | None) -> Iterator[Finding]:
    place = Place(file, elsewhere.line)
    if unreadable is not None:
        yield Finding("CG205", unreadable, f"make it readable for you: {file}", place)
    elif elsewhere.broken is not None:
        message = f"crc takes nothing of its file, and mounts the home: {elsewhere.broken}"
        yield Finding("CG566", message, "mend the file, then colima-guard lock", place)
    elif reading.unknown is not None:
        yield Finding("CG566", reading.unknown, f"crc config set {KEY} false", place)
    if host.env(VARIABLE) and reading.mounts is not elsewhere.mounts:
        here, there = (_MOUNTED[one.mounts] for one in (reading, elsewhere))
        message = f"{VARIABLE} is set here, and beats the file: here {here} is mounted, elsewhere {there}"
        yield Finding("CG567", message, f"unset {VARIABLE}, then colima-guard lock", place)
