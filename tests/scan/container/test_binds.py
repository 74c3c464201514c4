"""The host directories of a container, hidden ones and those of others."""

from __future__ import annotations

import json

import pytest

from colima_guard.errors import GuardError
from colima_guard.scan.container.desktop_paths import host_path
from colima_guard.scan.container.reader import read_containers
from tests.scan.container.inspects import bind, binds, inspect, one, read, volume


def made(name: str, **options: str) -> dict[str, object]:
    return {"Name": name, "Driver": "local", "Options": options or None, "Mountpoint": f"/data/volumes/{name}/_data"}


def test_binds_and_access() -> None:
    found = one(bind("/a//b/", "/a"), bind("/c", "/c", writable=False, Propagation="rshared"))
    assert binds(found) == ["/a/b:/a:rw", "/c:/c:ro"]
    assert [one.propagation for one in found.binds] == ["", "rshared"]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"type": "none", "o": "bind", "device": "/srv"}, ["/srv:/t:rw"]),
        ({"type": "none", "o": "bind,ro", "device": "/srv"}, ["/srv:/t:ro"]),
        ({"type": "none", "o": "rbind", "device": "/srv"}, ["/srv:/t:rw"]),
        ({"type": "bind", "device": "./d"}, ["./d:/t:rw"]),
        (
            {"type": "overlay", "o": "lowerdir=/a:/b,upperdir=/c,workdir=/w"},
            ["/a:/t:ro", "/b:/t:ro", "/c:/t:rw", "/w:/t:rw"],
        ),
        ({"type": "tmpfs", "o": "size=1m", "device": "tmpfs"}, []),
        ({}, []),
    ],
)
def test_volumes(options: dict[str, str], found: list[str]) -> None:
    (container,) = read(inspect(mounts=[volume("v")]), volumes=[made("v", **options)])
    assert binds(container) == found
    assert [one.origin for one in container.binds] == ["volume"] * len(found)


def test_a_volume_that_was_not_looked_at() -> None:
    (found,) = read(inspect(mounts=[volume("v")]))
    assert found.unknown
    assert (found.socket, found.vm_root) == (None, None)
    (found,) = read(inspect(mounts=[volume("0" * 64)]))
    assert found.unknown == ()
    other = {"Name": "v", "Driver": "nfs", "Options": {}}
    (found,) = read(inspect(mounts=[volume("v")]), volumes=[other])
    assert found.unknown


def test_options_written_inline() -> None:
    options = {
        "VolumeOptions": {"DriverConfig": {"Name": "local", "Options": {"type": "none", "o": "bind", "device": "/s"}}}
    }
    (found,) = read(inspect(mounts=[volume("v")], Mounts=[{"Type": "volume", "Target": "/t", **options}]))
    assert binds(found) == ["/s:/t:rw"]


def test_docker_lists_the_volumes_of_others() -> None:
    first = inspect("a", mounts=[bind("/x")])
    second = inspect("b", mounts=[bind("/x", writable=False)], VolumesFrom=["a:ro"])
    assert [binds(found) for found in read(first, second)] == [["/x:/t:rw"], ["/x:/t:ro"]]


def test_podman_does_not() -> None:
    first = inspect("a", mounts=[bind("/x", "/x"), bind("/y", "/y", writable=False)])
    second = inspect("b", VolumesFrom=["a"])
    third = inspect("c", VolumesFrom=["b:ro"])
    fourth = inspect("d", VolumesFrom=["gone"])
    found = read(first, second, third, fourth, engine="podman")
    assert binds(found[1]) == ["/x:/x:rw", "/y:/y:ro"]
    assert binds(found[2]) == ["/x:/x:ro", "/y:/y:ro"]
    assert found[1].binds[0].origin == "inherited"
    assert found[3].socket is None


def test_containers_that_take_from_each_other() -> None:
    first = inspect("a", mounts=[bind("/x", "/x")], VolumesFrom=["b", "b", "b"])
    second = inspect("b", mounts=[bind("/y", "/y")], VolumesFrom=["a", "a", "b"])
    assert all(found.unknown for found in read(first, second, engine="podman"))


def test_binds_that_are_not_mounted_yet() -> None:
    assert binds(one(Binds=["/a:/t:ro", "named:/n"])) == ["/a:/t:ro"]


def test_what_becomes_of_a_missing_source() -> None:
    typed = {"Type": "bind", "Source": "/a", "Target": "/t"}
    assert one(bind("/a")).binds[0].when_missing == "empty"
    assert one(bind("/a"), Mounts=[typed]).binds[0].when_missing == "fails"
    made = {**typed, "BindOptions": {"CreateMountpoint": True}}
    assert one(bind("/a"), Mounts=[made]).binds[0].when_missing == "empty"
    (found,) = read(inspect(mounts=[bind("/a")]), engine="podman")
    assert found.binds[0].when_missing == "fails"
    (found,) = read(inspect(mounts=[bind("/a")]), engine="nerdctl")
    assert found.binds[0].when_missing is None


def test_files_of_the_client_itself() -> None:
    container = inspect("c", mounts=[bind("/nd/resolv.conf", "/etc/resolv.conf"), bind("/a")])
    container["ResolvConfPath"] = "/nd/resolv.conf"
    assert binds(read(container, engine="nerdctl")[0]) == ["/a:/t:rw"]


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("/host_mnt/Users/me", "/Users/me"),
        ("/host_mnt", "/"),
        ("/host_mnt/c/Users/me", "C:\\Users\\me"),
        ("/run/desktop/mnt/host/c/Users", "C:\\Users"),
        ("/mnt/d", "D:\\"),
        ("/var/lib", None),
        ("/mnt/data", None),
    ],
)
def test_paths_of_docker_desktop(source: str, path: str | None) -> None:
    assert host_path(source) == path


def test_who_it_is() -> None:
    container = inspect("c")
    (found,) = read(container)
    assert (found.name, found.engine, found.image, found.running, found.labels) == (
        "c",
        "docker",
        "i",
        True,
        {"a": "b"},
    )
    container["State"] = {"Status": "exited"}
    assert not read(container)[0].running
    container["State"] = {"Status": "running"}
    assert read(container)[0].running


def test_what_the_client_prints() -> None:
    assert read_containers("docker", "") == []
    line = json.dumps(inspect("c"))
    assert len(read_containers("docker", f"{line}\n{line}\n")) == 2
    assert len(read_containers("docker", line)) == 1
    assert read_containers("docker", "[null, 5, []]") == []
    for broken in ("{", "Error: no such container", "[" * 100_000):
        with pytest.raises(GuardError):
            read_containers("docker", broken)
    strange = {"HostConfig": 5, "Mounts": {}, "Config": None, "State": [], "Id": 7, "Name": None}
    (found,) = read_containers("docker", json.dumps(strange))
    assert found.vm_root is None
