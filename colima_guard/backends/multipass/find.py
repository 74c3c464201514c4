"""Finding Multipass: what the next primary instance would mount."""

from __future__ import annotations

import os

from colima_guard.backends.multipass import layout, setting
from colima_guard.backends.multipass.setting import Reading
from colima_guard.host.machine import Host
from colima_guard.model.finding import Finding
from colima_guard.model.instance import Instance
from colima_guard.model.share import Place

NAME = "multipass"


class NextPrimary(Instance):
    """The primary instance that is launched next."""

    reading: Reading

    @property
    def narrowing(self) -> str | None:
        """What to do before a lock can tell the program anything; ``None`` where it answers."""
        return None if self.reading.printed is not None else f"{self.reading.remedy}, then colima-guard lock"


def find(host: Host) -> list[NextPrimary]:
    """The one birthplace there is."""
    reading, file = setting.read(host), layout.settings_file(host)
    unreadable = Finding("CG205", reading.unknown, reading.remedy, Place(file)) if reading.unknown else None
    return [
        NextPrimary(
            name=f"{NAME}/(new)",
            backend=NAME,
            home=os.path.dirname(file),
            birthplace=True,
            files=(file,) if reading.source == file else (),
            findings=(unreadable,) if unreadable else (),
            reading=reading,
        )
    ]
