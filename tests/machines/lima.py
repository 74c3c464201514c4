"""A Lima home on a pretended machine: its files laid, its instances looked at by the command line, at every class."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from colima_guard.backends.lima.releases import CLASSES
from tests.conftest import Machine, Run

#: one release of each class, oldest first
RELEASES = tuple(str(row.since) for row in CLASSES)
DEFAULT, OVERRIDE, BASE = "_config/default.yaml", "_config/override.yaml", "_config/base.yaml"
SHADOW = "_templates/_default/mounts.yaml"
#: what a Lima file needs besides shares for Lima to start it
IMAGES = 'images:\n- location: "https://example.com/disk.img"\n  arch: "x86_64"\n'
HOME = IMAGES + 'mounts:\n- location: "~"\n  writable: true\n'

#: (location, mount point, access), the home written ``~``
Seen = tuple[str | None, str | None, str]


class Lima:
    """The Lima home of a machine."""

    def __init__(self, machine: Machine, directory: str = ".lima") -> None:
        self.machine = machine
        self.directory = directory

    def write(self, path: str, text: str | bytes | None, mode: int = 0o644) -> None:
        """A file of the Lima home; ``None`` removes it."""
        if text is None:
            (self.machine.home / self.directory / path).unlink(missing_ok=True)
        else:
            self.machine.write(f"{self.directory}/{path}", text, mode)

    def read(self, path: str) -> str:
        return self.machine.read(f"{self.directory}/{path}")

    def exists(self, path: str) -> bool:
        return (self.machine.home / self.directory / path).exists()

    def instance(self, name: str, text: str | bytes = HOME, *, created_by: str | None = "2.2.0") -> str:
        """A stopped instance. Returns its name in the tables."""
        self.write(f"{name}/lima.yaml", text)
        self.write(f"{name}/disk", "")
        if created_by is not None:
            self.write(f"{name}/lima-version", created_by)
        return f"lima/{name}"

    def three(self, default: str | None, main: str, override: str | None) -> None:
        """One instance ``a`` and the two files that reach it."""
        self.write(DEFAULT, default)
        self.instance("a", main)
        self.write(OVERRIDE, override)

    def status(self, release: str | None = "2.2.0", *more: str) -> dict[str, dict[str, Any]]:
        """Every instance by name, as ``status --json`` shows it."""
        return rows(self.machine, "status", release, *more)

    def row(self, name: str = "lima/a", release: str | None = "2.2.0", *more: str) -> dict[str, Any]:
        return self.status(release, *more)[name]

    def seen(self, name: str = "lima/a", release: str | None = "2.2.0") -> list[Seen]:
        return shares(self.machine, self.row(name, release))

    def verdicts(self, name: str = "lima/a", releases: Iterable[str] = RELEASES) -> dict[str, str]:
        return {release: self.row(name, release)["verdict"] for release in releases}

    def lock(self, *argv: str, code: int | None = None) -> Run:
        """``lock --yes`` with these arguments, of Lima's instances only. ``code``: what it must exit with."""
        done = self.machine.run("lock", "--yes", "--backend", "lima", *argv)
        assert code is None or done.code == code, (done.code, done.out, done.err)
        return done

    def refused(self, *argv: str) -> Run:
        """The same where every file is refused."""
        return self.machine.refused("lock", "--yes", "--backend", "lima", *argv)


def rows(machine: Machine, command: str, release: str | None, *more: str) -> dict[str, dict[str, Any]]:
    named = ["--release", f"lima={release}"] if release else []
    done = machine.run(command, "--json", "--backend", "lima", *named, *more)
    assert done.code in (0, 1), (done.code, done.out, done.err)
    return {row["name"]: row for row in json.loads(done.out)["instances"]}


def shares(machine: Machine, row: Mapping[str, Any]) -> list[Seen]:
    def short(path: str | None) -> str | None:
        home = str(machine.home)
        return "~" + path[len(home) :] if path is not None and (path + "/").startswith(home + "/") else path

    return [(short(one["location"]), short(one["mount_point"]), one["access"]) for one in row["shares"]]


def entry(text: str) -> str:
    """``~/a=>/m:rw`` as an element of ``mounts``; ``rw`` writes ``writable: true``, ``ro`` false, nothing nothing."""
    found = re.fullmatch(r"(?P<location>.*?)(?:=>(?P<point>.*?))?(?::(?P<access>rw|ro))?", text)
    assert found is not None
    fields = [f"location: {json.dumps(found['location'])}"]
    if found["point"] is not None:
        fields.append(f"mountPoint: {json.dumps(found['point'])}")
    if found["access"]:
        fields.append(f"writable: {'true' if found['access'] == 'rw' else 'false'}")
    return "- " + "\n  ".join(fields) + "\n"


def mounts(*entries: str) -> str:
    """A ``mounts`` key with these entries."""
    return "mounts:\n" + "".join(map(entry, entries)) if entries else "mounts: []\n"


def findings(row: Mapping[str, Any]) -> set[str]:
    return {finding["id"] for finding in row["findings"]}


def finding(row: Mapping[str, Any], number: str) -> dict[str, Any]:
    """The one finding with this id."""
    found = [one for one in row["findings"] if one["id"] == number]
    assert len(found) == 1, (number, row["findings"])
    return dict(found[0])
