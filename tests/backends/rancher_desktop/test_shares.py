"""What Rancher Desktop shares at each start: its own list, merged by index, then by its Lima; its settings."""

from __future__ import annotations

import json
import os
import plistlib

import pytest

from colima_guard.backends.rancher_desktop.settings import read_settings
from tests.conftest import Machine
from tests.machines.rancher_desktop import NEW, VM, RancherDesktop


@pytest.fixture
def linux(machine: Machine) -> Machine:
    return machine.linux()


def test_what_it_lists_on_linux(linux: Machine) -> None:
    """The ``resources`` of its program lay in the home at the last start, for the list names none."""
    found = RancherDesktop(linux)
    assert found.shares() == {"~": ("~", "rw"), "/tmp/rancher-desktop": ("/tmp/rancher-desktop", "rw")}
    assert found.row()["verdict"] == "OPEN"
    assert found.shares(NEW).keys() == {
        "~",
        "/tmp/rancher-desktop",
        "/opt/rancher-desktop/resources/resources",
    }


def test_what_it_lists_on_macos(machine: Machine) -> None:
    found = RancherDesktop(machine, "virtiofs", "vz", "mounts: []\n")
    own = ["/Volumes", "/private/tmp", "/private/var/folders", "/tmp/rancher-desktop", "/var/folders", "~"]
    assert sorted(found.shares()) == own
    assert {one["transport"] for one in found.row()["shares"]} == {"virtiofs"}


def test_its_cache_and_logs_where_they_lie_elsewhere(linux: Machine) -> None:
    linux.environ |= {"XDG_CACHE_HOME": "/srv/cache", "RD_LOGS_DIR": "/srv/logs"}
    assert RancherDesktop(linux).shares().keys() == {
        "~",
        "/tmp/rancher-desktop",
        "/srv/cache/rancher-desktop",
        "/srv/logs",
    }


def test_an_edit_of_the_first_entries_is_lost(linux: Machine) -> None:
    main = 'mounts:\n- location: "~/projects"\n  writable: false\n'
    assert RancherDesktop(linux, main=main).shares()["~"] == ("~", "rw")


def test_a_mount_point_and_what_stands_behind_survive(linux: Machine) -> None:
    main = (
        'mounts:\n- location: "~"\n  mountPoint: /mnt/h\n- location: /tmp/rancher-desktop\n'
        "- location: /srv/x\n  writable: false\n"
    )
    assert RancherDesktop(linux, main=main).shares() == {
        "/mnt/h": ("~", "rw"),
        "/tmp/rancher-desktop": ("/tmp/rancher-desktop", "rw"),
        "/srv/x": ("/srv/x", "ro"),
    }


def test_a_file_that_does_not_load(linux: Machine) -> None:
    row = RancherDesktop(linux, main="mounts: {\n").row()
    assert row["verdict"] == "UNKNOWN" and "CG211" in {one["id"] for one in row["findings"]}


@pytest.mark.parametrize(
    ("text", "transport"),
    [
        ("", "reverse-sshfs"),
        ('{"version": 19}', "reverse-sshfs"),
        ('{"version": 19, "virtualMachine": {"mount": {"type": "9p"}}}', "9p"),
        # what is no JSON is replaced by the defaults
        ('{"version": 19, "virtualMachine": {"mount": {"type": "9p"}},}', "reverse-sshfs"),
        ('\ufeff{"version": 19, "virtualMachine": {"mount": {"type": "9p"}}}', "reverse-sshfs"),
        ('{"version": 14, "experimental": {"virtualMachine": {"mount": {"type": "9p"}}}}', "9p"),
        # compared as JavaScript does
        ('{"version": 14.0, "experimental": {"virtualMachine": {"mount": {"type": "9p"}}}}', "9p"),
        # Python reads no number of so many digits
        (f'{{"version": 19, "x": {"1" * 5000}, "virtualMachine": {{"mount": {{"type": "9p"}}}}}}', "9p"),
        ('{"version": 14, "virtualMachine": "x", "experimental": {"virtualMachine": {"mount": {"type": "9p"}}}}', "9p"),
        ('{"version": 19, "virtualMachine": [1]}', "reverse-sshfs"),
        ('{"version": 19, "experimental": {"virtualMachine": {"mount": {"type": "9p"}}}}', "reverse-sshfs"),
    ],
)
def test_settings(linux: Machine, text: str, transport: str) -> None:
    found = RancherDesktop(linux)
    linux.write(found.settings, text)
    row = found.row(VM, "--release", "rancher-desktop=1.24.0")
    assert {one["transport"] for one in row["shares"]} == {transport}


@pytest.mark.parametrize("version", ["14.5", '"14"', '"x"', "null", "[]", "true", "0", "-3"])
def test_a_version_from_which_nothing_is_moved_leaves_the_transport_unknown(linux: Machine, version: str) -> None:
    found = RancherDesktop(linux)
    old = '"experimental": {"virtualMachine": {"mount": {"type": "reverse-sshfs"}}}'
    linux.write(found.settings, f'{{"version": {version}, "virtualMachine": {{"mount": {{"type": "9p"}}}}, {old}}}')
    settings = read_settings(linux.host())
    # of anything but a number it says that it is no proper version, and ends
    assert settings.unknown and (settings.refusal is None) == (version == "14.5")
    linux.mkdir("projects")
    linux.run("lock", "--yes", "--backend", "rancher-desktop", "projects")
    assert found.row(VM, "--release", "rancher-desktop=1.24.0")["verdict"] != "LOCKED"


