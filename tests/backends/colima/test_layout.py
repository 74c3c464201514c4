"""Which directory Colima picks, by release and environment (config/files.go), and what lies in it."""

from __future__ import annotations

import pytest

from colima_guard.backends.colima import layout
from colima_guard.backends.colima.releases import rules_of
from colima_guard.host.machine import Host
from colima_guard.host.values import Platform
from colima_guard.model.release import release
from tests.conftest import Machine

#: environment, directories that exist, release on Linux and on macOS with what is picked there
PICKED: tuple[tuple[dict[str, str], tuple[str, ...], str, str, str], ...] = (
    ({}, (), "0.4.0", ".colima", ".colima"),
    ({}, (), "0.5.5", ".colima", ".colima"),
    ({}, (), "0.5.6", ".config/colima", ".colima"),
    ({}, (), "0.10.3", ".config/colima", ".colima"),
    ({}, (".colima",), "0.10.3", ".colima", ".colima"),
    ({}, (".config/colima",), "0.10.3", ".config/colima", ".colima"),
    ({}, (".config/colima",), "HEAD", ".config/colima", ".config/colima"),
    ({}, (".colima", ".config/colima"), "HEAD", ".colima", ".colima"),
    ({"XDG_CONFIG_HOME": "x"}, (), "0.5.5", ".colima", ".colima"),
    ({"XDG_CONFIG_HOME": "x"}, (), "0.6.9", "x/colima", ".colima"),
    ({"XDG_CONFIG_HOME": "x"}, (), "0.6.10", "x/colima", ".colima"),
    ({"XDG_CONFIG_HOME": "x"}, (), "0.7.0", "x/colima", "x/colima"),
    ({"XDG_CONFIG_HOME": "x"}, (".colima",), "0.10.3", ".colima", ".colima"),
    ({"XDG_CONFIG_HOME": ""}, (), "0.6.9", ".config/colima", ".colima"),
    ({"XDG_CONFIG_HOME": ""}, (), "0.10.3", "colima", "colima"),
    ({"XDG_CONFIG_HOME": ""}, (), "HEAD", ".config/colima", ".colima"),
    ({"COLIMA_HOME": "own"}, ("own",), "0.6.9", ".config/colima", ".colima"),
    ({"COLIMA_HOME": "own"}, ("own",), "0.6.10", "own", "own"),
    ({"COLIMA_HOME": "own"}, ("own", ".colima"), "0.10.3", "own", "own"),
    ({"COLIMA_HOME": "own"}, (), "0.10.3", ".config/colima", ".colima"),
    ({"COLIMA_HOME": ""}, (), "0.10.3", ".config/colima", ".colima"),
)


@pytest.mark.parametrize(("variables", "there", "version", "linux", "macos"), PICKED)
def test_pick(
    machine: Machine, variables: dict[str, str], there: tuple[str, ...], version: str, linux: str, macos: str
) -> None:
    machine.mkdir(*there)
    named = {name: f"{machine.home}/{value}" if value else "" for name, value in variables.items()}
    platforms: tuple[tuple[Platform, str], ...] = (("linux", linux), ("macos", macos))
    for platform, picked in platforms:
        host = Host({"HOME": str(machine.home), **named}, platform, (14, 5), "aarch64", str(machine.home))
        assert layout.pick(host, rules_of(release(version) if version != "HEAD" else release("99.0.0"))) == (
            f"{machine.home}/{picked}"
        )
        (first, *_) = layout.bases(host, rules_of(release("0.10.3")))
        assert first.picked


@pytest.mark.parametrize(
    ("short", "identifier"), [("default", "colima"), ("work", "colima-work"), ("a.b-c", "colima-a.b-c")]
)
def test_names(short: str, identifier: str) -> None:
    assert layout.lima_id(short) == identifier
    assert layout.short_name(identifier) == short


def test_foreign_instances_have_no_profile() -> None:
    assert layout.short_name("debian") is None
    assert layout.short_name("colimafoo") is None


@pytest.mark.parametrize(
    ("variables", "version", "linux", "macos"),
    [
        ({}, "0.10.1", ".cache/colima", "Library/Caches/colima"),
        ({"XDG_CACHE_HOME": "c"}, "0.10.1", "c/colima", "c/colima"),
        ({"XDG_CACHE_HOME": "c"}, "0.5.5", "c/colima", "Library/Caches/colima"),
        ({"XDG_CACHE_HOME": ""}, "0.10.1", ".cache/colima", "Library/Caches/colima"),
    ],
)
def test_cache(variables: dict[str, str], version: str, linux: str, macos: str) -> None:
    platforms: tuple[tuple[Platform, str], ...] = (("linux", linux), ("macos", macos))
    for platform, wanted in platforms:
        host = Host({"HOME": "/h", **{k: v and f"/h/{v}" for k, v in variables.items()}}, platform, (), "x86_64", "/")
        assert layout.cache_dir(host, rules_of(release(version))) == f"/h/{wanted}"
