"""Devcontainers of Compose: the project, and what the CLI adds to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from colima_guard.scan.project import Project, Service
from tests.scan.devcontainer.folders import read

COMPOSE = """\
services:
  app:
    image: i
    volumes: ["..:/w", "/old:/b"]
  db: {image: d, volumes: ["./d:/d"]}
volumes:
  hidden: {driver: local, driver_opts: {type: none, o: bind, device: /srv}}
"""


def project(root: Path, config: dict[str, Any], **options: Any) -> Project:
    whole = {"dockerComposeFile": "compose.yml", "service": "app", **config}
    return read(root, whole, {".devcontainer/compose.yml": COMPOSE}, **options)


def app(found: Project) -> Service:
    assert found.error is None, found.error
    return next(one for one in found.services if one.name == "app")


def binds(root: Path, service: Service) -> set[str]:
    return {f"{one.source.replace(str(root), '@')}:{one.target}:{one.access}" for one in service.binds}


def test_services_of_the_compose_file(tmp_path: Path) -> None:
    found = project(tmp_path, {"workspaceMount": "type=bind,source=/,target=/x", "runArgs": ["--privileged"]})
    assert [one.name for one in found.services] == ["app", "db"]
    assert binds(tmp_path, app(found)) == {"@/w:/w:rw", "/old:/b:rw"}
    assert not app(found).privileged
    assert [Path(file).name for file in found.files] == ["devcontainer.json", "compose.yml"]


def test_mounts_become_short_syntax(tmp_path: Path) -> None:
    mounts = [
        "type=bind,source=/a,target=/a,readonly",
        {"type": "bind", "source": "${localWorkspaceFolder}/x", "target": "/b"},
        "type=bind,source=./rel,target=/r",
        "source=hidden,target=/h,type=volume",
    ]
    service = app(project(tmp_path, {"mounts": mounts}))
    expected = {"@/w:/w:rw", "/a:/a:rw", "@/w/x:/b:rw", "@/w/.devcontainer/rel:/r:rw", "/srv:/h:rw"}
    assert binds(tmp_path, service) == expected
    bind = next(one for one in service.binds if one.target == "/a")
    assert bind.where.file.endswith("devcontainer.json")
    assert (bind.where.line, bind.when_missing) == (1, "empty")


def test_the_rest_is_added(tmp_path: Path) -> None:
    config = {
        "privileged": True,
        "capAdd": ["SYS_ADMIN"],
        "securityOpt": ["seccomp=unconfined"],
        "containerEnv": {"DOCKER_HOST": "tcp://it's$x"},
    }
    service = app(project(tmp_path, config))
    assert service.privileged
    assert {(one.key, one.value) for one in service.strengths} >= {
        ("privileged", "true"),
        ("cap_add", "SYS_ADMIN"),
        ("security_opt", "seccomp=unconfined"),
    }
    assert {one.where.file.rpartition("/")[2] for one in service.strengths} == {"devcontainer.json"}
    assert dict(service.environment) == {"DOCKER_HOST": "tcp://it's$x"}


def test_the_label_of_the_image_of_the_service(tmp_path: Path) -> None:
    label = json.dumps({"mounts": ["type=bind,source=/l,target=/l"]})
    service = app(project(tmp_path, {}, image_labels={"i": label}))
    bind = next(one for one in service.binds if one.target == "/l")
    assert bind.origin == "label"


def test_features(tmp_path: Path) -> None:
    found = project(tmp_path, {"features": {"ghcr.io/devcontainers/features/docker-in-docker:2": {}, "a/b/c": {}}})
    assert app(found).privileged
    assert app(found).unknown
    assert not next(one for one in found.services if one.name == "db").unknown


def test_a_service_that_is_missing(tmp_path: Path) -> None:
    assert project(tmp_path, {"service": "nope"}).error
    assert project(tmp_path, {"dockerComposeFile": "nope.yml"}).error


def test_an_empty_list_means_the_default_files(tmp_path: Path) -> None:
    config = {"dockerComposeFile": [], "service": "app"}
    found = read(
        tmp_path,
        config,
        {"docker-compose.yml": COMPOSE, "docker-compose.override.yml": "services: {app: {privileged: true}}\n"},
    )
    assert app(found).privileged
    other = read(tmp_path, config, {".env": "COMPOSE_FILE=docker-compose.yml\n"})
    assert not app(other).privileged
    named = read(tmp_path, config, env={"COMPOSE_FILE": "docker-compose.override.yml:docker-compose.yml"})
    assert app(named).privileged


def test_an_image_comes_before_compose_files(tmp_path: Path) -> None:
    found = project(tmp_path, {"image": "x"})
    (service,) = found.services
    assert (service.name, service.binds) == ("devcontainer", ())


def test_who_reads_compose_is_asked(tmp_path: Path) -> None:
    asked: list[dict[str, Any]] = []

    def compose(host: object, directory: str, **options: Any) -> Project:
        asked.append({"directory": directory, **options})
        return Project("compose", directory, (), (Service("app"),))

    found = read(tmp_path, {"dockerComposeFile": ["a.yml", "../b.yml"], "service": "app"}, compose=compose)
    assert [one.name for one in found.services] == ["app"]
    folder = str(tmp_path / "w")
    assert asked[0]["directory"] == folder
    assert asked[0]["files"] == (f"{folder}/.devcontainer/a.yml", f"{folder}/b.yml")
    assert asked[0]["profiles"] is None
