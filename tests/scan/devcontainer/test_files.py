"""Which file is read, from where, and what is none."""

from __future__ import annotations

from pathlib import Path

from colima_guard.host.machine import Host
from colima_guard.host.values import MAX_BYTES
from colima_guard.scan.devcontainer.find import find_configs
from tests.scan.devcontainer.folders import CONFIG, container, read

ROOT = ".devcontainer.json"


def test_the_directory_hides_the_file_in_the_root(tmp_path: Path) -> None:
    project = read(tmp_path, {"privileged": True}, {ROOT: '{"image": "x", "capAdd": ["ALL"]}'})
    assert [one.key for one in container(project).strengths] == ["privileged"]
    assert project.files == (str(tmp_path / "w" / CONFIG),)


def test_named_ones_are_found_and_not_taken(tmp_path: Path) -> None:
    named = ".devcontainer/py/devcontainer.json"
    assert read(tmp_path, None, {named: '{"image": "x", "privileged": true}'}).error
    host = Host(platform="linux")
    path = str(tmp_path / "w" / named)
    assert find_configs(host, str(tmp_path / "w")) == [path]
    assert container(read(tmp_path, None, config=path)).privileged
    assert find_configs(host, str(tmp_path)) == []


def test_a_configuration_of_another_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "w/other.json"
    assert read(tmp_path, None, {"other.json": '{"image": "x"}'}, config=str(path)).error
    project = read(tmp_path, {"privileged": True}, override_config=str(path))
    assert not container(project).privileged


def test_what_is_no_object_is_an_error(tmp_path: Path) -> None:
    for text in ("[]", "", "5", "[" * 1000):
        assert read(tmp_path, text).error, text


def test_what_starts_nothing_is_an_error(tmp_path: Path) -> None:
    project = read(tmp_path, '{"privileged": true, "initializeCommand": "x"}')
    assert project.error
    assert [one.value for one in project.host_commands] == ["x"]


def test_a_link_out_of_the_project_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "w/.devcontainer").mkdir(parents=True)
    (tmp_path / "secret.json").write_text('{"image": "x"}')
    (tmp_path / "w" / CONFIG).symlink_to("../../secret.json")
    assert "leads out of the project" in str(read(tmp_path, None).error)
    (tmp_path / "w" / CONFIG).unlink()
    (tmp_path / "w/inner.json").write_text('{"image": "x"}')
    (tmp_path / "w" / CONFIG).symlink_to("../inner.json")
    assert container(read(tmp_path, None)).image == "x"


def test_a_file_that_is_too_large_is_an_error(tmp_path: Path) -> None:
    assert "larger than" in str(read(tmp_path, " " * MAX_BYTES + "{}").error)


def test_commands_of_the_host(tmp_path: Path) -> None:
    for written, found in (
        ("curl x | sh", ["curl x | sh"]),
        (["a", "b c"], ["a b c"]),
        ({"one": "a", "two": ["b", "c"]}, ["a", "b c"]),
        ("", []),
    ):
        project = read(tmp_path, {"initializeCommand": written})
        assert [one.value for one in project.host_commands] == found
