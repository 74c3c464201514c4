"""What runs when a stranger opens a pull request, and when a release is tagged: read and checked here, not run."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.docs.generate import ROOT

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
FORMS = sorted((GITHUB / "ISSUE_TEMPLATE").glob("[0-9]-*.yml"))
ACTION = ROOT / "action.yml"
FILES = [*sorted(GITHUB.rglob("*.yml")), ACTION, *sorted(ROOT.glob(".pre-commit-*.yaml"))]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def loaded(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)


def jobs(name: str) -> dict[str, Any]:
    found = loaded(GITHUB / "workflows" / name)["jobs"]
    assert isinstance(found, dict)
    return found


def each_job() -> list[Any]:
    return [pytest.param(job, id=f"{path.name}: {name}") for path in WORKFLOWS for name, job in jobs(path.name).items()]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_it_is_yaml_and_names_no_index(path: Path) -> None:
    """Trusted publishing needs no address of an index, and a build takes the index of whoever builds."""
    assert loaded(path)
    text = path.read_text(encoding="utf-8")
    assert set(re.findall(r"https?://([^/\s]+)", text)) <= {"github.com"}
    assert "index-url" not in text and "repository-url" not in text


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_by_a_commit(path: Path) -> None:
    """A tag can be moved to other code; the comment is what Dependabot and people read."""
    used = re.findall(r"^\s*(?:- )?uses: *(.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    steps = [step for job in loaded(path)["jobs"].values() for step in [job, *job.get("steps", ())]]
    assert len(used) == sum("uses" in step for step in steps) > 0
    assert [one for one in used if not one.startswith("./") and not PINNED.fullmatch(one)] == []


def test_an_action_has_one_commit_everywhere() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in WORKFLOWS)
    pins = set(re.findall(r"uses: ([\w./-]+)@(\w+ # \S+)", text))
    assert len({action for action, _ in pins}) == len(pins)


@pytest.mark.parametrize("job", each_job())
def test_a_job_may_do_what_it_says_and_ends(job: dict[str, Any]) -> None:
    assert "permissions" in job
    assert "uses" in job or int(job["timeout-minutes"]) <= 60
    for step in job.get("steps", ()):
        # what comes from outside is a value in the environment, never a part of the script
        assert "${{" not in step.get("run", "")
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] == "false"


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_nothing_may_be_done_by_default(path: Path) -> None:
    found = loaded(path)
    assert found["permissions"] == {}
    assert found["concurrency"]["group"]
    assert not {"pull_request_target", "workflow_run", "issue_comment"} & set(found["on"])


def test_only_a_release_and_the_site_may_write_or_sign() -> None:
    every = [found for path in WORKFLOWS for found in jobs(path.name).items()]
    may = {name: {right for right, how in job["permissions"].items() if how == "write"} for name, job in every}
    assert len(may) == len(every)
    assert {name: rights for name, rights in may.items() if rights} == {
        "attest": {"id-token", "attestations"},
        "publish": {"id-token"},
        "announce": {"contents"},
        "deploy": {"pages", "id-token"},
    }


def test_nothing_is_released_that_was_not_tested_and_attested() -> None:
    release = jobs("release.yml")
    assert release["ci"]["uses"] == "./.github/workflows/ci.yml"
    assert {"ci", "build"} <= set(release["attest"]["needs"])
    assert (release["publish"]["needs"], release["announce"]["needs"]) == ("attest", "publish")
    # no code of the repository runs where something is signed, published or written
    for job in (*(release[name] for name in ("attest", "publish", "announce")), jobs("pages.yml")["deploy"]):
        assert not any("checkout" in step.get("uses", "") for step in job["steps"])


def test_every_promised_python_is_tested_everywhere() -> None:
    matrix = jobs("ci.yml")["test"]["strategy"]["matrix"]
    assert matrix["system"] == ["ubuntu-latest", "macos-latest", "windows-latest"]
    promised = [one.rpartition(" ")[2] for one in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", one)]
    assert matrix["python"] == promised
    assert PROJECT["requires-python"] == f">={promised[0]}"
    first = int(promised[0].partition(".")[2])
    assert promised == [f"3.{first + number}" for number in range(len(promised))]


def test_one_check_stands_for_all() -> None:
    ci = jobs("ci.yml")
    assert set(ci["passed"]["needs"]) == set(ci) - {"passed"}


def test_linux_has_every_program_that_tests_use() -> None:
    """The list of .ci/run, so that nothing skips there."""
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    (programs,) = re.findall(r"for program in (.+); do", script)
    packages = {*programs.split(), *re.findall(r"missing\+=\(([a-z-]+)\)", script)} - {"python3", "python3-venv"}
    (step,) = (step for step in jobs("ci.yml")["test"]["steps"] if "apt-get" in step.get("run", ""))
    installed = set(step["run"].split())
    assert packages <= installed


def test_every_dependency_is_kept_up_but_not_at_once() -> None:
    updates = loaded(GITHUB / "dependabot.yml")["updates"]
    assert {one["package-ecosystem"] for one in updates} == {"github-actions", "pip"}
    assert all(int(one["cooldown"]["default-days"]) >= 7 for one in updates)


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_asks_once_for_each_thing(path: Path) -> None:
    form = loaded(path)
    assert {"name", "description", "body"} <= set(form)
    asked = [field["id"] for field in form["body"] if field["type"] != "markdown"]
    assert len(asked) == len(set(asked)) > 0
    assert all(field["attributes"]["label"] for field in form["body"] if field["type"] != "markdown")


def test_a_false_locked_comes_first() -> None:
    assert loaded(FORMS[0])["name"] == "A false LOCKED"


def test_holes_are_reported_in_private() -> None:
    address = f"{PROJECT['urls']['Homepage']}/security/advisories/new"
    for path in (ROOT / "SECURITY.md", FORMS[0], GITHUB / "ISSUE_TEMPLATE/config.yml"):
        assert address in path.read_text(encoding="utf-8"), path.name


def test_hooks_are_pinned_by_a_commit_or_our_own() -> None:
    for repo in loaded(ROOT / ".pre-commit-config.yaml")["repos"]:
        assert repo["repo"] == "local" or re.fullmatch(r"[0-9a-f]{40}", repo["rev"])


def test_zizmor_finds_nothing() -> None:
    """The one that came with the development tools, which knows all its rules without a network."""
    assert any(one.startswith("zizmor") for one in PROJECT["optional-dependencies"]["dev"])
    program = shutil.which("zizmor", path=str(Path(sys.executable).parent))
    assert program is not None, "zizmor is not beside this Python: make setup"
    found = checked(program, "--offline", "--no-progress", "--persona", "pedantic", str(GITHUB), str(ACTION))
    assert found.returncode == 0, found.stdout + found.stderr


def test_the_action_takes_what_it_is_given_as_values() -> None:
    """What a workflow hands over, such as a path of a pull request, is never a part of the script."""
    action = loaded(ACTION)
    assert action["runs"]["using"] == "composite"
    assert all(given["description"] and "default" in given for given in action["inputs"].values())
    for step in action["runs"]["steps"]:
        assert step["shell"] == "bash" and step["run"].startswith("set -euo pipefail\n")
        assert "${{" not in step["run"]
    given = re.findall(r"\$\{\{ inputs\.(\w+) \}\}", ACTION.read_text(encoding="utf-8"))
    assert sorted(given) == sorted(action["inputs"])


def test_shellcheck_finds_nothing_in_the_action() -> None:
    program = shutil.which("shellcheck")
    if program is None:
        pytest.skip("shellcheck is not installed")
    for step in loaded(ACTION)["runs"]["steps"]:
        found = subprocess.run(
            [program, "--shell=bash", "-"], input=step["run"], capture_output=True, encoding="utf-8", check=False
        )
        assert found.returncode == 0, found.stdout


def test_actionlint_finds_nothing() -> None:
    program = shutil.which("actionlint")
    if program is None:
        pytest.skip("actionlint is not installed: go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12")
    found = checked(program, *map(str, WORKFLOWS))
    assert found.returncode == 0, found.stdout + found.stderr


def checked(*argv: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(argv, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120, check=False)
