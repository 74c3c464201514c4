"""``mounts``, ``workspaceMount`` and what the client makes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from colima_guard.scan.devcontainer.mount_option import parse_mount
from tests.scan.devcontainer.folders import binds, container, doubts, read


@pytest.mark.parametrize(
    ("mount", "bind"),
    [
        ("type=bind,source=/a,target=/t", "/a:/t:rw"),
        ("TYPE=Bind,Src=/a,Dst=/t,RO", "/a:/t:ro"),
        ("type=bind,source=/a,destination=/t,readonly=false", "/a:/t:rw"),
        ('type=bind,"source=/a,b",target=/t', "/a,b:/t:rw"),
        ("type=bind,source=/a/../b//c/,target=/t", "/b/c:/t:rw"),
        ("type=bind,source=./r,target=/t", "@/w/r:/t:rw"),
        # docker takes these as they are, and refuses them
        ("type=bind,source=~/r,target=/t", "~/r:/t:rw"),
        ("type=bind,source=r,target=/t", "r:/t:rw"),
        ("type=bind,source=C:\\Users\\me,target=/t", "C:\\Users\\me:/t:rw"),
        ("type=npipe,source=\\\\.\\pipe\\docker_engine,target=/t", "\\\\.\\pipe\\docker_engine:/t:rw"),
        ("type=volume,source=v,target=/t,volume-opt=type=none,volume-opt=o=bind,volume-opt=device=/srv", "/srv:/t:rw"),
        ("type=volume,source=v,target=/t,ro,volume-opt=o=rbind,volume-opt=device=/srv", "/srv:/t:ro"),
        # podman takes what docker knows not
        ("type=bind,source=/a,target=/t,relabel=shared,U=true", "/a:/t:rw"),
        ({"type": "bind", "source": "/a", "target": "/t"}, "/a:/t:rw"),
    ],
)
def test_binds(tmp_path: Path, mount: object, bind: str) -> None:
    assert binds(tmp_path, {"mounts": [mount]}) == [bind]


@pytest.mark.parametrize(
    "mount", ["source=v,target=/t", "type=tmpfs,target=/t", {"type": "volume", "source": "v", "target": "/t"}]
)
def test_no_binds(tmp_path: Path, mount: object) -> None:
    assert binds(tmp_path, {"mounts": [mount]}) == []
    assert doubts(tmp_path, {"mounts": [mount]}) == []


@pytest.mark.parametrize(
    "mount",
    [
        "type=bind, source=/a,target=/t",
        "type=bind,source=,target=/t",
        'type=bind,source=/a"b,target=/t',
        "type=bind,source=/a,target=/t,bogus=1",
        "type=bind,source=/a,target=/t,ro=maybe",
        "type=bind,source=/a",
        "type=what,source=/a,target=/t",
        "type=volume,source=./data,target=/t",
        "source=/a,target=/t",
        {"source": "/a", "target": "/t"},
    ],
)
def test_what_docker_refuses_is_unknown(tmp_path: Path, mount: object) -> None:
    assert doubts(tmp_path, {"mounts": [mount]})


def test_of_one_target_the_last_counts(tmp_path: Path) -> None:
    mounts = [
        "type=bind,source=/a,target=/x",
        "type=bind,source=/b,dst=/x",
        {"type": "bind", "source": "/c", "target": "/x"},
    ]
    assert binds(tmp_path, {"mounts": mounts}) == ["/c:/x:rw"]
    # keys in capitals are not seen by the CLI itself: such mounts have one target, none
    assert binds(tmp_path, {"mounts": ["Type=bind,Source=/a,Target=/a", "Type=bind,Source=/b,Target=/b"]}) == [
        "/b:/b:rw"
    ]


def test_a_text_counts_as_a_list_of_one(tmp_path: Path) -> None:
    assert binds(tmp_path, {"mounts": "type=bind,source=/a,target=/t"}) == ["/a:/t:rw"]
    assert binds(tmp_path, {"mounts": None}) == []


def test_a_missing_source_fails_unless_it_is_made(tmp_path: Path) -> None:
    mounts = ["type=bind,source=/a,target=/a", "type=bind,source=/b,target=/b,bind-create-src"]
    service = container(read(tmp_path, {"mounts": mounts, "runArgs": ["-v", "/c:/c"]}))
    assert [bind.when_missing for bind in service.binds] == ["fails", "fails", "empty", "empty"]


def test_each_bind_says_where_it_stands(tmp_path: Path) -> None:
    text = '{"image": "x",\n "mounts": [\n  "type=bind,source=/a,target=/a"],\n "runArgs": ["-v",\n   "/b:/b"]}'
    service = container(read(tmp_path, text))
    places = {bind.source: bind.where[1:] for bind in service.binds}
    assert places["/a"] == (3, 3)
    assert places["/b"] == (4, 14)
    assert places[str(tmp_path / "w")] == (1, 1)
    assert {Path(bind.where.file).name for bind in service.binds} == {"devcontainer.json"}


def test_workspace_mount(tmp_path: Path) -> None:
    config = {"workspaceMount": "source=${localEnv:HOME},target=/ws,type=bind", "workspaceFolder": "/ws"}
    (bind,) = container(read(tmp_path, config)).binds
    assert (bind.source, bind.target, bind.origin) == ("/home/me", "/ws", "workspace")
    assert container(read(tmp_path, {"workspaceMount": "", "workspaceFolder": "/ws"})).binds == ()
    volume = {"workspaceMount": "source=v,target=/ws,type=volume", "workspaceFolder": "/ws"}
    assert container(read(tmp_path, volume)).binds == ()


def test_workspace_folder_alone_changes_no_mount(tmp_path: Path) -> None:
    (bind,) = container(read(tmp_path, {"workspaceFolder": "/ws"})).binds
    assert (bind.source, bind.target) == (str(tmp_path / "w"), "/workspaces/w")


def test_a_comma_in_a_folder_is_quoted(tmp_path: Path) -> None:
    (tmp_path / "a,b/.devcontainer").mkdir(parents=True)
    (tmp_path / "a,b/.devcontainer/devcontainer.json").write_text('{"image": "x"}')
    (bind,) = container(read(tmp_path, None, folder="a,b")).binds
    assert (bind.source, bind.target) == (str(tmp_path / "a,b"), "/workspaces/a,b")


def test_quotes() -> None:
    assert parse_mount('type=bind,"source=/q""q",target=/t').source == '/q"q'
    assert parse_mount('type=bind,"source=/q').problem
