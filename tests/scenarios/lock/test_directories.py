"""Which configuration directories are live, and which one Colima picks."""

from __future__ import annotations

import pytest

from tests.conftest import Machine
from tests.machines.colima import LOCKED, QEMU, profile
from tests.machines.colima_start import start

XDG = ".config/colima/default/colima.yaml"
OWN = ".colima/default/colima.yaml"


@pytest.fixture
def linux(machine: Machine) -> Machine:
    machine.mkdir("projects")
    return machine.linux()


def test_two_live_directories_are_locked_in_one_go(linux: Machine) -> None:
    """``brew services`` has none of the shell's variables: each directory is live for some environment."""
    linux.write(OWN, profile(**QEMU))
    linux.write(XDG, profile(**QEMU))
    names = {"colima/default", "colima/(new)", "colima/default@~/.config/colima", "colima/(new)@~/.config/colima"}
    assert set(linux.verdicts()) == names
    assert linux.run("lock", "~/projects", "--yes").code == 0
    assert linux.read(OWN) == linux.read(XDG) == profile(LOCKED, **QEMU)
    for base in (".colima", ".config/colima"):
        assert (linux.home / base / "_templates/default.yaml").exists()
    assert linux.verdicts() == dict.fromkeys(names, "LOCKED")
    (change,) = linux.run("history", "--json").json["changes"]
    assert len(change["files"]) == 5


def test_a_directory_that_is_not_live_is_not_made(linux: Machine) -> None:
    linux.write(XDG, profile(**QEMU))
    assert linux.run("lock", "~/projects", "--yes").code == 0
    assert not (linux.home / ".colima").exists()


@pytest.mark.parametrize(
    ("variables", "picked"),
    [
        ({}, ".config/colima"),
        ({"XDG_CONFIG_HOME": "{home}/xdg"}, "xdg/colima"),
        ({"COLIMA_HOME": "{home}/own"}, "own"),
        ({"COLIMA_HOME": "{home}/own", "XDG_CONFIG_HOME": "{home}/xdg"}, "own"),
        ({"COLIMA_HOME": "{home}/missing"}, ".config/colima"),
        ({"COLIMA_HOME": ""}, ".config/colima"),
        ({"COLIMA_HOME": "{home}/missing", "XDG_CONFIG_HOME": "{home}/xdg"}, "xdg/colima"),
    ],
)
def test_where_the_next_profile_is_born(linux: Machine, variables: dict[str, str], picked: str) -> None:
    linux.mkdir("own")
    linux.environ |= {name: value.format(home=linux.home) for name, value in variables.items()}
    instance = linux.instance("colima/(new)")
    assert instance["home"] == f"{linux.home}/{picked}"
    assert linux.run("lock", "~/projects", "--yes").code == 0
    assert (linux.home / picked / "_templates/default.yaml").is_file()
    assert not (linux.home / "missing").exists()
    start(linux, base=picked)
    assert linux.verdicts() == {"colima/default": "LOCKED", "colima/(new)": "LOCKED"}


def test_dot_colima_wins_over_xdg(linux: Machine) -> None:
    linux.environ["XDG_CONFIG_HOME"] = f"{linux.home}/xdg"
    linux.mkdir(".colima", "xdg/colima")
    assert linux.instance("colima/(new)")["home"] == f"{linux.home}/.colima"
    assert linux.instance("colima/(new)@~/xdg/colima")["home"] == f"{linux.home}/xdg/colima"


@pytest.mark.parametrize("variables", [{"XDG_CONFIG_HOME": ""}, {"XDG_CONFIG_HOME": "conf"}])
def test_a_directory_that_depends_on_where_colima_is_started(linux: Machine, variables: dict[str, str]) -> None:
    """0.7.0 to 0.10.3 take an empty variable for the working directory. No template there would help elsewhere."""
    linux.environ |= variables
    linux.mkdir("elsewhere")
    linux.cwd = f"{linux.home}/elsewhere"
    assert linux.verdicts()["colima/(new)"] == "OPEN"
    done = linux.refused("lock", "~/projects", "--yes")
    assert "Colima picks this directory only when it is started here" in done.out
    assert linux.run("status").out.count("CG305") == 1
    # after 0.10.3 an empty one counts as unset
    if not variables["XDG_CONFIG_HOME"]:
        assert linux.run("lock", "~/projects", "--yes", "--release", "colima=HEAD").code == 0
        assert (linux.home / ".config/colima/_templates/default.yaml").is_file()
        assert linux.run("check").code == 1  # without being told it is judged as 0.10.3
        assert linux.run("check", "--release", "colima=HEAD").code == 0


