"""A probe where nothing at all is shared: what must be seen then is the VM's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, cast

import pytest

from colima_guard.live.guest import Guest
from colima_guard.live.through_guest import _own
from colima_guard.model.proof import Role


class Answers(NamedTuple):
    """A guest that says the same of every path."""

    there_is: bool

    def there(self, paths: Sequence[str]) -> tuple[bool, ...]:
        return (self.there_is,) * len(paths)


@pytest.mark.parametrize(("there", "ok"), [(True, True), (False, None)])
def test_a_vm_that_does_not_find_its_own_files_proves_nothing(there: bool, ok: bool | None) -> None:
    (probe,) = _own(cast(Guest, Answers(there)))
    assert (probe.ok, probe.role) == (ok, Role.CONTROL)
