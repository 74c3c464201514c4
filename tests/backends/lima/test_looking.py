"""``status``, ``check``, ``why`` and the restart that a running VM needs, for Lima's instances."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.machines.lima import DEFAULT, HOME, IMAGES, OVERRIDE, Lima, finding, findings, mounts

PROJECTS = IMAGES + "mounts:\n- location: ~/projects\n  writable: true\n"


@pytest.fixture
def child() -> Iterator[int]:
    """The number of a process that lives."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        yield process.pid
        process.kill()


def why(lima: Lima, path: str, *argv: str) -> dict[str, str]:
    done = lima.machine.run("why", path, "--backend", "lima", "--release", "lima=2.2.0", *argv)
    assert done.code == 0, done.err
    answers = done.out.replace("\n  ", "; ").splitlines()
    return dict(line.partition("; do: ")[0].split(": ", 1) for line in answers)


def test_why_names_file_and_line(lima: Lima) -> None:
    """Which of the three files a share comes from, and which one made it writable."""
    lima.write(DEFAULT, "# shared\nmounts:\n- location: ~/data\n")
    lima.instance("a", IMAGES + "mounts:\n- location: ~/projects\n  writable: true\n- location: ~/data\n")
    lima.write(OVERRIDE, "cpus: 1\nmounts:\n- location: /srv\n- location: ~/data\n  writable: true\n")
    assert why(lima, "~/projects/x")["lima/a"] == (
        "yes, writable; through ~/projects, which is shared writable; from ~/.lima/a/lima.yaml:5"
    )
    assert why(lima, "~/data/x")["lima/a"] == (
        "yes, writable; through ~/data, which is shared writable; from ~/.lima/_config/default.yaml:3; "
        "made writable by ~/.lima/_config/override.yaml:4"
    )
    assert why(lima, "/srv/x")["lima/a"] == (
        "yes, read-only; through /srv, which is shared read-only; from ~/.lima/_config/override.yaml:3"
    )
    assert why(lima, "/opt/x")["lima/a"] == "no"
    document = lima.machine.run("why", "~/data/x", "--backend", "lima", "--release", "lima=2.2.0", "--json").json
    (row,) = (one for one in document["instances"] if one["name"] == "lima/a")
    home = lima.machine.home
    assert (row["visible"], row["through"]["file"], row["through"]["line"]) == ("rw", f"{home}/.lima/{DEFAULT}", 3)
    assert (row["through"]["writable_file"], row["through"]["writable_line"]) == (f"{home}/.lima/{OVERRIDE}", 4)
    assert document["path"] == f"{home}/data/x"


def test_why_of_a_mount_point_that_was_taken(lima: Lima) -> None:
    """The instance lists the allowed directory writable; the home behind it is default.yaml's."""
    lima.write(DEFAULT, mounts("~=>/work"))
    lima.instance("a", IMAGES + mounts("~/projects=>/work:rw"))
    assert why(lima, "~/.ssh/id")["lima/a"] == (
        "yes, writable; through ~, which is shared writable; from ~/.lima/_config/default.yaml:2; "
        "made writable by ~/.lima/a/lima.yaml:5"
    )


def test_why_around_a_loose_transport(lima: Lima) -> None:
    lima.instance("a", "mountType: reverse-sshfs\n" + PROJECTS)
    assert why(lima, "~/.ssh/id")["lima/a"].startswith("yes, writable; around its shares: reverse-sshfs does")


def test_why_what_cannot_be_told(lima: Lima) -> None:
    lima.instance("a", "mounts: {}\n")
    assert why(lima, "~/x")["lima/a"].startswith("it cannot be told; ")
    document = lima.machine.run("why", "~/x", "--backend", "lima", "--json").json
    assert {one["name"]: one["visible"] for one in document["instances"]}["lima/a"] is None


def test_why_of_a_new_instance(lima: Lima) -> None:
    said = why(lima, "~/x")["lima/(new)"]
    assert said.startswith("yes, read-only; through ~, which is shared read-only; by default, because ")
    assert "_templates/_default/mounts.yaml" in said