def test_a_relative_colima_home(linux: Machine) -> None:
    linux.mkdir("own")
    linux.environ["COLIMA_HOME"] = "own"
    linux.write("own/default/colima.yaml", profile(**QEMU))
    done = linux.run("lock", "~/projects", "--yes")
    assert done.code == 1
    assert linux.read("own/default/colima.yaml") == profile(LOCKED, **QEMU)
    assert not (linux.home / "own/_templates").exists()
    assert linux.verdicts() == {"colima/default": "LOCKED", "colima/(new)": "OPEN"}


def test_lima_home_set(linux: Machine) -> None:
    """The VMs lie there, and those of another environment below Colima's own directory."""
    linux.environ["LIMA_HOME"] = f"{linux.home}/vms"
    linux.write(OWN, profile(**QEMU))
    for path in ("vms/colima/lima.yaml", "vms/colima-lost/lima.yaml", ".colima/_lima/colima-old/lima.yaml"):
        linux.write(path, "{}\n")
    linux.write("vms/default/lima.yaml", "{}\n")
    assert {name for name in linux.verdicts() if name.startswith("colima")} == {
        *("colima/default", "colima/lost", "colima/old", "colima/(new)"),
    }
    assert linux.run("lock", "~/projects", "--yes", "--backend", "colima").code == 0
    assert linux.read(OWN) == profile(LOCKED, **QEMU)
    # a VM that has lost its profile gets one: without, 0.8.4 would share the whole home
    for name in ("lost", "old"):
        assert linux.sees(f"colima/{name}") == [("~/projects", "rw")]
    assert set(linux.verdicts("--backend", "colima").values()) == {"LOCKED"}


def test_a_shared_lima_home_does_not_double_its_vms(linux: Machine) -> None:
    linux.environ["LIMA_HOME"] = f"{linux.home}/vms"
    linux.write(OWN, profile(**QEMU))
    linux.mkdir(".config/colima")
    linux.write("vms/colima/lima.yaml", "{}\n")
    assert [name for name in linux.verdicts("--backend", "colima") if "default" in name] == ["colima/default"]


def test_a_profile_that_was_lost_comes_back_from_its_state_copy(linux: Machine) -> None:
    """``colima delete`` removes the profile, and a kill can; what the VM was last started with is kept by Colima."""
    linux.write(OWN, profile("mounts: []", cpu="6", **QEMU))
    linux.mkdir(".colima")
    start(linux)
    (linux.home / ".colima/_lima/colima/ha.pid").unlink()
    (linux.home / OWN).unlink()
    assert linux.verdicts()["colima/default"] == "OPEN"
    assert linux.run("lock", "~/projects", "--yes").code == 0
    text = linux.read(OWN)
    assert "\ncpu: 6\n" in text
    assert f"\n{LOCKED}\n" in text
    assert linux.verdicts()["colima/default"] == "LOCKED"
    assert linux.run("rollback", "--yes").code == 0
    assert not (linux.home / OWN).exists()


def test_a_linked_directory_counts_once(linux: Machine) -> None:
    linux.write(OWN, profile(**QEMU))
    linux.mkdir(".config")
    (linux.home / ".config/colima").symlink_to("../.colima")
    assert set(linux.verdicts()) == {"colima/default", "colima/(new)"}


def test_reserved_and_foreign_names_are_no_profiles(linux: Machine) -> None:
    linux.write(".colima/default/colima.yaml", profile(**QEMU))
    for name in ("_lima", "_store", "_wrapper", ".git"):
        linux.write(f".colima/{name}/colima.yaml", profile())
    linux.write(".colima/notes", "")
    linux.write(".colima/_lima/debian/lima.yaml", "{}\n")
    assert set(linux.verdicts("--backend", "colima")) == {"colima/default", "colima/(new)"}


