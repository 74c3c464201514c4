"""What leads out of a directory that is shared alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from colima_guard.host.machine import Host
from colima_guard.scan.links import NAMES, leading_out


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path.resolve() / "me"
    (home / "shop").mkdir(parents=True)
    (home / "data").mkdir()
    return home


def found(home: Path, directory: str = "shop") -> list[tuple[str, str, str]]:
    host = Host({"HOME": str(home), "PATH": ""}, "linux", cwd=str(home))
    short = str(home)
    return [
        (one.path.replace(short, "~"), one.target.replace(short, "~"), one.kind)
        for one in leading_out(host, str(home / directory))
    ]


def test_nothing(home: Path) -> None:
    (home / "shop/a").write_text("")
    (home / "shop/b").symlink_to("a")
    (home / "shop/.git").mkdir()
    assert found(home) == []


def test_a_worktree(home: Path) -> None:
    (home / "main/.git/worktrees/shop").mkdir(parents=True)
    (home / "main/.git/worktrees/shop/commondir").write_text("../..\n")
    (home / "shop/.git").write_text(f"gitdir: {home}/main/.git/worktrees/shop\n")
    assert found(home) == [("~/shop/.git", "~/main/.git", "repository")]


def test_a_submodule_leads_out_of_itself_and_not_of_what_holds_it(home: Path) -> None:
    (home / "shop/.git/modules/lib").mkdir(parents=True)
    (home / "shop/lib").mkdir()
    (home / "shop/lib/.git").write_text("gitdir: ../.git/modules/lib\n")
    assert found(home, "shop/lib") == [("~/shop/lib/.git", "~/shop/.git/modules/lib", "repository")]
    assert found(home) == []


def test_objects_of_another_repository(home: Path) -> None:
    (home / "shop/.git/objects/info").mkdir(parents=True)
    lines = f"# comment\n{home}/main/.git/objects\n../../../lib/.git/objects\n\n"
    (home / "shop/.git/objects/info/alternates").write_text(lines)
    assert found(home) == [
        ("~/shop/.git/objects/info/alternates", "~/main/.git/objects", "objects"),
        ("~/shop/.git/objects/info/alternates", "~/lib/.git/objects", "objects"),
    ]


def test_links(home: Path) -> None:
    (home / "shop/a/b").mkdir(parents=True)
    (home / "shop/a/b/data").symlink_to("../../../data")
    (home / "shop/gone").symlink_to("/nowhere")
    (home / "shop/node_modules/x").mkdir(parents=True)
    (home / "shop/node_modules/x/y").symlink_to(home / "data")
    assert found(home) == [("~/shop/gone", "/nowhere", "link"), ("~/shop/a/b/data", "~/data", "link")]


@pytest.mark.parametrize("text", ["", "gitdir: ", "gitdir", "nonsense", "\0", "gitdir: .git\n"])
def test_a_git_file_that_says_nothing(home: Path, text: str) -> None:
    (home / "shop/.git").write_text(text)
    assert found(home) == []


def test_a_link_that_goes_round(home: Path) -> None:
    (home / "shop/round").symlink_to(".")
    (home / "shop/self").symlink_to("self")
    assert found(home) == []


def test_no_more_names_than_are_looked_at(home: Path) -> None:
    for number in range(NAMES):
        (home / f"shop/{number:05}").touch()
    (home / "shop/z").symlink_to(home / "data")
    assert found(home) == []
