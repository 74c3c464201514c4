"""The git root as workspace."""

from __future__ import annotations

import subprocess
from pathlib import Path

from colima_guard.host.machine import Host
from colima_guard.scan.devcontainer.git import git_root
from colima_guard.scan.devcontainer.workspace import Options
from tests.scan.devcontainer.folders import container, read


def repository(directory: Path) -> Path:
    """A repository as ``git init`` makes one."""
    for name in ("objects", "refs"):
        (directory / name).mkdir(parents=True)
    (directory / "HEAD").write_text("ref: refs/heads/main\n")
    (directory / "config").write_text("[core]\n\tbare = false\n")
    return directory


def root(folder: Path) -> str | None:
    return git_root(Host(platform="linux"), str(folder))


def test_the_root_is_mounted_however_far_up(tmp_path: Path) -> None:
    repository(tmp_path / ".git")
    (bind,) = container(read(tmp_path, {})).binds
    assert (bind.source, bind.target) == (str(tmp_path), f"/workspaces/{tmp_path.name}")
    (bind,) = container(read(tmp_path, {}, options=Options(git_root=False))).binds
    assert bind.source == str(tmp_path / "w")


def test_what_is_no_repository_is_passed_over(tmp_path: Path) -> None:
    repository(tmp_path / ".git")
    folder = tmp_path / "a/b"
    (folder / ".git").mkdir(parents=True)
    assert root(folder) == str(tmp_path)
    (folder / ".git").rmdir()
    (folder / ".git").write_text("gitdir: ../nowhere\n")
    assert root(folder) is None


def test_submodule_and_worktree_are_roots_of_their_own(tmp_path: Path) -> None:
    repository(tmp_path / ".git")
    repository(tmp_path / ".git/modules/m")
    (tmp_path / ".git/modules/m/config").write_text("[core]\n\tworktree = ../../../m\n")
    (tmp_path / "m/deep").mkdir(parents=True)
    (tmp_path / "m/.git").write_text("gitdir: ../.git/modules/m\n")
    assert root(tmp_path / "m/deep") == str(tmp_path / "m")
    tree = tmp_path / ".git/worktrees/w"
    tree.mkdir(parents=True)
    (tree / "HEAD").write_text("0" * 40)
    (tree / "commondir").write_text("../..\n")
    (tmp_path / "wt").mkdir()
    (tmp_path / "wt/.git").write_text(f"gitdir: {tree}\n")
    assert root(tmp_path / "wt") == str(tmp_path / "wt")


def test_a_link_stays_in_the_path(tmp_path: Path) -> None:
    repository(tmp_path / "r/.git")
    (tmp_path / "r/sub").mkdir()
    (tmp_path / "x").mkdir()
    (tmp_path / "x/lnk").symlink_to(tmp_path / "r/sub")
    # one step up from the link, as it is spelled
    assert root(tmp_path / "x/lnk") == str(tmp_path / "x")


def test_a_working_tree_that_the_repository_names(tmp_path: Path) -> None:
    inner = tmp_path / "a/b"
    repository(inner / ".git")
    (inner / ".git/config").write_text("[core]\n\tworktree = ../../..\n")
    assert root(inner) == str(tmp_path)


def test_common_directory_of_a_worktree(tmp_path: Path) -> None:
    repository(tmp_path / "r/.git")
    tree = tmp_path / "r/.git/worktrees/w"
    tree.mkdir(parents=True)
    (tree / "HEAD").write_text("ref: refs/heads/w\n")
    (tree / "commondir").write_text("../..\n")
    (tmp_path / "w").mkdir()
    (tmp_path / "w/.git").write_text("gitdir: ../r/.git/worktrees/w\n")
    service = container(read(tmp_path, {}, options=Options(git_common_directory=True)))
    assert [(bind.source, bind.target) for bind in service.binds] == [
        (str(tmp_path / "w"), "/workspaces/w"),
        (str(tmp_path / "r/.git"), "/workspaces/r/.git"),
    ]


def test_it_is_what_git_says(tmp_path: Path) -> None:
    try:
        subprocess.run(["git", "init", "-q", str(tmp_path / "r")], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return
    (tmp_path / "r/a/b").mkdir(parents=True)
    assert root(tmp_path / "r/a/b") == str(tmp_path / "r")
