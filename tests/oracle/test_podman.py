"""What `podman machine init` makes of random `containers.conf`, and what becomes of the same files by a lock."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from colima_guard.backends.podman.backend import Podman
from colima_guard.backends.podman.edit.next_machine import unit
from colima_guard.backends.podman.releases import rules
from colima_guard.host.machine import Host
from colima_guard.host.overlay import Overlay
from colima_guard.host.values import Platform
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.plan import Plan
from colima_guard.model.release import release
from colima_guard.model.share import Access, Exposure
from tests.conftest import shared
from tests.machines.podman import Rooted


def rows() -> list[dict[str, Any]]:
    text = shared("oracle", "podman.jsonl").read_text(encoding="utf-8")
    found = [json.loads(line) for line in text.splitlines()]
    # what the command line says beside the files is nobody's to see
    return [row for row in found if not row["argv"]]


def rooted(root: Path, row: dict[str, Any], platform: Platform) -> Host:
    for path, text in row["files"].items():
        file = root / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    (root / "home/me/projects").mkdir(parents=True, exist_ok=True)
    host = Rooted({"HOME": "/home/me", "PATH": "", **row["env"]}, platform, (), "x86_64", "/home/me", mounts="")
    host.root = str(root)
    return host


def looked(host: Host, version: str) -> tuple[Any, Exposure]:
    backend, wanted = Podman(), release(version)
    (new,) = (one for one in backend.find(host, {"podman": wanted}, asked_for=True) if one.birthplace)
    (way,) = backend.exposures(host, new, every_class=False)
    return new, way


def results(row: dict[str, Any]) -> list[tuple[str, Platform, dict[str, Any]]]:
    found: list[tuple[str, Platform, dict[str, Any]]] = []
    for name, result in row["results"].items():
        version, _, defaults = name.removeprefix("v").partition("-darwin")
        found.append((version, "macos" if defaults else "linux", result))
    return found


def test_recorded(tmp_path: Path) -> None:
    unknown = compared = 0
    for row in rows():
        for version, platform, result in results(row):
            host = rooted(tmp_path / row["id"], row, platform)
            _, way = looked(host, version)
            compared += 1
            unknown += way.unknown is not None and "filled in from" not in way.unknown
            if "error" in result:
                assert way.refusal is not None or way.unknown is not None, (row["id"], version)
                continue
            assert way.refusal is None, (row["id"], version, way.refusal)
            mounts = [(source if source.startswith("/") else None, target) for source, target, _ in result["mounts"]]
            assert [(share.location, share.mount_point) for share in way.shares] == mounts, (row["id"], version)
            assert all(share.access is Access.RW for share in way.shares)
    assert unknown * 100 <= compared * 3 and compared > 100


def test_locked(tmp_path: Path) -> None:
    allow = Allowlist((Allowed("/home/me/projects", Access.RW, "/home/me/projects"),), "/home/me/nothing")
    locked = 0
    for row in rows():
        for version, platform, result in results(row):
            host = rooted(tmp_path / row["id"], row, platform)
            new, _ = looked(host, version)
            done = unit(host, new, allow)
            if done.refusal is not None:
                # nobody makes a machine with these files, or something that is read later is in the way
                assert "error" in result or _in_the_way(row, version), (row["id"], version, done.refusal)
                continue
            _, way = looked(Overlay(host, Plan(done.files)), version)
            assert [(share.location, share.mount_point) for share in way.shares] == [
                ("/home/me/projects", "/home/me/projects")
            ], (row["id"], version)
            assert way.refusal is None and way.unknown is None
            locked += 1
    assert locked > 100


def _in_the_way(row: dict[str, Any], version: str) -> bool:
    later = any(path.endswith("/zzz.conf") for path in row["files"]) and rules(release(version)).order == "first"
    return later or "/dev/null" in row["env"].get("CONTAINERS_CONF", "")


@pytest.mark.parametrize("file", ["containers.conf", "containers.conf.d/50.conf"])
def test_published_files_load(tmp_path: Path, file: str) -> None:
    for published in sorted(shared("corpus", "containersconf").iterdir()):
        text = published.read_text(encoding="utf-8")
        row = {"files": {f"/home/me/.config/containers/{file}": text}, "env": {}}
        for version in ("4.9.5", "5.8.3", "6.0.0"):
            _, way = looked(rooted(tmp_path / published.name, row, "linux"), version)
            assert way.refusal is None and way.unknown is None, (published.name, version)
