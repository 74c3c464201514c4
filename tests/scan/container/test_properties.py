"""Whatever a client prints, it is read, and the socket among it is found."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colima_guard.errors import GuardError
from colima_guard.scan.container.inspected import objects
from colima_guard.scan.container.reader import read_containers
from tests.scan.container.inspects import bind, inspect, read

SCALARS = st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=6)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner))
HOST = st.sampled_from(
    (
        *("Binds", "Mounts", "CapAdd", "CapDrop", "PidMode", "NetworkMode", "SecurityOpt", "Devices"),
        *("DeviceCgroupRules", "VolumesFrom", "MaskedPaths", "ReadonlyPaths", "Privileged"),
    )
)
ENGINES = st.sampled_from(("docker", "podman", "nerdctl"))


@settings(deadline=None)
@given(st.dictionaries(HOST, VALUES), st.dictionaries(st.text(max_size=4), VALUES), VALUES, ENGINES)
def test_anything_is_read(host: dict[str, Any], more: dict[str, Any], volumes: Any, engine: str) -> None:
    read_containers(engine, json.dumps([{**inspect(), "HostConfig": host, **more}]), json.dumps([volumes]))


@settings(deadline=None)
@given(st.dictionaries(HOST, VALUES), ENGINES)
def test_the_socket_is_found(host: dict[str, Any], engine: str) -> None:
    (found,) = read({**inspect(mounts=[bind("/run/docker.sock", "/x")]), "HostConfig": host}, engine=engine)
    assert found.socket is True
    assert found.vm_root is True


def test_lists_and_objects_one_behind_the_other() -> None:
    assert objects('[\n {"a": 1}\n]\n[\n {"a": 2}\n]\n') == [{"a": 1}, {"a": 2}]
    assert objects('{"a": 1}\n{"a": 2}\n') == [{"a": 1}, {"a": 2}]
    assert objects(" \n") == []
    for text in ("[", '{"a": 1}\nx', "docker: no"):
        with pytest.raises(GuardError):
            objects(text)
