"""A backend that says what a test lets it say, under the name of a real one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from colima_guard.backends.interface import Backend, LeavesFiles, Runs
from colima_guard.host.machine import Host
from colima_guard.model.instance import Instance
from colima_guard.model.release import Release
from colima_guard.model.share import Exposure


class Pretended(Backend, Runs, LeavesFiles):
    """It has these ways to start, this running, and this left behind."""

    name = "colima"

    def __init__(
        self,
        *starts: Exposure,
        now: Exposure | None = None,
        behind: Exposure | None = None,
        classes: Sequence[Exposure] = (),
    ) -> None:
        self.starts = starts
        self.now = now
        self.behind = behind
        self.classes = classes
        #: whether it was asked for what is left behind
        self.asked = False

    def find(self, host: Host, releases: Mapping[str, Release], *, asked_for: bool = False) -> Sequence[Instance]:
        return []

    def exposures(self, host: Host, instance: Instance, *, every_class: bool) -> Sequence[Exposure]:
        return self.classes if every_class else self.starts

    def own_directories(self, host: Host) -> Sequence[str]:
        return []

    def running(self, host: Host, instance: Instance, exposures: Sequence[Exposure]) -> Exposure | None:
        assert tuple(exposures) == self.starts
        return self.now

    def left_behind(self, host: Host, instance: Instance) -> Exposure | None:
        self.asked = True
        return self.behind
