"""``scan --engine``: the containers of the engines that run, and what each reaches through its VM."""

from __future__ import annotations

import io
import tarfile

import pytest

from tests.conftest import Machine
from tests.docs.test_json import valid
from tests.machines.engine_client import answers, asked, profile
from tests.scan.container.inspects import bind, inspect


@pytest.fixture
def engine(machine: Machine) -> Machine:
    """A profile that shows the home, with four containers."""
    machine.mkdir("projects/shop", "notes", ".ssh")
    machine.write(".ssh/id_ed25519", "")
    profile(machine, mounts='[{location: "~", writable: true}]')
    home = str(machine.home)
    answers(
        machine,
        inspect("ci-runner", mounts=[bind("/var/run/docker.sock", "/var/run/docker.sock")]),
        inspect("dind", Privileged=True),
        inspect("shop", mounts=[bind(f"{home}/projects/shop"), bind(f"{home}/.ssh", "/keys", writable=False)]),
        inspect("plain", mounts=[bind("/var/lib/data")]),
    )
    return machine


def test_what_containers_reach(engine: Machine) -> None:
    done = engine.run("scan", "--engine", "--json")
    assert done.code == 0, done.err
    valid(done.json, "scan")
    home = str(engine.home)
    told = {one["name"]: one for one in done.json["containers"]}
    assert {name: (one["socket"], one["vm_root"]) for name, one in told.items()} == {
        "ci-runner": (True, True),
        "dind": (False, True),
        "shop": (False, False),
        "plain": (False, False),
    }
    whole = [{"path": home, "access": "rw"}]
    assert told["ci-runner"]["reaches"] == told["dind"]["reaches"] == whole
    assert told["shop"]["reaches"] == [
        {"path": f"{home}/projects/shop", "access": "rw"},
        {"path": f"{home}/.ssh", "access": "ro"},
    ]
    assert told["plain"]["reaches"] == []
    # nothing is planned without a policy
    assert [one["reaches_after"] for one in told.values()] == [None] * 4
    found = [(one["id"], one["subject"]) for one in done.json["findings"]]
    assert sorted(found) == [("CG420", "ci-runner"), ("CG421", "dind"), ("CG424", "shop")]
    (reach,) = done.json["radius"]
    assert (reach["instance"], reach["reaches"], reach["secrets"]) == ("colima/default", whole, [f"{home}/.ssh"])
    assert done.json["engines"][0]["containers"] == 4
    assert engine.run("scan", "--engine", "--exit-code").code == 1


def test_today_and_after_the_planned_lock(engine: Machine) -> None:
    engine.write(".config/colima-guard/policy.yaml", "version: 1\nallow:\n  - path: ~/projects\n    access: rw\n")
    done = engine.run("scan", "--engine", "--json")
    told = {one["name"]: one for one in done.json["containers"]}
    projects = [{"path": f"{engine.home}/projects", "access": "rw"}]
    assert told["dind"]["reaches_after"] == projects
    assert told["shop"]["reaches_after"] == [{"path": f"{engine.home}/projects/shop", "access": "rw"}]
    (reach,) = done.json["radius"]
    assert (reach["reaches_after"], reach["secrets_after"]) == (projects, [])
    valid(done.json, "scan")
    assert [(one["container"], one["target"], one["outcome"]) for one in done.json["impact"]] == [
        ("shop", "/t", "kept"),
        ("shop", "/keys", "empty"),
    ]
    assert [one["subject"] for one in done.json["findings"] if one["id"] == "CG423"] == ["shop"]
    text = " ".join(engine.run("scan", "--engine").out.split())
    assert "colima/default: ~ (rw); 1 secret: ~/.ssh" in text
    assert "after colima-guard lock: ~/projects (rw); no secret" in text


def test_terminal(engine: Machine) -> None:
    done = engine.run("scan", "--engine")
    assert done.code == 0
    assert "ci-runner, docker on colima/default" in done.out.splitlines()
    assert "4 containers: 3 findings (3 high)" in done.out
    assert all(len(line) <= 80 for line in done.out.splitlines())


def test_projects_and_containers_together(engine: Machine) -> None:
    engine.write("projects/shop/compose.yaml", "services: {ci: {image: a, privileged: true}}\n")
    done = engine.run("scan", "--engine", str(engine.home / "projects"), "--json")
    assert [one["kind"] for one in done.json["projects"]] == ["compose"]
    assert {one["subject"] for one in done.json["findings"] if one["id"] == "CG421"} == {"ci", "dind"}


