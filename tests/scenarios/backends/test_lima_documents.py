"""A text in which Lima's reader finds another first document than a reader of YAML does: never LOCKED, wherever it is.

What the real ``limactl`` 2.2.0, and the readers of 1.0 to 2.0, make of each stands beside it.
"""

from __future__ import annotations

import pytest

from tests.conftest import Machine
from tests.machines.colima import profile

HOME = '---\nmounts:\n- location: "~"\n'
#: the home is shared by some release at least
OTHERWISE = {
    # goccy has one comment and a document behind it, every release shares the home
    "U+2028 in a comment": "#\u2028null\n" + HOME,
    "U+2029 in a comment": "# x\u2029null\n" + HOME,
    "U+0085 in a comment": "#\u0085null\n" + HOME,
    "U+0085 and a tilde": "#\u0085~\n" + HOME,
    "U+2028 and an empty mapping": "#\u2028{}\n" + HOME,
    "U+2028 and a key": "#\u2028cpus: 2\n" + HOME,
    # 1.0 and 1.1 skip a null document, later ones refuse it
    "null behind the mark": "--- null\n" + HOME,
    "a tilde behind the mark": "--- ~\n" + HOME,
    "null in front of the mark": "null\n" + HOME,
    "a tilde in front of the mark": "~\n" + HOME,
    "null on a line of its own": "---\nnull\n" + HOME,
    "null and a comment": "null # nothing\n" + HOME,
    "two of them": "--- null\n--- ~\n" + HOME,
    "null, ended": "null\n...\n" + HOME,
    "a tag": "--- !!null\n" + HOME,
    # the third of three is taken by 1.0.0 for the first that is not empty
    "empty ones": "---\n---\ncpus: 2\n" + HOME,
    "an empty one behind a directive": "%YAML 1.2\n---\n" + HOME,
}
#: where Lima's own files lie, and those that it merges into Colima's instances
PLACES = (".lima/_config/override.yaml", ".lima/_config/default.yaml", ".lima/work/lima.yaml")
UNDER_COLIMA = (".colima/_lima/_config/override.yaml", ".colima/_lima/_config/default.yaml")
INSTANCE = 'images:\n- location: "https://example.com/disk.img"\nmounts:\n- location: ~/projects\n  writable: true\n'


@pytest.fixture
def locked(machine: Machine) -> Machine:
    machine.mkdir("projects", ".ssh")
    machine.write(".colima/default/colima.yaml", profile())
    machine.write(".lima/work/lima.yaml", INSTANCE)
    assert machine.run("lock", "~/projects", "--yes").code == 0
    assert set(machine.verdicts().values()) == {"LOCKED"}
    return machine


@pytest.mark.parametrize("place", [*PLACES, *UNDER_COLIMA])
@pytest.mark.parametrize("name", OTHERWISE)
def test_it_is_not_locked(locked: Machine, name: str, place: str) -> None:
    locked.write(place, OTHERWISE[name])
    instance = "colima/default" if place in UNDER_COLIMA else "lima/work"
    assert locked.verdicts()[instance] in ("UNKNOWN", "OPEN")
    assert locked.run("check").code == 1
    # each home is edited where it can be told what is in it
    assert locked.run("lock", "~/projects", "--yes").code in (1, 4)
    assert (locked.home / place).read_text() == OTHERWISE[name]


@pytest.mark.parametrize("release", ["1.0.0", "1.1.0", "1.2.0", "2.0.0", "2.2.0"])
@pytest.mark.parametrize("name", OTHERWISE)
def test_at_no_release(locked: Machine, name: str, release: str) -> None:
    locked.write(".lima/_config/override.yaml", OTHERWISE[name])
    done = locked.run("status", "--json", "--backend", "lima", "--release", f"lima={release}")
    assert {row["verdict"] for row in done.json["instances"]} <= {"UNKNOWN", "OPEN"}


#: what all releases read as a reader of YAML does
ALIKE = {
    "U+2028 in a comment that ends there": "# a\u2028# b\ncpus: 2\n",
    "a byte order mark in front of the mounts": '\ufeffmounts:\n- location: "~"\n',
    "a mark": "---\ncpus: 2\n",
    "a comment and a mark": "# c\n---\ncpus: 2\n",
    "its end": "cpus: 2\n...\n",
    "another document": "cpus: 2\n" + HOME,
    "a directive": "%YAML 1.2\n---\ncpus: 2\n",
    "nothing but marks": "---\n---\n",
}


@pytest.mark.parametrize("place", [*PLACES[:2], *UNDER_COLIMA])
@pytest.mark.parametrize("name", ALIKE)
def test_what_shares_nothing_anywhere_stays_locked(locked: Machine, name: str, place: str) -> None:
    locked.write(place, ALIKE[name])
    assert set(locked.verdicts().values()) == {"LOCKED"}
    assert locked.run("check").code == 0
