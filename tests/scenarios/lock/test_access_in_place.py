"""Where only the access of an allowed entry differs it is changed where it stands, and all else of the entry stays."""

from __future__ import annotations

import os

import pytest

from tests.conftest import Machine, lines
from tests.machines.colima import QEMU, profile
from tests.machines.docker_desktop import INSTANCE, Desktop
from tests.machines.lima import BASE, DEFAULT, IMAGES, OVERRIDE, RELEASES, SHADOW, Lima

FILE = ".colima/default/colima.yaml"
TEMPLATE = ".colima/_templates/default.yaml"
COLIMA = ("0.4.5", "0.8.4", "0.9.1", "0.10.1", "0.10.3")
SAID = ("no longer", "colima/default will", "lima/a will", "cannot")

#: text of an entry, what is allowed, the text then
ENTRIES: dict[str, tuple[str, str, str]] = {
    "a comment": (
        "- location: ~/data   # for the agents\n  writable: false\n",
        "~/data",
        "- location: ~/data   # for the agents\n  writable: true\n",
    ),
    "a comment, no access": (
        "- location: ~/data   # for the agents\n",
        "~/data",
        "- location: ~/data   # for the agents\n  writable: true\n",
    ),
    "a comment above": (
        "# for the agents\n- location: ~/data\n  # not now\n  writable: false # !\n",
        "~/data",
        "# for the agents\n- location: ~/data\n  # not now\n  writable: true # !\n",
    ),
    "nothing else": ("- location: ~/data\n  writable: false\n", "~/data", "- location: ~/data\n  writable: true\n"),
    "a mount point": (
        "- location: ~/data\n  mountPoint: /agents\n",
        "~/data",
        "- location: ~/data\n  writable: true\n  mountPoint: /agents\n",
    ),
    "a mount point first": (
        "- mountPoint: /agents\n  writable: false\n  location: ~/data\n",
        "~/data",
        "- mountPoint: /agents\n  writable: true\n  location: ~/data\n",
    ),
    "to read only": (
        "- location: ~/data\n  mountPoint: /agents\n  writable: true # theirs\n",
        "~/data:ro",
        "- location: ~/data\n  mountPoint: /agents\n  writable: false # theirs\n",
    ),
    "options": (
        "- location: ~/data\n  9p:\n    cache: mmap\n    msize: 512KiB\n  sshfs: {cache: false}\n  virtiofs:\n"
        "    queueSize: 2048\n",
        "~/data",
        "- location: ~/data\n  writable: true\n  9p:\n    cache: mmap\n    msize: 512KiB\n  sshfs: {cache: false}\n"
        "  virtiofs:\n    queueSize: 2048\n",
    ),
    "options, to read only": (
        "- 9p: {securityModel: none}\n  location: ~/data\n  writable: true\n",
        "~/data:ro",
        "- 9p: {securityModel: none}\n  location: ~/data\n  writable: false\n",
    ),
    "braces": (
        "- {location: ~/data, writable: false, mountPoint: /agents} # theirs\n",
        "~/data",
        "- {location: ~/data, writable: true, mountPoint: /agents} # theirs\n",
    ),
    "braces, no access": (
        "- {location: ~/data, mountPoint: /agents}\n",
        "~/data",
        "- {location: ~/data, writable: true, mountPoint: /agents}\n",
    ),
    "two places": (
        "- {location: ~/data, mountPoint: /a, writable: false}\n- location: ~/data\n  mountPoint: /b\n",
        "~/data",
        "- {location: ~/data, mountPoint: /a, writable: true}\n"
        "- location: ~/data\n  writable: true\n  mountPoint: /b\n",
    ),
    "two places, one as asked": (
        "- {location: ~/data, mountPoint: /a, writable: true}\n- {location: ~/data, mountPoint: /b}\n",
        "~/data",
        "- {location: ~/data, mountPoint: /a, writable: true}\n- {location: ~/data, writable: true, mountPoint: /b}\n",
    ),
    "another spelling": (
        "- location: ~/data/../data/ # mine\n  writable: false\n",
        "~/data",
        "- location: ~/data/../data/ # mine\n  writable: true\n",
    ),
    "below one to read only": (
        "- location: ~/data/sets\n  mountPoint: /sets\n  writable: true\n- location: ~/data\n  mountPoint: /data\n",
        "~/data:ro",
        "- location: ~/data/sets\n  mountPoint: /sets\n  writable: false\n- location: ~/data\n  mountPoint: /data\n",
    ),
}


