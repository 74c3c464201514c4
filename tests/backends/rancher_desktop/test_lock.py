"""The lock: empty directories of ours own the mount points that are not allowed, or it is refused."""

from __future__ import annotations

import json
import plistlib

import pytest

from tests.conftest import Machine
from tests.machines.rancher_desktop import DEFAULT, NEW, OVERRIDE, VM, RancherDesktop

OURS = "~/.local/share/colima-guard/rancher-desktop"


@pytest.fixture
def linux(machine: Machine) -> Machine:
    machine.mkdir("projects", "notes")
    return machine.linux()


def locked(found: RancherDesktop, *argv: str) -> None:
    done = found.lock(*argv)
    assert done.code == 0, (done.out, done.err)


def test_the_allowlist_and_what_it_needs(linux: Machine) -> None:
    found = RancherDesktop(linux)
    locked(found, str(linux.home / "projects"))
    shares = found.shares()
    assert {point: what for point, what in shares.items() if not what[0].startswith(f"{OURS}/empty/")} == {
        "~/.cache/rancher-desktop": ("~/.cache/rancher-desktop", "ro"),
        "~/.local/share/rancher-desktop/logs": (f"{OURS}/logs", "rw"),
        "~/projects": ("~/projects", "rw"),
    }
    assert {point for point, what in shares.items() if what[0].startswith(f"{OURS}/empty/")} >= {
        "~",
        "/tmp/rancher-desktop",
    }
    assert {found.row(name)["verdict"] for name in (VM, NEW)} == {"LOCKED"}
    assert "CG550" in found.ids() and found.read("0/lima.yaml").count("location") == 3


def test_on_macos(machine: Machine) -> None:
    machine.mkdir("projects")
    found = RancherDesktop(machine, "virtiofs", "vz", "mounts: []\n")
    locked(found, f"{machine.home}/projects:ro")
    assert found.row()["verdict"] == "LOCKED"
    assert found.shares()["~/projects"] == ("~/projects", "ro")
    assert found.shares()["/Volumes"] == (f"{OURS}/empty/Volumes", "ro")


def test_what_is_mounted_below_an_empty_directory_has_one_there(linux: Machine) -> None:
    found = RancherDesktop(linux)
    locked(found, str(linux.home / "projects"))
    (empty,) = (what[0] for point, what in found.shares().items() if point == "~")
    inside = linux.home / empty.removeprefix("~/")
    assert (inside / "projects").is_dir() and (inside / ".cache/rancher-desktop").is_dir()


def test_again_is_nothing(linux: Machine) -> None:
    found = RancherDesktop(linux)
    locked(found, str(linux.home / "projects"))
    before = linux.files()
    assert "nothing to change" in found.lock().out.lower() or linux.files() == before
    assert linux.files() == before


def test_an_empty_allowlist(linux: Machine) -> None:
    found = RancherDesktop(linux)
    locked(found, "--nothing")
    assert found.row()["verdict"] == "LOCKED"


def test_rollback_leaves_nothing(linux: Machine) -> None:
    found = RancherDesktop(linux)
    found.write(OVERRIDE, "# mine\ncpus: 3 # three\n")
    before = linux.files()
    locked(found, str(linux.home / "projects"))
    assert "# mine\ncpus: 3 # three\n" in found.read(OVERRIDE)
    assert linux.run("rollback", "--yes").code == 0
    after = linux.files()
    after.pop(".config/colima-guard/policy.yaml", None)
    assert {path: what for path, what in after.items() if not path.startswith(".config/colima-guard")} == before
    assert not (linux.home / OURS.removeprefix("~/")).exists()


def test_a_handmade_mount_point_is_shadowed_where_it_stands(linux: Machine) -> None:
    main = 'mounts:\n- location: "~"\n  mountPoint: /mnt/h\n  writable: true\n'
    found = RancherDesktop(linux, main=main)
    locked(found, str(linux.home / "projects"))
    assert found.row()["verdict"] == "LOCKED"
    assert found.shares()["/mnt/h"] == (f"{OURS}/empty/mnt-h", "ro")


def test_a_mount_point_that_cannot_be_told(linux: Machine) -> None:
    main = 'mounts:\n- location: "~"\n  mountPoint: "{{if true}}/mnt/h{{end}}"\n'
    found = RancherDesktop(linux, main=main)
    done = found.lock(str(linux.home / "projects"))
    assert done.code == 1 and "is filled in by Lima" in done.out
    assert found.row()["verdict"] in ("OPEN", "UNKNOWN")


