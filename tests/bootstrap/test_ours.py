"""The hooks and the action that other repositories name: what they run, on repositories of other people."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.bootstrap.conftest import ROOT, Place, needs

HOLDS_THE_SOCKET = "services: {runner: {image: x, volumes: ['/var/run/docker.sock:/var/run/docker.sock']}}\n"
HOLDS_NOTHING = "services: {web: {image: x, volumes: ['./src:/src']}}\n"


@pytest.fixture
def repository(place: Place) -> Path:
    git = needs("git")
    place.environ |= {f"GIT_{who}_{what}": "me@here" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    repository = place.top / "theirs"
    assert place.run(git, "init", "--quiet", str(repository)).returncode == 0
    return repository


class TestHooks:
    @pytest.fixture(autouse=True)
    def installed(self, place: Place, repository: Path) -> None:
        """The hooks as they are published, but that what they run is there already."""
        hook = needs("pre-commit")
        place.environ |= {
            "PATH": f"{place.environ['PATH']}:{Path(hook).parent}",
            "PRE_COMMIT_HOME": str(place.top / "pc"),
        }
        hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
        assert {one["language"] for one in hooks} == {"python"}
        local = [{**one, "language": "system"} for one in hooks if one["id"] == "colima-guard-scan"]
        text = json.dumps({"repos": [{"repo": "local", "hooks": local}]})
        (repository / ".pre-commit-config.yaml").write_text(text, encoding="utf-8")

    def test_they_are_as_pre_commit_takes_them(self, place: Place) -> None:
        done = place.run("pre-commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml"))
        assert (done.returncode, done.stdout) == (0, "")

    def run(self, place: Place, repository: Path) -> subprocess.CompletedProcess[str]:
        script = f"cd '{repository}' && git add . && pre-commit run --all-files"
        return place.run("sh", "-c", script)

    @pytest.mark.parametrize(
        "name",
        ["compose.yaml", "deploy/docker-compose.override.yml", ".devcontainer/a/devcontainer.json", "web/.env"],
    )
    def test_they_run_for_what_makes_a_project(self, place: Place, repository: Path, name: str) -> None:
        file = repository / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("", encoding="utf-8")
        (repository / "other.yaml").write_text(HOLDS_THE_SOCKET, encoding="utf-8")
        assert "no files to check" not in self.run(place, repository).stdout

    def test_they_fail_for_a_socket(self, place: Place, repository: Path) -> None:
        (repository / "compose.yaml").write_text(HOLDS_THE_SOCKET, encoding="utf-8")
        done = self.run(place, repository)
        assert done.returncode == 1
        assert "CG420" in done.stdout
        (repository / "compose.yaml").write_text(HOLDS_NOTHING, encoding="utf-8")
        done = self.run(place, repository)
        assert done.returncode == 0, done.stdout

    def test_a_repository_without_projects_is_left_alone(self, place: Place, repository: Path) -> None:
        (repository / "README.md").write_text("# Theirs\n", encoding="utf-8")
        done = self.run(place, repository)
        assert (done.returncode, "no files to check" in done.stdout) == (0, True), done.stdout


class TestAction:
    def run(self, place: Place, repository: Path, **given: str) -> subprocess.CompletedProcess[str]:
        """What the action runs once colima-guard is installed."""
        needs("bash")
        action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
        inputs = {name: one["default"] for name, one in action["inputs"].items()} | given
        step = action["runs"]["steps"][-1]
        env = {key: inputs[value.split("inputs.")[1].split(" ")[0]] for key, value in step["env"].items()}
        script = f"cd '{repository}'\n{step['run']}"
        temporary = place.top / "temporary"
        temporary.mkdir(exist_ok=True)
        return place.run("bash", "-c", script, GITHUB_WORKSPACE=str(repository), RUNNER_TEMP=str(temporary), **env)

    def test_it_fails_beside_the_line(self, place: Place, repository: Path) -> None:
        (repository / "compose.yaml").write_text(HOLDS_THE_SOCKET, encoding="utf-8")
        done = self.run(place, repository)
        assert done.returncode == 1, done.stderr
        assert done.stdout.startswith("::error file=compose.yaml,line=1,col=")

    def test_the_repository_is_what_is_allowed(self, place: Place, repository: Path) -> None:
        (repository / "compose.yaml").write_text(HOLDS_NOTHING, encoding="utf-8")
        assert self.run(place, repository).returncode == 0
        (repository / "compose.yaml").write_text(HOLDS_NOTHING.replace("./src", "../others"), encoding="utf-8")
        done = self.run(place, repository)
        assert done.returncode == 1
        assert done.stdout.startswith("::warning file=compose.yaml,line=1,col=") and "CG423" in done.stdout

    def test_it_can_go_on_and_write_sarif(self, place: Place, repository: Path) -> None:
        (repository / "compose.yaml").write_text(HOLDS_THE_SOCKET, encoding="utf-8")
        done = self.run(place, repository, fail="false", sarif="found.sarif")
        assert done.returncode == 0, done.stderr
        (run,) = json.loads((repository / "found.sarif").read_text(encoding="utf-8"))["runs"]
        assert [result["ruleId"] for result in run["results"]] == ["CG420"]

    def test_a_repository_without_projects_is_as_wanted(self, place: Place, repository: Path) -> None:
        done = self.run(place, repository)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr

    def test_its_inputs_are_values(self, place: Place, repository: Path) -> None:
        done = self.run(place, repository, path="$(touch pwned)'; touch pwned; '--yes")
        assert done.returncode == 2
        assert "does not exist" in done.stderr
        assert not list(place.top.rglob("pwned"))
