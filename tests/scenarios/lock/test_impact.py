"""What a change does to projects is said before the question, and never stops it."""

from __future__ import annotations

import pytest

from colima_guard.scan import forecast as forecasting
from tests.conftest import Machine, lines
from tests.machines.colima import QEMU, profile

FILE = ".colima/default/colima.yaml"
COMPOSE = """\
services:
  web:
    image: nginx
    volumes:
      - ./html:/usr/share/nginx/html:ro
      - ./nginx.conf:/etc/nginx/nginx.conf:ro
  db:
    image: postgres
    volumes:
      - type: bind
        source: ./data
        target: /data
        bind: {create_host_path: false}
      - named:/named
volumes: {named: {}}
"""


@pytest.fixture
def colima(machine: Machine) -> Machine:
    machine.mkdir("projects", "src/blog/html", "src/blog/data")
    machine.write("src/blog/compose.yaml", COMPOSE)
    machine.write("src/blog/nginx.conf", "")
    machine.write(FILE, profile(**QEMU))
    return machine


def said(text: str, what: str = "project") -> list[str]:
    """The lines about projects and containers."""
    found = text.splitlines()
    start = next(
        (number for number, line in enumerate(found) if line.startswith(("of ", "no bind")) and what in line), None
    )
    if start is None:
        return []
    ends = (number for number, line in enumerate(found) if number > start and not line.startswith("  "))
    return found[start : next(ends, None)]


LINES = [
    "of 1 project and 0 containers, 3 binds will change:",
    "  ~/src/blog web: /usr/share/nginx/html (from ~/src/blog/html) will be an empty directory, of root",
    "  ~/src/blog web: /etc/nginx/nginx.conf (from ~/src/blog/nginx.conf) will be an empty directory and not the "
    "file; where its image has a file there, it will not start",
    "  ~/src/blog db: /data (from ~/src/blog/data) will not start: docker refuses a source that is not there",
    "    kept by allowing ~/src/blog",
    "  not looked at: containers of colima/default (it does not run)",
]
#: a VM that is stopped has containers that nobody is told of
STOPPED = "not looked at: containers of colima/default (it does not run)"
NO_PROJECTS = "not looked at: projects (name them with --projects DIR)"


@pytest.mark.parametrize("more", [("-n",), ("--yes",)])
def test_a_lock_says_what_breaks_and_what_keeps_it(colima: Machine, more: tuple[str, ...]) -> None:
    done = colima.run("lock", "~/projects", "--projects", "~/src", *more)
    assert done.code == 0, done.err
    assert said(done.out) == LINES


def test_it_is_said_before_the_question(colima: Machine) -> None:
    done = colima.run("lock", "~/projects", "--projects", "~/src")
    assert done.code == 2 and "nobody can be asked" in done.err
    assert said(done.out) == LINES


def test_nothing_that_changes_is_one_line(colima: Machine) -> None:
    done = colima.run("lock", "~/src", "--projects", "~/src", "--yes")
    assert said(done.out) == ["no bind of 1 project and 0 containers changes", f"  {STOPPED}"]
    done = colima.run("allow", "~/projects", "--yes")
    assert said(done.out) == ["no bind of 1 project and 0 containers changes", f"  {STOPPED}"]


def test_revoke_by_what_the_policy_remembers(colima: Machine) -> None:
    colima.run("lock", "~/src", "~/projects", "--projects", "~/src", "--yes")
    done = colima.run("revoke", "~/src", "-n")
    assert said(done.out) == LINES


def test_write_access(colima: Machine) -> None:
    colima.run("lock", "~/src", "--projects", "~/src", "--yes")
    done = colima.run("allow", "~/src:ro", "-n")
    assert said(done.out) == [
        "of 1 project and 0 containers, 1 bind will change:",
        "  ~/src/blog db: /data (from ~/src/blog/data) will be read-only",
        # what lies in a read-only one cannot be writable
        "    kept by allowing ~/src",
        f"  {STOPPED}",
    ]


def test_without_projects_it_is_said_what_was_not_looked_at(colima: Machine) -> None:
    for more in ("-n", "--yes"):
        done = colima.run("lock", "~/projects", more)
        assert lines(done.out, ["not looked at: "]) == [STOPPED, NO_PROJECTS]
        assert done.code == 0
    document = colima.run("lock", "~/projects", "-n", "--json").json
    assert document["looked_at"] == {"projects": 0, "containers": 0, "notes": [STOPPED]}


