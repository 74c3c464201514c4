"""``status`` says in one line how many containers of a VM hold all of it; where nothing runs nobody is asked."""

from __future__ import annotations

import time

import pytest

from tests.conftest import Machine
from tests.docs.test_json import valid
from tests.machines.engine_client import answers, asked, profile
from tests.scan.container.inspects import bind, inspect


@pytest.fixture
def engine(machine: Machine) -> Machine:
    profile(machine, mounts='[{location: "~", writable: true}]')
    answers(
        machine,
        inspect("ci-runner", mounts=[bind("/var/run/docker.sock")]),
        inspect("plain"),
        inspect("dind", Privileged=True),
        inspect("odd", mounts=[bind("/sys")]),
    )
    return machine


def test_one_line(engine: Machine) -> None:
    done = engine.run("status")
    assert (
        "colima/default: 2 containers can do all that this VM can: ci-runner (socket), dind (privileged); of odd it "
        "cannot be told whether they can do all that this VM can" in done.out.splitlines()
    )


def test_json(engine: Machine) -> None:
    done = engine.run("status", "--json")
    valid(done.json, "survey")
    told = {one["name"]: one["containers"] for one in done.json["instances"]}
    assert told["colima/default"] == {
        "count": 4,
        "vm_root": [{"name": "ci-runner", "by": "socket"}, {"name": "dind", "by": "privileged"}],
        "unknown": ["odd"],
        "error": None,
    }
    assert told["colima/(new)"] is None


def test_none_is_no_line(engine: Machine) -> None:
    answers(engine, inspect("plain"))
    assert "container" not in engine.run("status").out


def test_an_engine_that_hangs_is_named_after_two_seconds(engine: Machine) -> None:
    engine.command("docker", "exec /bin/sleep 60")
    start = time.monotonic()
    done = engine.run("status")
    assert time.monotonic() - start < 10
    assert "colima/default: the engine did not tell of its containers: it did not answer in time" in done.out


def test_what_does_not_run_costs_nothing(engine: Machine) -> None:
    (engine.home / ".colima/_lima/colima/ha.pid").unlink()
    assert engine.run("status", "--json").json["instances"][0]["containers"] is None
    assert asked(engine) == []


def test_check_never_asks(engine: Machine) -> None:
    engine.run("lock", "--yes", str(engine.home / "path"), "--dangerous", str(engine.home / "path"))
    before = asked(engine)
    engine.run("check")
    engine.run("check", "--json")
    assert asked(engine) == before
