"""What a scan runs nothing of: the trees that are looked at, their repositories, and what docker takes from there."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.conftest import Machine

APP = "services:\n  app:\n    image: x\n"
RAN = "/ran"


def script(machine: Machine) -> str:
    """A program that leaves a trace."""
    return f"#!/bin/sh\necho \"$0 $*\" >> {machine.home}{RAN}\necho '{{}}'\n"


def ran(machine: Machine) -> list[str]:
    trace = Path(f"{machine.home}{RAN}")
    return trace.read_text().splitlines() if trace.exists() else []


def on_path(machine: Machine, *directories: str) -> None:
    machine.environ["PATH"] = os.pathsep.join(f"{machine.home}/{one}" for one in directories)


@pytest.fixture
def project(machine: Machine) -> Machine:
    machine.linux()
    machine.write("r/p/compose.yaml", APP)
    return machine


@pytest.mark.parametrize("name", ["docker", "docker-compose"])
@pytest.mark.parametrize(
    ("planted", "scanned", "repositories"),
    [
        ("r/p/bin", "r/p", []),
        ("r/bin", "r", []),
        ("r/bin", "r/p", ["r"]),
        ("r/other/bin", "r/p", ["r"]),
        ("r/bin", "r/p/compose.yaml", ["r", "r/p"]),
    ],
)
def test_a_program_of_the_tree_is_not_run(
    project: Machine, name: str, planted: str, scanned: str, repositories: list[str]
) -> None:
    project.mkdir(*(f"{one}/.git" for one in repositories))
    project.write(f"{planted}/{name}", script(project), 0o755)
    on_path(project, planted)
    done = project.run("scan", scanned, "--deep")
    assert (done.code, f"{planted}/{name} lies in what is scanned" in done.err.replace("\n", "")) == (2, True), done.err
    assert ran(project) == []


def test_a_link_in_the_tree_to_a_program_is_not_run(project: Machine) -> None:
    """Who can write the link says what it leads to."""
    project.write("tools/docker", script(project), 0o755)
    project.mkdir("r/bin")
    (project.home / "r/bin/docker").symlink_to("../../tools/docker")
    on_path(project, "r/bin")
    assert project.run("scan", "r", "--deep").code == 2
    assert ran(project) == []


def test_the_next_one_on_path_is_run_without_the_tree_on_its_path(project: Machine) -> None:
    project.write("r/bin/docker", script(project), 0o755)
    project.write("tools/docker", f"{script(project)}echo $PATH >> {project.home}{RAN}\n", 0o755)
    on_path(project, "r/bin", "tools")
    project.environ["PATH"] += f"{os.pathsep}bin{os.pathsep}"  # what is relative would be the project's own
    assert project.run("scan", "r", "--deep").code == 0
    assert all("r/bin" not in line for line in ran(project))
    assert f"{project.home}/tools" in ran(project)


def test_a_relative_path_means_the_working_directory_and_not_the_project(
    project: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write("r/p/bin/docker", script(project), 0o755)
    project.write("tools/bin/docker", script(project), 0o755)
    project.cwd = str(project.home / "tools")
    monkeypatch.chdir(project.cwd)
    project.environ["PATH"] = "bin"
    assert project.run("scan", str(project.home / "r/p"), "--deep").code == 0
    assert {line.split()[0] for line in ran(project)} == {f"{project.home}/tools/bin/docker"}


def test_without_deep_nothing_of_the_tree_is_run_either(project: Machine) -> None:
    """A scan asks VM programs for their release, and engines by their clients."""
    for name in ("colima", "limactl", "docker", "podman", "multipass"):
        project.write(f"r/bin/{name}", script(project), 0o755)
    project.write("r/p/compose.yaml", f"{APP}    privileged: true\n")
    project.mkdir(".colima/default")
    on_path(project, "r/bin")
    assert project.run("scan", "r").code == 0
    project.run("scan", "r", "--engine")
    project.run("scan", "r", "--suggest")
    assert ran(project) == []
    project.run("scan", "r/p")
    assert ran(project) != []


def test_of_a_home_it_is_the_projects(project: Machine) -> None:
    """A user's own programs lie there."""
    project.mkdir(".git")
    project.write(".local/bin/docker", script(project), 0o755)
    project.write("r/p/bin/docker", script(project), 0o755)
    on_path(project, "r/p/bin", ".local/bin")
    assert project.run("scan", ".", "--deep").code == 0
    assert {line.split()[0] for line in ran(project)} == {f"{project.home}/.local/bin/docker"}


