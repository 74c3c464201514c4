"""minikube: where it keeps its files, by variable and without, and what its VMs were made with."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Machine
from tests.machines.minikube import all_of, profile, shares, vm
from tests.machines.permissions import held_to

ONLY = ("--backend", "minikube")


@pytest.mark.parametrize("home", ["lab", ".minikube", "~/.minikube", "."])
def test_a_relative_home_leads_elsewhere_from_another_directory(machine: Machine, home: str) -> None:
    machine.environ["MINIKUBE_HOME"] = home
    assert all_of(machine) == {"minikube/?": "UNKNOWN"}
    done = machine.run("check", *ONLY)
    assert done.code in (1, 2) and "Traceback" not in done.err


def test_the_home_of_another_environment_is_looked_at(machine: Machine) -> None:
    """A terminal without the variable has the other directory."""
    profile(machine, "lab", "virtualbox")
    machine.environ["MINIKUBE_HOME"] = str(machine.home / "elsewhere")
    assert all_of(machine) == {
        "minikube/lab@~/.minikube": "OPEN",
        "minikube/(new)": "LOCKED",
        "minikube/(new)@~/.minikube": "LOCKED",
    }
    told = machine.run("lock", "--dry-run", *ONLY, "--nothing").out
    assert "MINIKUBE_HOME=~/.minikube minikube delete -p lab," in told


def test_homes_of_windows(machine: Machine) -> None:
    """Files decide between them (k8s.io/client-go/util/homedir)."""
    machine.platform = "windows"
    machine.command("minikube", "exit 1")
    machine.environ |= {"HOME": str(machine.home / "git"), "HOMEDRIVE": str(machine.home), "HOMEPATH": "/drive"}
    machine.write("drive/.minikube/profiles/x/config.json", '{"Driver": "virtualbox"}')
    machine.write("git/.minikube/profiles/y/config.json", '{"Driver": "virtualbox"}')
    found = all_of(machine)
    assert found["minikube/x@~/drive/.minikube"] == found["minikube/y@~/git/.minikube"] == "OPEN"


def test_a_vm_that_no_profile_has(machine: Machine) -> None:
    profile(machine, "lab", "docker")
    vm(machine, "lab", "docker")
    vm(machine, "lab-m02", "docker")
    assert list(all_of(machine)) == ["minikube/(new)"]
    vm(machine, "lab-main", "virtualbox")
    vm(machine, "old", "virtualbox", NoShare=True)
    assert all_of(machine) == {"minikube/lab-main": "OPEN", "minikube/old": "LOCKED", "minikube/(new)": "LOCKED"}


@pytest.mark.parametrize("driver", ["docker", "qemu2"])
def test_a_vm_of_another_driver_than_its_profile(machine: Machine, driver: str) -> None:
    """minikube goes on with what made it, which a profile edited by hand does not say."""
    profile(machine, "lab", driver)
    vm(machine, "lab", "virtualbox")
    assert machine.verdicts()["minikube/lab"] == "UNKNOWN"
    profile(machine, "lab", "")
    assert machine.verdicts()["minikube/lab"] == "OPEN"


def test_what_a_vm_was_made_with_stays(machine: Machine) -> None:
    """A profile without its mount takes no device from the VM."""
    profile(machine, "lab", "vfkit")
    vm(machine, "lab", "vfkit", VirtiofsMounts=[{"HostPath": "/srv", "GuestPath": "/g", "Tag": "t"}])
    assert shares(machine, "lab") == [("/srv", "/g")]
    vm(machine, "lab", "vfkit", VirtiofsMounts=None)
    assert machine.verdicts()["minikube/lab"] == "LOCKED"
    profile(machine, "lab", "hyperkit")
    vm(machine, "lab", "hyperkit", NFSShares=["/nfs"])
    assert shares(machine, "lab") == [("/nfs", "/nfs")]
    vm(machine, "lab", "vfkit", VirtiofsMounts=["/srv:/g"])
    assert machine.verdicts()["minikube/lab"] == "UNKNOWN"


@pytest.mark.parametrize(("driver", "share"), [("kvm2", ("/a:b", "/g")), ("vfkit", ("/a", "b:/g"))])
def test_a_colon_in_a_mount(machine: Machine, driver: str, share: tuple[str, str]) -> None:
    """`minikube mount` splits at the last one, virtiofs at the first."""
    profile(machine, "lab", driver, MountString="/a:b:/g")
    assert shares(machine, "lab") == [share]


@pytest.mark.parametrize(
    "text",
    [
        '{"Driver": "kvm2", "MountString": "/:/h", "mountstring": null}',
        '{"Driver": "kvm2", "Mount\\u017ftring": "/:/h"}',
        '{"Driver": "hyperkit", "NFSShare": ["/"], "nfsshare": []}',
    ],
)
def test_a_profile_as_go_reads_it(machine: Machine, text: str) -> None:
    """A null leaves a text as it is, the long s is an s, and a list that is written twice is filled anew."""
    machine.write(".minikube/profiles/x/config.json", text)
    assert machine.verdicts()["minikube/x"] == "OPEN"


@pytest.mark.parametrize("text", ['{"Driver": "kvm2", "MountString": 5}', '{"Driver": "kvm2", "NFSShare": "/"}'])
def test_a_value_of_another_type(machine: Machine, text: str) -> None:
    machine.write(".minikube/profiles/x/config.json", text)
    assert machine.verdicts()["minikube/x"] == "UNKNOWN"


def test_a_vm_as_another_release_saved_it(machine: Machine) -> None:
    profile(machine, "lab", "virtualbox")
    machine.write(".minikube/machines/lab/config.json", json.dumps({"Driver": {"NoShare": True}, "ConfigVersion": 1}))
    assert machine.verdicts()["minikube/lab"] == "UNKNOWN"


@pytest.mark.parametrize("path", ["config/config.json", "config", "profiles", "profiles/lab", "machines", "."])
def test_what_may_not_be_read_is_not_absent(machine: Machine, path: str) -> None:
    machine.write(".minikube/config/config.json", "{}")
    profile(machine, "lab", "virtualbox", DisableDriverMounts=True)
    vm(machine, "lab", "virtualbox", NoShare=True)
    file = machine.home / ".minikube" / path
    file.chmod(0)
    with held_to():
        found = all_of(machine)
    file.chmod(0o755)
    assert "UNKNOWN" in found.values()


@pytest.mark.parametrize("path", ["profiles/lab/config.json", "machines/lab/config.json"])
def test_a_link_that_leads_nowhere_is_not_absent(machine: Machine, path: str) -> None:
    profile(machine, "lab", "virtualbox", DisableDriverMounts=True)
    assert machine.verdicts()["minikube/lab"] == "LOCKED"
    file = machine.home / ".minikube" / path
    file.unlink(missing_ok=True)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.symlink_to(file)
    assert machine.verdicts()["minikube/lab"] == "UNKNOWN"


def test_the_driver_of_the_next_one_is_no_vm(machine: Machine) -> None:
    machine.write(".minikube/config/config.json", '{"driver": "docker"}')
    machine.command("VBoxManage", "exit 1")
    assert all_of(machine) == {"minikube/(new)": "LOCKED"}


@pytest.mark.parametrize("variable", ["VBOX_MSI_INSTALL_PATH", "VBOX_INSTALL_PATH", "ProgramFiles"])
def test_virtualbox_on_windows_is_not_on_the_path(machine: Machine, variable: str) -> None:
    machine.platform = "windows"
    machine.write(".minikube/config/config.json", "{}")
    machine.environ[variable] = str(machine.home / "programs")
    assert all_of(machine) == {"minikube/(new)": "LOCKED"}
    below = "Oracle/VirtualBox/" if variable == "ProgramFiles" else ""
    machine.write(f"programs/{below}VBoxManage.exe", "")
    assert all_of(machine) == {"minikube/(new)": "UNKNOWN"}


@pytest.mark.parametrize(
    ("arguments", "verdict"),
    [
        ("mount /Users/me:/host", "UNKNOWN"),
        ("-p lab mount /:/h", "UNKNOWN"),
        ("mount /:/h --profile other", "LOCKED"),
        ("-p lab status", "LOCKED"),
    ],
)
def test_a_mount_by_hand(machine: Machine, arguments: str, verdict: str) -> None:
    """A directory that `minikube mount` serves stands in no file."""
    profile(machine, "lab", "kvm2")
    machine.command("ps", f"echo '77 /usr/bin/minikube {arguments}'")
    assert machine.verdicts()["minikube/lab"] == verdict
