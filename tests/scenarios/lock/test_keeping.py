"""An entry that is allowed and carries a mount point or a comment of its own stays as the user wrote it."""

from __future__ import annotations

import pytest

from tests.conftest import Machine
from tests.machines.colima import LOCKED, QEMU, profile

FILE = ".colima/default/colima.yaml"


@pytest.fixture
def colima(machine: Machine) -> Machine:
    machine.mkdir("projects/a", "projects/b", "data", ".ssh")
    return machine


KEPT = {
    "a comment behind": "mounts:\n  - location: ~/projects # mine\n    writable: true",
    "a comment above": "mounts:\n  # mine\n  - location: ~/projects\n    writable: true",
    "a comment within": "mounts:\n  - location: ~/projects\n    # it must be able to write\n    writable: true",
    "a mount point": "mounts:\n  - location: ~/projects\n    mountPoint: /work\n    writable: true",
    "the same in other words": "mounts:\n  - location: ~/projects/../projects/\n    writable: yes",
    "in two places": (
        "mounts:\n  - {location: ~/projects, mountPoint: /a, writable: true}\n"
        "  - {location: ~/projects, mountPoint: /b, writable: true}"
    ),
}


@pytest.mark.parametrize("case", KEPT)
def test_kept_as_it_is(colima: Machine, case: str) -> None:
    colima.write(FILE, profile(KEPT[case]))
    done = colima.run("lock", "~/projects", "--yes")
    assert done.code == 0, done.out
    assert colima.read(FILE) == profile(KEPT[case])
    assert set(colima.verdicts().values()) == {"LOCKED"}


#: an entry that does not stay, and what is left of the text
DROPPED = {
    "with a variable": ("mounts:\n  - location: $HOME/projects # mine\n    writable: true", "~/projects"),
    "with a variable in the guest": (
        "mounts:\n  - {location: ~/projects, mountPoint: $HOME/p, writable: true}",
        "~/projects",
    ),
    "a template of Lima's": ("mounts:\n  - location: '{{.Home}}/projects' # mine", "~/projects"),
    "with a comma": ("mounts:\n  - location: '~/projects/a,path=/etc' # mine", "~/projects"),
    "with a blank": ("mounts:\n  - location: ~/projects/a b # mine", "~/projects"),
    "with a blank in the guest": ("mounts:\n  - {location: ~/projects, mountPoint: /a b}", "~/projects"),
    "another directory": ("mounts:\n  - location: ~/data # mine\n    writable: true", "~/projects"),
    "another directory with a mount point": ("mounts:\n  - {location: ~, mountPoint: /mnt}", "~/projects"),
    "relative": ("mounts:\n  - location: projects # mine", "~/projects"),
}


@pytest.mark.parametrize("case", DROPPED)
def test_not_kept(colima: Machine, case: str) -> None:
    text, allow = DROPPED[case]
    colima.mkdir("projects/a b")
    colima.write(FILE, profile(text))
    done = colima.run("lock", allow, "--yes")
    assert done.code == 0, done.out
    path, _, access = allow.partition(":")
    assert colima.sees() == [(path, access or "rw")]
    (share,) = colima.instance()["shares"]
    assert share["mount_point"] == share["location"]
    _, hash_, comment = text.split("\n")[1].partition(" # ")
    assert hash_ + comment in colima.read(FILE)  # it does not go with what goes


def test_nested_in_a_read_only_directory(colima: Machine) -> None:
    """Below ~/projects, elsewhere in the guest: from 0.9.0 on that is no overlap, before it does not start."""
    own = "mounts:\n  - location: ~/projects/a # the sources\n    mountPoint: /src"
    colima.write(FILE, profile(own))
    colima.command("colima", "echo colima version 0.10.3")
    done = colima.run("lock", "~/projects:ro", "--yes")
    assert done.code == 0, done.out
    assert colima.read(FILE) == profile(own + "\n  - location: ~/projects\n    writable: false")
    assert colima.instance()["will_start"] is True
    assert colima.verdicts()["colima/default"] == "LOCKED"
    # without a mount point of its own it would overlap
    own = "mounts:\n  - location: ~/projects/a # the sources"
    colima.write(FILE, profile(own))
    assert colima.run("lock", "--yes").code == 0
    assert colima.sees() == [("~/projects", "ro")]
    assert colima.instance()["will_start"] is True


