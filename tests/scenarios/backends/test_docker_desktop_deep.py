"""What the running Docker Desktop says itself: a cross-check, and all there is where the file cannot be read."""

from __future__ import annotations

import errno
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from colima_guard.host.machine import Host
from tests.conftest import Machine
from tests.machines.docker_desktop import INSTANCE, SPARSE, Desktop, shares, shares_before_4_12

DEEP = ("--deep", "--backend", "docker-desktop")


@pytest.fixture(params=["macos", "linux"])
def desktop(request: pytest.FixtureRequest, machine: Machine) -> Iterator[Desktop]:
    # a socket's path may have some hundred characters
    with tempfile.TemporaryDirectory(prefix="cg") as short:
        machine.home = Path(short).resolve()
        machine.__post_init__()
        machine.mkdir("projects", ".ssh")
        found = Desktop(machine, request.param)
        machine.write(found.store, f'{{"FilesharingDirectories": ["{machine.home}/projects"]}}')
        machine.run("lock", "--yes", "--backend", "colima", "~/projects")
        found.runs()
        yield found


@pytest.fixture
def protected(monkeypatch: pytest.MonkeyPatch) -> None:
    """macOS 15 does not let other programs read the data of an application: EPERM, whatever the mode is."""
    really = os.open

    def refuse(path: Any, flags: int, *more: Any, **named: Any) -> int:
        if str(path).endswith(("settings-store.json", "settings.json")):
            raise PermissionError(errno.EPERM, "Operation not permitted", path)
        return really(path, flags, *more, **named)

    monkeypatch.setattr(os, "open", refuse)


def findings(desktop: Desktop, *argv: str) -> dict[str, str]:
    return {one["id"]: one["message"] for one in desktop.machine.instance(INSTANCE, *argv)["findings"]}


@pytest.mark.parametrize("shape", [shares, shares_before_4_12])
def test_the_same_list_is_no_finding(desktop: Desktop, shape: Any) -> None:
    machine = desktop.machine
    with desktop.answering(shape(f"{machine.home}/projects")) as asked:
        assert "CG312" not in findings(desktop, *DEEP)
        assert machine.verdicts(*DEEP)[INSTANCE] == "LOCKED"
        assert machine.run("check", *DEEP).code == 0
    assert set(asked) == {"/app/settings?format=grouped"}


def test_another_list_is_open(desktop: Desktop) -> None:
    """It holds more than its file says, and will write that when it quits."""
    machine = desktop.machine
    with desktop.answering(shares("/Users", f"{machine.home}/projects")):
        assert machine.verdicts("--backend", "docker-desktop")[INSTANCE] == "LOCKED"
        found = machine.instance(INSTANCE, *DEEP)
        assert (found["verdict"], found["next_start_verdict"]) == ("OPEN", "LOCKED")
        assert [share["location"] for share in found["running_shares"]] == ["/Users", f"{machine.home}/projects"]
        done = machine.run("check", *DEEP)
    assert done.code == 1
    assert "Docker Desktop holds another list than its file" in done.out
    assert "do: colima-guard lock --restart [CG312]" in done.out


def test_an_empty_answer_is_the_default_list(desktop: Desktop) -> None:
    with desktop.answering(shares()):
        assert desktop.machine.verdicts(*DEEP)[INSTANCE] == "OPEN"


def test_a_narrower_answer_is_not_believed(desktop: Desktop) -> None:
    """A directory that was taken off the list stays attached until a restart."""
    machine = desktop.machine
    with desktop.answering(shares("/nothing")):
        assert machine.instance(INSTANCE, *DEEP)["verdict"] == "OPEN"
    machine.mkdir("projects/inner")
    with desktop.answering(shares(f"{machine.home}/projects/inner")):
        assert machine.instance(INSTANCE, *DEEP)["verdict"] == "UNKNOWN"


def test_a_list_that_changed_since_the_start_is_unknown(desktop: Desktop) -> None:
    machine = desktop.machine
    desktop.runs(long_since=True)
    with desktop.answering(shares(f"{machine.home}/projects")):
        assert machine.verdicts(*DEEP)[INSTANCE] == "UNKNOWN"
    assert "its settings changed since" in findings(desktop)["CG311"]


