"""Published ``colima.yaml`` files, locked by the command line: exactly the allowlist at every class, or refused."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from typing import Any

import pytest

from colima_guard.backends.colima.releases import CLASSES
from tests.conftest import Machine, shared

pytestmark = pytest.mark.oracle

PROFILE = ".colima/default/colima.yaml"


def test_every_published_profile_is_locked_or_refused(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    machine.platform, machine.os_version, machine.arch = "linux", (), "x86_64"
    machine.mkdir("projects", "data")
    count: Counter[str] = Counter()
    wrong: list[tuple[object, ...]] = []
    for path in sorted(shared("corpus", "colima").iterdir()):
        before = path.read_bytes()
        machine.write(PROFILE, before)
        shutil.rmtree(machine.home / ".local", ignore_errors=True)  # a history of 92 changes is not what is tested
        done = machine.run("lock", "--yes", "--instance", "default", "--json", "~/projects", "~/data:ro")
        document = json.loads(done.out)
        count["run"] += 1
        if document["refused"]:
            (refused,) = document["refused"]
            loads = "CG201" not in _ids(machine)
            count["refused, and Colima loads it" if loads else "refused, and Colima does not load it"] += 1
            untouched = machine.read(PROFILE).encode() == before
            if not (untouched and refused["reason"] and refused["paste"] and (refused["line"] or not loads)):
                wrong.append((path.name, refused))
        else:
            count["locked"] += 1
            shown = {rules.since.name: _shares(machine, rules.since.name) for rules in CLASSES}
            allowlist = {(str(machine.home / "projects"), "rw"), (str(machine.home / "data"), "ro")}
            wrong += [(path.name, release, seen) for release, seen in shown.items() if seen != allowlist]
    assert wrong == []
    assert count["run"] == 92
    assert count["refused, and Colima loads it"] <= 0.03 * (92 - count["refused, and Colima does not load it"])
    with capsys.disabled():
        print(f"\ncorpus/colima: {', '.join(f'{number} {what}' for what, number in count.items())}", end="")


def _instance(machine: Machine, *options: str) -> dict[str, Any]:
    done = machine.run("status", "--json", "--instance", "default", *options)
    (instance,) = json.loads(done.out)["instances"]
    assert isinstance(instance, dict)
    return instance


def _ids(machine: Machine) -> set[str]:
    return {finding["id"] for finding in _instance(machine, "--release", "colima=0.10.3")["findings"]}


def _shares(machine: Machine, release: str) -> set[tuple[str, str]]:
    """What is shared at a release, Colima's own cache directory apart."""
    shares = _instance(machine, "--release", f"colima={release}")["shares"]
    return {(share["location"], share["access"]) for share in shares if share["origin"] != "cache"}