def test_a_directory_that_is_gone_is_named(colima: Machine) -> None:
    colima.write(
        ".config/colima-guard/policy.yaml", "version: 1\nallow: [{path: ~/projects}]\nprojects: [~/gone, ~/src]\n"
    )
    done = colima.run("lock", "--yes")
    assert done.code == 0
    assert "  ~/gone is not there, so no project in it was looked at" in said(done.out)


def test_what_cannot_be_told_is_named(colima: Machine) -> None:
    colima.write("src/blog/compose.yaml", "services: {web: {image: x, volumes: ['${WHERE}:/a']}}\n")
    done = colima.run("lock", "~/projects", "--projects", "~/src", "--yes")
    assert said(done.out) == [
        "no bind of 1 project and 0 containers changes",
        f"  {STOPPED}",
        "  what ~/src/blog can bind is not known in full: colima-guard scan says why",
    ]


def test_json(colima: Machine) -> None:
    document = colima.run("lock", "~/projects", "--projects", "~/src", "-n", "--json").json
    assert document["looked_at"] == {"projects": 1, "containers": 0, "notes": [STOPPED]}
    home = str(colima.home)
    assert [(one["service"], one["outcome"]) for one in document["impact"]] == [
        ("web", "empty"),
        ("web", "empty"),
        ("db", "fails"),
    ]
    assert document["impact"][0] == {
        "project": f"{home}/src/blog",
        "container": None,
        "service": "web",
        "source": f"{home}/src/blog/html",
        "target": "/usr/share/nginx/html",
        "outcome": "empty",
        "allow": f"{home}/src/blog",
        "also_allow": [],
        "opens": [],
        "refused": None,
        "words": "will be an empty directory, of root",
        "there": True,
        "instance": None,
    }
    document = colima.run("lock", "~/src", "--projects", "~/src", "--yes", "--json").json
    assert {one["outcome"] for one in document["impact"]} == {"kept"}


def test_a_mistake_of_ours_is_said_and_stops_nothing(colima: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(forecasting, "impact", broken)
    done = colima.run("lock", "~/projects", "--projects", "~/src", "--yes")
    assert done.code == 0
    assert "what changes for projects and containers is not known: a bug in colima-guard: ZeroDivisionError" in done.out
    document = colima.run("lock", "~/projects", "-n", "--json").json
    assert document["impact"] is None and document["looked_at"]["notes"]


def test_no_more_time_than_there_is(colima: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forecasting, "PATIENCE", 0.0)
    done = colima.run("lock", "~/projects", "--projects", "~/src", "--yes")
    assert done.code == 0
    assert lines(done.out, ["no project was found where they are said to lie", "~/src was not looked at: "])[1:]


@pytest.mark.parametrize(
    ("count", "more", "keeps"),
    [
        (25, "  and 8 more", "    kept by allowing ~/src/p17 ~/src/p18 "),
        (
            45,
            "  and 28 more",
            "    kept by allowing 28 directories: colima-guard scan --suggest names those of a place",
        ),
    ],
)
def test_many_binds_are_cut_and_what_keeps_the_rest_is_named(
    colima: Machine, count: int, more: str, keeps: str
) -> None:
    for number in range(count):
        colima.mkdir(f"src/p{number:02}")
        colima.write(f"src/p{number:02}/compose.yaml", "services: {a: {image: x, volumes: ['.:/a']}}\n")
    done = colima.run("lock", "~/projects", "--projects", "~/src", "-n")
    assert lines(done.out, ["  and "]) == [f"{more}, all of them with --json"]
    assert len(lines(done.out, [keeps])) == 1


def test_what_a_project_holds_does_not_move_the_cursor(colima: Machine) -> None:
    colima.write("src/blog/compose.yaml", 'services: {web: {image: x, volumes: ["./html:/a\\x1b[2Jb"]}}\n')
    done = colima.run("lock", "~/projects", "--projects", "~/src", "-n")
    assert "\x1b[2J" not in done.out and "/a\\e[2Jb" in done.out
