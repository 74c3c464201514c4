"""Rancher Desktop's list and Lima's merge of it against real ``limactl`` programs; and the lock of every row."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Machine, shared

pytestmark = pytest.mark.oracle
_MAC, _LINUX = "Library/Application Support/rancher-desktop/lima", ".local/share/rancher-desktop/lima"
_BACKEND = ("--backend", "rancher-desktop")
#: a lock, what it shows and its rollback cost ten times the look: of every recipe some rows are locked
_EVERY = 8


class Laid:
    """A row on a pretended machine: its home and its ``/srv`` lie below the directory of the test."""

    def __init__(self, machine: Machine, row: dict[str, Any], top: Path) -> None:
        self.machine, self.row, self.top = machine, row, top
        machine.home = top / "home/me"
        machine.home.mkdir(parents=True)
        mac = row["platform"] == "darwin"
        machine.platform, machine.os_version = ("macos", (14, 5)) if mac else ("linux", ())
        machine.arch = "x86_64"
        machine.environ = {"HOME": str(machine.home), "PATH": str(machine.home / "path")}
        self.lima = _MAC if mac else _LINUX
        settings = "Library/Preferences" if mac else ".config"
        kind = {"type": "vz" if mac and row["mountType"] == "virtiofs" else "qemu", "mount": {"type": row["mountType"]}}
        machine.write(f"{settings}/rancher-desktop/settings.json", json.dumps({"version": 19, "virtualMachine": kind}))
        machine.write(f"{self.lima}/0/lima.yaml", self.path(row["lima.yaml"]))
        for name in ("default", "override"):
            if row[name] is not None:
                machine.write(f"{self.lima}/_config/{name}.yaml", self.path(row[name]))
        if row["paths"]["cache"].startswith("/srv"):
            machine.environ["XDG_CACHE_HOME"] = str(Path(self.path(row["paths"]["cache"])).parent)
        if row["paths"]["logs"].startswith("/srv"):
            machine.environ["RD_LOGS_DIR"] = self.path(row["paths"]["logs"])

    def path(self, text: str) -> str:
        return text.replace("/home/me", str(self.machine.home)).replace("/srv/", f"{self.top}/srv/")

    def instance(self) -> dict[str, Any]:
        return self.machine.instance("rancher-desktop/0", *_BACKEND)

    def agrees(self) -> bool:
        """Whether it is shown as the real program has it."""
        found, expected = self.instance(), self.row["results"]["v2.1.2"]
        if "error" in expected:
            return found["will_start"] is False
        shares = [[one["location"], one["mount_point"], one["access"]] for one in found["shares"]]
        return shares == [[self.path(location), self.path(point), how] for location, point, how in expected["mounts"]]

    def allowed(self) -> list[str]:
        """Its allowlist, as far as it lies below the test's directory; made."""
        found = [path for path in map(self.path, self.row["allow"]) if path.startswith(f"{self.top}/")]
        for path in found:
            Path(path).mkdir(parents=True, exist_ok=True)
        return found

    def is_exact(self, allow: list[str]) -> bool:
        """Whether nothing of the user's is shared but the allowlist, at its own paths."""
        shares = self.instance()["shares"]
        listed = sorted(one["location"] for one in shares if one["origin"] not in ("own", "empty"))
        return listed == sorted(allow) and all(one["allowed"] for one in shares)


def test_every_row(machine: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What it shows is what ``limactl list`` says; then the lock gives the allowlist, or is refused."""
    rows = [json.loads(line) for line in shared("oracle", "rancher-desktop.jsonl").read_text().splitlines()]
    count: Counter[str] = Counter()
    wrong: list[tuple[object, ...]] = []
    for number, row in enumerate(rows):
        laid = Laid(machine, row, tmp_path / row["id"])
        count["run"] += 1
        if not laid.agrees():
            wrong.append((row["id"], row["recipe"], laid.instance()["shares"]))
        allow = laid.allowed()
        if not allow or number % _EVERY:
            continue
        before = machine.files()
        done = machine.run("lock", "--yes", "--json", *_BACKEND, *allow)
        if done.json["refused"]:
            count["refused"] += 1
            assert row["recipe"] == "plain", done.json["refused"]
            continue
        count["locked"] += 1
        verdict = laid.instance()["verdict"]
        confined = row["mountType"] != "reverse-sshfs" and (row["mountType"], row["platform"]) != ("virtiofs", "linux")
        if not laid.is_exact(allow) or verdict != ("LOCKED" if confined else "SOFT"):
            wrong.append((row["id"], row["recipe"], verdict, laid.instance()["shares"]))
        assert machine.run("rollback", "--yes").code == 0
        assert {path: what for path, what in machine.files().items() if "colima-guard" not in path} == {
            path: what for path, what in before.items() if "colima-guard" not in path
        }
    assert wrong == []
    assert count["run"] == 154 and count["locked"] >= 15 and count["refused"] <= 5
    with capsys.disabled():
        print(f"\nrancher-desktop.jsonl: {', '.join(f'{number} {what}' for what, number in count.items())}", end="")
