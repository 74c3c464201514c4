"""What a lock does to binds: what is said of each is what the container will get."""

from __future__ import annotations

from pathlib import Path

import pytest

from colima_guard.host.machine import Host
from colima_guard.scan.container.values import Container
from colima_guard.scan.effect import Effect
from colima_guard.scan.impact import WORKING_DIRECTORY, Placed, impact
from colima_guard.scan.keep import Limits
from colima_guard.scan.machine import Machine
from colima_guard.scan.missing import Client
from colima_guard.scan.project import Project
from tests.machines.scanned import bind, container, project, seen, share


class Around:
    """A home with projects, and what a lock to ``~/projects`` does there."""

    def __init__(self, home: Path) -> None:
        for name in ("projects/shop/html", "src/blog/content", "data", ".ssh", ".aws"):
            (home / name).mkdir(parents=True)
        (home / ".ssh/id_ed25519").write_text("")
        (home / "src/blog/nginx.conf").write_text("")
        self.home = str(home)
        self.host = Host({"HOME": self.home, "PATH": ""}, "macos", (14, 5), "aarch64", self.home)
        self.whole = [share(self.home)]
        self.lock = seen(self.whole, [share(f"{self.home}/projects")])

    def effects(
        self,
        projects: list[Project],
        *containers: Container,
        machine: Machine | None = None,
        client: Client = "docker",
        others: tuple[Machine, ...] = (),
    ) -> list[Effect]:
        machine = machine or self.lock
        engines = [Placed(client, machine, containers)] if containers else []
        off = Limits(self.host)
        return list(impact(self.host, projects, engines, [machine, *others], off))

    def said(self, *effects: Effect) -> list[str]:
        """One line an effect: who, what, what comes, and what keeps it."""
        found = []
        for one in effects:
            who = one.container or f"{one.project} {one.service}"
            keeps = one.allow or one.refused
            found.append(f"{who} {one.target}: {one.words} [{one.outcome}] {keeps}".replace(self.home, "~").strip())
        return found


@pytest.fixture
def around(tmp_path: Path) -> Around:
    home = tmp_path.resolve() / "me"
    home.mkdir()
    return Around(home)


def test_what_stays_and_what_becomes_empty(around: Around) -> None:
    home = around.home
    found = around.effects(
        [
            project(f"{home}/projects/shop", bind(f"{home}/projects/shop/html")),
            project(f"{home}/src/blog", bind(f"{home}/src/blog/content"), bind(f"{home}/data", "/d", "ro")),
        ]
    )
    assert around.said(*found) == [
        "~/projects/shop web /x: stays as it is [kept]",
        "~/src/blog web /x: will be an empty directory, of root [empty] ~/src/blog",
        "~/src/blog web /d: will be an empty directory, of root [empty] ~/data:ro",
    ]


def test_a_file_and_what_is_refused(around: Around) -> None:
    blog = f"{around.home}/src/blog"
    found = around.effects(
        [project(blog, bind(f"{blog}/nginx.conf", "/etc/nginx/nginx.conf", "ro"), bind(blog, "/s", when="fails"))]
    )
    assert around.said(*found) == [
        "~/src/blog web /etc/nginx/nginx.conf: will be an empty directory and not the file; where its image has a file "
        "there, it will not start [empty] ~/src/blog",
        "~/src/blog web /s: will not start: docker refuses a source that is not there [fails] ~/src/blog",
    ]


def test_write_access_that_is_lost(around: Around) -> None:
    projects = f"{around.home}/projects"
    machine = seen(around.whole, [share(projects, "ro")])
    found = around.effects([project(projects, bind(projects), bind(projects, "/r", "ro"))], machine=machine)
    assert around.said(*found) == [
        "~/projects web /x: will be read-only [read-only] ~/projects",
        "~/projects web /r: stays as it is [kept]",
    ]
    machine = seen([share(around.home, "ro")], [share(projects, "ro")])
    assert around.effects([project(projects, bind(projects))], machine=machine)[0].outcome == "kept"


def test_what_is_not_there_cannot_be_made_in_what_becomes_read_only(around: Around) -> None:
    projects = f"{around.home}/projects"
    machine = seen([share(around.home)], [share(projects, "ro")])
    binds = bind(f"{projects}/none"), bind(f"{projects}/none", "/r", "ro"), bind(f"{projects}/none", "/m", when="fails")
    found = around.effects([project(projects, *binds)], machine=machine)
    assert [(one.target, one.outcome) for one in found] == [("/x", "fails"), ("/r", "fails"), ("/m", "read-only")]
    assert "cannot be made where all is read-only" in found[0].words


