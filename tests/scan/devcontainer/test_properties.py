"""Whatever a devcontainer.json holds, it is read, and what is plainly there is found."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from colima_guard.scan.devcontainer.jsonc import parse
from tests.scan.devcontainer.folders import read
from tests.scan.devcontainer.test_jsonc import plain

SCALARS = st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.text(max_size=8)
KEYS = st.text(max_size=8).filter(lambda key: key != "__proto__")
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3))
PROPERTIES = st.sampled_from(
    (
        *("image", "build", "dockerFile", "dockerComposeFile", "service", "mounts", "runArgs", "workspaceMount"),
        *("workspaceFolder", "features", "containerEnv", "privileged", "capAdd", "securityOpt", "initializeCommand"),
    )
)
WORDS = st.sampled_from(
    ("-v", "-itv", "--mount", "--privileged", "--", "-", "--net", "/a:/b", "x", "", "-e", "--bogus")
)


@given(VALUES)
def test_json_is_read_as_json(value: Any) -> None:
    text = json.dumps(value)
    assert plain(parse(text)) == value
    assert plain(parse(f"// a\n{text} /* b */ c")) == value


@given(st.text(alphabet='{}[]:,"\\/*\n abtruefalsn019-.$', max_size=40))
def test_any_text_is_read(text: str) -> None:
    parse(text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(config=st.dictionaries(PROPERTIES, VALUES, max_size=6))
def test_any_configuration_is_read(tmp_path_factory: pytest.TempPathFactory, config: dict[str, Any]) -> None:
    read(tmp_path_factory.mktemp("any"), config)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(before=st.lists(WORDS, max_size=4), others=st.lists(VALUES, max_size=3))
def test_what_is_mounted_is_found(
    tmp_path_factory: pytest.TempPathFactory, before: list[str], others: list[Any]
) -> None:
    mount = "type=bind,source=/var/run/docker.sock,target=/own"
    config = {"mounts": [*others, mount], "runArgs": before, "privileged": True}
    project = read(tmp_path_factory.mktemp("found"), config)
    assert project.error is None
    (service,) = project.services
    assert service.privileged
    assert "/var/run/docker.sock" in [bind.source for bind in service.binds]
