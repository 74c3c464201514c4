"""What holds for every Lima home, drawn at random: the lock holds or is refused, is taken back, is done once."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from colima_guard.host.machine import Host
from colima_guard.host.values import Platform
from tests.conftest import Machine
from tests.machines.drawn_lima_homes import Home, homes
from tests.machines.lima import DEFAULT, OVERRIDE, RELEASES, SHADOW, Lima, shares

RANDOM = settings(
    max_examples=int(os.environ.get("COLIMA_GUARD_EXAMPLES", "60")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize="COLIMA_GUARD_EXAMPLES" not in os.environ,
)
ALLOWLISTS = st.sampled_from((("~/projects",), ("~/projects", "~/data:ro"), ("~/data:ro",), ("--nothing",)))


@contextmanager
def lima_of(home: Home, capsys: pytest.CaptureFixture[str]) -> Iterator[Lima]:
    """A machine of its own with this Lima home."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory).resolve() / "me"
        path.mkdir()
        machine = Machine(path, capsys).linux()
        lay(machine, home)
        yield Lima(machine)


def lay(machine: Machine, home: Home) -> None:
    lima = Lima(machine)
    machine.environ["USER"] = "me"
    machine.mkdir("projects/sub", "data", "secret", ".lima")
    machine.write("file", "")
    (machine.home / "link").symlink_to("secret")
    (machine.home / "inner").symlink_to("projects/sub")
    (machine.home / "projects/out").symlink_to(machine.home / "secret")

    def mine(text: str | None) -> str | None:
        return None if text is None else text.replace("HOME", str(machine.home)).replace(f"${machine.home}", "$HOME")

    lima.write(DEFAULT, mine(home.default))
    lima.write(OVERRIDE, mine(home.override))
    for path, text in home.birth.items():
        lima.write(path, mine(text))
    for name, text in home.mains.items():
        lima.instance(name, mine(text) or "", created_by=home.created_by[name])


def outside(row: dict[str, Any], allowed: tuple[str, ...], home: Path) -> list[Any]:
    """Shares that are not within the allowlist, by their real paths, independently of the verdict."""
    roots = {(home / one.removeprefix("~/").removesuffix(":ro"), not one.endswith(":ro")) for one in allowed}
    if allowed == ("--nothing",):
        roots = {(home / ".local/share/colima-guard/nothing-shared", False)}
    found = []
    for share in row["shares"]:
        location = share["location"]
        real = Path(os.path.realpath(location)) if location is not None else None
        wide = share["access"] == "rw"
        if real is None or not any((real == at or at in real.parents) and (rw or not wide) for at, rw in roots):
            found.append(share)
    return found


@RANDOM
@given(home=homes(), allowed=ALLOWLISTS, platform=st.sampled_from(("linux", "macos")), confine=st.booleans())
def test_a_lock_holds_at_every_class_or_is_refused(
    capsys: pytest.CaptureFixture[str], home: Home, allowed: tuple[str, ...], platform: Platform, confine: bool
) -> None:
    with lima_of(home, capsys) as lima:
        machine = lima.machine
        machine.platform = platform
        options = (*allowed, *(["--confine"] if confine else []), "--json")
        before = machine.files()
        done = lima.lock(*options)
        assert done.code in (0, 1, 4), (done.out, done.err)
        document = done.json
        refused = {one["path"].partition("/.lima/")[2] for one in document["refused"]}
        assert all(one["reason"] for one in document["refused"])
        # a block that is pasted into a file of all instances would add to what each of them shares
        assert all(one["paste"] or "/_config/" in one["path"] for one in document["refused"])
        for release in RELEASES:
            for name, row in lima.status(release).items():
                own = {f"{name.removeprefix('lima/')}/lima.yaml"} if "(new)" not in name else {*home.birth, SHADOW}
                spared = refused if _is_one_unit(home) else refused & own
                if "(new)" in name and release < "1.1.0":
                    spared |= {"1.0 knows no shadow"}
                if not spared or row["verdict"] == "LOCKED":
                    assert outside(row, allowed, machine.home) == [], (name, release)
                if not spared:
                    assert row["verdict"] != "OPEN" or _is_open_by_its_transport(row), (name, release)
        if document["change"] is None:
            assert machine.files() == before
            return
        locked = machine.files()
        again = lima.lock(*options).json
        assert (again["change"], machine.files()) == (None, locked)
        assert machine.run("rollback", "--yes").code == 0
        assert machine.files() == before


def _is_open_by_its_transport(row: dict[str, Any]) -> bool:
    """Whether all that is open is what the host does not hold read-only, though every file says so."""
    return all(one["allowed"] or (one["access"], one["effective_access"]) == ("ro", "rw") for one in row["shares"])


def _is_one_unit(home: Home) -> bool:
    """Whether a shared file can make one unit of all."""
    return home.default is not None or home.override is not None


@settings(RANDOM, max_examples=RANDOM.max_examples // 4, phases=[Phase.generate])
@given(home=homes(instances=6), allowed=ALLOWLISTS)
def test_the_real_program_reads_it_alike(
    capsys: pytest.CaptureFixture[str], home: Home, allowed: tuple[str, ...]
) -> None:
    """``limactl list`` before the lock and after it. Templates that are not evaluated here are UNKNOWN."""
    real = Host()
    command = real.which("limactl")
    if command is None or real.uid == 0:
        pytest.skip("needs a limactl on PATH that takes us: it refuses root")
    with lima_of(home, capsys) as lima:
        machine = lima.machine
        machine.write("path/limactl", f'#!/bin/sh\nexec {command} "$@"\n', 0o755)
        machine.environ["PATH"] += ":/usr/bin:/bin"
        machine.environ["USER"] = real.user
        for locked in (False, True):
            if locked:
                lima.lock(*allowed)
            told = lima.status(None)
            for name, row in lima.status(None, "--deep").items():
                if told[name]["verdict"] != "UNKNOWN" or told[name]["refusal"] is not None:
                    assert [one for one in row["findings"] if one["id"] == "CG312"] == [], (name, shares(machine, row))
