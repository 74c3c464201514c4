"""Lock, then what Colima's own start makes of the file, then allow, then rollback: the old meaning comes back."""

from __future__ import annotations

import pytest

from tests.conftest import Machine
from tests.machines.colima import LOCKED, profile
from tests.machines.colima_start import start, stop

FILE = ".colima/default/colima.yaml"
POLICY = ".config/colima-guard/policy.yaml"


@pytest.fixture
def colima(machine: Machine) -> Machine:
    machine.mkdir("projects", "data", ".ssh")
    return machine


@pytest.mark.parametrize("release", ["0.10.3", "0.9.1", "0.8.3", "0.6.0"])
@pytest.mark.parametrize(
    ("mounts", "meaning"),
    [
        ("mounts: []", [("~", "rw")]),
        ("mounts:\n  - location: ~/data\n    writable: false", [("~/data", "ro")]),
        ("mounts:\n  - {location: ~/data, mountPoint: /d, writable: true}", [("~/data", "rw")]),
    ],
)
def test_the_whole_story(colima: Machine, release: str, mounts: str, meaning: list[tuple[str, str]]) -> None:
    known = ("--release", f"colima={release}")

    def sees() -> list[tuple[str, str]]:
        shares = colima.sees("colima/default", *known)
        return [share for share in shares if share[0] not in ("/tmp/colima", "~/Library/Caches/colima")]

    colima.write(FILE, profile(mounts), 0o600)
    assert sees() == meaning
    assert colima.run("lock", "~/projects", "--yes", *known).code == 0
    start(colima, release=release)
    rewritten = colima.read(FILE)
    assert "# my VM" not in rewritten  # the comments are gone
    assert "\nnestedVirtualization: false\n" in rewritten  # and all keys are there
    stop(colima)
    assert colima.run("check", *known).code == 0
    (lock,) = colima.run("history", "--json").json["changes"]
    assert lock["state"] == "rewritten since"

    assert colima.run("allow", "~/data:ro", "--yes", *known).code == 0
    assert sees() == [("~/projects", "rw"), ("~/data", "ro")]
    assert colima.read(FILE).count("a comment of Colima's own") == rewritten.count("a comment of Colima's own")

    # the newest one: its file holds what was written, so its bytes come back
    assert colima.run("rollback", "--yes").code == 0
    assert colima.read(FILE) == rewritten
    assert sees() == [("~/projects", "rw")]
    # the one before: Colima rewrote its file since, so the old values come back into the present text
    done = colima.run("rollback", "--yes")
    assert done.code == 0, done.out
    assert sees() == meaning
    text = colima.read(FILE)
    assert text.count("a comment of Colima's own") == rewritten.count("a comment of Colima's own")
    assert text.replace(mounts, "X") == rewritten.replace(LOCKED, "X")
    assert colima.tree()[FILE][0] == 0o600
    assert not (colima.home / POLICY).exists()
    # and that is a change like any other
    newest = colima.run("history", "--json").json["changes"][0]
    assert colima.run("rollback", newest["id"], "--yes").code == 0
    assert colima.read(FILE) == rewritten


def test_a_start_between_lock_and_allow_while_it_runs(colima: Machine) -> None:
    """``colima start`` of a running VM rewrites the file too, and goes on with its old shares."""
    colima.write(FILE, profile())
    start(colima)
    colima.run("lock", "~/projects", "--yes")
    from tests.machines.colima_start import _file, save

    found = _file(colima, FILE)
    assert found is not None
    colima.write(FILE, save(found.value))
    assert colima.verdicts()["colima/default"] == "UNKNOWN"
    assert colima.run("allow", "~/data", "--yes").code == 1
    assert colima.sees() == [("~/projects", "rw"), ("~/data", "rw")]


def test_a_flag_opens_it_again(colima: Machine) -> None:
    """``colima start --mount ''`` means the home, and is saved: check tells, lock mends."""
    colima.write(FILE, profile())
    colima.run("lock", "~/projects", "--yes")
    start(colima)
    stop(colima)
    colima.edit(FILE, LOCKED, "mounts: []")
    check = colima.run("check")
    assert check.code == 1
    assert check.out.startswith("colima/default OPEN: ~ is shared writable, because `mounts` is ")
    assert colima.run("lock", "--yes").code == 0
    assert colima.run("check").code == 0


def test_delete_and_start_again(colima: Machine) -> None:
    """``colima delete`` takes the profile with it: the next one is born from the template."""
    import shutil

    colima.write(FILE, profile())
    colima.run("lock", "~/projects", "--yes")
    start(colima)
    shutil.rmtree(colima.home / ".colima/default")
    shutil.rmtree(colima.home / ".colima/_lima/colima")
    assert colima.verdicts() == {"colima/(new)": "LOCKED"}
    start(colima)
    assert colima.verdicts() == {"colima/default": "LOCKED", "colima/(new)": "LOCKED"}


def test_a_new_profile_is_born_locked(colima: Machine) -> None:
    colima.run("lock", "~/projects", "--yes")
    start(colima, "work")
    assert colima.verdicts() == {"colima/work": "LOCKED", "colima/(new)": "LOCKED"}


def test_a_downgrade_of_null(colima: Machine) -> None:
    """``null`` is nothing to 0.10.3, the home to 0.9.1, which writes it as ``[]``: the home for all from then on."""
    colima.write(FILE, profile("mounts: null"))
    assert colima.sees("colima/default", "--release", "colima=0.10.3") == []
    start(colima, release="0.9.1")
    assert "\nmounts: []\n" in colima.read(FILE)
    assert colima.sees("colima/default", "--release", "colima=0.10.3") == [("~", "rw")]
    # a lock survives it
    colima.run("lock", "~/projects", "--yes")
    stop(colima)
    start(colima, release="0.9.1")
    stop(colima)
    start(colima, release="0.10.3")
    assert colima.sees("colima/default", "--release", "colima=0.10.3") == [("~/projects", "rw")]
