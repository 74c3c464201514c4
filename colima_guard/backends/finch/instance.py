"""What is read of Finch: its VM, or the birthplace of it."""

from __future__ import annotations

from colima_guard.backends.finch.layout import Root
from colima_guard.backends.finch.settings import SettingsFile
from colima_guard.backends.lima.instance import LimaInstance
from colima_guard.backends.lima.rules.source import ConfigFile


class FinchInstance(LimaInstance):
    """Its VM with the files that are merged into it; ``override`` is what it writes from the user's settings."""

    root: Root
    settings: SettingsFile
    #: the file that the VM, or the next one, is made from as it lies; ``main`` of a birthplace has its bases in it
    own_file: ConfigFile
    #: why Finch would not make a VM from its base file
    stop: str | None = None
