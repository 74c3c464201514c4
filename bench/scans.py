"""Compose projects that are scanned, and an engine whose containers a lock looks at before it asks."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bench import homes
from bench.environment import Environment
from bench.measure import Command, Failed

_SCAN, _COMPOSE = "colima-guard scan ~/src", "docker compose config, one project after the other"
_LOCK, _CLIENT = "colima-guard lock -n ~/projects", "docker ps, container inspect and volume inspect"
#: rows that are compared with another one
COMPARED = ((_CLIENT, _LOCK),)
#: so many projects the loop is run over
_LOOPED = 20
#: an engine that answers at once, so that what is left is ours and the starting of its client
_ENGINE = """\
#!/bin/sh
PATH=/usr/bin:/bin
while [ "$1" = --host ]; do shift 2; done
case "$1" in
  ps) exec cat '{data}/ids' ;;
  container) exec cat '{data}/containers' ;;
  volume) exec cat '{data}/volumes' ;;
esac
exit 1
"""
_PROJECT = """\
x-common: &common
  restart: unless-stopped
  environment: {{TZ: "${{TZ:-UTC}}", NUMBER: "{number}"}}
services:
  web:
    <<: *common
    image: "registry.example/web{number}:${{TAG:-1}}"
    ports: ["127.0.0.1:8080:80"]
    volumes:
      - ./src:/app
      - {{type: bind, source: ./conf.d, target: /etc/web, read_only: true}}
    depends_on: [db, cache]
  worker:
    extends: {{service: web}}
    command: work --queue={number}
    cap_add: [NET_ADMIN]
  db:
    <<: *common
    image: postgres:16
    volumes: [data:/var/lib/postgresql/data, "${{SEED:-./seed}}:/seed:ro"]
    healthcheck: {{test: [CMD, pg_isready], interval: 5s}}
  cache:
    image: redis:7
    profiles: [full]
volumes:
  data:
"""


class Scans:
    """Homes with so many projects, and one whose engine has so many containers."""

    def __init__(self, directory: Path, environment: Environment, projects: Sequence[int], containers: int) -> None:
        self._environment = environment
        self._nothing = homes.programs(directory / "no-docker", {})
        self._projects = {number: _with_projects(directory / f"projects-{number}", number) for number in projects}
        self._looped = _with_projects(directory / "looped", _LOOPED)
        self._engine = _with_engine(directory / "engine", containers)
        self._empty = _with_engine(directory / "empty", 0)
        self._containers = containers

    def bare(self) -> Command:
        """Bare Python, which all ratios are to."""
        return self._environment.bare("python -c pass", "-c", "pass", home=self._looped)

    def commands(self) -> Iterator[Command]:
        """Every row but the first."""
        for number, home in self._projects.items():
            yield self._ours(_SCAN, home, self._nothing, "projects", number)
        if without_compose() is None:
            loop = (
                # as a scan has them: with every profile, without which it refuses a service that depends on one in it
                'cd "$HOME/src" && for at in */; '
                f"do {' '.join(_compose())} --project-directory \"$at\" --profile '*' config -q; done"
            )
            environ = {"HOME": os.fspath(self._looped), "PATH": os.environ.get("PATH", os.defpath)}
            yield Command(_COMPOSE, ("/bin/sh", "-ec", loop), environ, self._looped, "projects", _LOOPED)
        yield self._ours(f"{_LOCK}, no container", self._empty, self._empty / "bin", "containers", 0)
        asking = self._ours(_LOCK, self._engine, self._engine / "bin", "containers", self._containers)
        yield asking
        asked = "docker ps && docker container inspect && docker volume inspect"
        yield replace(asking, name=_CLIENT, argv=("/bin/sh", "-ec", f"{{ {asked}; }} > /dev/null"))

    def ready(self) -> None:
        """Raises ``Failed`` unless the containers are looked at: they would cost nothing otherwise."""
        command = self._ours(_LOCK, self._engine, self._engine / "bin", "containers", self._containers)
        done = subprocess.run(
            command.argv, env=command.environ, cwd=command.directory, capture_output=True, check=False
        )
        if f"{self._containers} container".encode() not in done.stdout:
            raise Failed(f"a lock did not look at the containers: {done.stdout.decode()}{done.stderr.decode()}")

    def _ours(self, name: str, home: Path, path: Path, what: str, number: int) -> Command:
        command = self._environment.ours(name, home=home, path=path)
        return replace(command, backend=what, instances=number)


def without_compose() -> str | None:
    """Why ``docker compose`` is left out, ``None`` when it is not."""
    return None if _compose() else "neither docker compose nor docker-compose works here"


def _compose() -> tuple[str, ...]:
    for argv in (("docker", "compose"), ("docker-compose",)):
        found = shutil.which(argv[0])
        if found and subprocess.run([found, *argv[1:], "version"], capture_output=True, check=False).returncode == 0:
            return argv
    return ()


def _with_projects(home: Path, number: int) -> Path:
    """A home with so many projects below ``~/src``, which is allowed."""
    homes.build(home)
    for at in range(number):
        project = home / f"src/group{at // 50:03}/project{at:04}" if number > _LOOPED else home / f"src/project{at:04}"
        (project / "src").mkdir(parents=True)
        (project / "compose.yaml").write_text(_PROJECT.format(number=at), encoding="utf-8")
        (project / ".env").write_text(f"TAG={at}\n", encoding="utf-8")
    _policy(home, "~/src")
    return home


def _with_engine(home: Path, number: int) -> Path:
    """A home with a VM that runs, whose engine has so many containers; a half binds what is not allowed."""
    homes.build(home)
    _policy(home, "~/projects")
    data, program = home / "data", home / "bin/docker"
    for directory in (data, program.parent):
        directory.mkdir()
    ids = [f"{at + 1:064x}" for at in range(number)]
    answers = {"ids": ids, "containers": [_container(home, at, id_) for at, id_ in enumerate(ids)], "volumes": []}
    for name, lines in answers.items():
        (data / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    program.write_text(_ENGINE.format(data=data), encoding="utf-8")
    program.chmod(0o755)
    if ps := shutil.which("ps"):
        (home / "bin/ps").symlink_to(ps)
    _run(home)
    return home


def _run(home: Path) -> None:
    """A profile of Colima in a home that runs as long as we do, with the socket of its engine."""
    profile, instance = home / ".colima/default", home / ".colima/_lima/colima"
    for directory in (profile, instance):
        directory.mkdir(parents=True)
    text = "runtime: docker\nvmType: vz\nmountType: virtiofs\nmounts: []\n"
    (profile / "colima.yaml").write_text(text, encoding="utf-8")
    (instance / "lima.yaml").write_text("{}\n", encoding="utf-8")
    (instance / "ha.pid").write_text(f"{os.getpid()}\n", encoding="utf-8")
    before = Path.cwd()
    with socket.socket(socket.AF_UNIX) as server:
        os.chdir(profile)  # the name of a socket is short
        try:
            server.bind("docker.sock")
        finally:
            os.chdir(before)


def _container(home: Path, at: int, id_: str) -> str:
    source = f"{home}/{'projects' if at % 2 else 'notes'}/{at}"
    bind = {"Type": "bind", "Source": source, "Destination": "/data", "Mode": "", "RW": True, "Propagation": "rprivate"}
    config = {"Image": "web", "Env": [f"VARIABLE{number}=value" for number in range(20)], "Labels": {}}
    host = {"Binds": [f"{source}:/data"], "NetworkMode": "bridge", "Privileged": False, "CapAdd": None}
    state = {"Status": "running", "Running": True}
    name = f"/web-{at}"
    return json.dumps({"Id": id_, "Name": name, "State": state, "Config": config, "HostConfig": host, "Mounts": [bind]})


def _policy(home: Path, allowed: str) -> None:
    file = home / ".config/colima-guard/policy.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(f"version: 1\nallow:\n  - path: {allowed}\n", encoding="utf-8")