def test_the_file_of_an_old_release_beside(linux: Machine) -> None:
    """Up to 0.8.4 it is copied for a profile without a file, and its mounts are not read."""
    linux.mkdir(".colima/_lima/colima")
    linux.write(".colima/_lima/colima/lima.yaml", "{}\n")
    linux.write(".colima/_templates/default.yaml", profile(LOCKED, **QEMU))
    linux.write(".colima/colima.yaml", "vm:\n  mounts: ['~/projects:w']\nruntime: docker\n")
    assert linux.instance("colima/default", "--release", "colima=0.8.3")["verdict"] == "OPEN"
    assert "CG306" in linux.run("status", "--verbose").out


def test_what_cannot_be_searched_hides_nothing_else(user: Machine) -> None:
    user.mkdir("projects")
    user.write(OWN, profile())
    closed = user.write(".colima/work/colima.yaml", profile()).parent
    closed.chmod(0)
    try:
        assert user.verdicts() == {"colima/default": "OPEN", "colima/work": "OPEN", "colima/(new)": "OPEN"}
        done = user.run("lock", "~/projects", "--yes")
        assert done.code == 1
        assert "cannot be locked: ~/.colima/work/colima.yaml: " in done.out
        assert "cannot be read: Permission denied" in done.out
        assert user.verdicts() == {"colima/default": "LOCKED", "colima/work": "OPEN", "colima/(new)": "LOCKED"}
        assert user.run("check").out.count("colima/work OPEN: ") >= 2
    finally:
        closed.chmod(0o755)


@pytest.mark.parametrize("path", [".colima", ".colima/_lima", ".colima/_templates"])
@pytest.mark.parametrize("mode", [0, 0o300])
def test_a_directory_that_cannot_be_listed(user: Machine, path: str, mode: int) -> None:
    user.mkdir("projects", ".colima/_lima", ".colima/_templates")
    user.write(OWN, profile())
    (user.home / path).chmod(mode)
    try:
        done = user.run("lock", "~/projects", "--yes")
        assert done.code in (0, 1, 4), done.err
        found = user.verdicts()
        if not (path == ".colima/_templates" and mode == 0o300):
            assert found["colima/(new)"] != "LOCKED"
        assert user.run("check").code == (0 if set(found.values()) == {"LOCKED"} else 2 if done.code == 4 else 1)
    finally:
        (user.home / path).chmod(0o755)


def test_secrets_and_certificates_that_cannot_be_looked_at(user: Machine) -> None:
    user.mkdir("projects", ".docker/certs.d", ".gem/credentials", ".ssh")
    user.write(OWN, profile())
    for name in (".docker", ".gem"):
        (user.home / name).chmod(0)
    try:
        done = user.run("status")
        assert done.code == 0, done.err
        assert "2: ~/.docker ~/.ssh" in done.out
        assert user.run("lock", "~/projects", "--yes").code == 0
    finally:
        for name in (".docker", ".gem"):
            (user.home / name).chmod(0o755)


def test_a_policy_that_cannot_be_read(user: Machine) -> None:
    user.mkdir("projects")
    assert user.run("lock", "~/projects", "--yes").code == 0
    (user.home / ".config/colima-guard").chmod(0)
    try:
        for argv in (["status"], ["check"], ["lock", "~/projects", "--yes"]):
            done = user.run(*argv)
            assert done.code == 2
            assert "policy.yaml cannot be read: Permission denied" in done.err
    finally:
        (user.home / ".config/colima-guard").chmod(0o755)


def test_a_file_that_cannot_be_read(user: Machine) -> None:
    user.mkdir("projects")
    user.write(OWN, profile(), 0)
    assert user.verdicts()["colima/default"] == "OPEN"
    done = user.run("lock", "~/projects", "--yes")
    assert done.code == 1
    assert "cannot be read: Permission denied" in done.out
