"""What is said of one share is the same wherever it is said."""

from __future__ import annotations

import json

from tests.conftest import Machine

PROFILE = """\
cpu: 2
disk: 60
memory: 2
arch: host
runtime: docker
vmType: vz
mountType: virtiofs
mounts:
  - location: ~/notes
"""


def test_why_and_status_agree_whether_a_share_is_allowed(machine: Machine) -> None:
    machine.write(".colima/default/colima.yaml", PROFILE)
    machine.mkdir("notes")
    done = machine.run("why", "~/notes/todo.txt", "--json", "--instance", "default", "--release", "colima=0.10.3")
    (instance,) = json.loads(done.out)["instances"]
    assert instance["visible"] == "ro"
    assert instance["through"] == instance["shares"][0]
    assert instance["through"]["allowed"] is False


def test_a_share_outside_has_its_own_remedy_beside_colimas_cache(machine: Machine) -> None:
    """Up to 0.10.1 the cache directory comes first in the list, and nothing is to be done about it."""
    machine.write(".colima/default/colima.yaml", PROFILE)
    machine.mkdir("notes")
    done = machine.run("status", "--json", "--instance", "default", "--release", "colima=0.10.1")
    (instance,) = json.loads(done.out)["instances"]
    remedies = {finding["id"]: finding["remedy"] for finding in instance["findings"]}
    assert remedies["CG101"].startswith("colima-guard lock")
    assert remedies["CG108"].startswith("nothing")
