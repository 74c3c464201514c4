"""What a change does to the containers of engines, and to the projects that their labels name."""

from __future__ import annotations

import pytest

from colima_guard.scan import forecast as forecasting
from tests.conftest import Machine
from tests.machines.engine_client import answers, asked, listen, profile
from tests.scan.container.inspects import bind, inspect
from tests.scenarios.lock.test_impact import said


@pytest.fixture
def colima(machine: Machine) -> Machine:
    machine.mkdir("projects", "src/blog/html", "data")
    profile(machine)
    return machine


def test_what_containers_bind(colima: Machine) -> None:
    home = str(colima.home)
    answers(
        colima,
        inspect("grafana", mounts=[bind(f"{home}/data", "/var/lib/grafana")]),
        inspect("db", mounts=[bind("/srv/x", "/x")]),
    )
    done = colima.run("lock", "~/projects", "-n")
    assert said(done.out, "containers") == [
        "of 0 projects and 2 containers, 1 bind will change:",
        "  container grafana: /var/lib/grafana (from ~/data) will be an empty directory, of root",
        "    kept by allowing ~/data",
        *said(done.out, "containers")[3:],
    ]
    assert asked(colima)
    document = colima.run("lock", "~/projects", "-n", "--json").json
    assert [(one["container"], one["outcome"]) for one in document["impact"]] == [("grafana", "empty")]


def test_what_a_directory_opens_that_is_allowed_for_a_file(colima: Machine) -> None:
    home = str(colima.home)
    for name in ("a.conf", "b.conf", "notes", "tax"):
        colima.write(f"data/{name}", "")
    answers(colima, inspect("web", mounts=[bind(f"{home}/data/a.conf", "/a"), bind(f"{home}/data/b.conf", "/b")]))
    done = colima.run("lock", "~/projects", "-n")
    assert said(done.out, "1 container")[3:5] == [
        "    kept by allowing ~/data",
        "      ~/data: it is for 2 files in it, and opens 2 more names in it: notes, tax",
    ]
    document = colima.run("lock", "~/projects", "-n", "--json").json
    opened = {"path": f"{home}/data", "files": ["a.conf", "b.conf"], "others": 2}
    assert [one["opens"] for one in document["impact"]] == [[opened]] * 2


def test_a_directory_that_is_bound_itself_is_not_lifted(colima: Machine) -> None:
    home = str(colima.home)
    colima.write("data/a.conf", "")
    answers(colima, inspect("web", mounts=[bind(f"{home}/data/a.conf", "/a"), bind(f"{home}/data", "/all")]))
    done = colima.run("lock", "~/projects", "-n")
    assert "    kept by allowing ~/data" in said(done.out, "1 container")
    assert "it is for" not in done.out


def test_the_project_of_a_container_is_read_too(colima: Machine) -> None:
    blog = f"{colima.home}/src/blog"
    file = colima.write("src/blog/compose.yaml", "services: {web: {image: x, volumes: ['./html:/h', '~/data:/d']}}\n")
    labels = {
        "com.docker.compose.project.working_dir": blog,
        "com.docker.compose.project.config_files": str(file),
        "com.docker.compose.service": "web",
    }
    one = inspect("blog-web-1", mounts=[bind(f"{blog}/html", "/h")])
    one["Config"] = {**one.get("Config", {}), "Labels": labels}
    answers(colima, one)
    done = colima.run("lock", "~/projects", "-n")
    assert said(done.out, "1 container")[:5] == [
        "of 1 project and 1 container, 2 binds will change:",
        "  ~/src/blog web: /h (from ~/src/blog/html) will be an empty directory, of root",
        "    kept by allowing ~/src/blog",
        "  ~/src/blog web: /d (from ~/data) will be an empty directory, of root",
        "    kept by allowing ~/data",
    ]
    suggested = colima.run("scan", "--suggest", "~/projects")
    assert suggested.out.splitlines()[:2] == [
        "0 projects and 1 container need 1 directory:",
        "  rw ~/src/blog  container blog-web-1 writes",
    ]


def test_an_engine_that_does_not_answer_is_named_and_stops_nothing(
    colima: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forecasting, "_ENGINE_PATIENCE", 0.2)
    colima.command("docker", "exec /bin/sleep 60")
    done = colima.run("lock", "~/projects", "--yes")
    assert "policy.yaml" in done.out and done.code in (0, 1)
    assert "not looked at: projects (name them with --projects DIR)\n" in done.out
    assert "docker on colima/default did not tell of its containers: it did not answer in time" in done.out
    document = colima.run("allow", "~/data", "-n", "--json").json
    assert "did not answer in time" in " ".join(document["looked_at"]["notes"])


def test_no_engine_is_asked_once_the_time_is_over(colima: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forecasting, "PATIENCE", 0.0)
    answers(colima, inspect("a"))
    done = colima.run("lock", "~/projects", "--yes")
    assert "docker on colima/default did not tell of its containers: there was no time left" in done.out
    assert asked(colima) == []


def test_an_engine_that_answers_nonsense_is_named(colima: Machine) -> None:
    colima.command("docker", "echo nonsense")
    done = colima.run("lock", "~/projects", "--yes")
    assert "docker on colima/default did not tell of its containers: it does not answer as its client" in done.out


def test_an_engine_of_this_machine_itself_is_no_matter(machine: Machine) -> None:
    machine.linux().mkdir("projects", "src")
    machine.environ["DOCKER_HOST"] = f"unix://{listen(machine, 'own/eng')}"
    answers(machine, inspect("a", mounts=[bind(f"{machine.home}/src")]))
    done = machine.run("lock", "~/projects", "--backend", "colima", "--yes")
    assert "not looked at: projects (name them with --projects DIR)\n" in done.out
    assert asked(machine) == []


def test_nerdctl_in_its_own_words(machine: Machine) -> None:
    machine.mkdir("projects", "data", "src/blog")
    machine.write(
        "src/blog/compose.yaml",
        "services: {a: {image: x, secrets: [s], volumes: ['.:/a']}}\nsecrets: {s: {file: ./s.txt}}\n",
    )
    machine.write("src/blog/s.txt", "")
    profile(machine, runtime="containerd")
    answers(machine, inspect("a", mounts=[bind(f"{machine.home}/data", "/d")]), name="nerdctl")
    shell = (
        'PATH=/usr/bin:/bin:$HOME/path\nwhile [ $# -gt 0 ]; do case "$1" in nerdctl) exec "$@";; '
        "sh) echo 1; echo end; exit;; esac; shift; done"
    )
    machine.command("limactl", shell)
    machine.command("colima", shell)
    done = machine.run("lock", "~/projects", "--projects", "~/src", "-n")
    found = said(done.out, "containers changes") or said(done.out, "1 container")
    assert any(
        "/d (from ~/data) will be an empty directory, of root, or will not start: nerdctl makes it" in one
        for one in found
    ), done.out