def test_without_it_no_engine_is_asked(engine: Machine) -> None:
    engine.write("projects/shop/compose.yaml", "services: {ci: {image: a, privileged: true}}\n")
    assert engine.run("scan", str(engine.home / "projects")).code == 0
    assert asked(engine) == []


def test_a_use_that_the_policy_accepts(engine: Machine) -> None:
    engine.write(
        ".config/colima-guard/policy.yaml",
        "version: 1\nallow:\n  - path: ~/projects\n    access: rw\naccepted:\n  - finding: CG421\n    container: dind\n"
        "    instance: colima/default\n    reason: builds images\n    until: 2027-03-01\n",
    )
    done = engine.run("scan", "--engine", "--json")
    accepted = {one["subject"]: one["accepted"] for one in done.json["findings"] if one["id"] == "CG421"}
    assert accepted == {"dind": "builds images"}


def test_an_engine_that_does_not_answer_is_no_engine_without_containers(engine: Machine) -> None:
    engine.command("docker", "echo 'no daemon' >&2; exit 1")
    done = engine.run("scan", "--engine", "--json")
    assert [(one["id"], one["message"]) for one in done.json["findings"]] == [
        ("CG432", "its containers are not known: no daemon")
    ]
    assert (done.json["ok"], done.json["engines"][0]["error"]) == (False, "no daemon")
    assert engine.run("scan", "--engine", "--exit-code").code == 1


def test_nothing_runs(machine: Machine) -> None:
    done = machine.run("scan", "--engine")
    assert done.code == 3
    assert "no engine was found that runs" in done.err


def test_names_of_containers_move_no_cursor(engine: Machine) -> None:
    answers(engine, inspect("a\x1b[2Jb", Privileged=True))
    done = engine.run("scan", "--engine")
    assert "\x1b[2J" not in done.out
    assert "a\\e[2Jb" in done.out


@pytest.mark.parametrize(
    ("owner", "files", "confidence"),
    [(0, (), "sure"), (501, (), "likely"), (0, ("a",), "likely"), (None, (), "possible")],
)
def test_a_directory_of_the_vm_where_one_of_the_host_was_meant(
    engine: Machine, owner: int | None, files: tuple[str, ...], confidence: str
) -> None:
    """The VM sees ~/projects alone, and the container binds ~/notes."""
    profile(engine, "work", mounts="[{location: ~/projects}]")
    (engine.home / ".colima/_lima/colima/ha.pid").unlink()
    home = str(engine.home)
    binds = [bind(f"{home}/notes", "/n"), bind(f"{home}/projects/shop", "/p"), bind(f"{home}/nowhere", "/x")]
    answers(engine, inspect("late", mounts=[*binds, bind("/var/lib/x", "/y")]))
    if owner is not None:
        data = io.BytesIO()
        with tarfile.open(fileobj=data, mode="w") as archive:
            for name in ("n", *(f"n/{file}" for file in files)):
                entry = tarfile.TarInfo(name)
                entry.type, entry.uid = tarfile.DIRTYPE, owner
                archive.addfile(entry)
        engine.write("engine-docker/archive", data.getvalue())
    done = engine.run("scan", "--engine", "--json")
    (found,) = (one for one in done.json["findings"] if one["id"] == "CG430")
    assert (found["path"], found["confidence"], found["subject"]) == (f"{home}/notes", confidence, "late")
    assert f"colima ssh --profile work -- sudo rmdir {home}/notes" in found["remedy"]
    assert [line for line in asked(engine) if " exec " in line] == []


_DISK = "1 0 254:0 / / rw - ext4 /dev/vda rw"
_OWN = "50 1 0:60 / / rw - overlay overlay rw"


def shares(*points: str) -> list[str]:
    """What is mounted in a VM with shares at these places below the home."""
    return [_DISK, *(f"{number} 1 0:{number} / {point} rw - virtiofs m rw" for number, point in enumerate(points, 30))]


