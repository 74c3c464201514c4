"""The allowlist that is suggested: small, honest, and nothing that must not be allowed."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from colima_guard.host.machine import Host
from colima_guard.scan.container.values import Container
from colima_guard.scan.impact import WORKING_DIRECTORY, Placed
from colima_guard.scan.keep import Limits
from colima_guard.scan.project import Project
from colima_guard.scan.suggest import Suggestion, suggest
from tests.machines.scanned import bind, container, project, seen, share


class Around:
    def __init__(self, home: Path) -> None:
        for name in ("src/shop/html", "src/shop/.git", "src/blog", "data", ".ssh", ".aws", "conf"):
            (home / name).mkdir(parents=True)
        (home / "conf/app.ini").write_text("")
        (home / ".netrc").write_text("")
        self.path, self.home = home, str(home)
        self.host = Host({"HOME": self.home, "PATH": ""}, "macos", (14, 5), "aarch64", self.home)

    def suggested(self, projects: list[Project], *containers: Container) -> Suggestion:
        engines = [Placed("docker", seen([share(self.home)], None), containers)]
        return suggest(self.host, projects, engines, Limits(self.host))

    def entries(self, found: Suggestion) -> list[str]:
        return [f"{one.path}:{one.access}".replace(self.home, "~") for one in found.entries]

    def left_out(self, found: Suggestion) -> list[str]:
        return [f"{one.path}: {one.why}".replace(self.home, "~") for one in found.left_out]


@pytest.fixture
def around(tmp_path: Path) -> Around:
    home = tmp_path.resolve() / "me"
    home.mkdir()
    return Around(home)


def test_roots_of_projects_and_not_what_holds_them(around: Around) -> None:
    home = around.home
    found = around.suggested(
        [
            project(f"{home}/src/shop", bind(f"{home}/src/shop/html", access="ro")),
            project(f"{home}/src/blog", bind(f"{home}/src/blog/new"), bind(f"{home}/data", "/d", "ro")),
        ]
    )
    assert around.entries(found) == ["~/data:ro", "~/src/blog:rw", "~/src/shop:ro"]
    assert found.left_out == ()
    (reason,) = found.entries[0].reasons
    assert (reason.project, reason.service, reason.path, reason.writes) == (
        f"{home}/src/blog",
        "web",
        f"{home}/data",
        False,
    )


def test_nothing_for_a_project_that_binds_nothing(around: Around) -> None:
    assert around.suggested([project(f"{around.home}/src/shop")]) == Suggestion((), ())


def test_a_file_is_seen_by_its_directory_unless_that_must_not_be(around: Around) -> None:
    home = around.home
    found = around.suggested(
        [], container("a", bind(f"{home}/conf/app.ini", access="ro"), bind(f"{home}/.netrc", "/n"))
    )
    assert around.entries(found) == ["~/conf:ro"]
    assert around.left_out(found) == ["~: must not be allowed: it is your home"]


def test_never_the_home_or_what_holds_secrets(around: Around) -> None:
    home = around.home
    found = around.suggested(
        [project(home, bind(home), bind(f"{home}/data", "/d"), bind(f"{home}/.aws", "/a", "ro"))],
        container("a", bind("/"), bind(str(around.path.parent), "/u")),
    )
    assert around.entries(found) == ["~/data:rw"]
    # what a container binds above the shares is the VM's own
    assert around.left_out(found) == [
        "~: must not be allowed: it is your home",
        "~/.aws: must not be allowed: it holds, or lies in, ~/.aws (secrets)",
    ]


def test_what_is_the_vms_own_and_sockets_need_nothing(around: Around) -> None:
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(f"{around.home}/s")
    binds = [
        bind(path) for path in ("/var/lib/docker/x", "/proc", "/etc/localtime", "/var/run/docker.sock", "v", "~/x")
    ]
    try:
        found = around.suggested([project(around.home, *binds, bind(f"{around.home}/s"))])
    finally:
        listening.close()
    assert found == Suggestion((), ())


def test_what_is_nowhere_is_left_out_with_the_reason(around: Around) -> None:
    found = around.suggested([project(f"{around.home}/src/blog", bind(f"{around.home}/gone"))])
    assert around.left_out(found) == ["~/gone: cannot be allowed: it is not there"]


def test_one_within_another(around: Around) -> None:
    home = around.home
    found = around.suggested(
        [project(f"{home}/src/shop", bind(f"{home}/src/shop/html"))], container("a", bind(f"{home}/src", access="ro"))
    )
    assert around.entries(found) == ["~/src:rw"]
    assert {reason.container for reason in found.entries[0].reasons} == {"a", ""}


def test_the_project_of_a_container_by_its_label(around: Around) -> None:
    shop = f"{around.home}/src/shop"
    found = around.suggested([], container("a", bind(f"{shop}/html", access="ro"), labels={WORKING_DIRECTORY: shop}))
    assert around.entries(found) == ["~/src/shop:ro"]
    gone = {WORKING_DIRECTORY: f"{around.home}/gone"}
    found = around.suggested([], container("a", bind(f"{shop}/html", access="ro"), labels=gone))
    assert around.entries(found) == ["~/src/shop/html:ro"]


def test_paths_of_containers_go_through_the_shares(around: Around) -> None:
    home = around.home
    one = container("a", bind("/mnt/mac/data"), bind("/srv/x", "/y"), bind(f"{home}/conf", "/c"))
    engines = [Placed("docker", seen([share(home, at="/mnt/mac")], None), (one,))]
    found = suggest(around.host, [], engines, Limits(around.host))
    assert around.entries(found) == ["~/conf:rw", "~/data:rw"]


def test_a_link_that_leads_elsewhere(around: Around) -> None:
    shop = f"{around.home}/src/shop"
    (around.path / "src/shop/data").symlink_to(around.path / "data")
    found = around.suggested([project(shop, bind(f"{shop}/data"))])
    assert around.entries(found) == ["~/data:rw", "~/src/shop:rw"]
    assert found.entries[1].leading_out == ()


def test_what_leads_out_is_named(around: Around) -> None:
    shop = f"{around.home}/src/shop"
    (around.path / "src/shop/data").symlink_to(around.path / "data")
    (around.path / "src/shop/conf").symlink_to(around.path / "conf")
    found = around.suggested([project(shop, bind(f"{shop}/html"), bind(f"{around.home}/conf", "/c"))])
    leading = [one.target.replace(around.home, "~") for entry in found.entries for one in entry.leading_out]
    assert leading == ["~/data"]


def test_one_directory_by_two_names_is_shared_by_one(around: Around) -> None:
    (around.path / "work").symlink_to("src")
    home = around.home
    found = around.suggested(
        [project(f"{home}/src/shop", bind(f"{home}/src/shop/html"))], container("a", bind(f"{home}/work/shop/html"))
    )
    assert around.entries(found) == ["~/src/shop:rw"]
    assert around.left_out(found) == [
        "~/work/shop/html: leads into ~/src/shop, which is shared by one name only: name ~/src/shop/html in its place"
    ]


def test_what_a_file_opens_is_told(around: Around) -> None:
    home = around.home
    for name in ("a", "b", "c", "d"):
        (around.path / "conf" / name).write_text("")
    (entry,) = around.suggested([], container("x", bind(f"{home}/conf/app.ini"))).entries
    assert entry.lifted is not None
    assert entry.lifted.said == "it is for the file app.ini, and opens 4 more names in it: a, b, c, ..."
    whole = around.suggested([], container("x", bind(f"{home}/conf/app.ini"), bind(f"{home}/conf", "/c")))
    assert [one.lifted for one in whole.entries] == [None]
    root = around.suggested([project(f"{home}/conf", bind(f"{home}/conf/app.ini"))])
    assert [one.lifted for one in root.entries] == [None]


def test_a_directory_that_is_named_by_a_link(around: Around) -> None:
    (around.path / "work").symlink_to(around.path / "src")
    found = around.suggested([project(f"{around.home}/work/shop", bind(f"{around.home}/work/shop"))])
    assert around.entries(found) == ["~/work/shop:rw"]
    (around.path / "data/shop").symlink_to(around.path / "src/shop")
    found = around.suggested([], container("a", bind(f"{around.home}/data"), bind(f"{around.home}/data/shop", "/s")))
    # who may write ~/data could lead the link elsewhere: the directory itself is named
    assert around.entries(found) == ["~/data:rw", "~/src/shop:rw"]