def test_what_was_not_seen_before_is_no_effect(around: Around) -> None:
    home = around.home
    found = around.effects([], container("db", bind("/var/lib/docker/x"), bind("/srv/data"), bind("/etc/localtime")))
    assert found == []
    machine = seen([share(f"{home}/projects")], [share(f"{home}/projects")])
    assert around.effects([project(f"{home}/src/blog", bind(f"{home}/src/blog"))], machine=machine) == []


def test_what_is_nowhere_is_made_elsewhere_or_fails_as_today(around: Around) -> None:
    blog = f"{around.home}/src/blog"
    found = around.effects([project(blog, bind(f"{blog}/pgdata"), bind(f"{blog}/none", "/n", when="fails"))])
    assert around.said(*found) == ["~/src/blog web /x: will be made in the VM, and not on your disk [empty] ~/src/blog"]


def test_a_path_of_the_vm_goes_through_its_mount_points(around: Around) -> None:
    home = around.home
    machine = seen([share(home, at="/mnt/mac")], [share(f"{home}/projects", at="/mnt/mac/projects")])
    found = around.effects(
        [],
        container("a", bind("/mnt/mac/data"), bind(f"{home}/data", "/d"), bind("/mnt/mac/projects", "/p")),
        machine=machine,
    )
    assert around.said(*found) == [
        "a /x: will be an empty directory, of root [empty] ~/data",
        "a /p: stays as it is [kept]",
    ]


def test_another_mount_point_is_another_place(around: Around) -> None:
    home = around.home
    machine = seen([share(home)], [share(f"{home}/projects", at="/elsewhere")])
    found = around.effects([project(f"{home}/projects", bind(f"{home}/projects"))], machine=machine)
    assert [one.outcome for one in found] == ["empty"]
    machine = seen([share(home)], [share(f"{home}/projects", at=f"{home}/data")])
    found = around.effects([], container("a", bind(f"{home}/data")), machine=machine)
    assert around.said(*found)[0].startswith("a /x: will be ~/projects, no longer ~/data [empty]")


def test_a_directory_above_what_is_shared(around: Around) -> None:
    home = around.home
    found = around.effects([], container("a", bind(home), bind(str(Path(home).parent), "/u"), bind("/", "/host")))
    assert around.said(*found) == [
        "a /x: will hold nothing but ~/projects [empty] ~ must not be allowed: it is your home",
        "a /u: will no longer hold ~, only ~/projects [empty]",
    ]


def test_a_secret_cannot_be_kept(around: Around) -> None:
    home = around.home
    found = around.effects([], container("a", bind(f"{home}/.aws", "/a", "ro")))
    (said,) = around.said(*found)
    assert said.endswith("[empty] ~/.aws must not be allowed: it holds, or lies in, ~/.aws (secrets)")
    assert found[0].allow == ""


def test_the_root_of_a_project_that_must_not_be_allowed_is_not_taken(around: Around) -> None:
    home = around.home
    found = around.effects([project(home, bind(f"{home}/data"))])
    assert [one.allow.replace(home, "~") for one in found] == ["~/data"]


def test_one_access_for_a_directory_that_two_need(around: Around) -> None:
    blog = f"{around.home}/src/blog"
    found = around.effects([project(blog, bind(f"{blog}/content", "/a", "ro"), bind(blog, "/b"))])
    assert {one.allow for one in found} == {blog}


def test_a_link_that_leads_out_of_sight(around: Around) -> None:
    home = around.home
    (Path(home) / "projects/shop/data").symlink_to(f"{home}/data")
    found = around.effects([project(f"{home}/projects/shop", bind(f"{home}/projects/shop/data"))])
    assert around.said(*found) == [
        "~/projects/shop web /x: will not start: it is a link to ~/data, which the VM will not see [fails] ~/data"
    ]


def test_a_link_that_lies_where_nothing_is_shared(around: Around) -> None:
    home = around.home
    (Path(home) / "work").symlink_to("projects")
    found = around.effects([], container("a", bind(f"{home}/work/shop/html")))
    # to allow what it leads to changes nothing: the VM has that by one name
    assert around.said(*found) == [
        "a /x: will be an empty directory, of root [empty] ~/work/shop/html leads into ~/projects, which is shared by "
        "one name only: name ~/projects/shop/html in its place"
    ]
    (Path(home) / "notes").symlink_to("data")
    found = around.effects([], container("a", bind(f"{home}/notes")))
    assert around.said(*found) == ["a /x: will be an empty directory, of root [empty] ~/notes"]


