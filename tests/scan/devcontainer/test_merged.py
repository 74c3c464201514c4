"""Labels of images, Features and the file itself, put together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.scan.devcontainer.folders import binds, container, doubts, read, strengths

SOCKET = {"source": "/var/run/docker.sock", "target": "/var/run/docker-host.sock", "type": "bind"}
FEATURES = "ghcr.io/devcontainers/features"


def local(**properties: object) -> dict[str, str]:
    """The file of a local Feature."""
    return {".devcontainer/loc/devcontainer-feature.json": "// own\n" + json.dumps({"id": "other", **properties})}


def test_false_takes_nothing_back(tmp_path: Path) -> None:
    config = {"features": {"./loc": {}}, "privileged": False}
    assert container(read(tmp_path, config, local(privileged=True))).privileged
    assert strengths(tmp_path, {"privileged": "false"}) == ["privileged=true"]
    assert strengths(tmp_path, {"privileged": ""}) == []
    assert strengths(tmp_path, {"Privileged": True}) == []
    assert strengths(tmp_path, {"privileged": True, "runArgs": ["--privileged=false"]}) == ["privileged=true"]


def test_lists_are_joined(tmp_path: Path) -> None:
    label = json.dumps([{"capAdd": ["A"]}, {"capAdd": ["B", "A"], "securityOpt": "s"}])
    config = {"capAdd": "C", "securityOpt": ["s", "t"]}
    found = strengths(tmp_path, config, image_labels={"x": label})
    assert found == ["cap_add=A", "cap_add=B", "cap_add=C", "security_opt=s", "security_opt=t"]


def test_a_project_can_replace_the_mount_of_a_feature(tmp_path: Path) -> None:
    config = {"features": {"./loc": {}}, "mounts": ["type=bind,source=/mine,target=/var/run/docker-host.sock"]}
    assert binds(tmp_path, config, local(mounts=[SOCKET])) == ["/mine:/var/run/docker-host.sock:rw"]


def test_origin_and_place(tmp_path: Path) -> None:
    config = {"features": {"./loc": {}}, "image": "x"}
    label = json.dumps({"mounts": ["type=bind,source=${localEnv:HOME}/.aws,target=/a"]})
    service = container(read(tmp_path, config, local(mounts=[SOCKET]), image_labels={"x": label}))
    label_bind, feature_bind = service.binds[1:]
    assert (label_bind.source, label_bind.origin) == ("/home/me/.aws", "label")
    assert (feature_bind.source, feature_bind.origin) == ("/var/run/docker.sock", "feature")
    assert feature_bind.where.file.endswith("loc/devcontainer-feature.json")
    assert feature_bind.where.line == 2


@pytest.mark.parametrize("label", ["{not json", "5", '"text"', "[1, null]", "", "[" * 5000])
def test_a_label_that_is_none(tmp_path: Path, label: str) -> None:
    assert strengths(tmp_path, {}, image_labels={"x": label}) == []


def test_what_a_feature_may_not_ask_for(tmp_path: Path) -> None:
    feature = local(runArgs=["--privileged"], initializeCommand="x", workspaceMount="type=bind,source=/,target=/")
    project = read(tmp_path, {"features": {"./loc": {}}}, feature)
    assert container(project).strengths == ()
    assert project.host_commands == ()


def test_a_feature_brings_others(tmp_path: Path) -> None:
    files = local(dependsOn={"./two": {}, f"{FEATURES}/docker-in-docker:2": {}})
    files[".devcontainer/two/devcontainer-feature.json"] = json.dumps({"capAdd": ["X"], "dependsOn": {"./loc": {}}})
    service = container(read(tmp_path, {"features": {"./loc": {}}}, files))
    assert service.privileged
    assert ("cap_add", "X") in [(one.key, one.value) for one in service.strengths]


@pytest.mark.parametrize(
    "name",
    [
        "docker-outside-of-docker",
        "docker-outside-of-docker:1",
        "DOCKER-outside-of-docker:1.0.9",
        "docker-from-docker@sha256:00",
    ],
)
def test_features_with_the_socket(tmp_path: Path, name: str) -> None:
    assert binds(tmp_path, {"features": {f"{FEATURES}/{name}": {}}}) == [
        "/var/run/docker.sock:/var/run/docker-host.sock:rw"
    ]


def test_known_features(tmp_path: Path) -> None:
    assert strengths(tmp_path, {"features": {f"{FEATURES}/docker-in-docker:2": {}}}) == ["privileged=true"]
    assert strengths(tmp_path, {"features": {"ghcr.io/devcontainers-contrib/features/localstack:2": {}}}) == [
        "privileged=true"
    ]
    assert strengths(tmp_path, {"features": {"ghcr.io/devcontainers-extra/features/localstack:2.0.18": {}}}) == []
    assert strengths(tmp_path, {"features": {"golang": "latest"}}) == [
        "cap_add=SYS_PTRACE",
        "security_opt=seccomp=unconfined",
    ]
    assert strengths(tmp_path, {"features": {f"{FEATURES}/node:1": {}}}) == []
    assert doubts(tmp_path, {"features": {f"{FEATURES}/node:1": {}}}) == []
    assert binds(tmp_path, {"features": {"docker-from-docker": "latest"}}) == [
        "/var/run/docker.sock:/var/run/docker-host.sock:rw"
    ]


@pytest.mark.parametrize(
    "name",
    [
        "ghcr.io/a/b/c:1",
        f"{FEATURES}/node:99",
        "https://x/devcontainer-feature-y.tgz",
        "what",
        "/srv/x",
        "../x",
        "./missing",
        "./empty",
    ],
)
def test_unknown_features(tmp_path: Path, name: str) -> None:
    assert doubts(tmp_path, {"features": {name: {}}}, {".devcontainer/empty/devcontainer-feature.json": "5"})


def test_a_local_feature_of_a_file_in_the_root_is_refused(tmp_path: Path) -> None:
    files = {".devcontainer.json": '{"image": "x", "features": {"./loc": {}}}', "loc/devcontainer-feature.json": "{}"}
    assert doubts(tmp_path, None, files)


def test_what_gives_nothing(tmp_path: Path) -> None:
    config = {"extends": "./base.json", "customizations": {"vscode": {"privileged": True}}, "<<": {"privileged": True}}
    assert strengths(tmp_path, config, files={".devcontainer/base.json": '{"privileged": true}'}) == []


def test_the_label_of_a_base_image(tmp_path: Path) -> None:
    dockerfile = (
        "ARG BASE=a\nFROM --platform=linux/x ${BASE:-b} AS one\nRUN x\nFROM one\nLABEL devcontainer.metadata='[]'\n"
    )
    config = {"build": {"dockerfile": "D", "args": {"BASE": "${localEnv:IMAGE}"}}}
    label = {"img:1": json.dumps({"privileged": True})}
    service = container(
        read(tmp_path, config, {".devcontainer/D": dockerfile}, image_labels=label, env={"IMAGE": "img:1"})
    )
    assert service.image == "img:1"
    assert service.privileged


def test_a_missing_dockerfile_is_unknown(tmp_path: Path) -> None:
    assert doubts(tmp_path, {"dockerFile": "nope", "privileged": True})


def test_images_made_of_themselves(tmp_path: Path) -> None:
    loop = "ARG a=${b}${b}\nARG b=${a}${a}\n" * 50 + "FROM $b\n"
    assert doubts(tmp_path, {"dockerFile": "D"}, {".devcontainer/D": loop})
