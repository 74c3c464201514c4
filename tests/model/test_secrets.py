"""The table of secrets: every row is well formed, and refused where it lies, on every platform that has it."""

from __future__ import annotations

import os

import pytest

from colima_guard.host.machine import Host
from colima_guard.host.values import Platform
from colima_guard.model.secrets import CATALOGUE, PRIVATE_SORTS, catalogue
from colima_guard.policy.screen import OffLimits
from tests.conftest import Machine

PLATFORMS: tuple[Platform, ...] = ("macos", "linux", "windows")


def test_every_row() -> None:
    paths = [secret.path for secret in CATALOGUE]
    assert len(set(paths)) == len(paths)
    for secret in CATALOGUE:
        assert secret.path == secret.path.strip() and "//" not in secret.path and not secret.path.endswith("/")
        assert secret.path and not secret.path.startswith(("/", "~")) and ".." not in secret.path.split("/")
        assert secret.platforms and set(secret.platforms) <= set(PLATFORMS)
        assert secret.sort in PRIVATE_SORTS or secret.sort in ("startup", "programs")
        # what a platform calls its own directories
        assert not secret.path.startswith("AppData") or secret.platforms == ("windows",)
        assert not secret.path.startswith("Library/Application") or secret.platforms == ("macos",)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_has_to_be_there(platform: Platform) -> None:
    found = {secret.path for secret in catalogue(platform)}
    assert found >= {
        *(".ssh", ".aws", ".gnupg", ".netrc", ".kube", ".docker", ".azure", ".config/gcloud", ".vault-token"),
        *(".gradle", ".m2", ".npmrc", ".pypirc", ".cargo/credentials", ".cargo/credentials.toml", ".gem/credentials"),
        *(".composer", ".nuget/NuGet", ".terraform.d", ".config/gh", ".config/hub", ".config/glab-cli", ".config/op"),
        *(".claude", ".codex", ".gemini", ".config/github-copilot", ".cursor", ".gitconfig", ".bashrc"),
    }
    slack = {"macos": "Library/Application Support/Slack", "linux": ".config/Slack", "windows": "AppData/Roaming/Slack"}
    signal = {one: path.replace("Slack", "Signal") for one, path in slack.items()}
    code = {one: path.replace("Slack", "Code") for one, path in slack.items()}
    exodus = {one: path.replace("Slack", "Exodus") for one, path in slack.items()}
    assert found >= {slack[platform], signal[platform], code[platform], exodus[platform]}
    if platform != "windows":
        assert found >= {".oh-my-zsh", ".zprezto", ".bash_it", ".config/fish", ".config/starship.toml", ".electrum"}


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("there", [False, True])
def test_no_row_may_be_allowed(machine: Machine, platform: Platform, there: bool) -> None:
    if there:
        machine.mkdir(*(secret.path for secret in catalogue(platform)))
    host = Host({"HOME": str(machine.home), "USERPROFILE": str(machine.home)}, platform)
    off_limits = OffLimits(host, ())
    home = os.path.realpath(machine.home)
    for secret in catalogue(platform):
        reason = off_limits.reason(f"{home}/{secret.path}/inner")
        assert reason is not None and off_limits.reason(f"{home}/{secret.path}") is not None, secret
        # what holds it, where it is there
        parent = os.path.dirname(secret.path)
        if there and parent:
            assert off_limits.reason(f"{home}/{parent}") is not None, secret
    assert off_limits.reason(f"{home}/projects") is None


def test_in_any_case_where_the_system_takes_any(machine: Machine) -> None:
    machine.mkdir(".SSH")
    mac, linux = (Host({"HOME": str(machine.home)}, platform) for platform in ("macos", "linux"))
    assert mac.among(str(machine.home), [".ssh", ".aws"]) == {".ssh"}
    assert linux.among(str(machine.home), [".ssh", ".aws"]) == set()


def test_a_home_that_cannot_be_listed(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.mkdir(".ssh")

    def refused(path: str) -> list[str]:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(os, "listdir", refused)
    host = Host({"HOME": str(machine.home)}, "linux")
    assert host.among(str(machine.home), [".ssh", ".aws"]) == {".ssh"}
