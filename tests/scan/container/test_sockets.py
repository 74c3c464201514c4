"""Who holds the socket of an engine, under whatever name."""

from __future__ import annotations

import pytest

from colima_guard.scan.container.sockets import Sockets
from tests.scan.container.inspects import bind, inspect, one, read, volume


@pytest.mark.parametrize(
    "source",
    [
        "/var/run/docker.sock",
        "//var//run/../run/docker.sock",
        "/run/docker.sock",
        "/run",
        "/var/run",
        "/",
        "/run/podman",
        "/run/containerd",
        "/run/user",
        "/run/user/1000",
        "/run/user/1000/podman/podman.sock",
        "/srv/containerd/containerd.sock",
        "\\\\.\\pipe\\docker_engine",
        "//./pipe/docker_engine",
    ],
)
@pytest.mark.parametrize("writable", [True, False])
def test_the_socket(source: str, writable: bool) -> None:
    found = one(bind(source, writable=writable))
    assert (found.socket, found.vm_root) == (True, True), found.why


@pytest.mark.parametrize(
    "source",
    [
        "/home/me/proj",
        "/srv/x",
        "/run/secrets/x",
        "/tmp/.X11-unix",
        "/run/host-services/ssh-auth.sock",
        "/run/mysqld/mysqld.sock",
    ],
)
def test_no_socket(source: str) -> None:
    found = one(bind(source))
    assert (found.socket, found.vm_root) == (False, False), found.why


def test_var_does_not_lead_to_it() -> None:
    # /var/run is a link, and inside the container it leads to the container's own /run
    assert one(bind("/var")).socket is False


@pytest.mark.parametrize("source", ["/srv/api.sock", "/run/api-endpoint"])
def test_a_socket_of_what_cannot_be_told(source: str) -> None:
    found = one(bind(source))
    assert (found.socket, found.vm_root) == (None, None)
    assert source in found.why[0]


def test_a_name_inside_tells_for_all_containers() -> None:
    first = inspect("a", mounts=[bind("/lab/p.sock", "/var/run/docker.sock")])
    second = inspect("b", mounts=[bind("/lab/p.sock", "/any")])
    third = inspect("c", mounts=[bind("/lab", "/any")])
    assert [found.socket for found in read(first, second, third)] == [True, True, True]


def test_a_home() -> None:
    assert one(bind("/home/me"), sockets=Sockets()).socket is None
    assert one(bind("/home/me/.colima"), sockets=Sockets()).socket is None
    assert one(bind("/home/me"), sockets=Sockets(homes=["/home/me"])).socket is True
    assert one(bind("/home"), sockets=Sockets(homes=["/home/me"])).socket is True
    assert one(bind("/home/me/proj"), sockets=Sockets(homes=["/home/me"])).socket is False
    assert one(bind("/home/me"), sockets=Sockets(homes=[])).socket is False


def test_what_lies_at_a_path_can_be_looked_at() -> None:
    links = {"/home/me/eng": "/run/docker.sock", "/home/me/proj": "/home/me/proj"}
    sockets = Sockets(homes=[], look=links.get)
    assert one(bind("/home/me/eng"), sockets=sockets).socket is True
    assert one(bind("/home/me/proj"), sockets=sockets).socket is False
    assert one(bind("/srv/unseen"), sockets=sockets).socket is None


def test_what_is_known_of_the_machine() -> None:
    assert one(bind("/opt/engine"), sockets=Sockets(["/opt/engine/api"], homes=[])).socket is True


def test_a_bind_of_the_root_without_what_is_mounted_below() -> None:
    (found,) = read(
        inspect(
            mounts=[bind("/", "/h", writable=False)],
            Mounts=[{"Type": "bind", "Source": "/", "Target": "/h", "BindOptions": {"NonRecursive": True}}],
        ),
        sockets=Sockets(homes=[]),
    )
    assert (found.socket, found.vm_root) == (False, None)


def test_hidden_in_a_volume() -> None:
    made = {"Name": "v", "Driver": "local", "Options": {"type": "none", "o": "bind", "device": "/run"}}
    (found,) = read(inspect(mounts=[volume("v")]), volumes=[made])
    assert found.socket is True


def test_an_engine_by_tcp_is_in_doubt() -> None:
    container = inspect()
    container["Config"]["Env"] = ["DOCKER_HOST=tcp://host.docker.internal:2375"]
    (found,) = read(container)
    assert found.socket is None
    assert found.environment == (("DOCKER_HOST", "tcp://host.docker.internal:2375"),)