def indented(text: str) -> str:
    return "mounts:\n" + "".join(f"  {line}\n" for line in text.splitlines())


@pytest.fixture(params=["macos", "linux"])
def colima(request: pytest.FixtureRequest, machine: Machine) -> Machine:
    machine.mkdir("data/sets", "projects")
    if request.param == "linux":
        machine.linux()
    machine.command("colima", "echo colima version 0.10.3")
    return machine


def on(machine: Machine, text: str) -> str:
    return profile(text.removesuffix("\n"), **(QEMU if machine.platform == "linux" else {}))


@pytest.mark.parametrize("case", ENTRIES)
def test_colima(colima: Machine, case: str) -> None:
    entry, allow, then = ENTRIES[case]
    colima.write(FILE, on(colima, indented(entry)))
    colima.write(TEMPLATE, on(colima, indented(entry)))
    before = colima.files()
    done = colima.run("lock", allow, "--yes")
    assert done.code == 0, done.out
    assert (colima.read(FILE), colima.read(TEMPLATE)) == (on(colima, indented(then)),) * 2
    assert lines(done.out, SAID) == []
    path, _, access = allow.partition(":")
    assert {one for one in colima.sees() if one[0] == path} == {(path, access or "rw")}
    assert colima.verdicts() == {"colima/default": "LOCKED", "colima/(new)": "LOCKED"}
    assert colima.run("check").code == 0
    again = colima.run("lock", "--yes")
    assert (again.code, "nothing to change\n" in again.out) == (0, True)
    assert colima.run("rollback", "--yes").code == 0
    assert colima.files() == before


@pytest.mark.parametrize("release", COLIMA)
def test_colima_at_every_class(machine: Machine, release: str) -> None:
    """Several places of one directory have one access, for releases that join them."""
    machine.mkdir("data")
    machine.write(FILE, profile(indented(ENTRIES["two places"][0]).removesuffix("\n")))
    machine.write(TEMPLATE, profile())
    machine.run("lock", "~/data", "--yes")
    assert set(machine.sees("colima/default", "--release", f"colima={release}")) >= {("~/data", "rw")}
    shares = machine.instance("colima/default", "--release", f"colima={release}")["shares"]
    assert {one["access"] for one in shares if one["origin"] == "listed"} == {"rw"}


@pytest.mark.parametrize("case", ENTRIES)
@pytest.mark.parametrize("platform", ["macos", "linux"])
def test_lima(machine: Machine, case: str, platform: str) -> None:
    entry, allow, then = ENTRIES[case]
    machine.mkdir("data/sets", "projects")
    lima = Lima(machine if platform == "macos" else machine.linux())
    lima.instance("a", IMAGES + "mounts:\n" + entry)
    before = machine.files()
    done = lima.lock(allow, code=0)
    assert lima.read("a/lima.yaml") == IMAGES + "mounts:\n" + then
    assert lines(done.out, SAID) == []
    path, _, access = allow.partition(":")
    assert {one[2] for one in lima.seen() if one[0] == path} == {access or "rw"}
    assert lima.verdicts() == dict.fromkeys(RELEASES, "LOCKED")
    for release in RELEASES:
        seen = {one[2] for one in lima.seen(release=release) if os.path.normpath(one[0] or "") == path}
        assert seen == {access or "rw"}, release
    assert "nothing to change\n" in lima.lock(code=0).out
    assert machine.run("rollback", "--yes").code == 0
    assert machine.files() == before