@pytest.fixture
def started(machine: Machine) -> Machine:
    """A container with two binds, in a VM whose kernel tells what is in the directory ``mounts`` of the home."""
    machine.mkdir("projects/shop")
    profile(machine, mounts='[{location: "~/projects"}, {location: "~/projects/shop"}]')
    home = str(machine.home)
    one = inspect("early", mounts=[bind(f"{home}/projects/shop", "/w"), bind(f"{home}/projects/none", "/x")])
    answers(machine, {**one, "State": {"Running": True, "Pid": 42}})
    machine.write(
        "shim/cat",
        '#!/bin/sh\ncase $1 in /proc/*/mountinfo) set -- "$HOME/mounts/$(basename "${1%/mountinfo}")" ;; esac\n'
        'exec /bin/cat "$@"\n',
        0o755,
    )
    machine.command("limactl", 'shift 4\nPATH=$HOME/shim:/usr/sbin:/usr/bin:/sbin:/bin exec "$@"')
    return machine


def covered(machine: Machine, own: list[str], of_container: str) -> list[str]:
    machine.write("mounts/self", "".join(f"{line}\n" for line in own).replace("~", str(machine.home)))
    machine.write("mounts/42", f"{_OWN}\n{of_container}\n".replace("~", str(machine.home)))
    done = machine.run("scan", "--engine", "--json")
    valid(done.json, "scan")
    return [one["message"] for one in done.json["findings"] if one["id"] == "CG430"]


def test_a_bind_that_has_the_disk_beneath_a_share(started: Machine) -> None:
    both = shares("~/projects", "~/projects/shop")
    (message,) = covered(started, both, "51 50 254:0 ~/projects/shop /w rw - ext4 /dev/vda rw")
    home = started.home
    assert message == (
        f"{home}/projects/shop is shared with its VM, and it does not have it: at /w is a directory of the VM's own, "
        "that lies beneath the share"
    )
    assert "(`docker restart early`)" in started.run("scan", "--engine", "--json").out


@pytest.mark.parametrize(
    ("own", "of_container"),
    [
        # it has the share
        (shares("~/projects", "~/projects/shop"), "51 50 0:31 / /w rw - virtiofs m rw"),
        # the outer share's own directory is the host's, too
        (shares("~/projects", "~/projects/shop"), "51 50 0:30 /shop /w rw - virtiofs m rw"),
        # a share that was taken off since
        (shares("~/projects"), "51 50 0:77 / /w rw - virtiofs m rw"),
        # no share is there yet: that is another finding, of files alone
        (shares(), "51 50 254:0 ~/projects/shop /w rw - ext4 /dev/vda rw"),
        # another directory of the disk, or another disk
        (shares("~/projects"), "51 50 254:0 /var/lib/x /w rw - ext4 /dev/vda rw"),
        (shares("~/projects"), "51 50 254:1 ~/projects/shop /w rw - ext4 /dev/vdb rw"),
        # the share was mounted into it later
        (
            shares("~/projects"),
            "51 50 254:0 ~/projects/shop /w rw - ext4 /dev/vda rw\n52 51 0:30 /shop /w rw - virtiofs m rw",
        ),
        # a list that is broken, or none
        (shares("~/projects"), "51 50 254:0 ~/projects/shop /w rw - ext4 /dev/vda rw\nx"),
        ([*shares("~/projects"), "x"], "51 50 254:0 ~/projects/shop /w rw - ext4 /dev/vda rw"),
        ([], "51 50 254:0 ~/projects/shop /w rw - ext4 /dev/vda rw"),
        # what is there lies elsewhere in it
        (shares("~/projects"), "51 50 254:0 ~/projects/shop /other rw - ext4 /dev/vda rw"),
    ],
)
def test_what_a_container_has_otherwise_is_not_claimed(started: Machine, own: list[str], of_container: str) -> None:
    assert covered(started, own, of_container) == []


def test_a_vm_that_tells_of_no_mounts_claims_none(started: Machine) -> None:
    told = ("51 50 254:0 ~/projects/shop /w rw - ext4 /dev/vda rw", shares("~/projects"))
    assert len(covered(started, told[1], told[0])) == 1
    started.command("limactl", "exit 1")
    assert covered(started, told[1], told[0]) == []
    # its process is gone
    started.command("limactl", 'shift 4\n/bin/rm -f "$HOME/mounts/42"\nPATH=$HOME/shim:/usr/bin:/bin exec "$@"')
    assert covered(started, told[1], told[0]) == []