def test_a_link_in_what_has_to_be_allowed_needs_what_it_leads_to_as_well(around: Around) -> None:
    home, blog = around.home, f"{around.home}/src/blog"
    (Path(blog) / "data").symlink_to("../../data")
    (effect,) = around.effects([project(blog, bind(f"{blog}/data", access="ro"))])
    assert effect.keeps == (f"{blog}:ro", f"{home}/data:ro")
    given = seen(around.whole, [share(blog, "ro"), share(f"{home}/data", "ro")])
    (effect,) = around.effects([project(blog, bind(f"{blog}/data", access="ro"))], machine=given)
    assert effect.outcome == "kept"


def test_links_that_go_round_end(around: Around) -> None:
    home = Path(around.home)
    (home / "projects/a").symlink_to("b")
    (home / "projects/b").symlink_to("a")
    assert around.effects([], container("a", bind(f"{home}/projects/a"))) == []


@pytest.mark.parametrize(
    ("client", "words"),
    [
        ("docker", "will not start: docker refuses a source that is not there"),
        ("podman", "will not start: podman refuses a source that is not there"),
        ("podman API", "will be an empty directory, of root"),
        ("nerdctl", "will not start: nerdctl refuses a source that is not there"),
    ],
)
def test_in_the_words_of_its_client(around: Around, client: Client, words: str) -> None:
    found = around.effects([], container("a", bind(f"{around.home}/data", when="fails")), client=client)
    assert [one.words for one in found] == [words]


def test_compose_on_nerdctl_makes_what_is_missing(around: Around) -> None:
    blog = f"{around.home}/src/blog"
    found = around.effects([project(blog, bind(blog, when="fails"))], container("a", bind("/x")), client="nerdctl")
    assert [one.outcome for one in found] == ["empty"]


def test_a_container_of_a_project_is_not_told_twice(around: Around) -> None:
    blog = f"{around.home}/src/blog"
    labels = {WORKING_DIRECTORY: blog, "com.docker.compose.service": "web"}
    one = container("blog-web-1", bind(blog), labels=labels)
    found = around.effects([project(blog, bind(blog))], one)
    assert [(effect.project, effect.container) for effect in found] == [(blog, "")]
    found = around.effects([], one)
    assert [(effect.container, effect.service) for effect in found] == [("blog-web-1", "web")]


def test_instances_that_differ_are_named(around: Around) -> None:
    home = around.home
    blog = [project(f"{home}/src/blog", bind(f"{home}/src/blog"))]
    same = seen(around.whole, [share(f"{home}/projects")], "lima/other")
    assert [one.instance for one in around.effects(blog, others=(same,))] == [""]
    kept = seen(around.whole, around.whole, "lima/other")
    found = around.effects(blog, others=(kept,))
    assert [(one.outcome, one.instance) for one in found] == [("empty", "colima/default"), ("kept", "lima/other")]


def test_a_birthplace_counts_where_nothing_else_is(around: Around) -> None:
    home = around.home
    blog = [project(f"{home}/src/blog", bind(f"{home}/src/blog"))]
    new = seen(around.whole, [share(f"{home}/projects")], "colima/(new)")
    assert [one.outcome for one in around.effects(blog, machine=new)] == ["empty"]
    kept = seen(around.whole, around.whole)
    assert [one.outcome for one in around.effects(blog, machine=kept, others=(new,))] == ["kept"]


def test_what_cannot_be_told_has_no_part(around: Around) -> None:
    home = around.home
    blog = [project(f"{home}/src/blog", bind(f"{home}/src/blog"))]
    assert around.effects(blog, container("a", bind(home)), machine=around.lock._replace(after=None)) == []


def test_what_an_instance_may_show_that_runs_with_older_shares(around: Around) -> None:
    home = around.home
    projects = [share(f"{home}/projects")]
    machine = seen(projects, projects)._replace(unknown="it runs with the shares of an older start")
    found = around.effects(
        [project(f"{home}/src/blog", bind(f"{home}/src/blog"))],
        container(
            "a", bind(f"{home}/data"), bind(f"{home}/gone", "/g"), bind("/srv", "/s"), bind(f"{home}/projects", "/p")
        ),
        machine=machine,
    )
    assert [(one.target, one.outcome) for one in found] == [("/x", "empty"), ("/x", "empty"), ("/p", "kept")]
    assert around.effects([], container("a", bind(f"{home}/data")), machine=machine._replace(unknown=None)) == []


def test_a_project_that_is_known_twice_is_told_of_once(around: Around) -> None:
    blog = f"{around.home}/src/blog"
    one = project(blog, bind(blog))
    assert len(around.effects([one, one._replace(files=(f"{blog}/other.yaml",))])) == 1