def test_a_mount_point_that_lima_fills_in(linux: Machine) -> None:
    """By the user and the release that starts it: what stands there is not the same everywhere."""
    found = RancherDesktop(linux, main='mounts:\n- location: "~"\n  mountPoint: "{{.Home}}/x"\n')
    assert found.lock(str(linux.home / "projects")).code == 1 and found.row()["verdict"] == "OPEN"


@pytest.mark.parametrize(
    "text",
    [
        "mounts: []\n",
        'mounts:\n- {location: "~", mountPoint: "~/"}\n',
        'mounts:\n- {location: "~", mountPoint: "/HOME"} # mine\n',
        "# nothing but this\n",
        "",
    ],
)
def test_what_stands_in_the_files_already(linux: Machine, text: str) -> None:
    found = RancherDesktop(linux)
    for path in (DEFAULT, OVERRIDE):
        found.write(path, text)
    locked(found, str(linux.home / "projects"))
    assert found.row()["verdict"] == "LOCKED"
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        line for line in found.read(DEFAULT).splitlines() if line in text.splitlines() and line.startswith("#")
    ]


def test_an_own_entry_within_the_allowlist_stays(linux: Machine) -> None:
    found = RancherDesktop(linux)
    found.write(DEFAULT, 'mounts:\n# for the compiler\n- location: "~/projects"\n  mountPoint: /src\n')
    locked(found, str(linux.home / "projects"))
    assert found.shares()["/src"] == ("~/projects", "rw") and "# for the compiler" in found.read(DEFAULT)


def test_plain_is_refused(linux: Machine) -> None:
    found = RancherDesktop(linux)
    found.write(OVERRIDE, "plain: true\n")
    assert "plain" in found.lock(str(linux.home / "projects")).out


def test_reverse_sshfs_is_soft_and_confined_by_its_setting(linux: Machine) -> None:
    found = RancherDesktop(linux, "reverse-sshfs")
    assert found.lock(str(linux.home / "projects")).code == 1
    assert found.row()["verdict"] == "SOFT"
    before = linux.read(found.settings)
    locked(found, "--confine")
    assert linux.read(found.settings) == before.replace("reverse-sshfs", "9p")
    assert found.row()["verdict"] == "LOCKED"
    assert linux.run("rollback", "--yes").code == 0 and linux.read(found.settings) == before


def test_what_has_to_change_is_its_settings(linux: Machine) -> None:
    found = RancherDesktop(linux, "reverse-sshfs")
    (linux.home / found.settings).unlink()
    done = found.lock("--confine", "--json", str(linux.home / "projects"))
    (refused,) = done.json["refused"]
    assert refused["path"] == str(linux.home / found.settings) and "rdctl set" in refused["reason"]


def test_a_pinned_transport_is_left_alone(linux: Machine) -> None:
    found = RancherDesktop(linux, "9p")
    profile = {"version": 19, "virtualMachine": {"mount": {"type": "reverse-sshfs"}}}
    linux.write(".config/rancher-desktop.locked.json", json.dumps(profile))
    done = found.lock("--confine", str(linux.home / "projects"))
    assert done.code == 1 and "rancher-desktop.locked.json" in done.out


def test_virtiofs_of_qemu_is_soft(linux: Machine) -> None:
    found = RancherDesktop(linux, "virtiofs")
    assert found.lock(str(linux.home / "projects")).code == 1
    assert found.row()["verdict"] == "SOFT"


def test_an_older_release_is_refused(linux: Machine) -> None:
    found = RancherDesktop(linux)
    done = found.lock("--release", "rancher-desktop=1.22.0", str(linux.home / "projects"))
    assert done.code == 1 and "1.23.0 or later" in done.out
    locked(found, str(linux.home / "projects"))
    assert found.row(VM, "--release", "rancher-desktop=1.22.0")["verdict"] == "OPEN"


def test_a_release_that_is_not_known_is_refused(linux: Machine) -> None:
    found = RancherDesktop(linux)
    found.settle("9p", version=16)
    assert "--release rancher-desktop=" in found.lock(str(linux.home / "projects")).out


