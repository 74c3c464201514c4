"""The reader gives what the real ``docker compose config`` gave, on every recorded project."""

from __future__ import annotations

import json
import ntpath
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from colima_guard.host.machine import Host
from colima_guard.model.paths import clean
from colima_guard.scan.compose.read import read_compose
from colima_guard.scan.project import Project
from tests.conftest import shared

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(sys.platform == "win32", reason="needs a file system as POSIX has it"),
]

Row = dict[str, Any]
Reached = dict[str, tuple[set[tuple[str, str, str, str]], set[tuple[str, str]], dict[str, str]]]
_MODES = ("pid", "ipc", "network_mode", "userns_mode", "uts", "cgroup")
_LISTS = ("cap_add", "security_opt", "device_cgroup_rules", "volumes_from", "group_add")
#: of 100 rows at most so many may be unknown
_UNKNOWN = 3


class Tree:
    """A row's files in a directory, and its request."""

    def __init__(self, row: Row, base: Path) -> None:
        self.project, self.home = base / "p", base / "h"
        for directory in (self.project, self.home, *(self.project / name for name in row.get("dirs", ()))):
            directory.mkdir(parents=True, exist_ok=True)
        for name, text in row["files"].items():
            path = Path(os.path.normpath(self.project / self.filled(name)))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(self.filled(text).encode("utf-8", "surrogateescape"))
        for name, target in row.get("links", {}).items():
            link = self.project / name
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(self.filled(target))
        self.row = row

    def filled(self, text: str) -> str:
        return text.replace("@P", str(self.project)).replace("@H", str(self.home))

    def read(self) -> Project:
        cwd = str(self.project / self.row.get("cwd", ""))
        environ = {"HOME": str(self.home), "PATH": "/bin"}
        for name, value in self.row["env"].items():
            if value is None:
                environ.pop(name, None)
            else:
                environ[name] = self.filled(value)
        argv = [self.filled(word) for word in self.row["argv"]]
        given: dict[str, list[str]] = {}
        for option, value in zip(argv[::2], argv[1::2], strict=True):
            given.setdefault(option, []).append(value)
        assert given.keys() <= {"-f", "--env-file", "--project-directory", "--profile"}
        return read_compose(
            Host(environ=environ, platform="linux", cwd=cwd),
            cwd,
            files=given.get("-f", ()),
            env_files=given.get("--env-file", ()),
            project_directory=given.get("--project-directory", [None])[-1],
            profiles=given.get("--profile", []),
            environ=environ,
        )

    def expected(self, result: Row) -> Reached:
        services = result.get("services") or {}
        return {name: (self._binds(one), _strengths(one), self._environment(one)) for name, one in services.items()}

    def _sent(self, path: str) -> str:
        path = self.filled(path)
        if path.startswith("/"):
            return clean(path)
        return ntpath.normpath(path) if path[1:2] == ":" or path.startswith("\\\\") else path

    def _binds(self, service: Row) -> set[tuple[str, str, str, str]]:
        found = {(self._sent(one[0]), one[1], _access(one[2]), "bind") for one in service.get("binds", ())}
        for volume in service.get("named", ()):
            if "hidden_bind" in volume:
                flags = [flag.strip() for flag in volume["driver_opts"].get("o", "").split(",")]
                access = _access(volume["read_only"] or "ro" in flags)
                found.add((self._sent(volume["hidden_bind"]), volume["target"], access, "volume"))
        for source, target in service.get("secret_files", ()):
            absolute = target if target.startswith("/") else f"/run/secrets/{target}"
            found.add((self._sent(source), absolute, "ro", "secret"))
        found |= {(self._sent(source), target, "ro", "config") for source, target in service.get("config_files", ())}
        for device in service.get("devices", ()):
            if device["source"].startswith("/"):
                access = _access("w" not in device["permissions"])
                found.add((clean(device["source"]), device["target"], access, "device"))
        return found

    def _environment(self, service: Row) -> dict[str, str]:
        return {name: self.filled(value) for name, value in service.get("env", {}).items() if value is not None}


def _access(read_only: bool) -> str:
    return "ro" if read_only else "rw"


def _strengths(service: Row) -> set[tuple[str, str]]:
    found = {(key, "true") for key in ("privileged", "use_api_socket") if service.get(key)}
    found |= {(key, service[key]) for key in _MODES if service.get(key)}
    found |= {(key, str(one)) for key in _LISTS for one in service.get(key, ())}
    for device in service.get("devices", ()):
        found.add(("devices", f"{device['source']}:{device['target']}:{device['permissions']}"))
    build = service.get("build", {})
    found |= {("build.privileged", "true")} if build.get("privileged") else set()
    return found | {("build.entitlements", one) for one in build.get("entitlements", ())}


def _reached(project: Project) -> Reached:
    """What a project reaches, without what is inherited, and what config does not show."""
    mine = ("driver_opts", "build.network", "gpus")
    return {
        service.name: (
            {
                (one.source, one.target, str(one.access), one.origin)
                for one in service.binds
                if one.origin != "inherited"
            },
            {(one.key, one.value) for one in service.strengths if one.key not in mine},
            dict(service.environment),
        )
        for service in project.services
    }


def _narrower(ours: Reached, truth: Reached) -> bool:
    return any(
        name not in ours or binds - ours[name][0] or strengths - ours[name][1]
        for name, (binds, strengths, _) in truth.items()
    )


def _rows() -> list[Row]:
    return [json.loads(line) for line in shared("oracle", "scan", "compose.jsonl").read_text("utf-8").splitlines()]


def test_every_project_is_read_as_compose_reads_it(tmp_path: Path) -> None:
    rows = _rows()
    wrong: list[str] = []
    unknown: list[str] = []
    for index, row in enumerate(rows):
        tree = Tree(row, tmp_path / str(index))
        project = tree.read()
        truth: Row = row["result"]
        older: Row = row.get("result_2.40.3", truth)
        ours = _reached(project)
        accepted = [one for one in (truth, older) if "error" not in one]
        if any(_narrower(ours, tree.expected(one)) for one in accepted):
            (unknown if project.unknown else wrong).append(row["name"])
        elif "error" in truth:
            wrong += [row["name"]] if project.error is None else []
        elif project.error is not None or project.unknown:
            unknown.append(row["name"])
        elif ours != tree.expected(truth):
            wrong.append(row["name"])
    assert wrong == []
    assert len(unknown) * 100 <= len(rows) * _UNKNOWN, unknown


def test_every_bind_and_strength_has_its_place(tmp_path: Path) -> None:
    for index, row in enumerate(_rows()):
        project = Tree(row, tmp_path / str(index)).read()
        files = {*project.files}
        for service in project.services:
            for where in (one.where for each in (service.binds, service.strengths, service.unknown) for one in each):
                assert where.file in files, (row["name"], where)
                assert where.line and where.column, (row["name"], where)


def test_an_unset_variable_of_a_bind_is_told_by_its_name(tmp_path: Path) -> None:
    row = next(row for row in _rows() if row["name"] == "hand-interp-unset-root")
    service = Tree(row, tmp_path).read().services[0]
    assert service.binds
    assert any(" NO " in one.why and one.where.line for one in service.unknown)
