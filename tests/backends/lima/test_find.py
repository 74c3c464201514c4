"""Which instances there are, and what is said of those that Lima itself cannot show."""

from __future__ import annotations

import os

import pytest

from tests.machines.lima import DEFAULT, HOME, IMAGES, Lima, finding, findings, mounts

PROJECTS = IMAGES + "mounts:\n- location: ~/projects\n  writable: true\n"


def test_directories_of_the_lima_home(lima: Lima) -> None:
    for name in ("default", "a.b-c_d", ".hidden", "_config", "_disks", "_cache"):
        lima.machine.mkdir(f".lima/{name}")
    lima.instance("default", PROJECTS)
    lima.instance("a.b-c_d", PROJECTS)
    lima.write("stray.txt", "x")
    lima.machine.run("lock", "~/projects", "--yes", "--backend", "lima")
    assert {name: row["verdict"] for name, row in lima.status().items()} == {
        "lima/a.b-c_d": "LOCKED",
        "lima/default": "LOCKED",
        "lima/(new)": "LOCKED",
    }


@pytest.mark.parametrize(
    "bad", ["foo bar", "a..b", "-a", "a-", "a.yaml", "A.YML", "ü", "x" * 77, "a\nb", "a--b", "a\x1b[2Jb"]
)
def test_a_badly_named_directory(lima: Lima, bad: str) -> None:
    """`limactl list` fails altogether; here every other instance is shown, and that one with what Lima says of it."""
    lima.instance("fine", PROJECTS)
    lima.instance(bad, HOME)
    found = lima.status()
    assert set(found) == {"lima/fine", f"lima/{bad}", "lima/(new)"}
    row = found[f"lima/{bad}"]
    assert (row["verdict"], row["will_start"]) == ("OPEN", False)
    assert "not a valid identifier" in row["refusal"]
    said = finding(row, "CG209")
    assert said["file"] == str(lima.machine.home / ".lima" / bad)
    assert "`limactl list` fails" in said["message"]
    assert "CG209" not in findings(found["lima/fine"])
    done = lima.machine.run("status", "--backend", "lima")
    assert "\x1b" not in done.out
    assert "fine" in done.out
    # it is narrowed all the same: renamed, it would start
    lima.lock("~/projects", code=0)
    assert lima.read(f"{bad}/lima.yaml") == PROJECTS


def test_a_directory_that_is_a_link(lima: Lima) -> None:
    """`limactl list` leaves it out, `limactl start` does not."""
    lima.machine.write("disk/vm/lima.yaml", HOME)
    lima.machine.write("disk/vm/lima-version", "2.2.0")
    (lima.machine.home / ".lima/vm").symlink_to("../disk/vm")
    row = lima.row("lima/vm")
    assert (row["verdict"], lima.seen("lima/vm")) == ("OPEN", [("~", "~", "rw")])
    assert "starts it by name" in finding(row, "CG210")["message"]
    lima.lock("~/projects", code=0)
    assert lima.machine.read("disk/vm/lima.yaml") == PROJECTS
    assert (lima.machine.home / ".lima/vm").is_symlink()
    assert lima.row("lima/vm")["verdict"] == "LOCKED"


def test_a_link_that_leads_nowhere_is_no_instance(lima: Lima) -> None:
    (lima.machine.home / ".lima/gone").symlink_to("nowhere")
    assert list(lima.status()) == ["lima/(new)"]


def test_two_directories_that_are_one(lima: Lima) -> None:
    """One file behind two instances is changed once."""
    lima.instance("a")
    (lima.machine.home / ".lima/b").symlink_to("a")
    done = lima.lock("~/projects", "--json", code=0)
    assert [one["path"] for one in done.json["files"]].count(str(lima.machine.home / ".lima/a/lima.yaml")) == 1
    assert (lima.row("lima/a")["verdict"], lima.row("lima/b")["verdict"]) == ("LOCKED", "LOCKED")


def test_no_lima_yaml(lima: Lima) -> None:
    """Lima calls it Broken; nobody can tell what it would share."""
    lima.machine.mkdir(".lima/empty")
    row = lima.row("lima/empty")
    assert (row["verdict"], row["will_start"], row["refusal"]) == ("UNKNOWN", False, "its lima.yaml is missing")
    done = lima.lock("~/projects", "--json", code=1)
    assert [one["reason"] for one in done.json["refused"]] == ["its lima.yaml is missing"]


