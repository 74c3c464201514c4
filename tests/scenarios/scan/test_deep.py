"""``scan --deep``: what docker compose itself says, beside what is read here."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conftest import Machine

COMPOSE = """\
services:
  app:
    image: x
    volumes: ["./src:/src", "named:/n"]
    cap_add: [net_admin]
    secrets: [s]
volumes:
  named: {driver_opts: {type: none, o: bind, device: /srv/n}}
secrets:
  s: {file: ./s.txt}
"""


def theirs(machine: Machine, **more: Any) -> dict[str, Any]:
    """What docker compose prints of it, with more in the service."""
    top = f"{machine.home}/p"
    binds = [
        {"type": "bind", "source": f"{top}/src", "target": "/src", "bind": {}},
        {"type": "volume", "source": "named", "target": "/n", "volume": {}},
    ]
    service = {"image": "x", "volumes": binds, "cap_add": ["net_admin"], "secrets": [{"source": "s"}], **more}
    return {
        "name": "p",
        "services": {"app": service},
        "volumes": {"named": {"driver_opts": {"type": "none", "o": "bind", "device": "/srv/n"}}},
        "secrets": {"s": {"file": f"{top}/s.txt"}},
    }


def docker(machine: Machine, model: Any, code: int = 0) -> None:
    """A docker that keeps how it was asked, and prints this."""
    machine.write("answer", model if isinstance(model, str) else json.dumps(model))
    has_compose = '[ "$2" != version ] || exit 0'
    machine.command(
        "docker",
        f'{has_compose}\necho "$PWD: $*" >> {machine.home}/asked; /bin/cat {machine.home}/answer; exit {code}',
    )


def differences(machine: Machine, *argv: str) -> list[tuple[str, str]]:
    machine.write("p/compose.yaml", COMPOSE)
    done = machine.run("scan", "p", "--deep", "--json", *argv)
    assert done.code == 0, done.err
    return [(one["id"], one["message"]) for one in done.json["findings"] if one["id"] in ("CG427", "CG431")]


def test_the_same(machine: Machine) -> None:
    docker(machine, theirs(machine))
    assert differences(machine) == []
    assert machine.read("asked") == f"{machine.home}/p: compose --profile * config --format json\n"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"volumes": []}, "no bind ~/p/src at /src (rw)"),
        ({"privileged": True}, "`privileged: true`"),
        ({"use_api_socket": True}, "`use_api_socket: true`"),
        ({"pid": "host"}, "`pid: host`"),
        ({"cap_add": ["SYS_ADMIN", "NET_ADMIN"]}, "the capability SYS_ADMIN, which is not read here"),
        ({"secrets": []}, "no host path ~/p/s.txt"),
    ],
)
def test_a_difference(machine: Machine, more: dict[str, Any], said: str) -> None:
    docker(machine, theirs(machine, **more))
    messages = [message.replace(str(machine.home), "~") for _, message in differences(machine)]
    assert f"docker compose reads {said}" in messages


def test_services_that_only_one_knows(machine: Machine) -> None:
    model = theirs(machine)
    model["services"]["other"] = model["services"].pop("app")
    docker(machine, model)
    assert sorted(message for _, message in differences(machine)) == [
        "docker compose does not start this service",
        "docker compose has this service, and here it is not known",
    ]


def test_it_refuses_the_project(machine: Machine) -> None:
    docker(machine, "", code=1)
    assert differences(machine) == [("CG431", "docker compose refuses it: it says nothing")]


@pytest.mark.parametrize("answer", ["", "[]", "{", '{"services": [1]}', '{"services": {"app": {"volumes": [1]}}}'])
def test_no_project_in_its_answer(machine: Machine, answer: str) -> None:
    docker(machine, answer)
    assert [id for id, _ in differences(machine)] == ["CG427"]


def test_as_it_is_started(machine: Machine) -> None:
    machine.write("p/a.yaml", COMPOSE)
    machine.write("p/v.env", "A=b\n")
    docker(machine, theirs(machine))
    machine.cwd = str(machine.home / "p")
    assert machine.run("scan", "--deep", "-f", "a.yaml", "--env-file", "v.env", "--profile", "dev").code == 0
    asked = "compose -f a.yaml --env-file v.env --profile dev config --format json"
    assert machine.read("asked") == f"{machine.home}/p: {asked}\n"


def devcontainer(machine: Machine, label: str, code: int = 0, err: str = "") -> list[tuple[str, str]]:
    """The findings of a devcontainer of which the engine says this label of its image."""
    machine.write("p/.devcontainer.json", '{"image": "example.org/dev:1"}')
    machine.write("answer", label)
    machine.command(
        "docker", f'echo "$*" >> {machine.home}/asked; echo "{err}" >&2; /bin/cat {machine.home}/answer; exit {code}'
    )
    done = machine.run("scan", "p", "--deep", "--json")
    assert done.code == 0, done.err
    return [(one["id"], one["message"]) for one in done.json["findings"]]


def test_the_label_of_an_image(machine: Machine) -> None:
    label = [{"privileged": True}, {"mounts": ["type=bind,source=/var/run/docker.sock,target=/x"]}]
    found = devcontainer(machine, json.dumps(label))
    assert [id for id, _ in found] == ["CG420", "CG421"]
    asked = 'image inspect --format {{index .Config.Labels "devcontainer.metadata"}} example.org/dev:1'
    assert machine.read("asked") == f"{asked}\n"


def test_an_image_without_a_label_or_that_is_not_there(machine: Machine) -> None:
    assert devcontainer(machine, "<no value>\n") == []
    assert devcontainer(machine, "", 1, "Error response from daemon: No such image: example.org/dev:1") == []


def test_an_engine_that_does_not_answer_about_an_image(machine: Machine) -> None:
    (found,) = devcontainer(machine, "", 1, "Cannot connect to the Docker daemon")
    assert found[0] == "CG427" and found[1].endswith("cannot be told: Cannot connect to the Docker daemon")
    (machine.home / "path/docker").unlink()
    machine.write("p/.devcontainer.json", '{"image": "x"}')
    assert [one["id"] for one in machine.run("scan", "p", "--deep", "--json").json["findings"]] == ["CG427"]


def test_an_image_that_would_be_an_option_is_not_asked_about(machine: Machine) -> None:
    devcontainer(machine, "")
    (machine.home / "asked").unlink()
    machine.write("p/.devcontainer.json", '{"image": "--privileged"}')
    machine.run("scan", "p", "--deep")
    assert not (machine.home / "asked").exists()


def test_a_program_of_the_project_is_not_run(machine: Machine) -> None:
    machine.write("p/compose.yaml", COMPOSE)
    machine.write("p/bin/docker", f"#!/bin/sh\necho ran > {machine.home}/ran\n", 0o755)
    machine.environ["PATH"] = f"{machine.home}/p/bin"
    done = machine.run("scan", "p", "--deep")
    assert (done.code, "cannot run docker: ~/p/bin/docker lies in what is scanned" in done.err) == (2, True)
    assert not (machine.home / "ran").exists()


def test_there_is_none(machine: Machine) -> None:
    machine.write("p/compose.yaml", COMPOSE)
    assert machine.run("scan", "p", "--deep").code == 2


def test_docker_may_be_there_without_compose(machine: Machine) -> None:
    docker(machine, theirs(machine))
    (machine.home / "path/docker").rename(machine.home / "path/docker-compose")
    machine.write("path/docker-compose", (machine.home / "path/docker-compose").read_text().replace("$2", "$1"), 0o755)
    machine.command("docker", "echo \"docker: 'compose' is not a docker command.\" >&2; exit 1")
    assert differences(machine) == []
    assert machine.read("asked") == f"{machine.home}/p: --profile * config --format json\n"
    (machine.home / "path/docker-compose").unlink()
    done = machine.run("scan", "p", "--deep")
    assert (done.code, "there is none" in done.err) == (2, True)


def test_a_source_that_looks_like_a_drive(machine: Machine) -> None:
    """Compose keeps what is absolute on Windows as it is written, on every system."""
    machine.write("p/compose.yaml", "services: {app: {image: x, volumes: ['v:/a/./b:cached']}}\n")
    bind = {"type": "bind", "source": "v:/a/./b", "target": "cached"}
    docker(machine, {"services": {"app": {"image": "x", "volumes": [bind]}}})
    done = machine.run("scan", "p", "--deep", "--json")
    assert [one for one in done.json["findings"] if one["id"] == "CG431"] == []
