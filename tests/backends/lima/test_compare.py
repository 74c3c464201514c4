"""``--deep``: our merge against what ``limactl list`` says, from a recorded answer of the real program."""

from __future__ import annotations

import json
import os
import shutil
from typing import Any

import pytest

from colima_guard.backends.lima import compare as deep_
from colima_guard.host.machine import Host
from tests.conftest import shared
from tests.machines.lima import IMAGES, OVERRIDE, Lima, finding, findings

TEXT = IMAGES + ("mounts:\n- location: ~/projects\n  writable: true\n- location: ~/roshare\nmountType: reverse-sshfs\n")


@pytest.fixture(autouse=True)
def also_as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lima refuses root, so we would not ask; what answers here does not mind."""
    monkeypatch.setattr(deep_, "can_be_asked", lambda host: host.which("limactl") is not None)


@pytest.fixture
def recorded(lima: Lima) -> Lima:
    """An instance ``s1`` as the recorded one, and a ``limactl`` that answers as it did, for this home."""
    lima.machine.mkdir("roshare")
    lima.instance("s1", TEXT)
    answers(lima, recording(lima, "list-stopped.json"))
    lima.lock("~/projects", "~/roshare:ro")
    lima.instance("s1", TEXT)
    return lima


def recording(lima: Lima, name: str) -> str:
    return shared("recorded", "lima-2.2.0", name).read_text().replace("/home/me", str(lima.machine.home))


def answers(lima: Lima, text: str, code: int = 0, err: str = "", before: str = "") -> None:
    lima.machine.write("answer", text)
    lima.machine.write("error", err)
    home = lima.machine.home
    lima.machine.command(
        "limactl",
        f'[ "$1" = --version ] && echo limactl version 2.2.0 && exit\n'
        f'echo "$LIMA_HOME" "$@" >> {home}/asked\n{before}\n'
        f"/bin/cat {home}/error >&2\n/bin/cat {home}/answer\nexit {code}",
    )


def deep(lima: Lima) -> dict[str, Any]:
    return lima.row("lima/s1", None, "--deep")


def test_agreed(recorded: Lima) -> None:
    row = deep(recorded)
    assert (row["verdict"], row["release"]) == ("SOFT", "2.2.0")
    assert "CG312" not in findings(row)
    asked = recorded.machine.read("asked").splitlines()[-1]
    assert asked == f"{recorded.machine.home}/.lima list --format json s1"
    assert recorded.machine.run("check", "--deep", "--allow-soft", "--backend", "lima", "--instance", "s1").code == 0


def test_a_difference_is_unknown(recorded: Lima) -> None:
    """Lima sees one share more than we: its word counts."""
    one = json.loads(recording(recorded, "list-stopped.json"))
    one["config"]["mounts"].append({"location": "/", "mountPoint": "/m", "writable": True})
    answers(recorded, json.dumps(one))
    row = deep(recorded)
    assert row["verdict"] == "UNKNOWN"
    said = finding(row, "CG312")["message"]
    assert "`limactl list` says rw / at /m, " in said
    done = recorded.machine.run("check", "--deep", "--allow-soft", "--backend", "lima", "--instance", "s1")
    assert (done.code, "CG312" in done.out) == (1, True)


def test_writable_there_and_not_here(recorded: Lima) -> None:
    one = json.loads(recording(recorded, "list-stopped.json"))
    one["config"]["mounts"][1]["writable"] = True
    answers(recorded, json.dumps(one))
    assert finding(deep(recorded), "CG312")


def test_what_neither_loads(recorded: Lima) -> None:
    recorded.write("s1/lima.yaml", TEXT + "mounts: []\n")
    answers(recorded, recording(recorded, "list-broken.json"), err=recording(recorded, "list-broken.stderr"))
    row = deep(recorded)
    assert (row["verdict"], "CG312" in findings(row), "CG211" in findings(row)) == ("UNKNOWN", False, True)


def test_loaded_by_one_alone(recorded: Lima) -> None:
    answers(recorded, recording(recorded, "list-broken.json"))
    assert "cannot load it, and colima-guard can" in finding(deep(recorded), "CG312")["message"]
    recorded.write("s1/lima.yaml", TEXT + "mounts: []\n")
    answers(recorded, recording(recorded, "list-stopped.json"))
    assert "loads it, and colima-guard does not" in finding(deep(recorded), "CG312")["message"]


FAILURES = {
    "it fails": ("", 1, 'level=fatal msg="unable to load instance"\n', "unable to load instance"),
    "it prints no JSON": ("hello\n", 0, "", "cannot be compared with"),
    "half of it": ('{"name": "s1", "config": {"moun', 0, "", "cannot be compared with"),
    "another shape": ('[1, {"name": 3}]\n"x"\n', 0, "", "cannot be compared with"),
    "mounts of another shape": ('{"name": "s1", "config": {"mounts": 7}}\n', 0, "", "cannot be compared with"),
    "entries of another shape": ('{"name": "s1", "config": {"mounts": [7]}}\n', 0, "", "cannot be compared with"),
    "control characters": ("", 1, "\x1b[2Jbad\n", "bad"),
    "nothing": ("", 0, "", "does not know it"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_no_answer_is_unknown(recorded: Lima, name: str) -> None:
    text, code, err, message = FAILURES[name]
    answers(recorded, text, code, err)
    row = deep(recorded)
    assert row["verdict"] == "UNKNOWN"
    assert message in finding(row, "CG312")["message"]
    done = recorded.machine.run("status", "--deep", "--backend", "lima", "-v")
    assert (done.code, "\x1b" in done.out) == (0, False)


def test_it_hangs(recorded: Lima) -> None:
    answers(recorded, "", before="exec /bin/sleep 30")
    recorded.machine.patience = 0.5
    assert "did not answer in time" in finding(deep(recorded), "CG312")["message"]


def test_without_a_program(recorded: Lima) -> None:
    (recorded.machine.home / "path/limactl").unlink()
    done = recorded.machine.run("status", "--deep", "--backend", "lima")
    assert (done.code, "there is none on PATH" in done.err) == (2, True)


def test_a_badly_named_directory_does_not_spoil_it(recorded: Lima) -> None:
    """It makes a list of all fail: the others are asked for by name, a link is left out as Lima does."""
    recorded.instance("foo bar", IMAGES)
    (recorded.machine.home / ".lima/link").symlink_to("s1")
    found = recorded.status(None, "--deep")
    assert {name: "CG312" in findings(row) for name, row in found.items()} == dict.fromkeys(found, False)
    assert recorded.machine.read("asked").splitlines()[-1].endswith("list --format json s1")


def test_a_lock_is_not_done_before_lima_reads_it_so(recorded: Lima) -> None:
    recorded.write(OVERRIDE, "cpus: 1\nmounts:\n- location: '~'\n")
    one = json.loads(recording(recorded, "list-stopped.json"))
    one["config"]["mounts"].append({"location": "/", "mountPoint": "/m", "writable": True})
    answers(recorded, json.dumps(one))
    done = recorded.lock("~/projects", "~/roshare:ro", "--json")
    assert (done.code, done.json["ok"]) == (1, False)
    row = next(row for row in done.json["instances"] if row["name"] == "lima/s1")
    assert (row["verdict"], "CG312" in findings(row)) == ("UNKNOWN", True)


def test_many(lima: Lima) -> None:
    """Asked for a hundred at a time."""
    for number in range(230):
        lima.instance(f"i{number}", IMAGES)
    command = 'shift 3; for name; do echo "{\\"name\\": \\"$name\\", \\"config\\": {\\"x\\": \\"$long\\"}}"; done'
    lima.machine.command(
        "limactl", f'[ "$1" = --version ] && echo limactl version 2.2.0 && exit\nlong={"x" * 3000}\n{command}'
    )
    found = lima.status(None, "--deep")
    assert {name for name, row in found.items() if "CG312" in findings(row)} == set()


def test_the_real_program(lima: Lima) -> None:
    command = shutil.which("limactl", path=Host().environ.get("PATH", ""))
    if command is None or os.geteuid() == 0:
        pytest.skip("needs a limactl on PATH that takes us: it refuses root")
    lima.machine.command("limactl", f'exec {command} "$@"')
    lima.machine.environ["USER"] = Host().user
    lima.machine.mkdir("path")
    lima.instance("a", IMAGES + "mounts:\n- location: '~'\n- location: '{{.Dir}}/x'\n  mountPoint: '{{.Home}}/x'\n")
    lima.write(OVERRIDE, "mounts:\n- location: ~/data\n  mountPoint: /d\n  writable: true\n")
    assert "CG312" not in findings(lima.row("lima/a", None, "--deep"))
    lima.lock("~/projects", code=0)
    assert lima.row("lima/a", None, "--deep")["verdict"] == "LOCKED"
