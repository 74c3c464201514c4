"""Volumes of every form, and what Compose makes of a source that is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from colima_guard.scan.compose.volume import parse_device, parse_volume
from tests.scan.compose.projects import binds, one, read


def service(*lines: str) -> str:
    return "services:\n  app:\n    image: x\n" + "".join(f"    {line}\n" for line in lines)


def volumes(*entries: str) -> str:
    return service("volumes:", *(f"  - {entry}" for entry in entries))


@pytest.mark.parametrize(
    ("spec", "source", "target", "read_only"),
    [
        ("./x:/a", "./x", "/a", False),
        ("./x:/a:ro,z", "./x", "/a", True),
        ("./x:/a:RO", "./x", "/a", False),
        ("./x:/a:/b", "./x", "/a", False),
        ("/var/run/docker.sock", "", "/var/run/docker.sock", False),
        (r"C:\Users\me:/host:ro", r"C:\Users\me", "/host", True),
        ("C:/x:D:/y", "C:/x", "D:/y", False),
        ("${A:-b}:/a", "${A:-b}", "/a", False),
        ("~/x:/a", "~/x", "/a", False),
    ],
)
def test_short_syntax(spec: str, source: str, target: str, read_only: bool) -> None:
    volume = parse_volume(spec)
    assert (volume.source, volume.target, volume.read_only, volume.problem) == (source, target, read_only, None)


@pytest.mark.parametrize("spec", ["", ":/a", "./x:", "./x:/a:", "./x:/a:ro:z"])
def test_what_compose_refuses_of_it(spec: str) -> None:
    assert parse_volume(spec).problem


@pytest.mark.parametrize(
    ("source", "is_bind"),
    [(".env", True), ("...", True), ("/x", True), ("~x", True), ("C:x", True), (r"\\a\b", True), ("a/b", False)],
)
def test_what_is_a_bind(source: str, is_bind: bool) -> None:
    assert parse_volume(f"{source}:/a").is_bind is is_bind


def test_devices() -> None:
    assert tuple(parse_device("/dev/a")) == ("/dev/a", "/dev/a", "rwm")
    assert tuple(parse_device("/dev/a:/dev/b:r")) == ("/dev/a", "/dev/b", "r")
    with pytest.raises(ValueError, match="confusing"):
        parse_device("a:b:c:d")


def test_sources_are_relative_to_the_project_and_clean(tmp_path: Path) -> None:
    entries = (
        "./a/../x:/a",
        "/abs/../y/:/b",
        "~/z:/c",
        "//var/run/docker.sock:/d",
        "{type: bind, source: n, target: /e}",
    )
    project = read(tmp_path, {"compose.yaml": volumes(*entries)})
    assert binds(project, tmp_path) == [
        "./x:/a:rw",
        "/y:/b:rw",
        "/home/me/z:/c:rw",
        "/var/run/docker.sock:/d:rw",
        "./n:/e:rw",
    ]
    assert [(bind.where.line, bind.where.column) for bind in one(project).binds] == [(n, 9) for n in range(5, 10)]


def test_a_socket_that_no_search_of_the_text_would_find(tmp_path: Path) -> None:
    entry = '"${A}docker.so${B}:/s"'
    project = read(
        tmp_path, {"compose.yaml": volumes(entry, '"/var/run/docker\\x2esock:/t"')}, env={"A": "/run/", "B": "ck"}
    )
    assert binds(project, tmp_path) == ["/run/docker.sock:/s:rw", "/var/run/docker.sock:/t:rw"]


@pytest.mark.parametrize(
    ("entry", "missing"),
    [
        ("./x:/a", "empty"),
        ("./x:/a:z", "empty"),
        ("./x:/a:rslave", None),
        ("{type: bind, source: ./x, target: /a}", "empty"),
        ("{type: bind, source: ./x, target: /a, bind: {create_host_path: true}}", "empty"),
        ("{type: bind, source: ./x, target: /a, bind: {create_host_path: false}}", "fails"),
        ("{type: bind, source: ./x, target: /a, bind: {}}", None),
        ("{type: bind, source: ./x, target: /a, bind: {create_host_path: true, propagation: shared}}", None),
    ],
)
def test_a_source_that_is_not_there(tmp_path: Path, entry: str, missing: str | None) -> None:
    (bind,) = one(read(tmp_path, {"compose.yaml": volumes(entry)})).binds
    assert bind.when_missing == missing


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        ("{driver: local, driver_opts: {type: none, o: bind, device: ./d}}", "./d:/a:rw"),
        ("{driver: local, driver_opts: {type: none, o: bind, device: ''}}", "."),
        ("{driver_opts: {type: none, o: 'ro,bind', device: /d}}", "/d:/a:ro"),
        ("{driver_opts: {type: none, o: rbind, device: ~/d}}", "~/d:/a:rw"),
        ("{driver: local, driver_opts: {type: bind, device: /d}}", "/d:/a:rw"),
    ],
)
def test_a_named_volume_that_is_a_directory_of_the_host(tmp_path: Path, definition: str, expected: str) -> None:
    text = volumes("vol:/a") + f"volumes:\n  vol: {definition}\n"
    project = read(tmp_path, {"compose.yaml": text})
    if expected == ".":
        expected = ".:/a:rw"
    assert binds(project, tmp_path) == [expected]
    (bind,) = one(project).binds
    assert (bind.origin, bind.when_missing, bind.where.line) == ("volume", "fails", 7)


@pytest.mark.parametrize(
    "definition",
    ["{driver_opts: {type: nfs, o: addr=1, device: ':/x'}}", "{driver: other, driver_opts: {o: bind, device: /d}}"],
)
def test_a_named_volume_that_is_none(tmp_path: Path, definition: str) -> None:
    text = volumes("vol:/a") + f"volumes: {{vol: {definition}}}\n"
    assert one(read(tmp_path, {"compose.yaml": text})).binds == ()


@pytest.mark.parametrize(
    "options", ["{type: ext4, device: /dev/vda1}", "{type: overlay, device: overlay, o: 'lowerdir=/etc'}"]
)
def test_a_volume_on_a_disk_or_of_layers_is_a_strength(tmp_path: Path, options: str) -> None:
    text = volumes("vol:/a") + f"volumes: {{vol: {{driver_opts: {options}}}}}\n"
    (strength,) = one(read(tmp_path, {"compose.yaml": text})).strengths
    assert strength.key == "driver_opts"


def test_an_external_volume_is_known_to_the_engine_only(tmp_path: Path) -> None:
    text = volumes("vol:/a") + "volumes: {vol: {external: true, name: sock}}\n"
    (unknown,) = one(read(tmp_path, {"compose.yaml": text})).unknown
    assert "volume sock" in unknown.why


def test_a_volume_with_the_name_of_another(tmp_path: Path) -> None:
    text = volumes("vol:/a") + "volumes:\n  vol: {name: n}\n  w: {name: n, driver_opts: {o: bind, device: /d}}\n"
    (unknown,) = one(read(tmp_path, {"compose.yaml": text})).unknown
    assert "volume w" in unknown.why


def test_secrets_and_configs_are_read_only_files(tmp_path: Path) -> None:
    text = service("secrets: [s, {source: s, target: t}]", "configs: [c]")
    text += "secrets: {s: {file: s.txt}}\nconfigs: {c: {file: ~/c}}\n"
    project = read(tmp_path, {"compose.yaml": text})
    found = binds(project, tmp_path)
    assert found == ["./s.txt:/run/secrets/s:ro", "./s.txt:/run/secrets/t:ro", "/home/me/c:/c:ro"]
    assert {bind.when_missing for bind in one(project).binds} == {"fails"}
    assert [bind.origin for bind in one(project).binds] == ["secret", "secret", "config"]


def test_devices_are_binds_of_their_own_kind(tmp_path: Path) -> None:
    project = read(tmp_path, {"compose.yaml": service("devices: [/dev/kvm, '/dev/a:/dev/b:r', vendor.com/gpu=all]")})
    assert binds(project, tmp_path) == ["/dev/kvm:/dev/kvm:rw", "/dev/a:/dev/b:ro"]
    assert len([strength for strength in one(project).strengths if strength.key == "devices"]) == 3


def test_volumes_from_gives_binds_as_writable_as_they_are(tmp_path: Path) -> None:
    text = service("volumes_from: ['b:ro', 'container:z']", "volumes: ['./mine:/s']")
    text += "  b: {image: x, volumes: ['/var/run/docker.sock:/d', './theirs:/s'], use_api_socket: true}\n"
    project = read(tmp_path, {"compose.yaml": text})
    assert binds(project, tmp_path) == ["./mine:/s:rw", "/var/run/docker.sock:/d:rw"]
    app = one(project)
    assert app.binds[1].origin == "inherited"
    assert app.uses_api_socket
    assert any("container z" in unknown.why for unknown in app.unknown)