@pytest.fixture
def with_docker(project: Machine) -> Machine:
    project.write("tools/docker", script(project), 0o755)
    on_path(project, "tools")
    return project


def refused(machine: Machine, why: str) -> None:
    done = machine.run("scan", "r", "--deep")
    assert done.code == 2 and why in done.err and "set DOCKER_CONFIG" in done.err, done.err
    assert ran(machine) == []


def test_plugins_of_ones_own_are_run(with_docker: Machine) -> None:
    with_docker.write(".docker/cli-plugins/docker-compose", "", 0o755)
    with_docker.write(".docker/config.json", json.dumps({"cliPluginsExtraDirs": [f"{with_docker.home}/tools"]}))
    assert with_docker.run("scan", "r", "--deep").code == 0
    assert ran(with_docker) != []


@pytest.mark.parametrize("link", [".docker", ".docker/cli-plugins", ".docker/config.json"])
def test_what_docker_takes_is_a_link_into_the_tree(with_docker: Machine, link: str) -> None:
    with_docker.write("r/x/cli-plugins/docker-compose", script(with_docker), 0o755)
    path = with_docker.home / link
    path.parent.mkdir(exist_ok=True)
    path.symlink_to(with_docker.home / "r/x")
    refused(with_docker, f"~/{link} lies in what is scanned")


def test_a_plugin_is_a_link_into_the_tree(with_docker: Machine) -> None:
    with_docker.write("r/x", script(with_docker), 0o755)
    with_docker.mkdir(".docker/cli-plugins")
    (with_docker.home / ".docker/cli-plugins/docker-compose").symlink_to(with_docker.home / "r/x")
    refused(with_docker, "~/.docker/cli-plugins/docker-compose lies in what is scanned")


def test_dockers_settings_lie_in_the_tree(with_docker: Machine) -> None:
    with_docker.environ["DOCKER_CONFIG"] = f"{with_docker.home}/r/p/.docker"
    refused(with_docker, "~/r/p/.docker lies in what is scanned")
    with_docker.environ["DOCKER_CONFIG"] = ".docker"
    refused(with_docker, ".docker is relative, and lies in each project")


@pytest.mark.parametrize("key", ["cliPluginsExtraDirs", "CLIPLUGINSEXTRADIRS"])
def test_settings_name_a_directory_of_plugins_in_the_tree(with_docker: Machine, key: str) -> None:
    with_docker.write(".docker/config.json", json.dumps({key: ["/nowhere", f"{with_docker.home}/r/p"]}))
    refused(with_docker, "~/r/p lies in what is scanned")


@pytest.mark.parametrize("text", ["{", "[]", '{"cliPluginsExtraDirs": ["plugins"]}'])
def test_settings_by_which_it_cannot_be_told(with_docker: Machine, text: str) -> None:
    with_docker.write(".docker/config.json", text)
    done = with_docker.run("scan", "r", "--deep")
    assert done.code == 2 and "Traceback" not in done.err
    assert ran(with_docker) == []


def test_without_deep_dockers_settings_do_not_matter(with_docker: Machine) -> None:
    with_docker.environ["DOCKER_CONFIG"] = f"{with_docker.home}/r/p/.docker"
    assert with_docker.run("scan", "r").code == 0