@pytest.mark.parametrize("path", [DEFAULT, OVERRIDE, BASE])
@pytest.mark.parametrize("case", ENTRIES)
def test_lima_shared_files(machine: Machine, case: str, path: str) -> None:
    entry, allow, then = ENTRIES[case]
    machine.mkdir("data/sets", "projects")
    lima = Lima(machine.linux())
    lima.write(path, "# all of them\nmounts:\n" + entry)
    lima.instance("a", IMAGES)
    lima.write(SHADOW, "mounts: []\n")
    done = lima.lock(allow, code=0)
    assert lima.read(path) == "# all of them\nmounts:\n" + then
    assert lines(done.out, SAID) == []
    directory, _, access = allow.partition(":")
    for release in RELEASES:
        for name in ("lima/a", "lima/(new)"):
            assert {one[2] for one in lima.seen(name, release) if one[0] == directory} <= {access or "rw"}, release
    assert "nothing to change\n" in lima.lock(code=0).out


@pytest.mark.parametrize("name", ["default.yaml", "override.yaml"])
def test_lima_files_under_colima(colima: Machine, name: str) -> None:
    """What Lima merges into Colima's own entries; ``override.yaml`` has the last word."""
    shared = f".colima/_lima/_config/{name}"
    colima.write(shared, "mounts:\n- location: ~/data # theirs\n  mountPoint: /agents\n  writable: false\n")
    colima.write(FILE, on(colima, "mounts:\n  - location: ~/data\n    mountPoint: /agents\n    writable: false"))
    done = colima.run("lock", "~/data", "--yes")
    assert done.code == 0, done.out
    assert colima.read(shared) == "mounts:\n- location: ~/data # theirs\n  mountPoint: /agents\n  writable: true\n"
    assert colima.read(FILE) == on(colima, "mounts:\n  - location: ~/data\n    mountPoint: /agents\n    writable: true")
    assert set(colima.sees()) == {("~/data", "rw")}
    assert "nothing to change\n" in colima.run("lock", "--yes").out


def test_an_entry_whose_access_cannot_be_changed_is_refused(colima: Machine) -> None:
    """It is not replaced by another one: its mount point would go."""
    text = on(colima, "mounts:\n  - ? location\n    : ~/data\n    mountPoint: /agents")
    colima.write(FILE, text)
    done = colima.run("lock", "~/data", "--yes")
    assert done.code == 1
    (said,) = lines(done.out, ["cannot be locked"])
    assert said.endswith("the key 'location' does not stand in front of its colon")
    assert colima.read(FILE) == text


@pytest.mark.parametrize("platform", ["macos", "linux"])
def test_allow_and_allow_again(machine: Machine, platform: str) -> None:
    if platform == "linux":
        machine.linux()
    machine.mkdir("data", "projects")
    own = "mounts:\n  - location: ~/data # the agents'\n    mountPoint: /agents\n    writable: true"
    machine.write(FILE, on(machine, own))
    assert machine.run("lock", "~/data", "--yes").code == 0
    done = machine.run("allow", "~/data:ro", "--yes")
    assert done.code == 0
    assert machine.read(FILE) == on(machine, own.replace("writable: true", "writable: false"))
    assert lines(done.out, SAID) == ["no longer writable: ~/data"]
    done = machine.run("allow", "~/data", "~/projects", "--yes")
    assert done.code == 0
    assert machine.read(FILE) == on(machine, own + "\n  - location: ~/projects\n    writable: true")
    assert lines(done.out, SAID) == []
    done = machine.run("revoke", "~/data", "--yes")
    assert (
        lines(done.out, SAID)
        == [
            "no longer allowed: ~/data",
            "colima/default will no longer see ~/data",
            "colima/(new) will no longer see ~/data",
        ][:2]
    )


def test_a_guest_path_that_goes_is_named(machine: Machine) -> None:
    """It stands in the way of another allowed directory, and Colima would not start with both."""
    machine.mkdir("data", "projects")
    machine.write(FILE, profile("mounts:\n  - location: ~/data # theirs\n    mountPoint: ~/projects/data"))
    done = machine.run("lock", "~/data:ro", "~/projects", "--yes")
    assert done.code == 0, done.out
    assert machine.sees() == [("~/data", "ro"), ("~/projects", "rw")]
    assert lines(done.out, SAID) == ["colima/default will see ~/data at ~/data, no longer at ~/projects/data"]


