"""What makes a container root of its VM, and what only gives it more than its own."""

from __future__ import annotations

import pytest

from tests.conftest import Machine
from tests.scan.findings.projects import devcontainer, graded, service

ROOT, MAYBE, WIDER = ("CG421", "sure"), ("CG421", "possible"), ("CG422", "sure")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("privileged: true", [ROOT]),
        ("privileged: 'yes'", [ROOT]),
        ("cap_add: [all]", [ROOT]),
        ("cap_add: [cap_sys_admin]", [ROOT]),
        ("cap_add: [SYS_MODULE]", [ROOT]),
        ("cap_add: [DAC_READ_SEARCH]", [ROOT]),
        ("cap_add: [BPF]", [MAYBE]),
        ("cap_add: [SYS_PTRACE]", [WIDER]),
        ("cap_add: [SYS_PTRACE]\npid: host", [ROOT, WIDER]),
        ("cap_add: [NET_ADMIN]", [WIDER]),
        ("cap_add: [CHOWN]", []),
        ("pid: host", [WIDER]),
        ("pid: 'container:x'", [("CG422", "possible")]),
        ("pid: 'container:x'\ncap_add: [SYS_PTRACE]", [MAYBE, ("CG422", "possible")]),
        ("ipc: host", [WIDER]),
        ("network_mode: host", [WIDER]),
        ("userns_mode: host", [WIDER]),
        ("uts: host", [WIDER]),
        ("cgroup: host", [WIDER]),
        ("network_mode: bridge", []),
        ("security_opt: ['seccomp=unconfined']", [WIDER]),
        ("security_opt: ['apparmor:unconfined']", [WIDER]),
        ("security_opt: ['label:disable']", [WIDER]),
        ("security_opt: ['systempaths=unconfined']", [ROOT]),
        ("security_opt: ['no-new-privileges:true']", []),
        ("devices: ['/dev/sda']", [ROOT]),
        ("devices: ['/dev:/dev']", [ROOT]),
        ("devices: ['/dev/fuse']", [WIDER]),
        ("devices: ['/dev/null']", []),
        ("device_cgroup_rules: ['b *:* rmw']", [ROOT]),
        ("device_cgroup_rules: ['c 189:* rmw']", [WIDER]),
        ("gpus: all", [WIDER]),
        ("gpus: [{driver: nvidia, count: 1}]", [WIDER]),
        ("deploy: {resources: {reservations: {devices: [{capabilities: [gpu]}]}}}", [WIDER]),
        ("runtime: nvidia", [("CG422", "possible")]),
        ("runtime: runc", []),
        ("runtime: io.containerd.runc.v2", []),
        ("volumes: ['/proc/1/root/etc:/e']", [ROOT]),
        ("volumes: ['/proc/1/root/usr/share:/e:ro']", []),
        ("volumes: ['/etc:/host/etc']", [ROOT]),
        ("volumes: ['/etc:/host/etc:ro']", []),
        ("volumes: ['/etc/localtime:/etc/localtime']", []),
        ("volumes: ['/var/lib/docker:/d']", [ROOT]),
        ("volumes: ['/sys:/host/sys']", [MAYBE]),
        ("build: {context: ., privileged: true}", [ROOT]),
        ("build: {context: ., entitlements: [security.insecure]}", [ROOT]),
        ("build: {context: ., entitlements: [network.host]}", [WIDER]),
        ("post_start: [{command: x, privileged: true}]", [ROOT]),
    ],
)
def test_grade(machine: Machine, lines: str, expected: list[tuple[str, str]]) -> None:
    assert graded(service(machine, lines)) == expected


def test_the_root_of_the_vm_holds_the_socket_too(machine: Machine) -> None:
    assert graded(service(machine, "volumes: ['/:/host:ro']")) == [("CG420", "sure"), ROOT]


def test_the_root_of_the_vm_by_one_of_its_processes(machine: Machine) -> None:
    socket, found = service(machine, "volumes: ['/proc/1/root:/host:ro']")
    assert (socket["id"], found["id"]) == ("CG420", "CG421")
    assert found["message"] == "it is given the root of the machine's file system, by /proc/1/root"


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ('"runArgs": ["--gpus", "all"]', [WIDER]),
        ('"runArgs": ["--runtime=sysbox-runc"]', [("CG422", "possible")]),
        ('"runArgs": ["--runtime", "runc"]', []),
        ('"runArgs": "--privileged"', [("CG422", "possible")]),
        ('"runArgs": {"0": "--privileged"}', [("CG422", "possible")]),
        ('"runArgs": ["--mount", "type=bind,source=data,target=/d"]', [("CG427", "possible")]),
        ('"mounts": ["type=bind,source=~/data,target=/d"]', [("CG427", "possible")]),
        ('"mounts": ["type=bind,source=./data,target=/d"]', []),
    ],
)
def test_grade_of_what_docker_run_is_asked_for(
    machine: Machine, properties: str, expected: list[tuple[str, str]]
) -> None:
    assert graded(devcontainer(machine, f'{{"image": "x", {properties}}}')) == expected


def test_a_service_that_enters_the_namespace_of_another(machine: Machine) -> None:
    more = "  other:\n    image: x\n    pid: host\n"
    found = service(machine, "pid: 'service:other'\ncap_add: [SYS_PTRACE]", more=more)
    assert [(one["id"], one["subject"]) for one in found] == [
        ("CG421", "app"),
        ("CG422", "app"),
        ("CG422", "other"),
        ("CG422", "app"),
    ]


def test_arguments_of_a_devcontainer(machine: Machine) -> None:
    text = '{"image": "x", "runArgs": ["--privileged", "--cap-add=SYS_ADMIN", "--pid", "host"]}'
    assert graded(devcontainer(machine, text)) == [ROOT, ROOT, WIDER]


def test_a_feature_that_runs_an_engine(machine: Machine) -> None:
    feature = "ghcr.io/devcontainers/features/docker-in-docker:2"
    found = devcontainer(machine, f'{{"image": "x", "features": {{"{feature}": {{}}}}}}')
    assert ROOT in graded(found)
