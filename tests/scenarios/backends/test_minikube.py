"""minikube: what its old drivers share by themselves, and what a profile mounts."""

from __future__ import annotations

import pytest

from colima_guard.host.values import Platform
from tests.conftest import Machine
from tests.machines.minikube import all_of, profile, shares, vm

ONLY = ("--backend", "minikube")


@pytest.mark.parametrize(
    ("platform", "share"),
    [
        ("macos", ("/Users", "/Users")),
        ("linux", ("/home", "/hosthome")),
        ("windows", ("C:\\Users", "/c/Users")),
    ],
)
def test_virtualbox(machine: Machine, platform: Platform, share: tuple[str, str]) -> None:
    """What was put into the VM when it was made counts; the profile only where there is none."""
    machine.platform, machine.os_version, machine.arch = platform, (), "x86_64"
    profile(machine, "minikube", "virtualbox")
    assert shares(machine, "minikube") == [share]
    profile(machine, "minikube", "virtualbox", DisableDriverMounts=True)
    assert machine.verdicts()["minikube/minikube"] == "LOCKED"
    vm(machine, "minikube", "virtualbox", NoShare=False)
    assert machine.verdicts()["minikube/minikube"] == "OPEN"
    vm(machine, "minikube", "virtualbox", NoShare=True)
    assert machine.verdicts()["minikube/minikube"] == "LOCKED"
    vm(machine, "minikube-m02", "virtualbox", noshare=False, ShareFolder="/srv/data:data")
    assert shares(machine, "minikube") == [("/srv/data", "data")]
    machine.write(".minikube/machines/minikube-m02/config.json", "{")
    assert machine.verdicts()["minikube/minikube"] == "UNKNOWN"


def test_what_to_do_is_said_and_not_done(machine: Machine) -> None:
    machine.mkdir("projects")
    profile(machine, "my lab", "virtualbox")
    done = machine.run("lock", "--yes", *ONLY, "~/projects")
    assert done.code == 1 and "does not change what minikube shares" in done.out
    assert "minikube delete -p 'my lab', which loses all that is in it" in done.out
    assert "--disable-driver-mounts" in machine.run("check", *ONLY).out
    assert ": yes, writable\n" in machine.run("why", "/Users/x", *ONLY).out


@pytest.mark.parametrize("driver", ["vmware", "parallels", "new", ""])
def test_a_driver_of_which_it_cannot_be_told(machine: Machine, driver: str) -> None:
    profile(machine, "minikube", driver)
    assert machine.verdicts()["minikube/minikube"] == "UNKNOWN"


def test_parallels(machine: Machine) -> None:
    profile(machine, "minikube", "parallels")
    vm(machine, "minikube", "parallels", NoShare=False, ShareFolders=["/Users"])
    assert shares(machine, "minikube") == [("/Users", "/Users")]
    vm(machine, "minikube", "parallels", NoShare=False, ShareFolders=None)
    assert machine.verdicts()["minikube/minikube"] == "UNKNOWN"
    vm(machine, "minikube", "parallels", NoShare=True)
    assert machine.verdicts()["minikube/minikube"] == "LOCKED"


@pytest.mark.parametrize("driver", ["docker", "podman", "none", "ssh"])
def test_without_a_vm_of_its_own_there_is_no_row(machine: Machine, driver: str) -> None:
    profile(machine, "minikube", driver, MountString="/:/host")
    assert list(all_of(machine)) == ["minikube/(new)"]


@pytest.mark.parametrize(("driver", "verdict"), [("vfkit", "LOCKED"), ("kvm2", "SOFT"), ("hyperkit", "SOFT")])
def test_a_mount_of_the_profile(machine: Machine, driver: str, verdict: str) -> None:
    machine.mkdir("projects")
    machine.write(".config/colima-guard/policy.yaml", "version: 1\nallow:\n  - {path: ~/projects, access: rw}\n")
    profile(machine, "minikube", driver, MountString=f"{machine.home}/projects:/src")
    assert shares(machine, "minikube") == [(f"{machine.home}/projects", "/src")]
    assert machine.verdicts()["minikube/minikube"] == verdict
    profile(machine, "minikube", driver, mountString=f"{machine.home}:/src")
    assert machine.verdicts()["minikube/minikube"] == "OPEN"
    profile(machine, "minikube", driver, MountString="src:/src")
    assert machine.verdicts()["minikube/minikube"] == "UNKNOWN"
    assert "without its mount" in machine.run("status", *ONLY).out or driver
    profile(machine, "minikube", driver, NFSShare=["/Users"])
    assert shares(machine, "minikube") == [("/Users", "/Users")]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"Name": "x"}', '{"Driver": 3}'])
def test_a_profile_that_cannot_be_told(machine: Machine, text: str) -> None:
    machine.write(".minikube/profiles/x/config.json", text)
    found = machine.instance("minikube/x")
    assert found["verdict"] == "UNKNOWN" and "CG569" in {one["id"] for one in found["findings"]}


def test_the_next_one(machine: Machine) -> None:
    machine.write(".minikube/config/config.json", "{}")
    assert all_of(machine) == {"minikube/(new)": "LOCKED"}
    machine.command("VBoxManage", "exit 1")
    assert all_of(machine) == {"minikube/(new)": "UNKNOWN"}
    machine.write(".minikube/config/config.json", '{"Disable-Driver-Mounts": true}')
    assert all_of(machine) == {"minikube/(new)": "LOCKED"}
    machine.environ["MINIKUBE_DRIVER"] = "virtualbox"
    assert all_of(machine) == {"minikube/(new)": "LOCKED"}
    machine.environ["MINIKUBE_DISABLE_DRIVER_MOUNTS"] = "0"
    assert all_of(machine) == {"minikube/(new)": "OPEN"}
    machine.environ["MINIKUBE_DRIVER"] = "parallels"
    assert all_of(machine) == {"minikube/(new)": "UNKNOWN"}


def test_another_home(machine: Machine) -> None:
    machine.environ["MINIKUBE_HOME"] = str(machine.home / "elsewhere")
    machine.write("elsewhere/.minikube/profiles/x/config.json", '{"Driver": "virtualbox"}')
    assert machine.verdicts()["minikube/x"] == "OPEN"
    done = machine.run("lock", "--dry-run", *ONLY, "~/elsewhere")
    assert done.code == 4 and "where minikube keeps its" in done.err


def test_a_home_with_a_separator_at_its_end(machine: Machine) -> None:
    machine.environ["MINIKUBE_HOME"] = f"{machine.home}/elsewhere/.minikube/"
    machine.write("elsewhere/.minikube/profiles/x/config.json", '{"Driver": "virtualbox"}')
    assert machine.verdicts()["minikube/x"] == "OPEN"


@pytest.mark.parametrize(
    ("variable", "value", "verdict"),
    [
        ("VM_DRIVER", "virtualbox", "OPEN"),
        ("MOUNT_STRING", "/Users/me:/host", "UNKNOWN"),
        ("MOUNT", "true", "UNKNOWN"),
        ("MOUNT", "false", "LOCKED"),
        ("NFS_SHARE", "/Users/me", "UNKNOWN"),
    ],
)
def test_variables_of_the_next_one(machine: Machine, variable: str, value: str, verdict: str) -> None:
    machine.write(".minikube/config/config.json", "{}")
    machine.environ[f"MINIKUBE_{variable}"] = value
    assert all_of(machine) == {"minikube/(new)": verdict}