def test_check_names_what_to_do(lima: Lima) -> None:
    lima.lock("~/projects", code=0)
    assert lima.machine.run("check", "--backend", "lima").code == 0
    lima.instance("a")
    done = lima.machine.run("check", "--backend", "lima")
    assert done.code == 1
    assert "lima/a" in done.out
    assert "colima-guard lock" in done.out
    assert f"{lima.machine.home}/.lima/a/lima.yaml:5" in done.out.replace("~", str(lima.machine.home))


def test_check_json_holds_only_what_is_not_as_wanted(lima: Lima) -> None:
    lima.lock("~/projects", code=0)
    lima.instance("a")
    lima.instance("b", PROJECTS)
    document = lima.machine.run("check", "--backend", "lima", "--json").json
    assert ([one["name"] for one in document["instances"]], document["ok"]) == (["lima/a"], False)
    assert document["instances"][0]["files"] == [str(lima.machine.home / ".lima/a/lima.yaml")]


def test_status_shows_a_table(lima: Lima) -> None:
    lima.instance("a")
    lima.write(DEFAULT, mounts("~/data"))
    done = lima.machine.run("status", "--backend", "lima", "-v")
    assert done.code == 0
    assert "lima/a" in done.out
    assert "OPEN" in done.out


def test_history_names_every_file(lima: Lima) -> None:
    lima.write(DEFAULT, "cpus: 1\n" + mounts("~"))
    lima.instance("a")
    change = lima.lock("~/projects", "--json", code=0).json["change"]
    done = lima.machine.run("history", "--json").json
    (found,) = (one for one in done["changes"] if one["id"] == change)
    assert [one["path"].partition("/.lima/")[2] for one in found["files"]][1:] == [
        DEFAULT,
        "a/lima.yaml",
        "_templates/_default/mounts.yaml",
    ]


# -- a VM that runs ------------------------------------------------------------------------------------------------


def test_a_running_vm_is_exposed_until_it_is_restarted(lima: Lima, child: int) -> None:
    lima.instance("a")
    lima.write("a/ha.pid", f"{child}\n")
    done = lima.lock("~/projects", code=1)
    row = lima.row()
    assert (row["running"], row["restart_needed"]) == (True, True)
    assert row["verdict"] != "LOCKED"
    assert "CG301" in findings(row)
    assert finding(row, "CG301")["file"] == str(lima.machine.home / ".lima/a/lima.yaml")
    assert "limactl stop a && limactl start a" in done.out
    document = lima.lock("--json").json
    assert document["restart"] == [
        # without a known release twice: before 2.1 the first start mounts by the old fstab
        {"instance": "lima/a", "command": "limactl stop a && limactl start a", "times": 2}
    ]
    document = lima.lock("--json", "--release", "lima=2.2.0").json
    assert document["restart"][0]["times"] == 1


def test_the_restart_carries_the_lima_home(lima: Lima, child: int) -> None:
    lima.instance("a")
    lima.write("a/ha.pid", f"{child}\n")
    lima.machine.environ["LIMA_HOME"] = str(lima.machine.home / "vms")
    lima.machine.mkdir("vms")
    document = lima.lock("~/projects", "--json", "--release", "lima=2.2.0").json
    home = lima.machine.home / ".lima"
    assert document["restart"] == [
        {
            "instance": "lima/a@~/.lima",
            "command": f"LIMA_HOME={home} limactl stop a && LIMA_HOME={home} limactl start a",
            "times": 1,
        }
    ]


def test_shared_files_count_as_newer(lima: Lima, child: int) -> None:
    lima.instance("a", PROJECTS)
    lima.write(OVERRIDE, "cpus: 1\n" + mounts("~"))
    lima.write("a/ha.pid", f"{child}\n")
    lima.lock("~/projects")
    assert finding(lima.row(), "CG301")["file"] == str(lima.machine.home / ".lima" / OVERRIDE)


