"""The model of a profile: every key of the specification's table, strict about its type, tolerant of the rest."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from colima_guard.backends.colima.profile import Profile
from colima_guard.formats.golang.strict_model import strict_model
from colima_guard.formats.golang.types import fields_of

STRICT = strict_model(Profile, extra="ignore")

#: each key with a value of its type, and one that is not
KEYS: dict[str, tuple[Any, Any]] = {
    "cpu": (4, "4"),
    "disk": (60, "60GiB"),
    "memory": (2.5, "2"),
    "rootDisk": (20, 1.5),
    "arch": ("host", 1),
    "cpuType": ("host", []),
    "runtime": ("docker", True),
    "modelRunner": ("docker", 1),
    "hostname": ("x", 1),
    "autoActivate": (True, "yes"),
    "forwardAgent": (False, 0),
    "docker": ({"a": [1]}, []),
    "vmType": ("vz", 1),
    "portForwarder": ("ssh", 1),
    "rosetta": (True, 1),
    "nestedVirtualization": (True, "on"),
    "binfmt": (True, 1),
    "mountType": ("9p", False),
    "mountInotify": (True, 1),
    "sshConfig": (True, "true"),
    "sshPort": (22, "22"),
    "provision": ([{"mode": "system", "script": "x"}], {}),
    "env": ({"A": "b"}, {"A": 1}),
    "diskImage": ("", 1),
    "diskImageMirror": ("", 1),
    "forceDiskImage": (True, "x"),
    "mounts": ([{"location": "~/a", "mountPoint": "/a", "writable": True}], ["~/a"]),
    "kubernetes": ({"enabled": True, "version": "v1", "k3sArgs": ["x"], "port": 1}, []),
    "network": (
        {
            "address": True,
            "mode": "shared",
            "interface": "en0",
            "preferredRoute": False,
            "dns": ["1.1.1.1"],
            "dnsHosts": {"a": "b"},
            "hostAddresses": False,
            "gatewayAddress": "192.168.5.2",
        },
        "x",
    ),
}


def test_every_key_is_there() -> None:
    assert set(fields_of(Profile)) == set(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_a_value_of_its_type(key: str) -> None:
    good, bad = KEYS[key]
    profile = STRICT.model_validate({key: good})
    assert profile.model_dump(by_alias=True)[key] == good or key in ("kubernetes", "network")
    with pytest.raises(ValidationError):
        STRICT.model_validate({key: bad})
    # what a text says as null is absent
    assert STRICT.model_validate({key: None}) == STRICT.model_validate({})


@pytest.mark.parametrize("key", ["layer", "cgroupsV2", "vm", "Mounts", "x"])
def test_unknown_and_removed_keys_are_ignored(key: str) -> None:
    assert STRICT.model_validate({key: {"a": [1]}}) == STRICT.model_validate({})
    assert STRICT.model_validate({"kubernetes": {"ingress": True, "disable": []}, "network": {"driver": "x"}})