@pytest.mark.parametrize("kind", ["fifo", "directory", "dangling link", "too large", "loop"])
def test_a_lima_yaml_that_is_no_file(lima: Lima, kind: str) -> None:
    lima.instance("b", PROJECTS)
    lima.machine.mkdir(".lima/a")
    path = lima.machine.home / ".lima/a/lima.yaml"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "directory":
        path.mkdir()
    elif kind == "too large":
        path.write_text("# " + "x" * (1 << 20))
    else:
        path.symlink_to("lima.yaml" if kind == "loop" else "nowhere")
    found = lima.status()
    assert found["lima/a"]["verdict"] == "UNKNOWN"
    assert found["lima/b"]["refusal"] is None
    done = lima.lock("~/projects", "--json", code=1)
    (refused,) = done.json["refused"]
    reasons = {"fifo": "not a regular file", "directory": "not a regular file", "too large": "larger than"}
    assert reasons.get(kind, "missing") in refused["reason"]


@pytest.mark.usefixtures("held_to_permissions")
@pytest.mark.parametrize("path", ["a/lima.yaml", "a", DEFAULT, "_config", "_templates"])
def test_what_may_not_be_read(lima: Lima, path: str) -> None:
    """UNKNOWN and a finding, never a crash; the rest is shown."""
    lima.instance("a", PROJECTS)
    lima.write(DEFAULT, "cpus: 1\n")
    lima.write("_templates/x.yaml", IMAGES)
    lima.instance("b", PROJECTS)
    target = lima.machine.home / ".lima" / path
    mode = target.stat().st_mode & 0o777
    target.chmod(0)
    try:
        found = lima.status()
        hit = {"a/lima.yaml": ["lima/a"], "a": ["lima/a"], "_templates": ["lima/(new)"]}
        for name in hit.get(path, ["lima/a", "lima/b", "lima/(new)"]):
            assert found[name]["verdict"] in ("UNKNOWN", "OPEN"), name
        assert set(found) == {"lima/a", "lima/b", "lima/(new)"}
        done = lima.lock("~/projects", "--json")
        assert done.code in (1, 4)
        assert done.json["refused"]
    finally:
        target.chmod(mode)


@pytest.mark.usefixtures("held_to_permissions")
def test_a_lima_home_that_may_not_be_read(lima: Lima) -> None:
    lima.instance("a", PROJECTS)
    home = lima.machine.home / ".lima"
    home.chmod(0)
    try:
        done = lima.machine.run("status", "--json", "--backend", "lima")
        assert done.code == 0, done.err
        assert [one["verdict"] for one in done.json["instances"]] == ["UNKNOWN"]
    finally:
        home.chmod(0o755)


# -- where the Lima home is ----------------------------------------------------------------------------------------


def test_lima_home_by_the_variable(lima: Lima) -> None:
    """The one that is picked by plain name, ``~/.lima`` beside it with its path."""
    other = Lima(lima.machine, "vms")
    lima.instance("a", PROJECTS)
    other.instance("a", PROJECTS)
    lima.machine.environ["LIMA_HOME"] = str(lima.machine.home / "vms")
    found = lima.status()
    assert set(found) == {"lima/a", "lima/(new)", "lima/a@~/.lima", "lima/(new)@~/.lima"}
    assert found["lima/a"]["home"] == str(lima.machine.home / "vms")
    assert found["lima/a@~/.lima"]["home"] == str(lima.machine.home / ".lima")
    lima.lock("~/projects", "--instance", "a@~/.lima", code=0)
    other.write("a/lima.yaml", HOME)
    lima.write("a/lima.yaml", HOME)
    done = lima.lock("~/projects", code=0)
    assert done.code == 0
    assert (lima.read("a/lima.yaml"), other.read("a/lima.yaml")) == (PROJECTS, PROJECTS)


def test_a_lima_home_that_does_not_exist_yet(lima: Lima) -> None:
    lima.machine.environ["LIMA_HOME"] = str(lima.machine.home / "vms")
    assert set(lima.status()) == {"lima/(new)", "lima/(new)@~/.lima"}
    lima.lock("~/projects", "--instance", "lima/(new)", code=0)
    assert (lima.machine.home / "vms/_templates/_default/mounts.yaml").is_file()


