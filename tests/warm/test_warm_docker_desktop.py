"""``check`` is remembered beside a Docker Desktop too: whatever starts or stops, its files decide."""

from __future__ import annotations

import subprocess
import sys

import pytest

from colima_guard.host import Host
from tests.warm.test_warm import Home
from tests.warm.test_warm import home as home
from tests.warm.test_warm import trusting as trusting

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="its files lie elsewhere on other platforms")

BACKEND = "/opt/docker-desktop/bin/com.docker.backend run"


@pytest.fixture
def desktop(home: Home) -> Home:
    home.write(".docker/desktop/settings-store.json", f'{{"FilesharingDirectories": ["{home.path}/projects"]}}')
    home.write("procs", "")
    home.write("bin/ps", '#!/bin/sh\necho "  2 kthreadd"\n/bin/cat "$HOME/procs"\n', 0o755)
    return home


def test_processes_come_and_go(desktop: Home) -> None:
    assert desktop.check() == 0 and desktop.remembered()
    with subprocess.Popen(["sleep", "60"]) as started_just_now:
        desktop.write("procs", f"{started_just_now.pid} {BACKEND}\n")
        assert desktop.computed() == 0 and desktop.remembered()
        started_just_now.kill()
    desktop.write("procs", "")
    assert desktop.computed() == 0 and desktop.remembered()


def test_a_file_that_changed_is_read(desktop: Home) -> None:
    assert desktop.check() == 0 and desktop.remembered()
    desktop.write(".docker/desktop/settings-store.json", "{}")
    assert not desktop.remembered()
    assert desktop.check() == 1


def test_one_that_runs_with_older_settings_is_not_remembered(desktop: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Host, "process_started", lambda host, pid: 1_000_000_000.0)
    desktop.write("procs", f"1 {BACKEND}\n")
    assert desktop.check() == 1
    assert not desktop.remembered()


def test_a_second_file_beside_it_is_noticed(desktop: Home) -> None:
    assert desktop.check() == 0 and desktop.remembered()
    desktop.write(".docker/desktop/settings.json", "{}")
    assert not desktop.remembered()
    assert desktop.check() == 1
