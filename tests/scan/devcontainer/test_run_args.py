"""``runArgs`` in every spelling, as docker's client takes them apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scan.devcontainer.folders import binds, container, doubts, read, strengths


@pytest.mark.parametrize(
    "words",
    [
        ["-v", "/a:/t"],
        ["-v=/a:/t"],
        ["-v/a:/t"],
        ["--volume", "/a:/t"],
        ["--volume=/a:/t"],
        ["-itv", "/a:/t"],
        ["-tiv=/a:/t"],
        ["--mount", "type=bind,source=/a,target=/t"],
        ["--mount=type=bind,source=/a,target=/t"],
        ["--label", "-v", "-v", "/a:/t"],
        ["--no-such-flag", "-v", "/a:/t"],
    ],
)
def test_binds(tmp_path: Path, words: list[str]) -> None:
    assert binds(tmp_path, {"runArgs": words}) == ["/a:/t:rw"]


@pytest.mark.parametrize(
    ("spec", "bind"),
    [
        ("/a:/t:ro,z", "/a:/t:ro"),
        ("/a:/t:rshared", "/a:/t:rw"),
        ("./a:/t", "@/w/a:/t:rw"),
        ("..:/t", "@:/t:rw"),
        ("//a/../b/:/t", "/b:/t:rw"),
        ("~/a:/t", "~/a:/t:rw"),
        ("C:\\a:/t", "C:\\a:/t:rw"),
    ],
)
def test_volumes(tmp_path: Path, spec: str, bind: str) -> None:
    assert binds(tmp_path, {"runArgs": ["-v", spec]}) == [bind]


@pytest.mark.parametrize(
    "words",
    [
        ["-v", "named:/t"],
        ["-v", "/only"],
        ["--tmpfs", "/t"],
        ["-l", "-v", "-p", "/a:/t"],
        ["--", "-v", "/a:/t"],
        ["image", "-v", "/a:/t"],
        ["-", "-v", "/a:/t"],
    ],
)
def test_no_binds(tmp_path: Path, words: list[str]) -> None:
    assert binds(tmp_path, {"runArgs": words}) == []


@pytest.mark.parametrize("spec", [" /a:/t", "/a:/t:ro:x", "/a:/t:readonly", "/a::/t", ""])
def test_what_the_engine_refuses_is_unknown(tmp_path: Path, spec: str) -> None:
    assert doubts(tmp_path, {"runArgs": ["-v", spec]})


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["--privileged"], ["privileged=true"]),
        (["--privileged=T"], ["privileged=true"]),
        (["--privileged=false"], []),
        (["--privileged", "--privileged=false"], []),
        (["--label", "--privileged"], []),
        (["--cap-add=ALL", "--cap-add", "SYS_ADMIN"], ["cap_add=ALL", "cap_add=SYS_ADMIN"]),
        (["--security-opt", "seccomp=unconfined"], ["security_opt=seccomp=unconfined"]),
        (["--pid", "x", "--pid=host"], ["pid=host"]),
        (
            ["--ipc=host", "--uts", "host", "--userns=host", "--cgroupns", "host"],
            ["ipc=host", "uts=host", "userns_mode=host", "cgroup=host"],
        ),
        (["--net", "host"], ["network_mode=host"]),
        (["--network=name=host,alias=x"], ["network_mode=host"]),
        (["--device", "/dev/mem:/dev/mem"], ["devices=/dev/mem:/dev/mem"]),
        (["--device-cgroup-rule=b *:* rwm"], ["device_cgroup_rules=b *:* rwm"]),
        (["--runtime=x", "--gpus", "all"], ["runtime=x", "gpus=all"]),
    ],
)
def test_strengths(tmp_path: Path, words: list[str], found: list[str]) -> None:
    assert strengths(tmp_path, {"runArgs": words}) == found


def test_a_text_is_spread_into_letters(tmp_path: Path) -> None:
    assert strengths(tmp_path, {"runArgs": "--privileged"}) == ["runArgs=--privileged"]
    assert strengths(tmp_path, {"runArgs": {"a": "b"}}) == ["runArgs=an object"]
    assert strengths(tmp_path, {"runArgs": ""}) == strengths(tmp_path, {"runArgs": None}) == []


def test_volumes_of_others_are_unknown(tmp_path: Path) -> None:
    assert doubts(tmp_path, {"runArgs": ["--volumes-from=other:ro"]})


def test_the_api_socket(tmp_path: Path) -> None:
    assert container(read(tmp_path, {"runArgs": ["--use-api-socket"]})).uses_api_socket is True
    assert container(read(tmp_path, {})).uses_api_socket is False


def test_variables_that_lead_to_an_engine(tmp_path: Path) -> None:
    config = {
        "containerEnv": {"DOCKER_HOST": "tcp://a", "B": "c"},
        "runArgs": ["-e=DOCKER_CONTEXT=d", "--env-file", "e"],
    }
    service = container(read(tmp_path, config, {"e": "# x\nCONTAINER_HOST=f\nDOCKER_HOST\n"}))
    assert dict(service.environment) == {"DOCKER_HOST": "tcp://a", "DOCKER_CONTEXT": "d", "CONTAINER_HOST": "f"}
    passed = container(read(tmp_path, {"runArgs": ["-e", "DOCKER_HOST"]}, env={"DOCKER_HOST": "tcp://h"}))
    assert dict(passed.environment) == {"DOCKER_HOST": "tcp://h"}


def test_options_of_the_build(tmp_path: Path) -> None:
    build = {"dockerfile": "D", "options": ["--network=host", "--allow", "security.insecure", "--network=x"]}
    service = container(read(tmp_path, {"build": build}, {".devcontainer/D": "FROM y\n"}))
    assert [(one.key, one.value) for one in service.strengths] == [
        ("build.network", "host"),
        ("build.entitlements", "security.insecure"),
    ]
    assert service.image == "y"
