"""Settings files that people published: each edited byte by byte as it should be, and read as the rules say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from colima_guard.backends.docker_desktop import mounts
from colima_guard.backends.docker_desktop.running import answer as grouped
from colima_guard.backends.docker_desktop.settings_file import SettingsFile, parse_settings
from colima_guard.backends.docker_desktop.settings_model import LegacySettings, Settings, SettingsStore
from colima_guard.formats.golang.types import fields_of
from colima_guard.formats.json.edit import carry, edit
from colima_guard.formats.json.read import read
from colima_guard.host.machine import Host
from colima_guard.host.values import Platform
from colima_guard.model.release import release
from tests.conftest import Machine, shared
from tests.machines.docker_desktop import INSTANCE, Desktop

pytestmark = pytest.mark.oracle

MAC = ("/Users", "/Volumes", "/private", "/tmp", "/var/folders")
WSL = ("C:\\",)
#: each file with its platform, and what Docker Desktop would share by it
EFFECTIVE: dict[str, tuple[Platform, tuple[str, ...]]] = {
    "01": ("macos", MAC),
    "02": ("linux", ("/home",)),
    "03": ("windows", WSL),
    "04": ("macos", MAC),
    "05": ("macos", MAC),
    "06": ("windows", WSL),
    "07": ("linux", ("/home",)),
    "08": ("macos", MAC),
    "09": ("windows", WSL),
    "10": ("macos", MAC),
    "11": ("windows", WSL),
    "12": ("macos", MAC),
    "13": ("windows", WSL),
    "14": ("windows", WSL),
    "15": ("windows", ()),  # Hyper-V without a list: not documented
    "16": ("windows", WSL),
    "17": ("linux", ("/home",)),
    "18": ("linux", ("/home",)),
    "19": ("windows", WSL),
    "20": ("windows", WSL),
    "21": ("windows", WSL),
    "22": ("windows", WSL),
    "23": ("windows", WSL),
    "24": ("macos", MAC),
}
#: those of ``settings.json``
OLD = ("07", "08", "09", "10", "18")
HOMES: dict[Platform, str] = {"macos": "/Users/me", "linux": "/home/me", "windows": "/Users/me"}


def text(name: str) -> bytes:
    return shared("corpus", "docker-desktop", f"{name}.json").read_bytes()


def found(name: str) -> SettingsFile:
    model: type[Settings] = LegacySettings if name in OLD else SettingsStore
    return parse_settings(f"{name}.json", text(name), model)


def host(platform: Platform) -> Host:
    home = HOMES[platform]
    return Host({"HOME": home, "USERPROFILE": home}, platform, (14, 5), "aarch64", "/")


def test_every_file_is_here() -> None:
    there = sorted(path.stem for path in shared("corpus", "docker-desktop").glob("*.json"))
    assert there == sorted([*EFFECTIVE, "25", "26", "30", "31", "32", "33"])


@pytest.mark.parametrize("name", EFFECTIVE)
def test_what_it_shares(name: str) -> None:
    platform, wanted = EFFECTIVE[name]
    (way,) = mounts.exposures_of(host(platform), found(name), release("4.90.0"))
    assert tuple(share.location for share in way.shares) == wanted
    assert (way.unknown is not None) is (name == "15")


@pytest.mark.parametrize("name", EFFECTIVE)
def test_only_the_list_changes(name: str) -> None:
    """By another way than ours: without the list both files hold the same, line for line."""
    before, key = text(name), found(name).model.list_key
    after = edit(before, key, ["/Users/me/projects", "/Users/me/dätä"])
    old, new = (json.loads(data, object_pairs_hook=list) for data in (before, after))
    assert [pair for pair in new if pair[0] == key] == [(key, ["/Users/me/projects", "/Users/me/dätä"])]
    assert [pair for pair in new if pair[0] != key] == [pair for pair in old if pair[0].lower() != key.lower()]
    assert edit(after, key, ["/Users/me/projects", "/Users/me/dätä"]) == after
    assert [_without(data, key) for data in (before, after)] == [_without(before, key)] * 2
    assert carry(after, before, [key]) == before or b"[]" in before
    assert json.loads(carry(after, before, [key])) == json.loads(before)


def _without(data: bytes, key: str) -> list[str]:
    """The lines of a file that do not belong to the list, without a comma at their end."""
    document = read(data)
    keep = list(document.text)
    for member in document.spellings(key):
        keep[member.at : member.stop] = ["\0"] * (member.stop - member.at)
    lines = "".join(keep).replace("\0", "").splitlines()
    joined = [line.rstrip().rstrip(",") for line in lines if line.strip(" ,")]
    return [part.strip() for line in joined for part in line.split(",") if part.strip()]


@pytest.mark.parametrize("name", [name for name, (platform, _) in EFFECTIVE.items() if platform != "windows"])
def test_the_lock_of_the_command_line(machine: Machine, name: str) -> None:
    machine.mkdir("projects")
    desktop = Desktop(machine, EFFECTIVE[name][0])
    path = desktop.legacy if name in OLD else desktop.store
    machine.write(path, text(name))
    done = machine.run("lock", "--yes", "--backend", "docker-desktop", "~/projects")
    assert done.code == 0, done.out + done.err
    assert desktop.listed(path) == ["~/projects"]
    assert machine.verdicts()[INSTANCE] == "LOCKED"
    assert machine.run("rollback", "--yes").code == 0
    assert (machine.home / path).read_bytes() == text(name)


@pytest.mark.parametrize("name", [name for name, (platform, _) in EFFECTIVE.items() if platform == "windows"])
def test_no_lock_where_the_list_has_no_effect(machine: Machine, name: str) -> None:
    machine.mkdir("projects")
    desktop = Desktop(machine, "windows")
    path = desktop.legacy if name in OLD else desktop.store
    machine.write(path, text(name))
    done = machine.run("lock", "--yes", "~/projects")
    if name == "15":
        assert done.code == 0 and desktop.listed(path) == ["~/projects"]
    else:
        # the policy alone is written
        assert done.code == 1 and (machine.home / path).read_bytes() == text(name)


@pytest.mark.parametrize(
    ("name", "paths"),
    [("25", ("/Users", "/Volumes", "/private", "/tmp")), ("26", ("/home",)), ("05", None), ("31", None)],
)
def test_answers_of_the_backend(name: str, paths: tuple[str, ...] | None) -> None:
    assert grouped.directories(text(name)) == paths


@pytest.mark.parametrize("name", EFFECTIVE)
def test_unknown_keys_are_ignored(name: str) -> None:
    settings = found(name).settings
    assert settings is not None
    known = {key.lower(): attribute for key, (attribute, _) in fields_of(type(settings)).items()}
    document: dict[str, Any] = json.loads(text(name))
    wanted = {known[key.lower()]: value for key, value in document.items() if key.lower() in known}
    assert vars(settings) == vars(type(settings)(**wanted))


def test_where_the_files_came_from() -> None:
    index = Path(shared("corpus", "INDEX.tsv")).read_text(encoding="utf-8")
    assert index.count("docker-desktop\t") == 30
