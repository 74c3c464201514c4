"""Where Docker Desktop's files lie, by platform and environment."""

from __future__ import annotations

import pytest

from colima_guard.backends.docker_desktop import layout
from colima_guard.backends.docker_desktop.backend import DockerDesktop
from colima_guard.backends.registry import backends
from colima_guard.host.machine import Host
from colima_guard.host.values import Platform


def host(platform: Platform, **environ: str) -> Host:
    return Host({"HOME": "/h/me", "USERPROFILE": "/h/me", **environ}, platform, (15, 0), "aarch64", "/")


@pytest.mark.parametrize(
    ("platform", "environ", "base"),
    [
        ("macos", {}, "/h/me/Library/Group Containers/group.com.docker"),
        ("linux", {}, "/h/me/.docker/desktop"),
        ("linux", {"DOCKER_CONFIG": "/elsewhere"}, "/h/me/.docker/desktop"),
        ("windows", {}, "/h/me/AppData/Roaming/Docker"),
        ("windows", {"APPDATA": "/roaming"}, "/roaming/Docker"),
    ],
)
def test_the_settings(platform: Platform, environ: dict[str, str], base: str) -> None:
    assert layout.base(host(platform, **environ)) == base


@pytest.mark.parametrize(
    ("platform", "sockets"),
    [
        ("macos", [f"/h/me/Library/Containers/com.docker.docker/Data/{name}" for name in ("backend.sock",)]),
        ("linux", ["/h/me/.docker/desktop/backend.sock"]),
        ("windows", ["\\\\.\\pipe\\dockerBackendApiServer"]),
    ],
)
def test_the_first_socket_is_that_of_today(platform: Platform, sockets: list[str]) -> None:
    first, *others = layout.settings_sockets(host(platform))
    assert [first] == [(socket, "/app/settings?format=grouped") for socket in sockets]
    assert {target for _, target in others} == {"/settings"}


@pytest.mark.parametrize("platform", ["macos", "linux", "windows"])
def test_an_administrator_has_a_place(platform: Platform) -> None:
    assert layout.admin_settings(host(platform)).endswith("admin-settings.json")


def test_a_machine_without_it_is_asked_for_a_few_paths_only() -> None:
    for platform in ("macos", "linux", "windows"):
        asked = host(platform)
        assert DockerDesktop().find(asked, {}) == []
        questions = {question for question, _ in asked.questions}
        assert questions <= {"env", "stat", "kind"}
        assert len([one for one in asked.questions if one[0] != "env"]) <= 3


def test_it_is_a_backend() -> None:
    assert [one.name for one in backends(["docker-desktop"])] == ["docker-desktop"]
