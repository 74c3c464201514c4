"""``why`` follows the chain to its end: through the VM to the containers and services that reach a path."""

from __future__ import annotations

import pytest

from tests.conftest import Machine
from tests.docs.test_json import valid
from tests.machines.engine_client import answers, profile
from tests.scan.container.inspects import bind, inspect


@pytest.fixture
def engine(machine: Machine) -> Machine:
    """A home that a VM shows under another name too, with containers, and a project known by its labels."""
    machine.mkdir("projects/shop", "data")
    profile(machine, mounts='[{location: "~/projects", writable: true}, {location: ~/data, mountPoint: /mnt/data}]')
    home = str(machine.home)
    machine.write("projects/shop/compose.yaml", "services:\n  web:\n    image: a\n    volumes:\n      - .:/w:ro\n")
    labelled = inspect("shop-web-1", mounts=[bind(f"{home}/projects/shop", "/w", writable=False)])
    labelled["Config"]["Labels"] = {
        "com.docker.compose.project.working_dir": f"{home}/projects/shop",
        "com.docker.compose.project.config_files": f"{home}/projects/shop/compose.yaml",
    }
    answers(
        machine,
        inspect("ci", mounts=[bind("/var/run/docker.sock")]),
        labelled,
        inspect("db", mounts=[bind("/mnt/data/pg", "/pg")]),
        inspect("own", mounts=[bind(f"{home}/data", "/pg")]),
    )
    return machine


def test_to_the_container(engine: Machine) -> None:
    lines = engine.run("why", f"{engine.home}/projects/shop/x").out.splitlines()
    at = next(number for number, line in enumerate(lines) if line == "colima/default: yes, writable")
    assert lines[at + 3 : at + 6] == [
        "  the container ci can do all that this VM can: /run/docker.sock is the socket of an engine",
        "  the container shop-web-1 reads it by its bind of ~/projects/shop at /w",
        "  the service web of ~/projects/shop reads it by its bind of ~/projects/shop at /w "
        "(~/projects/shop/compose.yaml:5)",
    ]


def test_by_the_name_that_the_vm_has_for_it(engine: Machine) -> None:
    done = engine.run("why", f"{engine.home}/data/pg", "--json")
    valid(done.json, "why")
    (profile,) = (one for one in done.json["instances"] if one["name"] == "colima/default")
    # ~/data of the VM is another directory, of its own
    assert [(one["name"], one["access"]) for one in profile["holders"]] == [("ci", None), ("db", "ro")]


def test_what_the_vm_does_not_see_no_container_does(engine: Machine) -> None:
    done = engine.run("why", f"{engine.home}/other")
    assert "container" not in done.out


def test_an_engine_that_does_not_answer_is_named(engine: Machine) -> None:
    engine.command("docker", "exit 1")
    done = engine.run("why", f"{engine.home}/projects")
    assert "docker on colima/default did not tell of its containers" in done.err
