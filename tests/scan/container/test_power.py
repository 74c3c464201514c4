"""What makes a container as strong as its machine."""

from __future__ import annotations

from typing import Any

import pytest

from tests.scan.container.inspects import bind, inspect, one, read


@pytest.mark.parametrize(
    "host",
    [
        {"Privileged": True, "CapDrop": ["ALL"], "MaskedPaths": None},
        {"CapAdd": ["ALL"]},
        {"CapAdd": ["sys_admin"]},
        {"CapAdd": ["CAP_SYS_MODULE"]},
        {"CapAdd": ["SYS_RAWIO"]},
        {"CapAdd": ["DAC_READ_SEARCH"]},
        {"PidMode": "host", "CapAdd": ["CAP_SYS_PTRACE"]},
        {"MaskedPaths": [], "ReadonlyPaths": []},
        {"Devices": [{"PathOnHost": "/dev/sda1", "PathInContainer": "/dev/x", "CgroupPermissions": "r"}]},
        {"Devices": [{"PathOnHost": "/dev"}]},
        {"Devices": [{"PathOnHost": "/dev/mem"}], "CapAdd": ["SYS_RAWIO"]},
        {"DeviceCgroupRules": ["b *:* rwm"]},
        {"DeviceCgroupRules": ["a *:* rwm"]},
    ],
)
def test_root_of_the_machine(host: dict[str, Any]) -> None:
    assert one(**host).vm_root is True


@pytest.mark.parametrize(
    "host",
    [
        {},
        {"PidMode": "host"},
        {"CapAdd": ["SYS_PTRACE"]},
        {"CapAdd": ["NET_ADMIN", "NET_RAW"]},
        {"NetworkMode": "host", "IpcMode": "host", "UTSMode": "host", "UsernsMode": "host", "CgroupnsMode": "host"},
        {"SecurityOpt": ["seccomp=unconfined", "label:disable", "apparmor=unconfined"]},
        {"Devices": [{"PathOnHost": "/dev/null"}, {"PathOnHost": "/dev/net/tun"}, {"PathOnHost": "/dev/kvm"}]},
        {"DeviceCgroupRules": ["c 188:* rmw"]},
    ],
)
def test_not_root(host: dict[str, Any]) -> None:
    found = one(**host)
    assert found.vm_root is False, found.why


@pytest.mark.parametrize(
    "host",
    [
        {"CapAdd": ["BPF"]},
        {"Devices": [{"PathOnHost": "/dev/what"}]},
        {"Devices": [{"PathOnHost": "/dev/mem"}]},
        {"DeviceCgroupRules": ["b *:* rwm"], "CapDrop": ["MKNOD"]},
        {"DeviceCgroupRules": ["c *:* rwm"]},
    ],
)
def test_what_cannot_be_told(host: dict[str, Any]) -> None:
    found = one(**host)
    assert found.vm_root is None
    assert found.why


def test_a_client_that_does_not_say() -> None:
    container = inspect()
    del container["HostConfig"]["Privileged"]
    assert read(container, engine="nerdctl")[0].vm_root is None


def test_what_podman_shows_in_its_command_alone() -> None:
    container = inspect()
    container["Config"]["CreateCommand"] = ["podman", "create", "--security-opt", "unmask=ALL", "i"]
    assert read(container, engine="podman")[0].vm_root is None


def test_the_processes_of_another() -> None:
    host = inspect("h", PidMode="host")
    joined = inspect("j", PidMode=f"container:{host['Id']}", CapAdd=["SYS_PTRACE"])
    twice = inspect("t", PidMode="container:j", CapAdd=["SYS_PTRACE"])
    found = read(host, joined, twice)
    assert [one.vm_root for one in found] == [False, True, True]
    assert found[1].socket is True
    holder = inspect("s", mounts=[bind("/run/docker.sock", "/s")])
    other = inspect("o", PidMode="container:s")
    assert read(holder, other)[1].socket is True
    itself = inspect("i", PidMode="container:i")
    assert read(itself)[0].vm_root is False


def test_a_label_is_a_wish() -> None:
    container = inspect()
    container["Config"]["Labels"] = {"devcontainer.metadata": '[{"privileged":true}]'}
    assert read(container)[0].vm_root is False


@pytest.mark.parametrize(
    "source",
    [
        "/",
        "/etc",
        "/etc/cron.d",
        "/proc",
        "/proc/sys",
        "/usr/bin",
        "/boot",
        "/root",
        "/var/lib/docker",
        "/var/lib/docker/overlay2",
        "/mnt",
        "/mnt/lima-colima",
        "/mnt/lima-colima-work/docker",
        "/var/lib/dpkg/info",
        "/opt/cni/bin",
        "/run/systemd",
        "/run/dbus/system_bus_socket",
    ],
)
def test_directories_of_root(source: str) -> None:
    assert one(bind(source)).vm_root is True


@pytest.mark.parametrize(
    "source",
    [
        "/etc/localtime",
        "/etc/ssl/certs",
        "/usr/share/zoneinfo",
        "/dev",
        "/srv",
        "/home/me/x",
        "/var/lib/docker/volumes/v/_data",
        "/tmp",
    ],
)
def test_other_directories(source: str) -> None:
    found = one(bind(source))
    assert found.vm_root is False, found.why


def test_read_only() -> None:
    assert one(bind("/etc", writable=False)).vm_root is False
    assert one(bind("/sys", writable=False)).vm_root is False
    assert one(bind("/proc", writable=False)).vm_root is None
    assert one(bind("/sys")).vm_root is None
    assert one(bind("/", writable=False)).vm_root is True


def test_the_directory_of_the_engine_is_where_its_files_are() -> None:
    container = inspect("c", mounts=[bind("/lab/data")])
    container["HostsPath"] = f"/lab/data/containers/{container['Id']}/hosts"
    assert read(container)[0].vm_root is True
    container["Mounts"] = [bind("/lab")]
    assert read(container)[0].vm_root is True
    container["Mounts"] = [bind("/lab/data/volumes/v/_data")]
    assert read(container)[0].vm_root is False


def test_strengths() -> None:
    found = one(
        Privileged=False,
        CapAdd=["X"],
        PidMode="host",
        SecurityOpt=["s"],
        MaskedPaths=[],
        Devices=[{"PathOnHost": "/dev/a", "PathInContainer": "/dev/b", "CgroupPermissions": "r"}],
        VolumesFrom=["o"],
    )
    assert [(one.key, one.value) for one in found.strengths] == [
        ("pid", "host"),
        ("cap_add", "X"),
        ("security_opt", "s"),
        ("volumes_from", "o"),
        ("security_opt", "systempaths=unconfined"),
        ("devices", "/dev/a:/dev/b:r"),
    ]
