"""Every form in which `mounts` can stand: after a lock it says the allowlist, and every other byte is as it was."""

from __future__ import annotations

import pytest

from tests.conftest import Machine
from tests.machines.colima import LOCKED, profile

FORMS = {
    "empty": ("mounts: []", LOCKED),
    "empty with a comment": ("mounts: [] # the default", "mounts: # the default" + LOCKED.removeprefix("mounts:")),
    "null": ("mounts: null", LOCKED),
    "tilde": ("mounts: ~", LOCKED),
    "a list of nothing": ("mounts: [null]", LOCKED),
    "a list of two nothings": ("mounts:\n  - null\n  -", LOCKED),
    "nothing": ("mounts:", LOCKED),
    "the home": ('mounts:\n  - location: "~"\n    writable: true', LOCKED),
    "the home by its variable": ("mounts:\n  - location: $HOME\n    writable: true", LOCKED),
    "by a variable that is not set": ("mounts:\n  - location: /${UNSET}", LOCKED),
    "above the home": ("mounts:\n  - location: ~/..\n    writable: true", LOCKED),
    "two more": ("mounts:\n  - location: /srv\n  - location: ~/projects\n    writable: true\n  - location: ~", LOCKED),
    "flow": ("mounts: [{location: ~/other, writable: true}]", LOCKED),
    "no indent": ("mounts:\n- location: ~/a", "mounts:\n- location: ~/projects\n  writable: true"),
    "four": (
        "mounts:\n    - location: ~/a\n      writable: false",
        "mounts:\n    - location: ~/projects\n      writable: true",
    ),
    "read-only": ("mounts:\n  - location: ~/projects", LOCKED),
    "read-only by the word": ("mounts:\n  - location: ~/projects\n    writable: no", LOCKED),
    "a template of Lima's": ("mounts:\n  - location: '{{.Home}}'", LOCKED),
    "quoted": ('"mounts": []', '"mounts":' + LOCKED.removeprefix("mounts:")),
    "another user, it seems": ("mounts:\n  - location: ~root/p\n    writable: true", LOCKED),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_only_the_value_changes(machine: Machine, form: str, ending: str) -> None:
    machine.mkdir("projects")
    before, wanted = FORMS[form]
    text = profile(before).replace("\n", ending)
    machine.write(".colima/default/colima.yaml", text, 0o640)
    done = machine.run("lock", "~/projects", "--yes")
    assert done.code == 0, done.out + done.err
    assert machine.tree()[".colima/default/colima.yaml"] == (
        0o640,
        profile(wanted).replace("\n", ending).encode(),
    )
    assert machine.verdicts() == {"colima/default": "LOCKED", "colima/(new)": "LOCKED"}
    assert machine.run("rollback", "--yes").code == 0
    assert machine.tree()[".colima/default/colima.yaml"] == (0o640, text.encode())


def test_already_as_wanted(machine: Machine) -> None:
    """A list that says it in its own words stays: spelling, order, quotes."""
    machine.mkdir("projects", "data")
    own = f"mounts:\n  - {{writable: yes, location: '{machine.home}/projects/'}}\n  - location: ~/data"
    machine.write(".colima/default/colima.yaml", profile(own))
    assert machine.run("lock", "~/projects", "~/data:ro", "--yes").code == 0
    assert machine.read(".colima/default/colima.yaml") == profile(own)


def test_absent(machine: Machine) -> None:
    """At the end of the file, which has no line end there before and none afterwards."""
    machine.mkdir("projects")
    text = profile("mounts: []").replace("mounts: []\n", "").rstrip("\n")
    machine.write(".colima/default/colima.yaml", text)
    assert machine.run("lock", "~/projects", "--yes").code == 0
    assert machine.read(".colima/default/colima.yaml") == f"{text}\n{LOCKED}"


def test_byte_order_mark(machine: Machine) -> None:
    machine.mkdir("projects")
    machine.write(".colima/default/colima.yaml", "\ufeff" + profile())
    done = machine.run("lock", "~/projects", "--yes")
    assert done.code == 0, done.out
    assert machine.read(".colima/default/colima.yaml") == "\ufeff" + profile(LOCKED)


def test_comments_of_what_goes_stay(machine: Machine) -> None:
    """The mounts that go take none of the user's words with them."""
    machine.mkdir("projects")
    own = "mounts:\n  # the whole home, for now\n  - location: ~   # why?\n    writable: true\n  # to be continued"
    machine.write(".colima/default/colima.yaml", profile(own))
    done = machine.run("lock", "~/projects", "--yes")
    assert done.code == 0, done.out
    text = machine.read(".colima/default/colima.yaml")
    for comment in ("# the whole home, for now", "# why?", "# to be continued", "# GiB", "# my VM", "# the end"):
        assert text.count(comment) == 1, text
    assert machine.sees() == [("~/projects", "rw")]


def test_every_profile_and_the_template_in_one_go(machine: Machine) -> None:
    machine.mkdir("projects")
    for name in ("default", "work", "x-1"):
        machine.write(f".colima/{name}/colima.yaml", profile())
    machine.write(".colima/_templates/default.yaml", profile("mounts: null"))
    assert machine.run("lock", "~/projects", "--yes").code == 0
    names = ("default/colima.yaml", "work/colima.yaml", "x-1/colima.yaml", "_templates/default.yaml")
    assert {machine.read(f".colima/{name}") for name in names} == {profile(LOCKED)}
    (change,) = machine.run("history", "--json").json["changes"]
    assert len(change["files"]) == 5
    assert change["command"] == ["lock", "~/projects", "--yes"]


def test_one_instance_only(machine: Machine) -> None:
    machine.mkdir("projects")
    for name in ("default", "work"):
        machine.write(f".colima/{name}/colima.yaml", profile())
    done = machine.run("lock", "~/projects", "--yes", "--instance", "work")
    assert (done.code, done.out.splitlines()[-1]) == (0, "1 instance LOCKED")
    assert machine.read(".colima/default/colima.yaml") == profile()
    assert machine.read(".colima/work/colima.yaml") == profile(LOCKED)
    assert not (machine.home / ".colima/_templates").exists()
    assert machine.run("check").code == 1


def test_the_second_lock_changes_nothing(machine: Machine) -> None:
    machine.mkdir("projects")
    machine.write(".colima/default/colima.yaml", profile())
    assert machine.run("lock", "~/projects", "--yes").code == 0
    before = machine.tree()
    for argv in (["lock", "~/projects", "--yes"], ["lock", "--yes"], ["lock"], ["lock", "-n", "--exit-code"]):
        again = machine.run(*argv)
        assert (again.code, again.err) == (0, "")
        assert "nothing to change\n" in again.out
        assert "written as" not in again.out
        assert machine.tree() == before
    assert len(machine.run("history", "--json").json["changes"]) == 1
