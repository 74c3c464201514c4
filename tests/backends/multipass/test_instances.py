"""Instances that are there: what the daemon has recorded of each, by its own file."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

import pytest

from colima_guard.backends.multipass import layout
from colima_guard.host.values import Platform
from tests.conftest import Machine
from tests.machines import permissions
from tests.machines.multipass import Multipass

FILE = "daemon/qemu/multipassd-vm-instances.json"
ONLY = ("--backend", "multipass")
LOCK = ("lock", "--yes", *ONLY, "~/projects")
Make = Callable[..., Multipass]


def mount(source: str, target: str = "/home/ubuntu/x", kind: Any = 0) -> dict[str, Any]:
    """As Multipass writes one."""
    ids = [{"host_uid": 501, "instance_uid": -1}]
    return {
        "gid_mappings": [],
        "mount_type": kind,
        "source_path": source,
        "target_path": target,
        "uid_mappings": ids,
    }


def record(*mounts: Any, **more: Any) -> dict[str, Any]:
    return {"mounts": [*mounts], "deleted": False, "state": 1, "num_cores": 1, "ssh_username": "ubuntu", **more}


@pytest.fixture
def make(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Make:
    machine.mkdir("projects", ".ssh", "daemon")
    monkeypatch.setattr(layout, "_data", lambda host: [f"{host.home}/daemon"])

    def made(records: Any, value: str = "true", platform: Platform = "macos") -> Multipass:
        found = Multipass(machine, platform, value)
        machine.write(FILE, records if isinstance(records, str) else json.dumps(records))
        return found

    return made


def verdict(machine: Machine, name: str = "primary") -> str:
    return machine.verdicts(*ONLY)[f"multipass/{name}"]


def allow(machine: Machine, path: str) -> None:
    machine.write(".config/colima-guard/policy.yaml", f"version: 1\nallow:\n  - path: {path}\n    access: rw\n")


def test_each_instance_has_a_row(make: Make, machine: Machine) -> None:
    home = str(machine.home)
    make({"primary": record(mount(home, "/home/ubuntu/Home")), "none": record(), "old": record(deleted=True)})
    assert list(machine.verdicts(*ONLY)) == [
        "multipass/none",
        "multipass/old",
        "multipass/primary",
        "multipass/(new)",
    ]
    (share,) = machine.instance("multipass/primary", *ONLY)["shares"]
    assert (share["location"], share["mount_point"], share["effective_access"]) == (home, "/home/ubuntu/Home", "rw")
    assert [verdict(machine, name) for name in ("primary", "none")] == ["OPEN", "LOCKED"]
    assert "do: multipass umount primary" in machine.run("status", "-v", *ONLY).out
    assert "yes, writable" in machine.run("why", "~/.ssh", *ONLY, "--instance", "multipass/primary").out


def test_what_is_allowed_is_fine(make: Make, machine: Machine) -> None:
    allow(machine, "~/projects")
    make({"primary": record(mount(f"{machine.home}/projects"), state=4)})
    found = machine.instance("multipass/primary", *ONLY)
    assert (found["verdict"], found["running"]) == ("LOCKED", True)
    make_link = machine.home / "projects-link"
    make_link.symlink_to(machine.home / ".ssh")
    machine.write(FILE, json.dumps({"primary": record(mount(str(make_link)))}))
    assert verdict(machine) == "OPEN"


@pytest.mark.parametrize(
    ("platform", "kind", "expected"),
    [
        ("macos", 0, "LOCKED"),
        ("macos", 1, "SOFT"),
        ("linux", 1, "SOFT"),
        ("macos", False, "SOFT"),
        ("macos", None, "SOFT"),
    ],
)
def test_without_mounts_a_native_one_is_attached(
    make: Make, machine: Machine, platform: Platform, kind: Any, expected: str
) -> None:
    """QEMU has the device from its start, and only the guest does not mount it; what is not known may be one."""
    make({"primary": record(mount(f"{machine.home}/.ssh", kind=kind))}, "false", platform)
    assert verdict(machine) == expected


def test_on_windows_a_native_one_is_a_share_of_its_own(make: Make, machine: Machine) -> None:
    make({"primary": record(mount(f"{machine.home}/.ssh", kind=1))}, "false", "windows")
    assert verdict(machine) == "LOCKED"


def test_what_the_setting_is_cannot_be_told(make: Make, machine: Machine) -> None:
    """All that is recorded may be mounted then."""
    make({"primary": record(mount(f"{machine.home}/.ssh"))}, "what?")
    assert verdict(machine) == "OPEN"


def test_the_lock_takes_classic_mounts_and_says_what_takes_the_others(make: Make, machine: Machine) -> None:
    multipass = make({"a": record(mount(f"{machine.home}/.ssh")), "b c": record(mount(f"{machine.home}/.ssh", kind=1))})
    done = machine.run(*LOCK)
    assert (done.code, multipass.value) == (1, "false")
    assert "its mounts are not changed by colima-guard: multipass umount 'b c'" in done.out
    assert [verdict(machine, name) for name in ("a", "b c")] == ["LOCKED", "SOFT"]
    assert machine.run("rollback", "--yes").code in (0, 1)
    assert multipass.value == "true"


def test_where_the_home_is_allowed_its_setting_stays(make: Make, machine: Machine) -> None:
    make({"primary": record(mount("/srv/data"))})
    done = machine.run("lock", "--yes", *ONLY, "--dangerous", "~")
    assert done.code == 1 and "multipass umount primary" in done.out


@pytest.mark.parametrize("broken", ["{", "[]", "[" * 100_000, "\x00"])
def test_a_file_that_is_none_of_multipass(make: Make, machine: Machine, broken: str) -> None:
    make(broken)
    found = machine.instance("multipass/(new)", *ONLY)
    assert "CG571" in {one["id"] for one in found["findings"]}


@pytest.mark.parametrize(
    "entry",
    [None, 5, [], {"mounts": {}}, record(None), record({}), record(mount("relative")), record({"source_path": 1})],
)
def test_what_cannot_be_told_of_an_instance_is_unknown(make: Make, machine: Machine, entry: Any) -> None:
    make({"primary": entry})
    assert verdict(machine) == "UNKNOWN"
    assert machine.run(*LOCK).code in (0, 1)


def test_a_file_that_root_alone_reads(make: Make, machine: Machine) -> None:
    make({"primary": record(mount(str(machine.home)))})
    (machine.home / "daemon").chmod(0)
    try:
        with permissions.held_to():
            found = {name: machine.instance(name, *ONLY) for name in machine.verdicts(*ONLY)}
    finally:
        (machine.home / "daemon").chmod(0o755)
    assert list(found) == ["multipass/(new)"]
    (finding,) = (one for one in found["multipass/(new)"]["findings"] if one["id"] == "CG571")
    assert "Permission denied" in finding["message"] and not finding.get("accepted")


ACCEPTED = """\
version: 1
allow:
  - path: ~/projects
    access: rw
