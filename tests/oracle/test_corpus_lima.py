"""Published Lima files, locked by the command line: byte for byte outside the value and exactly the allowlist at every
class of releases, or refused with file, line and reason."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from colima_guard.host.machine import Host
from tests.conftest import Machine, shared
from tests.machines.lima import DEFAULT, IMAGES, OVERRIDE, RELEASES, Lima

pytestmark = pytest.mark.oracle

#: what a lock may set in a file; everything else stays as it is
KEYS = ("mounts", "param")
INSTANCE = IMAGES + "mounts:\n- location: ~/projects\n  writable: true\n"
#: refused, each in one role at least: broken on purpose, or a template that is filled in before Lima reads it
ALLOWED_REFUSALS = 0.05


@pytest.mark.parametrize("role", ["a/lima.yaml", DEFAULT, OVERRIDE])
def test_every_published_file_is_locked_or_refused(
    machine: Machine, capsys: pytest.CaptureFixture[str], role: str
) -> None:
    lima = Lima(machine.linux())
    machine.mkdir("projects", "data")
    count: Counter[str] = Counter()
    wrong: list[tuple[object, ...]] = []
    files = sorted(shared("corpus", "lima").iterdir())
    for path in files:
        count["run"] += 1
        shutil.rmtree(machine.home / ".local", ignore_errors=True)  # a history of 69 changes is not what is tested
        lima.instance("a", INSTANCE)
        lima.write(role, path.read_bytes())
        wrong += [(path.name, role, *what) for what in _locked(lima, path, role, count)]
        lima.write(role, None)
    assert wrong == []
    assert count["run"] == 69
    loads = 69 - count["refused, and Lima does not load it"] - count["refused, with {{ outside quotes"]
    assert count["refused, and Lima loads it"] <= ALLOWED_REFUSALS * loads
    with capsys.disabled():
        print(f"\ncorpus/lima as {role}: {', '.join(f'{number} {what}' for what, number in count.items())}", end="")


def _locked(lima: Lima, path: Path, role: str, count: Counter[str]) -> list[tuple[object, ...]]:
    """What is wrong with the lock of one file."""
    before = path.read_bytes()
    done = lima.lock("~/projects", "~/data:ro", "--instance", "a", "--json")
    after = (lima.machine.home / ".lima" / role).read_bytes()
    if done.json["refused"]:
        (refused,) = done.json["refused"]
        ids = {one["id"] for one in lima.row(release=None)["findings"]}
        template = "template text" in refused["reason"]
        kind = "and Lima does not load it" if "CG211" in ids else "with {{ outside quotes" if template else None
        count[f"refused, {kind or 'and Lima loads it'}"] += 1
        # a block that is pasted into a file of all instances would add to what each of them shares
        block = refused["paste"] or "/_config/" in refused["path"]
        named = refused["reason"] and block and refused["path"].endswith(role)
        # what Lima does not like as a whole has no line: a byte order mark, a text that is not UTF-8
        return [] if after == before and named and (refused["line"] or "CG211" in ids) else [("refused", refused)]
    count["locked"] += 1
    found: list[tuple[object, ...]] = []
    if outside(before) != outside(after):
        found.append(("other bytes", before, after))
    allowlist = {("~/projects", "~/projects", "rw"), ("~/data", "~/data", "ro")}
    for release in RELEASES:
        seen = set(lima.seen(release=release))
        plain = re.search(rb"^plain: true", after, re.MULTILINE) is not None
        if seen != (set() if plain else allowlist):
            found.append((release, seen))
    again = lima.lock("~/projects", "~/data:ro", "--instance", "a", "--json")
    if again.json["change"] is not None or again.json["files"]:
        found.append(("not once", again.json["files"]))
    if lima.machine.run("rollback", "--yes").code != 0 or (lima.machine.home / ".lima" / role).read_bytes() != before:
        found.append(("not taken back",))
    return found


def test_the_real_program_reads_them_so(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    """All of them as instances of one home, locked in one go: ``limactl list`` then says the allowlist."""
    command = Host().which("limactl")
    if command is None or os.geteuid() == 0:
        pytest.skip("needs a limactl on PATH that takes us: it refuses root")
    lima = Lima(machine.linux())
    machine.mkdir("projects", "data")
    for path in shared("corpus", "lima").iterdir():
        lima.instance(f"i{path.stem}", path.read_bytes())
    refused = lima.lock("~/projects", "~/data:ro", "--json").json["refused"]
    assert len(refused) == 6
    environ = {**Host().environ, "HOME": str(machine.home), "LIMA_HOME": str(machine.home / ".lima")}
    argv = [command, "list", "--format", "json"]
    done = subprocess.run(argv, env=environ, capture_output=True, text=True, check=False, timeout=60)
    count: Counter[str] = Counter()
    allowlist = [(str(machine.home / "data"), False), (str(machine.home / "projects"), True)]
    for one in map(json.loads, done.stdout.splitlines()):
        count["run"] += 1
        mounts = one.get("config", {}).get("mounts")
        if any(refusal["path"].endswith(f"/{one['name']}/lima.yaml") for refusal in refused):
            count["refused"] += 1
        elif mounts is None:
            count["not loaded on this machine, or plain"] += 1
        else:
            count["locked"] += 1
            assert sorted((mount["location"], mount["writable"]) for mount in mounts) == allowlist, one["name"]
    assert count["run"] == 69
    assert count["locked"] >= 35
    with capsys.disabled():
        print(f"\ncorpus/lima, limactl list: {', '.join(f'{number} {what}' for what, number in count.items())}", end="")


def outside(data: bytes) -> list[bytes]:
    """The lines of a text without those of the keys that a lock sets; comments count wherever they stand.

    Knows nothing of YAML but that a top-level key begins its line.
    """
    found: list[bytes] = []
    inside = False
    for line in data.splitlines(keepends=True):
        if line[:1] not in b" \t-#\r\n" and re.match(rb"[\w\"']", line):
            inside = line.partition(b":")[0].strip(b"\"'").decode("utf-8", "replace") in KEYS
        comment = re.search(rb"(?:^|\s)#.*", line)
        if comment is not None and (inside or line.lstrip().startswith(b"#")):
            found.append(comment[0].strip())
        elif not inside and line.strip():
            found.append(line.rstrip(b"\r\n"))
    return found
