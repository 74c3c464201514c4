"""``--redact``: no name of anybody's is left, and each has one other."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Machine
from tests.docs.test_json import valid
from tests.machines.engine_client import answers, profile
from tests.scan.container.inspects import bind, inspect

#: names that stand nowhere else
NAMES = ("quenby", "zephyrcorp", "vaultkeeper", "oxbow", "marigold", "thistledown", "pemberton", "larkspur")


@pytest.fixture
def named(machine: Machine) -> Machine:
    home = machine.home.parent / "quenby"
    machine.home.rename(home)
    machine.home = home
    machine.environ |= {"HOME": str(home), "USER": "quenby", "PATH": str(home / "path")}
    machine.write(".ssh/id_ed25519", "")
    machine.mkdir("zephyrcorp/vaultkeeper app")
    compose = "services:\n  oxbow:\n    image: marigold.example/x:1\n    privileged: true\n    volumes: ['.:/app']\n"
    machine.write("zephyrcorp/vaultkeeper app/compose.yaml", compose)
    profile(machine, mounts='[{location: "~", writable: true}]')
    machine.write(".colima/thistledown/colima.yaml", "runtime: docker\nmounts: [{location: ~/zephyrcorp}]\n")
    source = f"{home}/zephyrcorp/vaultkeeper app"
    answers(
        machine,
        {**inspect("pemberton", mounts=[bind(source)]), "Id": "a" * 64},
        {**inspect("larkspur", Privileged=True), "Id": "b" * 64},
    )
    machine.run("lock", "--yes", "--instance", "thistledown", "--projects", "~/zephyrcorp", "~/zephyrcorp")
    return machine


def test_no_name_is_left(named: Machine) -> None:
    plain = named.run("report", "--json").out
    assert [name for name in NAMES if name not in plain] == []
    done = named.run("report", "--json", "--redact", "--plan")
    valid(done.json, "report")
    assert [name for name in NAMES if name in done.out] == []
    page = named.run("report", "--redact", "--plan", "-o", "-").out
    assert [name for name in NAMES if name in page] == []
    assert "~/.ssh" in page and "colima/default" in page


def test_each_has_one_other(named: Machine) -> None:
    plain, other = (named.run("report", "--json", *more).json for more in ((), ("--redact",)))
    pairs: dict[str, set[str]] = {}
    for one, two in zip(plain["occupants"], other["occupants"], strict=True):
        pairs.setdefault(one["name"], set()).add(two["name"])
    assert {len(names) for names in pairs.values()} == {1}
    assert len({next(iter(names)) for names in pairs.values()}) == len(pairs)
    known = {one["name"]: two["name"] for one, two in zip(plain["occupants"], other["occupants"], strict=True)}
    for one, two in zip(plain["scan"]["containers"], other["scan"]["containers"], strict=True):
        assert known[one["name"]] == two["name"]
    # what the numbers and verdicts say is the same
    for one, two in zip(plain["status"]["instances"], other["status"]["instances"], strict=True):
        assert one["verdict"] == two["verdict"]
        assert [share["line"] for share in one["shares"]] == [share["line"] for share in two["shares"]]
    assert other["home"].endswith("/user")
    assert json.dumps(other).count('"user": "user"') == 1
