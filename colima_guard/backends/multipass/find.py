"""Finding Multipass: what its instances mount, and what the next primary one would."""

from __future__ import annotations

import os
from collections.abc import Iterator

from colima_guard.backends.multipass import layout, records, setting
from colima_guard.backends.multipass.records import Mounted, Records
from colima_guard.backends.multipass.setting import Reading
from colima_guard.host.machine import Host
from colima_guard.model.finding import Finding
from colima_guard.model.instance import Instance
from colima_guard.model.share import Place
from colima_guard.model.shell import word

NAME = "multipass"


class NextPrimary(Instance):
    """The primary instance that is launched next."""

    reading: Reading
    #: why it cannot be told what the instances that are there mount
    unrecorded: str | None

    @property
    def narrowing(self) -> str | None:
        """What to do before a lock can tell the program anything; ``None`` where it answers."""
        return None if self.reading.printed is not None else f"{self.reading.remedy}, then colima-guard lock"


class Launched(Instance):
    """An instance that is there."""

    reading: Reading
    mounts: tuple[Mounted, ...]
    unknown: str | None

    @property
    def narrowing(self) -> str | None:
        """What takes its mounts away for good, and its devices with them."""
        return f"multipass umount {word(self.name.partition('/')[2])}"


def find(host: Host) -> list[Instance]:
    """The instances that can be told, and the one birthplace there is."""
    reading, file, recorded = setting.read(host), layout.settings_file(host), records.read(host)
    return [
        *_launched(recorded, reading),
        NextPrimary(
            name=f"{NAME}/(new)",
            backend=NAME,
            home=os.path.dirname(file),
            birthplace=True,
            files=(file,) if reading.source == file else (),
            findings=tuple(_findings(reading, file, recorded)),
            reading=reading,
            unrecorded=recorded.unreadable,
        ),
    ]


def _findings(reading: Reading, file: str, recorded: Records) -> Iterator[Finding]:
    if reading.unknown:
        yield Finding("CG205", reading.unknown, reading.remedy, Place(file))
    if recorded.unreadable is not None:
        message = f"what the instances of Multipass have attached cannot be told: {recorded.unreadable}"
        yield Finding("CG571", message, "see what they mount while they can (multipass info), and accept this")


def _launched(recorded: Records, reading: Reading) -> Iterator[Launched]:
    for one in sorted(recorded.instances):
        yield Launched(
            name=f"{NAME}/{one.name}",
            backend=NAME,
            home=os.path.dirname(one.file),
            files=(one.file,),
            running=one.running,
            reading=reading,
            mounts=one.mounts,
            unknown=one.unknown,
        )
