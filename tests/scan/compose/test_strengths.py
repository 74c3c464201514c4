"""What makes a service as strong as the VM, and variables that lead to an engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scan.compose.projects import one, read


def strengths(root: Path, *lines: str) -> list[tuple[str, str]]:
    text = "services:\n  app:\n    image: x\n" + "".join(f"    {line}\n" for line in lines)
    project = read(root, {"compose.yaml": text})
    return [(strength.key, strength.value) for strength in one(project).strengths]


@pytest.mark.parametrize("spelled", ["true", "yes", "'on'", "Y", "${A:-True}", "!other true"])
def test_privileged_in_every_spelling(tmp_path: Path, spelled: str) -> None:
    text = f"services: {{app: {{image: x, privileged: {spelled if '$' not in spelled else repr(spelled)}}}}}\n"
    app = one(read(tmp_path, {"compose.yaml": text}))
    assert app.privileged
    (strength,) = app.strengths
    assert (strength.key, strength.where.line, strength.where.column) == ("privileged", 1, 40)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("pid: host", ("pid", "host")),
        ("ipc: host", ("ipc", "host")),
        ("uts: host", ("uts", "host")),
        ("cgroup: host", ("cgroup", "host")),
        ("userns_mode: host", ("userns_mode", "host")),
        ("network_mode: host", ("network_mode", "host")),
        ("cap_add: [Sys_Admin]", ("cap_add", "Sys_Admin")),
        ("security_opt: ['seccomp:unconfined']", ("security_opt", "seccomp:unconfined")),
        ("device_cgroup_rules: ['b *:* rwm']", ("device_cgroup_rules", "b *:* rwm")),
        ("devices: [/dev/sda]", ("devices", "/dev/sda:/dev/sda:rwm")),
        ("group_add: [999]", ("group_add", "999")),
        ("gpus: all", ("gpus", "all")),
        ("use_api_socket: true", ("use_api_socket", "true")),
        ("build: {context: ., privileged: true}", ("build.privileged", "true")),
        ("build: {context: ., entitlements: [security.insecure]}", ("build.entitlements", "security.insecure")),
        ("build: {context: ., network: host}", ("build.network", "host")),
        ("post_start: [{command: x, privileged: true}]", ("post_start.privileged", "true")),
        ("pre_start: [{image: y, privileged: true}]", ("pre_start.privileged", "true")),
    ],
)
def test_each_setting(tmp_path: Path, line: str, expected: tuple[str, str]) -> None:
    assert strengths(tmp_path, line) == [expected]


def test_the_host_by_way_of_another_service(tmp_path: Path) -> None:
    text = (
        "services:\n  app: {image: x, pid: 'service:b'}\n  b: {image: x, pid: 'service:c'}\n"
        "  c: {image: x, pid: host}\n  d: {image: x, pid: 'service:e'}\n  e: {image: x, pid: 'service:d'}\n"
    )
    project = read(tmp_path, {"compose.yaml": text})
    found = [(strength.key, strength.value, strength.where.line) for strength in one(project).strengths]
    assert found == [("pid", "service:b", 2), ("pid", "host", 2)]
    assert [strength.value for strength in one(project, "d").strengths] == ["service:e"]


def test_init_containers_and_jobs_count(tmp_path: Path) -> None:
    text = (
        "services: {app: {image: x, pre_start: [{image: y, volumes: ['/var/run/docker.sock:/s']}]}}\n"
        "jobs: {nightly: {image: x, volumes: ['./x:/a']}}\n"
    )
    project = read(tmp_path, {"compose.yaml": text})
    assert [bind.source for bind in one(project).binds] == ["/var/run/docker.sock"]
    assert len(one(project, "nightly").binds) == 1


def test_a_provider_is_a_program_of_the_host(tmp_path: Path) -> None:
    project = read(tmp_path, {"compose.yaml": "services: {app: {provider: {type: ./run}}}\n"})
    assert [(command.key, command.value) for command in project.host_commands] == [("provider", "./run")]


@pytest.mark.parametrize(
    ("line", "files", "expected"),
    [
        ("environment: {DOCKER_HOST: 'tcp://x'}", {}, "tcp://x"),
        ("environment: ['DOCKER_HOST=${H:-tcp://y}']", {}, "tcp://y"),
        ("environment: [DOCKER_HOST]", {".env": "DOCKER_HOST=tcp://z\n"}, "tcp://z"),
        ("env_file: e.env", {"e.env": "DOCKER_HOST=tcp://e # c\n"}, "tcp://e"),
        ("env_file: [{path: e.env, format: raw}]", {"e.env": "DOCKER_HOST=tcp://e # c\n"}, "tcp://e # c"),
        ("env_file: [e.env, {path: none, required: false}]", {"e.env": "DOCKER_HOST=${H:-q}\n"}, "q"),
    ],
)
def test_variables_that_lead_to_an_engine(tmp_path: Path, line: str, files: dict[str, str], expected: str) -> None:
    text = f"services:\n  app:\n    image: x\n    {line}\n"
    project = read(tmp_path, {"compose.yaml": text, **files})
    assert dict(one(project).environment) == {"DOCKER_HOST": expected}


def test_a_variable_that_is_passed_on_is_unknown(tmp_path: Path) -> None:
    app = one(read(tmp_path, {"compose.yaml": "services: {app: {image: x, environment: [DOCKER_HOST]}}\n"}))
    assert app.environment == ()
    assert "DOCKER_HOST is passed on" in app.unknown[0].why


def test_a_variable_that_is_set_nowhere_is_unknown_where_it_decides(tmp_path: Path) -> None:
    text = (
        "services:\n  app:\n    image: x:${TAG}\n    volumes:\n      - ${DATA}/etc:/a\n"
        "    privileged: ${PRIV:-false}\n    pid: ${PID}\n"
    )
    app = one(read(tmp_path, {"compose.yaml": text}))
    assert [bind.source for bind in app.binds] == ["/etc"]
    told = {(unknown.why.split()[2], unknown.where.line, unknown.where.column) for unknown in app.unknown}
    assert told == {("DATA", 5, 9), ("PID", 7, 10)}