accepted:
  - finding: CG571
    instance: multipass/(new)
    until: 2999-12-31
    reason: no instance has a native mount
"""


def test_what_cannot_be_looked_at_is_soft_where_none_can_mount_until_it_is_accepted(
    make: Make, machine: Machine
) -> None:
    make("{", value="false")
    allow(machine, "~/projects")
    assert verdict(machine, "(new)") == "SOFT"
    done = machine.run("check", *ONLY)
    assert done.code == 1 and "[CG571]" in done.out and done.out.count("\n") == 1
    assert machine.run("check", *ONLY, "--allow-soft").code == 0
    machine.write(".config/colima-guard/policy.yaml", ACCEPTED)
    assert machine.run("check", *ONLY).code == 0


def test_what_cannot_be_looked_at_is_unknown_where_they_can_mount(make: Make, machine: Machine) -> None:
    """Also with the whole home allowed, which is all that the next one mounts."""
    make("{")
    assert verdict(machine, "(new)") == "OPEN"
    machine.write(
        ".config/colima-guard/policy.yaml", ACCEPTED.replace("~/projects", f"{machine.home}\n    dangerous: true")
    )
    assert verdict(machine, "(new)") == "UNKNOWN"
    assert machine.run("check", *ONLY).code == 1


def test_the_daemons_data_must_not_be_shared(make: Make, machine: Machine) -> None:
    make({})
    assert machine.run("lock", "--dry-run", *ONLY, "~/daemon").code == 4


def test_nothing_is_said_where_there_is_no_file(make: Make, machine: Machine) -> None:
    make({})
    (machine.home / FILE).unlink()
    assert "CG571" not in {one["id"] for one in machine.instance("multipass/(new)", *ONLY)["findings"]}


@pytest.mark.parametrize("platform", ["macos", "linux", "windows"])
def test_where_it_lies(machine: Machine, platform: Platform) -> None:
    machine.platform = platform
    machine.environ |= {"ProgramData": "/data", "SystemRoot": "/windows"}
    found = layout.instance_files(machine.host())
    assert all(file.endswith("multipassd-vm-instances.json") for file in found)
    expected = {
        "macos": "/var/root/Library/Application Support/multipassd/qemu/",
        "linux": os.path.join("/root", ".local", "share", "multipassd", ""),
        "windows": "/data/Multipass/data/hyperv/",
    }[platform]
    assert f"{expected}multipassd-vm-instances.json" in found