@pytest.mark.parametrize("value", ["null", '"x"', "5", "true", "false", '["9p"]'])
@pytest.mark.parametrize("machine_is", ["{}", '{"mount": {}}'])
def test_what_is_no_object_on_the_way_to_the_transport(machine: Machine, value: str, machine_is: str) -> None:
    """`merge` then leaves the transport that lima.yaml has, or Lima's own, which the default of macOS is not."""
    found = RancherDesktop(machine, main="mountType: reverse-sshfs\n")
    machine.write(found.settings, f'{{"version": 19, "virtualMachine": {machine_is.replace("{}", value, 1)}}}')
    assert "is no object" in (read_settings(machine.host()).unknown or "")
    machine.mkdir("projects")
    machine.run("lock", "--yes", "--backend", "rancher-desktop", "projects")
    assert found.row(VM, "--release", "rancher-desktop=1.24.0")["verdict"] != "LOCKED"


def test_settings_that_are_nested_too_deep_to_be_read(linux: Machine) -> None:
    found = RancherDesktop(linux)
    deep = "[" * 200_000 + "]" * 200_000
    linux.write(found.settings, f'{{"version": 19, "x": {deep}, "virtualMachine": {{"mount": {{"type": "9p"}}}}}}')
    assert "too deep" in (read_settings(linux.host()).unknown or "")


def test_a_profile_that_is_null_says_nothing_and_ends_the_search(linux: Machine) -> None:
    found = RancherDesktop(linux)
    (linux.home / found.settings).unlink()
    linux.write(".config/rancher-desktop.defaults.json", "null")
    settings = read_settings(linux.host())
    assert settings.refusal is None and settings.unknown is None and settings.mount_type == "reverse-sshfs"


def test_settings_without_a_version_stop_it(linux: Machine) -> None:
    found = RancherDesktop(linux)
    linux.write(found.settings, "{}")
    assert found.row()["will_start"] is False and "CG551" in found.ids()


def test_a_locked_profile_beats_the_settings(linux: Machine) -> None:
    found = RancherDesktop(linux, "9p")
    profile = {"version": 19, "virtualMachine": {"mount": {"type": "reverse-sshfs"}}}
    linux.write(".config/rancher-desktop.locked.json", json.dumps(profile))
    assert {one["transport"] for one in found.row()["shares"]} == {"reverse-sshfs"}


def test_defaults_count_only_without_settings(machine: Machine) -> None:
    found = RancherDesktop(machine, "9p", "qemu", "mounts: []\n")
    profile = {"version": 19, "virtualMachine": {"type": "qemu", "mount": {"type": "reverse-sshfs"}}}
    machine.write("Library/Preferences/io.rancherdesktop.profile.defaults.plist", plistlib.dumps(profile))
    assert {one["transport"] for one in found.row()["shares"]} == {"9p"}
    (machine.home / found.settings).unlink()
    assert {one["transport"] for one in found.row()["shares"]} == {"reverse-sshfs"}


@pytest.mark.parametrize("text", ["{", '{"virtualMachine": {}}', "[]"])
def test_a_profile_that_stops_it(linux: Machine, text: str) -> None:
    found = RancherDesktop(linux)
    linux.write(".config/rancher-desktop.defaults.json", text)
    assert found.row()["verdict"] in ("UNKNOWN", "OPEN") and "CG551" in found.ids()


def test_the_release_by_what_wrote_the_settings(linux: Machine) -> None:
    found = RancherDesktop(linux)
    assert found.row()["release"] == "1.24.0"
    found.settle("9p", version=18)
    assert found.row()["release"] == "1.23.0"
    found.settle("9p", version=17)
    assert found.row()["release"] is None


def test_the_release_by_the_app(machine: Machine) -> None:
    found = RancherDesktop(machine, "virtiofs", "vz", "mounts: []\n")
    app = "Applications/Rancher Desktop.app/Contents"
    machine.mkdir(f"{app}/Resources/resources")
    machine.write(f"{app}/Info.plist", plistlib.dumps({"CFBundleShortVersionString": "1.22.3"}))
    assert found.row()["release"] == "1.22.3"


def test_windows_is_told(machine: Machine) -> None:
    machine.platform = "windows"
    machine.environ["LOCALAPPDATA"] = str(machine.home / "Local")
    machine.write("Local/rancher-desktop/settings.json", '{"version": 19}')
    row = machine.instance("rancher-desktop/wsl", "--backend", "rancher-desktop")
    assert row["verdict"] == "OPEN" and "CG552" in {one["id"] for one in row["findings"]}


def test_its_lima_home_is_left_to_it(linux: Machine) -> None:
    found = RancherDesktop(linux)
    linux.environ["LIMA_HOME"] = str(linux.home / found.lima)
    assert not any(name == "lima/0" for name in linux.verdicts())


def test_nothing_of_it_is_no_row(linux: Machine) -> None:
    assert not any(name.startswith("rancher-desktop/") for name in linux.verdicts())


def test_its_vm_runs_with_what_was_attached_at_its_start(linux: Machine) -> None:
    """A VM of which nothing tells what it has is no better than UNKNOWN."""
    linux.mkdir("projects")
    found = RancherDesktop(linux)
    found.write("0/ha.pid", str(os.getpid()))
    assert "rdctl shutdown && rdctl start" in found.lock(str(linux.home / "projects")).out
    row = found.row()
    assert row["running"] is True and row["verdict"] == "UNKNOWN"