def test_a_relative_lima_home(lima: Lima) -> None:
    lima.machine.environ["LIMA_HOME"] = "vms"
    lima.machine.mkdir("there")
    lima.machine.cwd = str(lima.machine.home / "there")
    Lima(lima.machine, "there/vms").instance("a", PROJECTS)
    found = lima.status()
    assert found["lima/a"]["home"] == str(lima.machine.home / "there/vms")


def test_a_lima_home_that_is_a_link(lima: Lima) -> None:
    """Paths that refer to it have the link resolved, as Lima does."""
    lima.machine.home.joinpath(".lima").rmdir()
    lima.machine.mkdir("disk/lima")
    (lima.machine.home / ".lima").symlink_to("disk/lima")
    lima.instance("a", IMAGES + mounts("{{.Dir}}", "{{.LimaHome}}/x"))
    assert lima.seen() == [("~/disk/lima/a", "~/disk/lima/a", "ro"), ("~/disk/lima/x", "~/disk/lima/x", "ro")]
    assert lima.row()["home"] == str(lima.machine.home / ".lima")
    lima.machine.environ["LIMA_HOME"] = str(lima.machine.home / "disk/lima")
    assert set(lima.status()) == {"lima/a", "lima/(new)"}


def test_an_empty_variable_is_none(lima: Lima) -> None:
    lima.machine.environ["LIMA_HOME"] = ""
    lima.instance("a", PROJECTS)
    assert lima.row()["home"] == str(lima.machine.home / ".lima")


def test_colimas_own_instances_are_colimas(lima: Lima) -> None:
    """In a Lima home that Colima uses, what Colima made is shown by the backend for Colima."""
    lima.machine.mkdir(".colima/default")
    lima.machine.environ["LIMA_HOME"] = str(lima.machine.home / ".colima/_lima")
    there = Lima(lima.machine, ".colima/_lima")
    there.instance("colima", HOME)
    there.instance("mine", HOME)
    assert "lima/colima" not in lima.status()
    assert "lima/mine" in lima.status()


# -- a configuration within reach of its own VM --------------------------------------------------------------------


def test_a_lima_home_may_not_be_allowed(lima: Lima) -> None:
    lima.instance("a")
    lima.machine.mkdir("vms")
    done = lima.machine.run("lock", "~/.lima", "--yes")
    assert (done.code, "where lima keeps its configuration" in done.err) == (1, True) or done.code in (2, 4)


def test_a_vm_that_can_write_its_own_configuration(lima: Lima) -> None:
    """The allowed directory holds the Lima home: SOFT at best, for the VM decides what it sees next."""
    lima.machine.mkdir("projects/vms")
    lima.lock("~/projects", code=0)
    lima.machine.environ["LIMA_HOME"] = str(lima.machine.home / "projects/vms")
    there = Lima(lima.machine, "projects/vms")
    there.instance("a", PROJECTS)
    assert lima.row()["verdict"] not in ("LOCKED",)


@pytest.mark.parametrize("path", ["a/lima.yaml", DEFAULT, "a"])
def test_a_file_that_leads_into_a_share(lima: Lima, path: str) -> None:
    """A dotfiles repository in an allowed directory, and the file a link into it: the VM can rewrite its shares."""
    lima.instance("a", PROJECTS)
    lima.write(DEFAULT, "cpus: 1\n")
    lima.lock("~/projects", code=0)
    assert lima.row()["verdict"] == "LOCKED"
    here, there = lima.machine.home / ".lima" / path, lima.machine.home / "projects/dotfiles"
    here.rename(there)
    here.symlink_to(there)
    row = lima.row()
    assert row["verdict"] == "SOFT", row["findings"]
    assert "CG111" in findings(row)
    # read-only it cannot rewrite them, and still reads what decides about VMs: no share of that is LOCKED
    lima.write("a/lima.yaml", PROJECTS.replace("true", "false"))
    row = lima.row()
    assert row["verdict"] == "SOFT", row["findings"]
    assert "CG111" in findings(row)
