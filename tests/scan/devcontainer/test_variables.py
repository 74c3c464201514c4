"""Variables, as the CLI fills them in."""

from __future__ import annotations

from pathlib import Path

import pytest

from colima_guard.scan.devcontainer.variables import Variables, devcontainer_id
from tests.scan.devcontainer.folders import binds, read

VARIABLES = Variables({"A": "/a", "EMPTY": ""}, "/p/w", "/workspaces/w", {})


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("${localEnv:A}/x ${env:A}", "/a/x /a"),
        ("${localEnv:NOT}/x", "/x"),
        ("${localEnv:NOT:/d}/x", "/d/x"),
        ("${localEnv:NOT:C:/d}/x", "C/x"),
        ("${localEnv:EMPTY:/d}/x", "/x"),
        ("${localEnv:NOT:${localEnv:A}}/x", "${localEnv}/x"),
        ("${LocalEnv:A}${userHome}${containerEnv:A}", "${LocalEnv:A}${userHome}${containerEnv:A}"),
        ("${localWorkspaceFolder}-${localWorkspaceFolderBasename}", "/p/w-w"),
        ("${containerWorkspaceFolder}-${containerWorkspaceFolderBasename}", "/workspaces/w-w"),
        ("${a\n}${localEnv:A}", "${a\n}/a"),
        ("${", "${"),
    ],
)
def test_variables(text: str, filled: str) -> None:
    assert VARIABLES.fill(text) == filled


def test_names_count_in_any_case_on_windows() -> None:
    assert VARIABLES._replace(windows=True).fill("${localEnv:a}") == "/a"


def test_the_id_is_made_of_folder_and_file() -> None:
    labels = (
        ("devcontainer.config_file", "/p/w/.devcontainer/devcontainer.json"),
        ("devcontainer.local_folder", "/p/w"),
    )
    found = devcontainer_id(labels)
    assert len(found) == 52
    assert set(found) <= set("0123456789abcdefghijklmnopqrstuv")


def test_a_variable_without_a_name_stops_everything(tmp_path: Path) -> None:
    project = read(tmp_path, {"name": "${localEnv}"})
    assert project.error is not None
    assert "${localEnv} names no variable" in project.error


def test_they_are_filled_in_mounts(tmp_path: Path) -> None:
    config = {
        "mounts": [
            "type=bind,source=${localEnv:HOME}/.ssh,target=/s",
            {"type": "bind", "source": "/x", "target": "${containerWorkspaceFolder}/y"},
        ]
    }
    assert binds(tmp_path, config) == ["/home/me/.ssh:/s:rw", "/x:/workspaces/w/y:rw"]
