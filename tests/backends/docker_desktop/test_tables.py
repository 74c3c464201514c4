"""Tables, every row of them: settings that are known, releases with a hole, processes that are Docker Desktop's."""

from __future__ import annotations

from pathlib import Path

import pytest

from colima_guard.backends.docker_desktop.application import app
from colima_guard.backends.docker_desktop.mounts import shares_of_list
from colima_guard.backends.docker_desktop.releases import ESCAPES, NEWEST, escapes
from colima_guard.backends.docker_desktop.running.process import processes
from colima_guard.backends.docker_desktop.settings_file import parse_settings
from colima_guard.backends.docker_desktop.settings_model import LegacySettings, Settings, SettingsStore
from colima_guard.backends.docker_desktop.transports import VIRTIOFS
from colima_guard.formats.golang.types import fields_of
from colima_guard.host.machine import Host
from colima_guard.host.processes import Process
from colima_guard.model.release import release
from colima_guard.model.share import Origin, Place
from tests.conftest import Machine

NAMES = list(fields_of(Settings))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("model", [SettingsStore, LegacySettings])
def test_every_known_key_is_typed(name: str, model: type[Settings]) -> None:
    """In any case; ``null`` is Docker Desktop's own default, and another kind of value stops it."""
    for spelled in (name, name[0].lower() + name[1:], name.upper()):
        assert parse_settings("f", f'{{"{spelled}": null}}'.encode(), model).settings is not None
        wrong = parse_settings("f", f'{{\n"{spelled}": {{}}}}'.encode(), model)
        assert wrong.settings is None and wrong.line == 2
        assert str(wrong.problem).startswith(f"`{spelled}` is not ")


def test_of_two_spellings_each_is_looked_at() -> None:
    """The decoder stops at the first wrong one, whichever counts in the end."""
    found = parse_settings("f", b'{"UseGrpcfuse": 3, "useGrpcfuse": true}', SettingsStore)
    assert found.problem == "`UseGrpcfuse` is not true or false"
    assert parse_settings("f", b'{"Zoom": 3, "zoom": true}', SettingsStore).problem is None


@pytest.mark.parametrize("escape", ESCAPES, ids=[one.name for one in ESCAPES])
def test_a_hole_is_said_up_to_the_release_that_closes_it(escape: object) -> None:
    (one,) = (known for known in ESCAPES if known is escape)
    settings = frozenset([one.needs] if one.needs else [])
    inside = one.since or release("4.40.0")
    for platform in ("macos", "linux", "windows"):
        said = one in escapes(inside, platform, settings)
        assert said is (platform in one.platforms)
        assert one not in escapes(one.fixed, platform, settings)
    if one.needs:
        assert one not in escapes(inside, "macos", frozenset())
    if one.since:
        assert one not in escapes(release("4.20.0"), "macos", settings)


def test_the_newest_release_has_none() -> None:
    assert escapes(NEWEST, "macos", frozenset(["eci", "grpcfuse"])) == []


class _Listing(Host):
    """A machine with one process."""

    command = ""

    def processes(self) -> tuple[Process, ...] | None:
        return (Process(7, self.command),)


@pytest.mark.parametrize(
    ("command", "ours"),
    [
        ("/Applications/Docker.app/Contents/MacOS/com.docker.backend", True),
        ("/Applications/Docker.app/Contents/MacOS/com.docker.backend services -watchdog", True),
        ("/Applications/Docker.app/Contents/MacOS/Docker Desktop.app/Contents/MacOS/Docker Desktop --x", True),
        ("/A/Docker Desktop.app/Contents/Frameworks/Docker Desktop Helper (GPU).app/Contents/MacOS/x", True),
        ("/opt/docker-desktop/bin/com.docker.backend run", True),
        ("/opt/docker-desktop/Docker Desktop --reason=autostart", True),
        ("com.docker.backend.exe", True),
        ("Docker Desktop.exe", True),
        ("C:\\Program Files\\Docker\\Docker\\com.docker.backend.exe", True),
        # a helper of the system that is always there, and what only names them
        ("/Library/PrivilegedHelperTools/com.docker.vmnetd", False),
        ("grep com.docker.backend", False),
        ("tail -f /x/com.docker.backend.log", False),
        ("/usr/bin/dockerd -H fd://", False),
        ("docker desktop status", False),
    ],
)
def test_whose_process_it_is(command: str, ours: bool) -> None:
    host = _Listing({"HOME": "/h"}, "macos")
    host.command = command
    assert bool(processes(host)) is ours


@pytest.mark.parametrize(
    ("entry", "location"),
    [
        ("$HOME", "/h/me"),
        ("$HOME/x", "/h/me/x"),
        ("$TMP/x", "/t/x"),
        ("$TEMP", "/u"),
        ("$HOMES/x", None),
        ("${HOME}/x", None),
        ("~/x", None),
        ("x", None),
        ("", None),
        ("/a/b/", "/a/b/"),
        ("/a/../b", "/a/../b"),
        ("C:\\x", "C:\\x"),
    ],
)
def test_entries(entry: str, location: str | None) -> None:
    host = Host({"HOME": "/h/me", "TMPDIR": "/t/", "TEMP": "/u"}, "macos", (15, 0), "aarch64", "/")
    (share,) = shares_of_list(host, [entry], VIRTIOFS, [Place("x")], Origin.LISTED)
    assert share.location == location
    assert (share.real is None) is (location is None)
    assert share.access.value == "rw"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"Informational": "4.74.0", "EngineVersion": "29.4.3"}', "4.74.0"),
        ('{"AppVersion": "4.50.0"}', "4.50.0"),
        ('{"EngineVersion": "29.4.3"}', None),
        ("[]", None),
        ("{", None),
        ('{"Informational": 4}', None),
        ("[" * 100000, None),
    ],
)
def test_the_release_in_a_list_of_components(machine: Machine, text: str, found: str | None) -> None:
    machine.platform = "windows"
    machine.environ["ProgramFiles"] = str(machine.home)
    machine.write("Docker/Docker/resources/componentsVersion.json", text)
    installed = app(machine.host())
    assert installed is not None
    assert (installed.release.name if installed.release else None) == found


def test_the_release_in_the_list_of_packages(machine: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Debian's list is larger than any settings file that we would read."""
    from colima_guard.backends.docker_desktop import application, layout

    other = "Package: docker-desktop-x\nVersion: 9.9\n\n" + "Package: a\nVersion: 1\nDescription: x\n\n" * 40000
    status = tmp_path / "status"
    status.write_text(
        f"{other}Package: docker-desktop\nStatus: install ok installed\nVersion: 4.45.0-203075\n\n{other}"
    )
    monkeypatch.setattr(application, "_DPKG", str(status))
    monkeypatch.setattr(layout, "apps", lambda host: [str(tmp_path)])
    found = app(machine.linux().host())
    assert found is not None and found.release == release("4.45.0")
