"""What a lock makes of an instance's own file: whole texts before and after."""

from __future__ import annotations

import pytest

from tests.machines.lima import HOME, IMAGES, RELEASES, Lima, entry, finding, mounts

LOCKED = dict.fromkeys(RELEASES, "LOCKED")
RW = "- location: ~/projects\n  writable: true\n"
RO = "- location: ~/data\n  writable: false\n"

#: name -> the text before, the directories, the text after
EDITS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "the home": (HOME, ("~/projects",), IMAGES + "mounts:\n" + RW),
    "two directories": (HOME, ("~/projects", "~/data:ro"), IMAGES + "mounts:\n" + RO + RW),
    "no key": (IMAGES, ("~/projects",), IMAGES + "mounts:\n" + RW),
    "an empty list": (IMAGES + "mounts: []  # none\n", ("~/projects",), IMAGES + "mounts:  # none\n" + RW),
    "null": ("mounts: null\n" + IMAGES, ("~/projects",), "mounts:\n" + RW + IMAGES),
    "nothing behind the colon": ("mounts:\n" + IMAGES, ("~/projects",), "mounts:\n" + RW + IMAGES),
    "flow": (
        IMAGES + "mounts: [{location: '~'}, {location: ~/projects, writable: true}]\ncpus: 2\n",
        ("~/projects",),
        IMAGES + "mounts:\n- {location: ~/projects, writable: true}\ncpus: 2\n",
    ),
    "CRLF": (HOME.replace("\n", "\r\n"), ("~/projects",), (IMAGES + "mounts:\n" + RW).replace("\n", "\r\n")),
    "no last newline": (
        IMAGES + "mounts:\n- location: '~'",
        ("~/projects",),
        IMAGES + "mounts:\n" + RW.removesuffix("\n"),
    ),
    "indented": (
        "mounts:\n    -   location: '~'\n        writable: true\n" + IMAGES,
        ("~/projects",),
        "mounts:\n    -   location: ~/projects\n        writable: true\n" + IMAGES,
    ),
    "comments stay": (
        IMAGES + "# shares\nmounts: # all\n# home\n- location: '~' # mine\n# code\n" + RW + "# end\ncpus: 2 # two\n",
        ("~/projects",),
        IMAGES + "# shares\nmounts: # all\n# home\n# mine\n# code\n" + RW + "# end\ncpus: 2 # two\n",
    ),
    "an entry with a mount point of its own": (
        IMAGES + "mounts:\n- location: '~'\n- location: ~/projects/sub\n  mountPoint: /sub\n  writable: true\n",
        ("~/projects",),
        # the VM could put a link in its place
        IMAGES + "mounts:\n" + RW,
    ),
    "an entry with a comment of its own": (
        IMAGES + "mounts:\n- location: ~/projects/sub # the part\n  writable: true\n- location: '~'\n",
        ("~/projects",),
        # it lies within the directory that is written anyway, and overlaps are left to nobody
        IMAGES + "mounts:\n# the part\n" + RW,
    ),
    # what was asked for is what is there, at the path at which containers know it
    "read-only what may be written": (
        IMAGES + "mounts:\n- location: ~/projects\n  mountPoint: /code\n  writable: false\n",
        ("~/projects",),
        IMAGES + "mounts:\n- location: ~/projects\n  mountPoint: /code\n  writable: true\n",
    ),
    "writable where read-only is allowed": (
        IMAGES + "mounts:\n- location: ~/data\n  writable: true\n",
        ("~/data:ro",),
        IMAGES + "mounts:\n" + RO,
    ),
    "the same directory in another spelling": (
        IMAGES + "mounts:\n- location: ~/projects/\n  writable: true\n",
        ("~/projects",),
        IMAGES + "mounts:\n- location: ~/projects/\n  writable: true\n",
    ),
    "other fields of an entry stay": (
        IMAGES + "mounts:\n" + RW + "  9p: {msize: 512KiB}\n- location: '~'\n",
        ("~/projects",),
        IMAGES + "mounts:\n" + RW + "  9p: {msize: 512KiB}\n",
    ),
    "two at one mount point": (
        IMAGES + mounts("~/data=>/m", "~/projects=>/m:rw"),
        ("~/projects", "~/data:ro"),
        IMAGES + "mounts:\n" + entry("~/data=>/m") + RW,
    ),
    "null does not reset writable": (
        IMAGES + "mounts:\n- location: ~/data\n  writable: true\n- location: ~/data\n  writable: null\n",
        ("~/data:ro",),
        IMAGES + "mounts:\n- location: ~/data\n  writable: false\n",
    ),
    "plain": ("plain: true\n" + HOME, ("~/projects",), "plain: true\n" + IMAGES + "mounts:\n" + RW),
    # a param that only a removed mount used
    "a param in block style": (
        IMAGES + "param:\n  # where\n  DIR: /srv\n  KEEP: x\nenv:\n  A: '{{.Param.KEEP}}'\n"
        "provision:\n- script: '#!/bin/sh {{.Param.KEEP}}'\nmounts:\n- location: '{{.Param.DIR}}'\n",
        ("~/projects",),
        IMAGES + "param:\n  # where\n  KEEP: x\nenv:\n  A: '{{.Param.KEEP}}'\n"
        "provision:\n- script: '#!/bin/sh {{.Param.KEEP}}'\nmounts:\n" + RW,
    ),
    "a param in flow style": (
        IMAGES + "param: {KEEP: x, DIR: /srv}\nprovision:\n- script: '#!/bin/sh {{.Param.KEEP}}'\n"
        "mounts:\n- location: '{{.Param.DIR}}'\n",
        ("~/projects",),
        IMAGES + "param: {KEEP: x}\nprovision:\n- script: '#!/bin/sh {{.Param.KEEP}}'\nmounts:\n" + RW,
    ),
    "the only param": (
        IMAGES + "param:\n  DIR: /srv\nmounts:\n- location: '{{.Param.DIR}}'\ncpus: 1\n",
        ("~/projects",),
        IMAGES + "mounts:\n" + RW + "cpus: 1\n",
    ),
    "the only param, in flow style": (
        IMAGES + "param: {DIR: /srv}\nmounts:\n- location: /x\n  mountPoint: '/{{.Param.DIR}}'\n",
        ("~/projects",),
        IMAGES + "mounts:\n" + RW,
    ),
    "a param that something else uses": (
        IMAGES + "param:\n  DIR: /srv\nprovision:\n- script: '#!/bin/sh $PARAM_DIR'\n"
        "mounts:\n- location: '{{.Param.DIR}}'\n",
        ("~/projects",),
        IMAGES + "param:\n  DIR: /srv\nprovision:\n- script: '#!/bin/sh $PARAM_DIR'\nmounts:\n" + RW,
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_whole_files(lima: Lima, name: str) -> None:
    """Exactly the allowlist at every class, once, and taken back to the byte and the mode."""
    before, directories, after = EDITS[name]
    lima.machine.mkdir("projects/sub")
    lima.instance("a", before)
    lima.write("a/lima.yaml", before, 0o640)
    files = lima.machine.files()
    assert lima.lock(*directories, "--dry-run", code=0)
    assert lima.machine.files() == files
    lima.lock(*directories, code=0)
    assert lima.read("a/lima.yaml") == after
    assert lima.verdicts() == LOCKED
    assert lima.lock(*directories, "--json", code=0).json["change"] is None
    assert lima.machine.run("rollback", "--yes").code == 0
    assert lima.machine.files() == files


def test_a_param_that_nothing_used_before(lima: Lima) -> None:
    """The file did not load, and does not: it is narrowed, and its own mistake is not ours to mend."""
    lima.instance("a", IMAGES + "param: {OLD: x}\nmounts:\n- location: '~'\n")
    assert lima.row()["will_start"] is False
    lima.lock("~/projects")
    assert lima.read("a/lima.yaml") == IMAGES + "param: {OLD: x}\nmounts:\n" + RW
    assert lima.row()["will_start"] is False


def test_nothing_allowed_is_the_placeholder(lima: Lima) -> None:
    lima.instance("a")
    lima.lock("--nothing", code=0)
    placeholder = "- location: ~/.local/share/colima-guard/nothing-shared\n  writable: false\n"
    assert lima.read("a/lima.yaml") == IMAGES + "mounts:\n" + placeholder
    assert lima.verdicts() == LOCKED
    path = lima.machine.home / ".local/share/colima-guard/nothing-shared"
    assert path.stat().st_mode & 0o777 == 0o555
    path.chmod(0o755)
    (path / "x").touch()
    assert lima.row()["verdict"] == "OPEN"


def test_allow_and_revoke(lima: Lima) -> None:
    lima.instance("a")
    lima.lock("~/projects", code=0)
    assert lima.machine.run("allow", "~/data:ro", "--yes", "--backend", "lima").code == 0
    assert lima.read("a/lima.yaml") == IMAGES + "mounts:\n" + RW + RO
    assert lima.machine.run("revoke", "~/projects", "--yes", "--backend", "lima").code == 0
    assert lima.read("a/lima.yaml") == IMAGES + "mounts:\n" + RO
    assert lima.machine.run("check", "--backend", "lima").code == 0


def test_a_directory_behind_a_link(lima: Lima) -> None:
    """Written as what it is, seen in the guest as it was typed."""
    lima.machine.mkdir("disk/code")
    (lima.machine.home / "code").symlink_to("disk/code")
    lima.instance("a")
    lima.lock("~/code", code=0)
    home = lima.machine.home
    assert lima.seen() == [("~/disk/code", "~/code", "rw")]
    assert f"location: {home}/disk/code\n  mountPoint: {home}/code\n" in lima.read("a/lima.yaml")
    assert lima.verdicts() == LOCKED


def test_a_share_that_leads_out_by_a_link(lima: Lima) -> None:
    """The path lies within the allowed directory, what it leads to does not."""
    lima.machine.mkdir("secret")
    (lima.machine.home / "projects/out").symlink_to(lima.machine.home / "secret")
    lima.instance("a", IMAGES + mounts("~/projects/out=>/out:rw", "~/projects:rw"))
    lima.lock("~/projects")
    assert lima.seen() == [("~/projects", "~/projects", "rw")]


REFUSED = {
    "an anchor that is used elsewhere": ("mounts: &all\n- location: '~'\nx: *all\n", 4, "anchor"),
    "a merge key that brings the list": ("x: &x\n  mounts:\n  - location: '~'\n<<: *x\n", 7, "merge key"),
    "a template outside quotes": ("mounts:\n- location: /x/{{.Name}}\n", 5, "template text"),
}
RARE = {
    "an anchor": "mounts: &all\n- location: '~'\n",
    "an alias": "x: &h '~'\nmounts:\n- location: *h\n",
    "a merge key": "x: &w {writable: true}\nmounts:\n- <<: *w\n  location: '~'\n",
    "two documents": "mounts: [{location: '~'}]\n---\ncpus: 1\n",
    "an explicit tag": "mounts:\n- location: !!str '~'\n",
}


@pytest.mark.parametrize("name", RARE)
def test_forms_that_every_reader_takes_are_locked(lima: Lima, name: str) -> None:
    text = IMAGES + RARE[name]
    lima.instance("a", text)
    lima.lock("~/projects", code=0)
    assert lima.row()["verdict"] == "LOCKED"
    assert lima.seen() == [("~/projects", "~/projects", "rw")]
    assert lima.read("a/lima.yaml").startswith(text.partition("mounts:")[0] + "mounts:")
    assert lima.read("a/lima.yaml").endswith(text.partition("---")[2])


def test_what_lima_fills_in_elsewhere_stays(lima: Lima) -> None:
    """As in its template:docker-rootful."""
    script = "provision:\n- mode: system\n  script: usermod -aG docker {{.User}}\n"
    before = IMAGES + "mounts:\n- location: '~'\n" + script
    lima.instance("a", before)
    lima.lock("~/projects", code=0)
    assert lima.read("a/lima.yaml") == IMAGES + "mounts:\n" + RW + script
    assert lima.machine.run("rollback", "--yes").code == 0
    assert lima.read("a/lima.yaml") == before


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_file_line_reason_and_what_to_paste(lima: Lima, name: str) -> None:
    text, line, reason = REFUSED[name]
    lima.instance("a", IMAGES + text)
    done = lima.refused("~/projects", "--json", "--instance", "lima/a")
    (refused,) = done.json["refused"]
    assert refused["path"] == str(lima.machine.home / ".lima/a/lima.yaml")
    assert (refused["line"], reason in refused["reason"]) == (line, True)
    # in place of a list that is used elsewhere it would break the rest
    assert refused["paste"] == ("" if reason == "anchor" else "mounts:\n  - location: ~/projects\n    writable: true\n")
    shown = lima.lock("~/projects", "--instance", "lima/a", code=4)
    assert f"cannot be locked: ~/.lima/a/lima.yaml:{line}: {refused['reason']}" in shown.out


def test_json_in_yaml_stays_json(lima: Lima) -> None:
    lima.instance("a", '{"images": [], "mounts": [{"location": "~"}]}')
    lima.lock("~/projects", "--instance", "a", code=0)
    assert lima.read("a/lima.yaml") == '{"images": [], "mounts": [{"location": "~/projects", "writable": true}]}'
    assert lima.row()["verdict"] == "LOCKED"


def test_a_file_cut_off_to_nothing(lima: Lima) -> None:
    """What Lima's own editor leaves when it is killed: nothing is shared and nothing starts; other files go on."""
    lima.instance("a", "")
    lima.instance("b")
    lima.write("_config/default.yaml", mounts("~"))
    lima.lock("~/projects", code=0)
    assert lima.read("a/lima.yaml") == ""
    assert (lima.row()["verdict"], lima.row()["shares"]) == ("LOCKED", [])


def test_only_one_instance(lima: Lima) -> None:
    lima.instance("a")
    lima.instance("b")
    lima.lock("~/projects", "--instance", "b", code=0)
    assert (lima.read("a/lima.yaml"), lima.read("b/lima.yaml")) == (HOME, IMAGES + "mounts:\n" + RW)
    assert not lima.exists("_templates")


@pytest.mark.parametrize("where", ["a/lima.yaml", "_config/default.yaml", "_config/override.yaml"])
def test_what_the_vm_could_replace_by_a_link(lima: Lima, where: str) -> None:
    """Below a directory that it can write: it is SOFT, and does not stay."""
    lima.machine.mkdir("projects/sub")
    lima.instance("a")
    lima.lock("~/projects", code=0)
    locked = lima.read("a/lima.yaml")
    inner = "- location: ~/projects/sub\n  mountPoint: /sub\n"
    lima.write(where, locked + inner if where.startswith("a/") else f"mounts:\n{inner}")
    row = lima.row()
    assert row["verdict"] == "SOFT"
    assert finding(row, "CG112")["message"].startswith(f"the VM can write {lima.machine.home}/projects, and so ")
    said = lima.machine.run("check", "--backend", "lima").out
    assert "the VM can write ~/projects, and so put a link to another directory" in said
    assert "[CG112]" in said
    done = lima.lock(code=0)
    assert ("the entry ~/projects/sub goes" in done.out) is where.startswith("a/")
    assert lima.read("a/lima.yaml") == locked
    assert lima.row()["verdict"] == "LOCKED"


def test_a_location_that_is_a_file_now(lima: Lima) -> None:
    """Lima refuses it, and the lock says so instead of writing it."""
    lima.instance("a")
    lima.lock("~/projects", code=0)
    (lima.machine.home / "projects").rmdir()
    (lima.machine.home / "projects").touch()
    row = lima.row()
    assert (row["will_start"], "non-directory" in row["refusal"]) == (False, True)
    assert finding(row, "CG204")


def test_rollback_keeps_what_was_written_since(lima: Lima) -> None:
    """The file got another text in the meantime: the old values come back, the rest stays."""
    lima.instance("a", HOME + "cpus: 2\n")
    lima.lock("~/projects", code=0)
    lima.write("a/lima.yaml", lima.read("a/lima.yaml").replace("cpus: 2", "cpus: 4 # more"))
    assert lima.machine.run("rollback", "--yes").code == 0
    assert lima.read("a/lima.yaml") == HOME + "cpus: 4 # more\n"
