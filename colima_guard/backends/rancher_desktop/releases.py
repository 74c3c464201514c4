"""Which Lima each release of Rancher Desktop brings along (assets/dependencies.yaml of its tags)."""

from __future__ import annotations

from colima_guard.backends.lima.releases import Rules as LimaRules
from colima_guard.backends.lima.releases import rules_of as lima_rules
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.release import Release, release
from colima_guard.model.release_table import class_of, history, since

NEWEST = release("1.24.0")
OLDEST = release("1.17.0")


class Rules(NamedTuple):
    """What one class of releases brings along."""

    since: Release
    #: its Lima
    lima: Release
    #: the ``version`` that it writes into settings.json at each start (config/settings.ts)
    settings: int

    @property
    def merge(self) -> LimaRules:
        """How its Lima merges."""
        return lima_rules(self.lima)

    @property
    def shadows(self) -> bool:
        """Whether what Lima merges first can stand in the place of a share: by mount point, since Lima 2.0."""
        return self.merge.key == "mount_point"


#: one row a class, oldest first
CLASSES: tuple[Rules, ...] = history(
    Rules(OLDEST, lima=release("1.0.2"), settings=14),
    since("1.18.0", lima=release("1.0.5")),
    since("1.19.0", lima=release("1.0.6"), settings=15),
    since("1.20.0", lima=release("1.2.1"), settings=16),
    since("1.22.0", settings=17),
    since("1.23.0", lima=release("2.1.2"), settings=18),
    since("1.24.0", settings=19),
)
SHADOWS_SINCE = next(rules.since for rules in CLASSES if rules.shadows)


def rules_of(wanted: Release) -> Rules:
    """The class that a release belongs to."""
    return class_of(CLASSES, wanted)


def by_lima(found: Release) -> Release | None:
    """The newest release that brings a Lima along which merges like this one; ``None`` where none does."""
    alike = [rules for rules in CLASSES if rules.merge == lima_rules(found)]
    if not alike:
        return NEWEST if found > CLASSES[-1].lima else None
    return NEWEST if alike[-1] is CLASSES[-1] else alike[-1].since


def by_settings(version: int) -> Release | None:
    """The release that wrote settings of this version last; ``None`` for one from before those known here."""
    if version >= CLASSES[-1].settings:
        return NEWEST
    return next((rules.since for rules in reversed(CLASSES) if rules.settings == version), None)
