"""Published files of Finch: locked, looked at, and taken back byte for byte."""

from __future__ import annotations

import pytest

from tests.backends.finch.test_finch import NEW, VM, Finch
from tests.conftest import Machine, shared

pytestmark = pytest.mark.oracle


@pytest.mark.parametrize("name", ["001.yaml", "002.yaml", "003.yaml"])
def test_locked_and_taken_back(machine: Machine, name: str) -> None:
    """001 is a user's settings, the others are files that Finch makes VMs from."""
    text = shared("corpus", "finch", name).read_bytes()
    finch = Finch(machine)
    if name == "001.yaml":
        machine.write(".finch/finch.yaml", text)
    else:
        for path in ("os/finch.yaml", "lima/data/finch/lima.yaml"):
            machine.write(f"Finch/{path}", text)
    assert finch.row(NEW)["verdict"] == "OPEN" == finch.row(VM)["verdict"]
    before = machine.files()
    done = finch.lock(str(machine.home / "projects"))
    assert done.code == 0, done.out
    for one in (VM, NEW):
        assert finch.row(one)["verdict"] == "LOCKED" and ("~/projects", "rw") in finch.shares(one)
    assert machine.run("rollback", "--yes").code == 0
    assert {path: what for path, what in machine.files().items() if "colima-guard" not in path} == before
