"""Which projects lie below a directory, and what is left out."""

from __future__ import annotations

import os
import time

import pytest

from colima_guard.errors import UsageError
from colima_guard.host.values import Child, Platform
from colima_guard.scan import walk as module
from colima_guard.scan.found import Found
from colima_guard.scan.walk import walk
from colima_guard.scan.walked import Walked
from tests.conftest import Machine

PLATFORMS: tuple[Platform, ...] = ("macos", "linux")
APP = "services:\n  app:\n    image: x\n"
OTHER = "services:\n  other:\n    image: y\n"


def walked(machine: Machine, *roots: str) -> Walked:
    return walk(machine.host(), [str(machine.home / root) for root in roots or ("w",)])


def projects(machine: Machine, *roots: str) -> list[tuple[str, ...]]:
    """Each project: its kind, and its files below the root."""
    top = str(machine.home / "w")
    return [
        (project.kind, *(os.path.relpath(file, top) for file in project.files))
        for project in walked(machine, *roots).projects
    ]


def left_out(machine: Machine) -> list[tuple[str, str, bool]]:
    top = str(machine.home / "w")
    return [(os.path.relpath(path, top), why, unknown) for path, why, unknown in walked(machine).left_out]


@pytest.mark.parametrize("name", ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"])
def test_a_project_by_each_name(machine: Machine, name: str) -> None:
    machine.write(f"w/a/b/{name}", APP)
    assert projects(machine) == [("compose", f"a/b/{name}")]


@pytest.mark.parametrize("name", ["Compose.yaml", "Docker-Compose.YML", "compose.Override.yaml", ".DevContainer.json"])
@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_name_in_capitals_is_one_where_case_does_not_count(machine: Machine, name: str, platform: Platform) -> None:
    """A disk of Linux stands for a Mac's: the file has the name by which it is opened, and is listed by the other."""
    machine.platform = platform
    machine.write(f"w/{name.lower()}", "{}" if name.endswith("json") else APP)
    found = Found(machine.host())
    assert not list(found.directory(str(machine.home / "w"), [Child(name, "file")], lambda: None))
    files = [os.path.basename(file) for project, _ in found.projects.values() for file in project.files]
    assert files == ([] if platform == "linux" else [name.lower()])


def test_a_name_in_capitals_is_none_on_a_disk_that_tells_cases_apart(machine: Machine) -> None:
    machine.platform = "macos"
    machine.write("w/Compose.yaml", "{")
    assert walked(machine) == Walked((), (), (), 1)


def test_an_override_belongs_to_it(machine: Machine) -> None:
    machine.write("w/compose.yaml", APP)
    machine.write("w/compose.override.yaml", APP)
    assert projects(machine) == [("compose", "compose.yaml", "compose.override.yaml")]


def test_further_compose_files(machine: Machine) -> None:
    machine.write("w/docker-compose.yml", APP)
    machine.write("w/docker-compose.test.yml", OTHER)
    machine.write("w/docker-compose.prod.yml", "services:\n  app:\n    privileged: true\n")
    assert projects(machine) == [
        ("compose", "docker-compose.yml"),
        ("compose", "docker-compose.yml", "docker-compose.prod.yml"),
        ("compose", "docker-compose.test.yml"),
    ]


def test_a_file_that_another_one_names_is_no_project_of_its_own(machine: Machine) -> None:
    machine.write("w/compose.yaml", "include: [compose.db.yaml]\n" + APP)
    machine.write("w/compose.db.yaml", OTHER)
    assert projects(machine) == [("compose", "compose.yaml", "compose.db.yaml")]


def test_files_that_a_dotenv_names(machine: Machine) -> None:
    machine.write("w/.env", "COMPOSE_FILE=stack/x.yml\n")
    machine.write("w/stack/x.yml", APP)
    assert projects(machine) == [("compose", ".env", "stack/x.yml")]


def test_variables_of_the_shell_that_name_another_project_do_not_count(machine: Machine) -> None:
    machine.write("w/compose.yaml", APP)
    machine.environ["COMPOSE_FILE"] = "/elsewhere.yaml"
    assert projects(machine) == [("compose", "compose.yaml")]


def test_every_devcontainer(machine: Machine) -> None:
    for name in (".devcontainer/devcontainer.json", ".devcontainer/b/devcontainer.json", "c/.devcontainer.json"):
        machine.write(f"w/{name}", '{"image": "x"}')
    assert projects(machine) == [
        ("devcontainer", ".devcontainer/devcontainer.json"),
        ("devcontainer", ".devcontainer/b/devcontainer.json"),
        ("devcontainer", "c/.devcontainer.json"),
    ]


def test_a_devcontainer_that_the_cli_passes_over(machine: Machine) -> None:
    machine.write("w/.devcontainer/devcontainer.json", '{"image": "x"}')
    machine.write("w/.devcontainer.json", '{"image": "y"}')
    assert projects(machine) == [
        ("devcontainer", ".devcontainer/devcontainer.json"),
        ("devcontainer", ".devcontainer.json"),
    ]


def test_a_devcontainer_that_is_only_taken_by_name(machine: Machine) -> None:
    machine.write("w/images/a/devcontainer.json", '{"image": "x"}')
    assert projects(machine) == [("devcontainer", "images/a/devcontainer.json")]


def test_the_directory_of_a_devcontainer_as_the_root(machine: Machine) -> None:
    machine.write("w/.devcontainer/devcontainer.json", '{"image": "x"}')
    (project,) = walked(machine, "w/.devcontainer").projects
    assert project.directory == str(machine.home / "w")


def test_a_directory_of_a_devcontainer_by_a_link(machine: Machine) -> None:
    machine.mkdir("w/.git")
    machine.write("w/shared/devcontainer.json", '{"image": "x"}')
    (machine.home / "w/.devcontainer").symlink_to("shared")
    assert projects(machine) == [
        ("devcontainer", ".devcontainer/devcontainer.json"),
        ("devcontainer", "shared/devcontainer.json"),
    ]


def test_more_files_than_anybody_has(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(9):
        machine.write(f"w/compose.{number}.yaml", APP)
    monkeypatch.setattr(module, "MAX_PROJECTS", 4)
    assert len(projects(machine)) == 4
    ((path, why, unknown),) = left_out(machine)
    assert (path, unknown) == (".", True) and why.endswith("compose.4.yaml, and what comes after it")


def test_a_long_walk_says_how_far_it_has_come(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.mkdir("w/a", "w/b")
    monkeypatch.setattr(module, "_PAUSE", 0)
    said: list[str] = []
    walk(machine.host(), [str(machine.home / "w")], say=said.append)
    assert said[-1] == f"3 directories, 0 projects: {machine.home}/w/b"


def test_vendored_trees_are_left_out_and_named(machine: Machine) -> None:
    for name in ("node_modules/x", "a/vendor/y", ".venv", ".git/modules/z"):
        machine.write(f"w/{name}/compose.yaml", APP)
    assert projects(machine) == []
    assert [path for path, _, unknown in left_out(machine) if not unknown] == [".venv", "node_modules", "a/vendor"]


def test_a_vendored_tree_that_is_named_is_looked_at(machine: Machine) -> None:
    machine.write("w/node_modules/compose.yaml", APP)
    assert projects(machine, "w/node_modules") == [("compose", "node_modules/compose.yaml")]


def test_what_git_ignores_is_left_out_and_named(machine: Machine) -> None:
    machine.mkdir("w/.git/info")
    machine.write("w/.gitignore", "/build/\n*.tmp\nkeep/*\n!keep/this\n")
    machine.write("w/.git/info/exclude", "mine\n")
    machine.write("w/a/.gitignore", "!x.tmp\n")
    for name in ("build", "b.tmp", "keep/this", "keep/that", "mine", "a/x.tmp", "a/build"):
        machine.write(f"w/{name}/compose.yaml", APP)
    assert sorted(file for _, file in projects(machine)) == [
        "a/build/compose.yaml",
        "a/x.tmp/compose.yaml",
        "keep/this/compose.yaml",
    ]
    assert sorted(path for path, why, _ in left_out(machine) if why == "ignored by git") == [
        "b.tmp",
        "build",
        "keep/that",
        "mine",
    ]


def test_rules_of_the_repository_hold_in_a_directory_of_it(machine: Machine) -> None:
    machine.mkdir("w/.git")
    machine.write("w/.gitignore", "out/\n")
    machine.write("w/a/out/compose.yaml", APP)
    assert projects(machine, "w/a") == []


def test_an_ignored_file_is_read_all_the_same(machine: Machine) -> None:
    """Compose reads it, too: an override of one's own is hardly ever in the repository."""
    machine.mkdir("w/.git")
    machine.write("w/.gitignore", "*.yaml\n")
    machine.write("w/compose.yaml", APP)
    assert projects(machine) == [("compose", "compose.yaml")]


@pytest.mark.parametrize(
    "rules",
    [
        "*a" * 40 + "b",
        "*a*a*a*a*a*b",
        "*a*ab\n" * 2000,
        "**/a/" * 4 + "b",
        "[",
        "\\",
        "!" + "*" * 50,
        "a" * 70_000,
        "**/" * 30 + "x",
        "\ud800",
    ],
)
def test_rules_that_are_made_to_hang_or_break(machine: Machine, rules: str) -> None:
    machine.mkdir("w/.git")
    machine.write("w/.gitignore", rules.encode("utf-8", "surrogatepass"))
    machine.write(f"w/{'a' * 200}/compose.yaml", APP)
    begun = time.monotonic()
    assert len(projects(machine)) == 1
    assert time.monotonic() - begun < 5


def test_links_to_directories_are_not_followed(machine: Machine) -> None:
    machine.write("elsewhere/compose.yaml", APP)
    machine.mkdir("w/a")
    (machine.home / "w/out").symlink_to(machine.home / "elsewhere")
    (machine.home / "w/a/loop").symlink_to(machine.home / "w")
    assert projects(machine) == []
    assert left_out(machine) == [
        ("out", "a link to a directory", False),
        ("a/loop", "a link to a directory", False),
    ]


def test_a_link_out_of_the_root_is_not_read(machine: Machine) -> None:
    machine.write("elsewhere/x.yaml", APP)
    machine.mkdir("w")
    (machine.home / "w/compose.yaml").symlink_to(machine.home / "elsewhere/x.yaml")
    (project,) = walked(machine).projects
    assert project.services == () and "leads out of the project" in str(project.error)


def test_limits(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.write("w/a/b/c/compose.yaml", APP)
    monkeypatch.setattr(module, "MAX_DEPTH", 2)
    assert left_out(machine) == [("a/b/c", "more than 2 directories deep", True)]
    monkeypatch.setattr(module, "MAX_DIRECTORIES", 1)
    (one,) = left_out(machine)
    assert one[2] and "more than 1 directories" in one[1]


def test_where_the_time_is_over_the_rest_is_named(machine: Machine) -> None:
    machine.write("w/a/compose.yaml", APP)
    done = walk(machine.host(), [str(machine.home / "w")], is_over=lambda: True)
    assert done.projects == () and [one.unknown for one in done.left_out] == [True]


def test_a_directory_that_may_not_be_read(machine: Machine) -> None:
    from tests.machines import permissions

    machine.write("w/a/compose.yaml", APP)
    (machine.home / "w/a").chmod(0)
    try:
        with permissions.held_to():
            ((path, _, unknown),) = left_out(machine)
    finally:
        (machine.home / "w/a").chmod(0o755)
    assert (path, unknown) == ("a", True)


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("w/x.yml", APP, "compose"),
        ("w/x.json", '{"services": {"app": {"image": "x"}}}', "compose"),
        ("w/x.json", '{"image": "x", // a comment\n}', "devcontainer"),
        ("w/.devcontainer.json", '{"image": "x"}', "devcontainer"),
    ],
)
def test_a_file_is_what_it_holds(machine: Machine, name: str, text: str, kind: str) -> None:
    file = str(machine.write(name, text))
    (project,) = walked(machine, name).projects
    assert (project.kind, project.files, len(project.services)) == (kind, (file,), 1)


def test_the_first_file_of_a_project_comes_with_its_override(machine: Machine) -> None:
    machine.write("w/compose.yaml", APP)
    machine.write("w/compose.override.yaml", APP)
    assert projects(machine, "w/compose.yaml") == [("compose", "compose.yaml", "compose.override.yaml")]
    assert projects(machine, "w/compose.override.yaml") == [("compose", "compose.override.yaml")]


def test_nothing_lies_there(machine: Machine) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        walked(machine, "w")


def test_a_mistake_of_ours_stops_one_project_alone(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.write("w/a/.devcontainer.json", '{"image": "x"}')
    machine.write("w/compose.yaml", APP)

    def mistaken(*_: object, **__: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr("colima_guard.scan.devcontainer.reader.read_devcontainer", mistaken)
    done = machine.run("scan", "w")
    assert done.code == 70
    assert "1 Compose project and 1 devcontainer" in done.out and "a bug in colima-guard: ZeroDivisionError" in done.out