def test_a_restart_that_lock_runs(lima: Lima, child: int) -> None:
    lima.instance("a")
    lima.write("a/ha.pid", f"{child}\n")
    home = lima.machine.home
    lima.machine.command("limactl", f'echo "$@" >> {home}/ran\n[ "$1" != stop ] || /bin/rm {home}/.lima/a/ha.pid')
    lima.lock("~/projects", "--restart", "--release", "lima=2.2.0", "--instance", "a")
    assert lima.machine.read("ran").splitlines()[-2:] == ["stop a", "start a"]
    assert lima.row()["verdict"] == "LOCKED"


@pytest.mark.parametrize("text", ["", "x\n", "-1\n", "9" * 30 + "\n", "1 2\n", "\x00"])
def test_a_process_number_that_is_none(lima: Lima, text: str) -> None:
    lima.instance("a", PROJECTS)
    lima.lock("~/projects", code=0)
    lima.write("a/ha.pid", text)
    assert lima.row()["verdict"] == "UNKNOWN"


def test_a_process_that_is_gone(lima: Lima, child: int) -> None:
    lima.instance("a", HOME)
    lima.write("a/ha.pid", "999999999\n")
    lima.lock("~/projects", code=0)
    assert (lima.row()["running"], lima.row()["verdict"]) == (False, "LOCKED")


# -- other ways to the host ----------------------------------------------------------------------------------------

EXPOSURES = {
    "CG401": "ssh:\n  forwardAgent: true\n",
    "CG413": "ssh:\n  forwardX11: true\n",
    "CG414": "ssh:\n  loadDotSSHPubKeys: true\n",
    "CG415": "portForwards:\n- reverse: true\n  guestSocket: /a\n  hostSocket: /var/run/docker.sock\n",
    "CG403": "portForwards:\n- guestPort: 1\n  hostIP: 0.0.0.0\n",
    "CG416": "copyToHost:\n- guest: /a\n  host: /b\n",
    "CG417": "provision:\n- mode: ansible\n  playbook: x.yml\n",
    "CG405": "provision:\n- script: '#!/bin/sh'\n",
    "CG410": "images:\n- location: ~/disk.img\n",
    "CG406": "env:\n  TOKEN: x\n",
    "CG418": "caCerts:\n  files: [/etc/ssl/x.pem]\n",
    "CG404": "networks:\n- lima: shared\n",
    "CG208": "mounts:\n- location: '{{.Home}}/x'\n",
    "CG207": "mounts:\n- location: '/x y'\n",
    "CG412": "mounts:\n- location: /x\n  sshfs: {followSymlinks: true}\nmountType: reverse-sshfs\n",
}


@pytest.mark.parametrize("number", EXPOSURES)
@pytest.mark.parametrize("path", ["a/lima.yaml", DEFAULT, OVERRIDE])
def test_other_exposure(lima: Lima, path: str, number: str) -> None:
    """All three files count, and the finding names the file and the line of the key."""
    lima.instance("a", PROJECTS)
    lima.write(path, "# top\n" + EXPOSURES[number])
    found = [one for one in lima.row()["findings"] if one["id"] == number]
    assert [one["file"] for one in found] == [str(lima.machine.home / ".lima" / path)]
    assert found[0]["line"] in (2, 3)
    assert found[0]["remedy"]


@pytest.mark.parametrize("kind", ["9p", "virtiofs"])
def test_links_are_followed_by_reverse_sshfs_alone(lima: Lima, kind: str) -> None:
    """``sshfs.followSymlinks`` is an option of that transport, which another one does not have."""
    lima.instance("a", EXPOSURES["CG412"].replace("reverse-sshfs", kind))
    assert "CG412" not in findings(lima.row())


def test_nothing_to_find_in_a_plain_file(lima: Lima) -> None:
    lima.instance("a", PROJECTS)
    lima.lock("~/projects", code=0)
    assert findings(lima.row()) == set()
