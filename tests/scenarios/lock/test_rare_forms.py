"""Profiles in rare forms of YAML: locked by the command line, done once, and taken back byte by byte."""

from __future__ import annotations

import pytest

from tests.conftest import Machine
from tests.machines.colima import LOCKED, profile
from tests.machines.lima import IMAGES

FILE = ".colima/default/colima.yaml"
LIST = "  - location: ~/projects\n    writable: true\n"
JSON = (
    '{{\n  "cpu": 2,\n  "disk": 60,\n  "memory": 2,\n  "arch": "host",\n  "vmType": "vz",\n  "mountType": "virtiofs",\n'
    '  "mounts": [{}],\n  "runtime": "docker"\n}}\n'
)
HEAD = "runtime: docker\nvmType: vz\nmountType: virtiofs\n"

#: the text, and what of it becomes what
FORMS: dict[str, tuple[str, str, str]] = {
    "JSON": (JSON.format('{"location": "~"}'), '{"location": "~"}', '{"location": "~/projects", "writable": true}'),
    "JSON on one line": (
        '{"runtime": "docker", "vmType": "vz", "mountType": "virtiofs", "mounts": []}',
        "[]",
        '[{"location": "~/projects", "writable": true}]',
    ),
    "a flow mapping": (
        "{vmType: vz, mountType: virtiofs, runtime: docker}\n",
        "docker}",
        "docker, mounts: [{location: ~/projects, writable: true}]}",
    ),
    "a flow list": (
        HEAD + "mounts: [{location: '~', writable: true}]\n",
        " [{location: '~', writable: true}]\n",
        f"\n{LIST}",
    ),
    "a tag on a word": (HEAD + "mounts:\n  - location: !!str ~/x\n", "  - location: !!str ~/x\n", LIST),
    "a tag on the list": (HEAD + "mounts: !!seq\n  - location: ~\n", "  - location: ~\n", LIST),
    "anchors that nothing uses": (
        HEAD + "mounts: &m\n  - &e\n    location: &l ~/x\n",
        "  - &e\n    location: &l ~/x\n",
        LIST,
    ),
    "a merge key in the list": (
        HEAD + "x: &x {writable: true}\nmounts:\n  - location: /\n    <<: *x\n",
        "  - location: /\n    <<: *x\n",
        LIST,
    ),
    "a merge key in what is allowed": (
        HEAD + "x: &x {writable: false}\nmounts:\n  - location: ~/projects # c\n    writable: yes\n    <<: *x\n",
        "  - location: ~/projects # c\n    writable: yes\n    <<: *x\n",
        f"  # c\n{LIST}",
    ),
    "a merge key elsewhere": (HEAD + "mounts: []\nenv: {<<: {A: b}, C: d}\n", " []\n", f"\n{LIST}"),
    "? mounts": (HEAD + "? mounts\n: - location: /\n", " - location: /\n", f"\n{LIST}"),
    "a second document": (HEAD + "mounts: []\n---\nmounts:\n  - location: ~\n", ": []\n", f":\n{LIST}"),
    "an end of the document": (HEAD + "mounts: []\n...\n", " []\n", f"\n{LIST}"),
    "line ends of Unicode in comments": (HEAD + "# a\u2028# b\u0085mounts: []\n", " []\n", f"\n{LIST}"),
    "carriage returns alone": (
        f"{HEAD}mounts: []\nhostname: x\n".replace("\n", "\r"),
        " []\r",
        f"\r{LIST}".replace("\n", "\r"),
    ),
    "carriage returns and a comment": (
        f"# a\n{HEAD}mounts:\n  # b\n  - location: ~\n  # c\n".replace("\n", "\r"),
        "  - location: ~\r  # c\r",
        f"{LIST}  # c\n".replace("\n", "\r"),
    ),
    "all of it indented": (
        "  " + HEAD.replace("\n", "\n  ") + "mounts: []\n",
        " []\n",
        "\n    - location: ~/projects\n      writable: true\n",
    ),
    "an alias": (HEAD + "x: &x [{location: /}]\nmounts: *x\n", " *x\n", f"\n{LIST}"),
    "a key twice in an entry": (
        HEAD + "mounts:\n  - location: /\n    location: ~\n",
        "  - location: /\n    location: ~\n",
        LIST,
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_locked_once_and_taken_back(machine: Machine, name: str) -> None:
    before, old, new = FORMS[name]
    machine.mkdir("projects")
    machine.write(FILE, before)
    done = machine.run("lock", "~/projects", "--yes")
    assert done.code == 0, done.out + done.err
    at = before.rindex(old) if old != "docker}" else before.index(old)
    at = before.index(old) if name == "a second document" else at
    assert machine.read(FILE) == before[:at] + new + before[at + len(old) :]
    assert machine.verdicts()["colima/default"] == "LOCKED"
    assert machine.sees() == [("~/projects", "rw")]
    assert "nothing to change" in machine.run("lock", "--yes").out
    assert machine.run("rollback", "--yes").code == 0
    assert machine.read(FILE) == before


def test_carriage_returns_alone_are_no_bug_anywhere(machine: Machine) -> None:
    """Colima takes them for line ends. Lima's readers do not agree on them, so it is UNKNOWN and refused there."""
    machine.mkdir("projects", "data")
    machine.write(FILE, profile("mounts:\n  - location: ~/projects\n  - location: ~/x # c").replace("\n", "\r"))
    machine.write(".lima/a/lima.yaml", f"{IMAGES}mounts:\n- location: ~/projects # c\n".replace("\n", "\r"))
    machine.write(".lima/_config/default.yaml", "mounts:\r- location: ~/projects\r")
    for argv in (
        ("lock", "~/projects", "--yes"),
        ("allow", "~/data:ro", "--yes"),
        ("status",),
        ("check",),
        ("rollback", "--yes"),
    ):
        done = machine.run(*argv)
        assert done.code in (0, 1), (argv, done)
        assert "bug" not in done.out + done.err
    assert machine.verdicts()["lima/a"] != "LOCKED"


def test_a_profile_as_json_keeps_what_colima_would_lose(machine: Machine) -> None:
    machine.mkdir("projects", "data")
    machine.write(
        FILE, JSON.format('{"location": "~/data", "mountPoint": "/data", "writable": true}, {"location": "~"}')
    )
    assert machine.run("lock", "~/projects", "~/data:ro", "--yes").code == 0
    assert machine.read(FILE) == JSON.format(
        '{"location": "~/data", "mountPoint": "/data", "writable": false}, {"location": "~/projects", "writable": true}'
    )
    assert machine.sees() == [("~/data", "ro"), ("~/projects", "rw")]


def test_what_is_used_elsewhere_is_refused_with_its_line(machine: Machine) -> None:
    machine.mkdir("projects")
    machine.write(FILE, profile("mounts: &m\n  - location: ~/x") + "x: *m\n")
    (refused,) = machine.run("lock", "~/projects", "--yes", "--json").json["refused"]
    line = machine.read(FILE).split("\n").index("x: *m") + 1
    assert refused["reason"] == f"what the anchor &m names is used in line {line} too; write it out there"
    machine.write(FILE, profile(LOCKED) + "x: *m\n".replace("*m", "{}"))
    assert machine.run("lock", "--yes").code == 0