@pytest.mark.parametrize(
    "answer", [b"", b"{}", b"[]", b"not JSON", b'{"vm": {"fileSharing": 3}}', b'{"vm": {"fileSharing": [3]}}']
)
def test_an_answer_that_we_do_not_know_is_none(desktop: Desktop, answer: bytes) -> None:
    with desktop.answering(answer):
        assert "does not say what list it holds" in findings(desktop, *DEEP)["CG311"]
        assert desktop.machine.verdicts(*DEEP)[INSTANCE] == "LOCKED"  # the file alone counts


def test_an_error_or_nobody_is_no_answer(desktop: Desktop) -> None:
    with desktop.answering(shares("/Users"), status=404):
        assert "does not say what list it holds" in findings(desktop, *DEEP)["CG311"]
    assert "does not say what list it holds" in findings(desktop, *DEEP)["CG311"]
    desktop.machine.write("procs", "")
    assert "CG311" not in findings(desktop, *DEEP)  # one that does not run is not asked


@pytest.mark.usefixtures("protected")
def test_a_protected_file_is_unknown_with_the_reason(desktop: Desktop) -> None:
    """Never "no file", which would be the default list, or nothing at all."""
    machine = desktop.machine
    found = machine.instance(INSTANCE)
    assert (found["verdict"], found["shares"]) == ("UNKNOWN", [])
    said = findings(desktop)["CG205"]
    assert "cannot be read: Operation not permitted" in said
    done = machine.run("check", "--backend", "docker-desktop")
    assert done.code == 1
    assert "colima-guard status --deep" in done.out
    if desktop.platform == "macos":
        assert "System Settings > Privacy & Security > Full Disk Access" in done.out
    done = machine.run("lock", "--yes", "--backend", "docker-desktop")
    assert done.code == 4 and "Operation not permitted" in done.out


@pytest.mark.usefixtures("protected")
def test_then_it_is_the_only_source(desktop: Desktop) -> None:
    machine = desktop.machine
    with desktop.answering(shares(f"{machine.home}/projects")):
        found = machine.instance(INSTANCE, *DEEP)
        assert found["verdict"] == "LOCKED"
        assert [share["location"] for share in found["shares"]] == [f"{machine.home}/projects"]
        assert machine.run("check", *DEEP).code == 0
    with desktop.answering(shares("/Users")):
        assert machine.verdicts(*DEEP)[INSTANCE] == "OPEN"
    assert machine.verdicts(*DEEP)[INSTANCE] == "UNKNOWN"


def test_windows_asks_a_pipe(machine: Machine) -> None:
    """Where there is no such pipe nothing hangs."""
    machine.mkdir("projects")
    desktop = Desktop(machine, "windows")
    machine.write(desktop.store, SPARSE)
    desktop.runs()
    assert machine.verdicts(*DEEP)[INSTANCE] == "OPEN"
    assert machine.last is not None
    assert ("socket", "\\\\.\\pipe\\dockerBackendApiServer\0/app/settings?format=grouped") in machine.last.questions


@pytest.mark.parametrize(("settings", "verdict"), [("{}", "OPEN"), ('{"WslEngineEnabled": false}', "UNKNOWN")])
def test_on_windows_an_answer_does_not_hide_the_drives(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, settings: str, verdict: str
) -> None:
    """With WSL 2 the list that it answers has no effect; with Hyper-V it is compared."""
    machine.mkdir("projects")
    desktop = Desktop(machine, "windows")
    machine.command("powershell", "echo 4000000000")
    machine.write(desktop.store, '{"WslEngineEnabled": false}')
    assert machine.run("lock", "--yes", "~/projects").code == 0
    machine.write(desktop.store, settings)
    desktop.runs()
    answer = json.dumps(shares(f"{machine.home}/projects")).encode()
    monkeypatch.setattr(Host, "get", lambda host, socket, path, timeout: answer)
    assert machine.verdicts(*DEEP)[INSTANCE] == verdict
