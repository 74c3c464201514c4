"""What shares show together, to ask of many directories."""

from __future__ import annotations

from collections.abc import Iterable

from colima_guard.model.paths import Paths
from colima_guard.model.share import Access, Share


class Reach:
    """The real directories of shares, by what can be done in them, or by what is ``asked`` for them in a file."""

    def __init__(self, shares: Iterable[Share], *, asked: bool = False) -> None:
        self._asked = asked
        known = [(share.real, self._access(share)) for share in shares if share.real is not None]
        self._within = {
            access: Paths(real for real, one in known if access.within(one)) for access in (Access.RO, Access.RW)
        }

    def _access(self, share: Share) -> Access:
        return share.asked if self._asked else share.access

    def shows(self, real: str) -> bool:
        """Whether a real path is seen."""
        return self._within[Access.RO].above(real) is not None

    def meets(self, real: str) -> bool:
        """Whether a real path, or something below it, is seen."""
        return self._within[Access.RO].overlapping(real) is not None

    def covers(self, share: Share) -> bool:
        """Whether all that another share shows is seen, with no less access."""
        return share.real is not None and self._within[self._access(share)].above(share.real) is not None