@pytest.mark.parametrize(("version", "verdict"), [(16, "OPEN"), (12, "OPEN"), (True, "UNKNOWN"), (20, "LOCKED")])
def test_other_settings_after_a_lock(linux: Machine, version: int, verdict: str) -> None:
    """The next VM, too: by the release that wrote them, whose Lima may not shadow."""
    found = RancherDesktop(linux)
    locked(found, str(linux.home / "projects"))
    found.settle("9p", version=version)
    assert {found.row(name)["verdict"] for name in (VM, NEW)} == {verdict}


class TestEmptyDirectories:
    def test_a_file_in_one(self, linux: Machine) -> None:
        found = RancherDesktop(linux)
        locked(found, str(linux.home / "projects"))
        empty = found.shares()["/tmp/rancher-desktop"][0].removeprefix("~/")
        linux.write(f"{empty}/inside/secret", "x")
        done = linux.run("check", "--backend", "rancher-desktop")
        assert done.code == 1 and found.row()["verdict"] == "OPEN" and "CG110" in found.ids()

    def test_one_that_is_missing_is_made_again(self, linux: Machine) -> None:
        found = RancherDesktop(linux)
        locked(found, str(linux.home / "projects"))
        empty = linux.home / found.shares()["/tmp/rancher-desktop"][0].removeprefix("~/")
        empty.rmdir()
        assert found.row()["verdict"] == "UNKNOWN"
        locked(found)
        assert empty.is_dir() and found.row()["verdict"] == "LOCKED"

    def test_a_link_in_its_place(self, linux: Machine) -> None:
        found = RancherDesktop(linux)
        locked(found, str(linux.home / "projects"))
        empty = linux.home / found.shares()["/tmp/rancher-desktop"][0].removeprefix("~/")
        empty.rmdir()
        empty.symlink_to(linux.home)
        assert found.row()["verdict"] == "OPEN"


class TestDrift:
    def test_a_factory_reset(self, linux: Machine) -> None:
        found = RancherDesktop(linux)
        locked(found, str(linux.home / "projects"))
        for path in (DEFAULT, OVERRIDE):
            (linux.home / found.lima / path).unlink()
        assert linux.run("check", "--backend", "rancher-desktop").code == 1
        assert found.row()["verdict"] == "OPEN"

    def test_a_snapshot_without_override(self, linux: Machine) -> None:
        found = RancherDesktop(linux)
        locked(found, str(linux.home / "projects"))
        (linux.home / found.lima / OVERRIDE).unlink()
        assert found.row()["verdict"] == "OPEN"


class TestRender:
    def test_both_files_lock_a_new_machine(self, machine: Machine) -> None:
        machine.mkdir("projects")
        for name in ("default", "override"):
            done = machine.run(
                "render", "rancher-desktop", "--file", name, "--allow", f"{machine.home}/projects", stdin=b""
            )
            assert done.code == 0, done.err
            machine.write(f"Library/Application Support/rancher-desktop/lima/_config/{name}.yaml", done.out)
        found = RancherDesktop(machine, "virtiofs", "vz", "mounts: []\n")
        assert found.shares()["~/projects"] == ("~/projects", "rw")
        files = {path: found.read(f"_config/{path}.yaml") for path in ("default", "override")}
        locked(found, f"{machine.home}/projects")  # which makes the empty directories
        assert found.row()["verdict"] == "LOCKED"
        assert files == {path: found.read(f"_config/{path}.yaml") for path in files}

    def test_which_file_has_to_be_said(self, machine: Machine) -> None:
        done = machine.run("render", "rancher-desktop", "--allow", str(machine.home), stdin=b"")
        assert done.code == 2 and "--file default or override" in done.err

    def test_one_that_has_a_single_file(self, machine: Machine) -> None:
        done = machine.run("render", "lima", "--file", "x", "--allow", str(machine.home), stdin=b"")
        assert done.code == 2 and "leave --file out" in done.err


def test_info_plist_of_an_old_app_wins(machine: Machine) -> None:
    machine.mkdir("projects")
    found = RancherDesktop(machine, "virtiofs", "vz", "mounts: []\n")
    app = "Applications/Rancher Desktop.app/Contents"
    machine.mkdir(f"{app}/Resources/resources")
    machine.write(f"{app}/Info.plist", plistlib.dumps({"CFBundleShortVersionString": "1.22.3"}))
    assert found.lock(f"{machine.home}/projects").code == 1
    assert found.row()["verdict"] == "OPEN"
