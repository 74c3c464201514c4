"""Every input counts: each field of a file, each thing that was missing, each variable, program and process."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from types import SimpleNamespace

import pytest

import colima_guard
from colima_guard.backends import table
from colima_guard.cache import answer as warm
from tests.machines.ways_to_edit import WAYS, opened
from tests.machines.whole_home import LEGACY, POLICY_FILE, PROFILE, READ, STORE, WANTED, Home

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nothing is remembered on Windows")

WHO = ("st_dev", "st_ino", "st_mode", "st_uid")
ALL = (*WHO, "st_size", "st_mtime_ns", "st_ctime_ns")
FILE, WALKED, LISTED, LINK = ".colima/default/colima.yaml", ".config", ".colima", "linked"
#: in which something is missing beside a file that counts
QUIET = ".colima/default"


def say_otherwise(monkeypatch: pytest.MonkeyPatch, path: str, field: str) -> None:
    """From now on one field of one path is another, as far as ``lstat`` says."""
    lstat = os.lstat

    def other(asked: str) -> object:
        found = lstat(asked)
        if asked != path:
            return found
        return SimpleNamespace(**{name: getattr(found, name) + (name == field) for name in ALL})

    monkeypatch.setattr(os, "lstat", other)


@pytest.fixture
def linked(home: Home) -> Home:
    (home.path / LINK).symlink_to("projects")
    home.write(FILE, PROFILE.replace("~/projects", "~/linked"))
    assert home.check().code == 0 and home.remembered()
    return home


@pytest.mark.parametrize("field", ALL)
@pytest.mark.parametrize("name", [FILE, WALKED, LISTED, QUIET, LINK])
def test_every_field(linked: Home, monkeypatch: pytest.MonkeyPatch, name: str, field: str) -> None:
    """What only was walked through may have other things in it, and so other times."""
    say_otherwise(monkeypatch, str(linked.path / name), field)
    assert linked.remembered() == (name == WALKED and field not in WHO)


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("way", WAYS)
def test_every_file(everything: Home, name: str, way: Callable[..., None]) -> None:
    assert everything.check().code == 0 and everything.remembered()
    way(everything.path / name, opened(everything.text(name)))
    assert not everything.remembered()
    assert everything.check() == everything.computed()


@pytest.mark.parametrize("name", sorted(WANTED))
def test_every_removed_file(everything: Home, name: str) -> None:
    assert everything.check().code == 0 and everything.remembered()
    (everything.path / name).unlink()
    assert not everything.remembered()
    assert everything.check() == everything.computed()


@pytest.mark.parametrize(
    "name",
    [".lima/vm/ha.pid", ".lima/_config/default.yaml", ".lima/_config/override.yaml", ".lima/_config/base.yaml"]
    + [".colima/_lima/_config/override.yaml", ".colima/more/colima.yaml", ".lima/more/lima.yaml", LEGACY]
    + [".config/colima/default/colima.yaml", "bin/colima", "bin/limactl", ".ssh/id", ".aws/config"]
    + [".local/state/colima-guard/changes/1/change.json", ".colima/_lima/colima/qemu.pid"]
    + [".colima/colima.yaml", ".colima-work/colima.yaml"],
)
def test_what_appears(everything: Home, name: str) -> None:
    assert everything.check().code == 0 and everything.remembered()
    everything.write(name, "", 0o755)
    assert not everything.remembered()
    assert everything.check() == everything.computed()


@pytest.mark.parametrize("name", ["HOME", "PATH", "XDG_CONFIG_HOME", "COLIMA_HOME", "LIMA_HOME", "XDG_CACHE_HOME"])
def test_every_variable(everything: Home, name: str) -> None:
    assert everything.check().code == 0 and everything.remembered()
    before = everything.environ.get(name)
    # the same answer, if the same files are behind it: that is not known without computing it
    everything.environ[name] = f"{before or everything.path}/"
    assert not everything.remembered()
    everything.environ[name] = ""
    assert not everything.remembered()
    if before is not None:
        everything.environ[name] = before
        assert everything.remembered()


def test_the_day_where_something_holds_until_one(everything: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    until = "accepted:\n- {finding: CG104, instance: colima/work, reason: known, until: '2099-01-01'}\n"
    for policy, counts in ((everything.text(POLICY_FILE), False), (everything.text(POLICY_FILE) + until, True)):
        everything.write(POLICY_FILE, policy)
        assert everything.check().code == 0 and everything.remembered()
        later = time.time() + 86_400
        with monkeypatch.context() as tomorrow:
            tomorrow.setattr(time, "time", lambda at=later: at)
            assert everything.remembered() != counts


def test_the_tables_of_releases(everything: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(table.release_tables()) >= 3 and all(map(os.path.isfile, table.release_tables()))
    installed = everything.write("table.py", "# as installed\n")
    monkeypatch.setattr(table, "release_tables", lambda: (str(installed),))
    assert everything.check().code == 0 and everything.remembered()
    installed.write_text("# as upgraded\n")
    assert not everything.remembered()


def test_a_variable_that_is_set_and_empty_is_set(everything: Home) -> None:
    assert everything.check().code == 0 and everything.remembered()
    everything.environ["DOCKER_CONTEXT"] = ""
    assert not everything.remembered()


@pytest.mark.parametrize(
    ("module", "name", "value"),
    [
        (os, "geteuid", lambda: 12345),
        (os, "getgid", lambda: 12345),
        (os, "getgroups", lambda: [12345]),
        (os, "uname", lambda: ("Linux", "name", "0.0.0", "#1", "x86_64")),
        (sys, "version", "3.99"),
        (sys, "platform", "another"),
        (colima_guard, "__version__", "99.0"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_no_path_shows(
    everything: Home, monkeypatch: pytest.MonkeyPatch, module: object, name: str, value: object
) -> None:
    assert everything.check().code == 0 and everything.remembered()
    monkeypatch.setattr(module, name, value)
    if name == "geteuid":
        if os.getuid() != 0:
            pytest.skip("needs root, to give the stamp away: else it would not even be read")
        os.chown(everything.stamp, 12345, -1)
    assert not everything.remembered()


def test_programs(everything: Home) -> None:
    """Another release, another place on ``PATH``, the program that lists processes."""
    everything.install("0.10.2")
    assert everything.check().code == 0 and everything.remembered()
    everything.install("0.8.4")
    assert not everything.remembered() and everything.check().code == 1
    everything.install("0.10.2")
    everything.environ["PATH"] = f"{everything.path}/first:{everything.path}/bin"
    assert everything.check().code == 0 and everything.remembered()
    (everything.path / "first").mkdir()
    (everything.path / "first/colima").symlink_to("../Cellar/colima/0.8.4/bin/colima")
    assert not everything.remembered() and everything.check().code == 1
    shutil.rmtree(everything.path / "first")
    assert everything.check().code == 0 and everything.remembered()
    (everything.path / "bin/ps").unlink()
    assert not everything.remembered() and everything.check().code == 1


def test_a_program_that_is_asked_for_its_release(home: Home) -> None:
    """A script may answer for another program; what a program of its own prints depends on its file alone."""
    home.write("bin/colima", "#!/bin/sh\necho colima version 0.10.3\n", 0o755)
    assert home.check().code == 0 and not home.remembered()
    for program in ("true", "false"):
        found = shutil.which(program)
        assert found is not None
        (home.path / "bin/colima").unlink()
        shutil.copy(found, home.path / "bin/colima")
        assert not home.remembered()
        assert home.check().code == 0 and home.remembered()


def test_a_version_manager_that_answers_by_a_link(home: Home) -> None:
    found = shutil.which("true")
    assert found is not None
    shutil.copy(found, home.path / "bin/mise")
    (home.path / "bin/colima").symlink_to("mise")
    assert home.check().code == 0 and not home.remembered()


def test_a_relative_directory_on_path(home: Home) -> None:
    home.environ["PATH"] += ":relative"
    assert home.check().code == 0 and not home.remembered()


@pytest.mark.parametrize("instance", [".colima/_lima/colima", ".lima/vm"])
def test_a_vm_that_stops(everything: Home, instance: str) -> None:
    everything.write(f"{instance}/ha.pid", f"{everything.process()}\n")
    assert everything.check().code == 0 and everything.remembered()
    everything.end()
    assert not everything.remembered()
    assert everything.check().code == 0 and everything.remembered()


def test_docker_desktop_that_stops(everything: Home) -> None:
    everything.write("procs", f"{everything.process()} /opt/docker-desktop/bin/com.docker.backend run\n")
    assert everything.check().code == 0 and everything.remembered()
    everything.end()
    assert not everything.remembered()
    everything.write("procs", "")
    assert everything.check().code == 0 and everything.remembered()


def test_docker_desktop_that_starts_reads_the_files_that_were_judged(everything: Home) -> None:
    assert everything.check().code == 0 and everything.remembered()
    everything.write("procs", f"{everything.process()} /opt/docker-desktop/bin/com.docker.backend run\n")
    assert everything.remembered() and everything.computed().code == 0


def test_it_runs_with_older_settings(everything: Home) -> None:
    everything.write("procs", f"{everything.process()} /opt/docker-desktop/bin/com.docker.backend run\n")
    at = (everything.path / STORE).stat().st_ctime + 4000
    os.utime(everything.path / STORE, (at, at))
    assert everything.check() == everything.computed()
    assert everything.check().code == 1 and not everything.remembered()


def test_a_link_that_many_links_lead_to(home: Home) -> None:
    """Each of them counts; a circle of them is not followed for ever."""
    for number in range(5):
        (home.path / f"link{number}").symlink_to(f"link{number + 1}" if number < 4 else "projects")
    home.write(FILE, PROFILE.replace("~/projects", "~/link0"))
    assert home.check().code == 0 and home.remembered()
    (home.path / "link3").unlink()
    (home.path / "link3").symlink_to("projectz")
    assert not home.remembered() and home.check().code == 1
    (home.path / "link3").unlink()
    (home.path / "link3").symlink_to("link0")
    assert home.check() == home.computed() and not home.remembered()


def test_the_system_is_an_input(home: Home) -> None:
    assert home.check().code == 0
    records = home.stamp.read_text().split(warm.RECORD)
    kept = [record for record in records if not record.startswith(f"u{warm.FIELD}")]
    home.stamp.write_text(warm.RECORD.join(kept))
    assert not home.remembered()
