"""A file that reaches several instances is refused in one line, whatever they are refused for by it."""

from __future__ import annotations

import re

import pytest

from tests.conftest import Machine
from tests.machines.colima import profile

LIMA, COLIMA = ".lima/_config/override.yaml", ".colima/_lima/_config/override.yaml"
TEXTS = {
    "does not load": "mounts:\n- location: ~/data\n\tx\n",
    "an anchor that is used elsewhere": "mounts: &a\n- location: ~/data\nx: *a\n",
    "an anchor, flow": "mounts: &a [{location: ~/data}]\nx: *a\n",
}
EXCEPTIONS = (
    "version: 1\nallow:\n  - path: ~/projects\nexceptions:\n"
    "  - instance: NAME\n    allow: [{path: ~/more}]\n  - instance: OTHER\n    without: [~/projects]\n"
)


def refused(machine: Machine, *argv: str) -> tuple[list[str], set[str]]:
    """The files that a lock says it cannot change, and the instances of which one is such a file."""
    said = machine.run("lock", *argv, "--dry-run").out.splitlines()
    lines = [line for line in said if line.startswith("cannot be locked: ")]
    paths = [one["path"] for one in machine.run("lock", *argv, "-n", "--json").json["refused"]]
    assert len(lines) == len(paths), lines
    summary = machine.run("lock", *argv, "--yes", "--json").json["summary"]
    names = re.findall(r"(\S+) [A-Z]+ \(a file of it cannot be changed\)", summary)
    return [path.removeprefix(f"{machine.home}/") for path in paths], set(names)


@pytest.mark.parametrize("exceptions", [False, True])
@pytest.mark.parametrize("case", TEXTS)
def test_lima(machine: Machine, case: str, exceptions: bool) -> None:
    machine.mkdir("projects", "more")
    for name in "ab":
        machine.write(f".lima/{name}/lima.yaml", "mounts:\n- location: '~'\n")
    machine.write(LIMA, TEXTS[case])
    if exceptions:
        text = EXCEPTIONS.replace("NAME", "lima/a").replace("OTHER", "lima/b")
        machine.write(".config/colima-guard/policy.yaml", text)
    argv = () if exceptions else ("~/projects",)
    assert refused(machine, *argv, "--backend", "lima") == ([LIMA], {"lima/(new)", "lima/a", "lima/b"})


@pytest.mark.parametrize("exceptions", [False, True])
@pytest.mark.parametrize("case", TEXTS)
def test_colima(machine: Machine, case: str, exceptions: bool) -> None:
    machine.mkdir("projects", "more")
    for name in ("default", "work"):
        machine.write(f".colima/{name}/colima.yaml", profile())
    machine.write(COLIMA, TEXTS[case])
    if exceptions:
        text = EXCEPTIONS.replace("NAME", "colima/default").replace("OTHER", "colima/work")
        machine.write(".config/colima-guard/policy.yaml", text)
    argv = () if exceptions else ("~/projects",)
    assert refused(machine, *argv) == ([COLIMA], {"colima/(new)", "colima/default", "colima/work"})