def test_nested_in_a_writable_directory(colima: Machine) -> None:
    """The guest could put a link to the home in its place, and the next start would follow it: it is not kept."""
    colima.command("colima", "echo colima version 0.10.3")
    assert colima.run("lock", "~/projects", "--yes").code == 0
    own = "mounts:\n  - location: ~/projects/a # the sources\n    mountPoint: /src\n"
    colima.write(FILE, profile(f"{own}  - location: ~/projects\n    writable: true"))
    instance = colima.instance()
    assert (instance["verdict"], instance["will_start"]) == ("SOFT", True)
    (found,) = (one for one in instance["findings"] if one["id"] == "CG112")
    to = "a link to another directory, such as your home, in the place of ~/projects/a"
    said = f"the VM can write ~/projects, and so put {to}"
    absolute = said.replace("~", str(colima.home))
    assert (found["severity"], found["message"], found["line"]) == ("high", absolute, 11)
    assert colima.run("check").out == (f"colima/default SOFT: {said} (~/{FILE}:11); do: colima-guard lock [CG112]\n")
    # which is what a guest would do
    (colima.home / "projects/a").rmdir()
    (colima.home / "projects/a").symlink_to("..")
    assert colima.verdicts()["colima/default"] == "OPEN"
    (colima.home / "projects/a").unlink()
    done = colima.run("lock", "--yes")
    assert done.code == 0, done.out
    assert "the entry ~/projects/a goes, for the VM can write ~/projects and put a link in its place there" in done.out
    assert colima.sees() == [("~/projects", "rw")]
    assert colima.verdicts()["colima/default"] == "LOCKED"


def test_through_a_link_in_a_writable_directory(colima: Machine) -> None:
    """What it leads to is allowed; where it leads to is the guest's to say."""
    (colima.home / "projects/data").symlink_to("../data")
    colima.command("colima", "echo colima version 0.10.3")
    assert colima.run("lock", "~/projects", "~/data:ro", "--yes").code == 0
    through = "  - {location: ~/projects/data, mountPoint: /data}"
    colima.write(FILE, profile(f"mounts:\n  - location: ~/projects\n    writable: true\n{through}"))
    assert colima.verdicts()["colima/default"] == "SOFT"
    assert "[CG112]" in colima.run("check").out
    assert colima.run("lock", "--yes").code == 0
    assert sorted(colima.sees()) == [("~/data", "ro"), ("~/projects", "rw")]
    # a link in a directory that the guest only reads leads where it leads
    own = f"mounts:\n{through}\n  - location: ~/data\n  - location: ~/projects"
    colima.write(FILE, profile(own))
    assert colima.run("lock", "~/projects:ro", "~/data:ro", "--yes").code == 0
    assert colima.read(FILE) == profile(own)
    assert colima.verdicts()["colima/default"] == "LOCKED"


def test_a_link_to_the_directory_in_which_it_lies(colima: Machine) -> None:
    (colima.home / "projects/same").symlink_to(".")
    assert colima.run("lock", "~/projects", "--yes").code == 0
    colima.write(FILE, profile("mounts:\n  - location: ~/projects/same\n    writable: true"))
    assert colima.sees() == [("~/projects/same", "rw")]
    assert colima.verdicts()["colima/default"] == "SOFT"
    assert colima.run("lock", "--yes").code == 0
    assert colima.read(FILE) == profile(LOCKED)


def test_what_overlapped_before_starts_afterwards(colima: Machine) -> None:
    colima.write(FILE, profile("mounts:\n  - location: ~/projects\n  - location: ~/projects/a # sources"))
    assert colima.instance()["will_start"] is False
    assert colima.run("lock", "~/projects", "--yes").code == 0
    assert colima.instance()["will_start"] is True
    assert colima.verdicts()["colima/default"] == "LOCKED"


def test_a_link_within_an_allowed_directory_that_leads_out(colima: Machine) -> None:
    (colima.home / "projects/keys").symlink_to("../.ssh")
    colima.write(FILE, profile("mounts:\n  - {location: ~/projects/keys, mountPoint: /keys}"))
    assert colima.run("lock", "~/projects", "--yes").code == 0
    assert colima.read(FILE) == profile(LOCKED)
    colima.write(FILE, profile("mounts:\n  - location: ~/projects/keys"))
    assert colima.verdicts()["colima/default"] == "OPEN"
    assert "(it leads to ~/.ssh)" in colima.run("check").out


def test_a_comma_in_a_path_is_not_known(machine: Machine) -> None:
    """QEMU takes what follows it for options of the share, another directory for one."""
    machine.linux()
    machine.mkdir("projects")
    machine.write(FILE, profile(**QEMU))
    assert machine.run("lock", "~/projects", "--yes").code == 0
    machine.write(FILE, profile("mounts:\n  - location: ~/projects/x,path=/etc\n    writable: true", **QEMU))
    assert machine.verdicts()["colima/default"] == "UNKNOWN"
    assert machine.run("check").code == 1


def test_the_kept_and_the_new_stand_together(colima: Machine) -> None:
    own = "mounts:\n  - location: ~/projects # mine\n    writable: true\n  - location: ~/other\n  # the end"
    colima.write(FILE, profile(own))
    assert colima.run("lock", "~/projects", "~/data:ro", "--yes").code == 0
    assert colima.read(FILE) == profile(
        "mounts:\n  - location: ~/projects # mine\n    writable: true\n"
        "  - location: ~/data\n    writable: false\n  # the end"
    )