def test_a_shared_file_opens_no_other_instance(machine: Machine) -> None:
    """Writable for all but one: what ``default.yaml`` says for all of them is not changed."""
    machine.mkdir("data")
    lima = Lima(machine.linux())
    lima.write(DEFAULT, "mounts:\n- location: ~/data\n  mountPoint: /m\n")
    lima.instance("a", IMAGES)
    lima.instance("b", IMAGES)
    exception = "exceptions:\n  - instance: lima/b\n    allow:\n      - path: ~/data\n        access: ro\n"
    machine.write(".config/colima-guard/policy.yaml", f"version: 1\nallow:\n  - path: ~/data\n{exception}")
    assert machine.run("check", "--backend", "lima").code == 1
    for argv in ([], ["--instance", "lima/a"]):
        done = lima.lock(*argv)
        assert "lima/b would then see" in done.out
        assert lima.read(DEFAULT) == "mounts:\n- location: ~/data\n  mountPoint: /m\n"
        assert ("~/data", "/m", "rw") not in lima.seen("lima/b")


def test_docker_desktop_has_no_access_of_its_own(machine: Machine) -> None:
    """No share of it is read-only: an entry that is there stays where and as it is, or goes."""
    machine.mkdir("data", "projects")
    desktop = Desktop(machine, "macos")
    data, projects = machine.home / "data", machine.home / "projects"
    listed = f'{{\n  "AutoStart": false,\n  "FilesharingDirectories": [\n    "{projects}",\n    "{data}"\n  ]\n}}\n'
    machine.write(desktop.store, listed)
    only = ("--backend", "docker-desktop", "--yes")
    assert machine.run("lock", "~/data", "~/projects", *only).code == 0
    assert machine.read(desktop.store) == listed
    done = machine.run("allow", "~/data:ro", *only)
    assert machine.read(desktop.store) == listed.replace(f',\n    "{data}"', "")
    assert lines(done.out, ["no longer", INSTANCE])[:3] == [
        "no longer writable: ~/data",
        f"{INSTANCE} will no longer see ~/data",
        f"{INSTANCE}: ~/data is left out, for no share is read-only there; needs --share-ro-as-rw",
    ]
    machine.run("allow", "~/data:ro", "--share-ro-as-rw", *only)
    assert desktop.listed() == ["~/projects", "~/data"]


def test_the_policy_keeps_its_comments_in_their_places(machine: Machine) -> None:
    machine.mkdir("data", "projects")
    machine.write(FILE, profile())
    policy = ".config/colima-guard/policy.yaml"
    text = (
        "version: 1\nallow:\n  # the agents'\n  - path: ~/data # all of it\n    access: rw # for now\n"
        "  - path: ~/projects\n"
    )
    machine.write(policy, text)
    assert machine.run("allow", "~/data:ro", "--yes").code == 0
    assert machine.read(policy) == text.replace("access: rw # for now", "access: ro # for now")
    assert machine.run("allow", "~/projects:ro", "--yes").code == 0
    assert machine.read(policy) == text.replace("access: rw #", "access: ro #") + "    access: ro\n"
    assert machine.run("lock", "~/data", "~/projects:ro", "--yes").code == 0
    assert machine.read(policy) == text + "    access: ro\n"


def test_no_guest_path_moves_where_releases_differ(machine: Machine) -> None:
    """Before 0.4.5 Colima knew no mount points, and a release that is not known may be such a one."""
    machine.mkdir("data")
    machine.write(FILE, profile("mounts:\n  - location: ~/data\n    mountPoint: /agents\n  - location: ~/other"))
    done = machine.run("lock", "~/data", "--yes")
    assert done.code == 0, done.out
    assert lines(done.out, ["colima/default will see"]) == []
