"""What is read of Rancher Desktop: one VM, or the birthplace of it."""

from __future__ import annotations

from colima_guard.backends.lima.instance import LimaInstance
from colima_guard.backends.rancher_desktop.generated import Own
from colima_guard.backends.rancher_desktop.layout import NAME
from colima_guard.backends.rancher_desktop.releases import SHADOWS_SINCE, rules_of
from colima_guard.backends.rancher_desktop.settings import VmSettings

_BEFORE = (
    f"update Rancher Desktop to {SHADOWS_SINCE} or later: the Lima of earlier releases lets nothing stand in the place "
    "of a share"
)
_NAMED = f"; its settings were last written by such a one: if a later one is there, name it: --release {NAME}=1.24.0"


class RancherInstance(LimaInstance):
    """Its VM, or the one that it makes next, with the files that decide what that shares.

    ``main`` is ``lima.yaml`` as it lies; what it becomes at the next start says ``generated``.
    """

    settings: VmSettings
    own: Own
    #: whether its Lima home is one that another environment has
    elsewhere: bool = False

    @property
    def narrowing(self) -> str | None:
        """What to do before a lock can narrow anything; ``None`` where one does."""
        if self.release is not None and not rules_of(self.release).shadows:
            return _BEFORE + (_NAMED if self.assuming else "")
        return None


def is_ours(instance: object) -> bool:
    """Whether an instance is one of this backend."""
    return isinstance(instance, RancherInstance) and instance.backend == NAME
