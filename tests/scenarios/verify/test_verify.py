"""``verify``: our files are looked for in a running VM, and the result is what was seen there."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from colima_guard.backends.lima.running.tags import tag
from colima_guard.store import canary
from tests.conftest import Machine
from tests.machines.colima import QEMU, profile
from tests.machines.guest import boot, can_be_had

pytestmark = pytest.mark.skipif(can_be_had() is not None, reason=str(can_be_had()))

PROFILE = ".colima/default/colima.yaml"


@pytest.fixture
def colima(machine: Machine) -> Machine:
    """A profile on Linux that is locked to two directories, and runs."""
    machine.linux()
    machine.mkdir("projects", "data", ".ssh")
    machine.write(".ssh/id_ed25519", "a key\n")
    machine.write(PROFILE, profile(**QEMU))
    machine.command("colima", "exit 1")
    done = machine.run("lock", "--yes", "~/projects", "~/data:ro")
    assert done.code in (0, 1), done.err
    machine.write(".colima/_lima/colima/lima.yaml", "{}\n")
    machine.write(".colima/_lima/colima/ha.pid", f"{os.getpid()}\n")
    return machine


def left(machine: Machine) -> list[str]:
    """What of our files is still there."""
    found = [str(path) for path in machine.home.rglob(".colima-guard-canary-*")]
    return [*found, *(str(path) for path in machine.home.rglob("canaries-*"))]


def test_a_locked_vm_is_proved(colima: Machine) -> None:
    boot(colima, "projects", "data", read_only=["data"])
    done = colima.run("verify")
    assert (done.code, done.err) == (0, ""), done.out
    assert done.out.startswith("colima/default: PROVED (")
    assert "our file in ~/projects: read" in done.out
    assert "a file written into ~/data, read-only: did not arrive" in done.out
    assert "our file in ~: not found" in done.out
    assert "~/.ssh: not found" in done.out
    assert left(colima) == []


def test_a_vm_with_the_home_is_disproved(colima: Machine) -> None:
    boot(colima, ".")
    done = colima.run("verify")
    assert done.code == 1
    assert "colima/default: DISPROVED" in done.out
    assert "our file in ~: read at ~/.colima-guard-canary-" in done.out
    assert "  NO mounts     ~ in the VM (9p): ~, rw; expected: an allowed directory" in done.out
    assert "  DISPROVED: our file in ~: read at ~/" in done.out
    assert left(colima) == []


def test_a_writable_directory_that_cannot_be_written_proves_nothing(colima: Machine) -> None:
    boot(colima, "projects", "data", read_only=["projects", "data"])
    done = colima.run("verify")
    assert done.code == 1
    assert "  ?  control    a file written into ~/projects: did not arrive; expected: arrives" in done.out
    assert "colima/default: NOT PROVED" in done.out


def test_a_file_of_ours_where_no_path_leads_is_found_by_its_name(colima: Machine) -> None:
    """As through a mount that a guest keeps from its own list."""
    boot(colima, "projects", "data", read_only=["data"])
    guest, kept = colima.home.parent / "guest", colima.home.parent / "stage/home"
    hidden = f"{colima.home}/projects/deep"
    *first, last = guest.read_text().splitlines()
    first.insert(3, f"mkdir -p {kept}; mount --bind {colima.home} {kept}")
    guest.write_text("\n".join([*first, f"mkdir -p {hidden}; mount --bind {kept} {hidden}", last, ""]))
    done = colima.run("verify")
    assert done.code == 1
    assert "our file in ~: found by its name below ~/projects" in done.out


def test_a_mount_of_which_it_is_not_known_what_it_is_proves_nothing(colima: Machine) -> None:
    boot(colima, "projects", "data", read_only=["data"])
    shim = colima.home.parent / "shim/cat"
    shim.write_text(shim.read_text().replace("printf '", r"printf '9 1 0:9 / /mnt/x rw - virtiofs mount7 rw\n"))
    done = colima.run("verify")
    assert done.code == 1
    assert "  ?  mounts     /mnt/x in the VM (virtiofs): mount7: no share that its files name; expected:" in done.out
    assert "colima/default: NOT PROVED" in done.out


def test_an_empty_allowlist_has_its_empty_directory_as_control(colima: Machine) -> None:
    colima.run("revoke", "--yes", "~/projects")
    colima.run("revoke", "--yes", "~/data")
    os.utime(colima.home / ".colima/_lima/colima/ha.pid")
    placeholder = ".local/share/colima-guard/nothing-shared"
    boot(colima, placeholder, read_only=[placeholder])
    done = colima.run("verify")
    assert "the empty directory that stands for nothing: there" in done.out
    assert done.code == 0, done.out
    boot(colima, "data")
    assert "the empty directory that stands for nothing: not found; expected: there" in colima.run("verify").out


def test_a_read_only_share_that_the_guest_can_write_is_disproved(colima: Machine) -> None:
    boot(colima, "projects", "data")
    done = colima.run("verify")
    assert done.code == 1
    assert "a file written into ~/data, read-only: arrived" in done.out
    assert left(colima) == []


def test_read_only_that_the_guests_root_undoes_is_disproved_and_put_back(colima: Machine) -> None:
    boot(colima, "projects", "data", read_only=["data"], remounts=True)
    done = colima.run("verify")
    assert done.code == 1
    assert "arrived, once the VM's root had mounted the share writable" in done.out
    assert not (colima.home.parent / "writable").exists()
    assert left(colima) == []


def test_a_read_only_share_that_lies_in_a_writable_one_too_is_disproved(colima: Machine) -> None:
    """As of a VM that still runs with the whole home, and has the directory at another place besides."""
    point = f"{colima.home.parent}/mnt/data"
    colima.edit(PROFILE, "  - location: ~/data\n", f"  - location: ~/data\n    mountPoint: {point}\n")
    os.utime(colima.home / ".colima/_lima/colima/ha.pid")
    boot(colima, ".")
    guest, shim = colima.home.parent / "guest", colima.home.parent / "shim/cat"
    line = f"9 1 0:9 / {point} ro - 9p {tag(f'{colima.home}/data', point, ':')} ro"
    shim.write_text(shim.read_text().replace("printf '", f"printf '{line}\\n"))
    *first, last = guest.read_text().splitlines()
    bind = f"mkdir -p {point}; mount --bind {colima.home}/data {point}; mount -o remount,bind,ro {point}"
    guest.write_text("\n".join([*first, bind, last, ""]))
    done = colima.run("verify")
    assert "our file in ~/data: read" in done.out
    assert "a file written into ~/data, read-only: arrived through ~/data/.colima-guard-canary-" in done.out


def test_a_secret_that_a_mount_shows_is_seen_by_its_path(colima: Machine) -> None:
    boot(colima, "projects", "data", ".ssh", read_only=["data"])
    done = colima.run("verify")
    assert done.code == 1
    assert "  NO secret     ~/.ssh: ~/.ssh is there, through ~/.ssh; expected: not found" in done.out


def test_a_projects_own_file_of_the_same_name_is_no_secret_of_the_home(colima: Machine) -> None:
    for path in (".npmrc", "projects/.npmrc", ".docker/config.json", "projects/.docker/config.json"):
        colima.write(path, "token\n")
    boot(colima, "projects", "data", read_only=["data"])
    done = colima.run("verify")
    assert done.code == 0, done.out
    assert "~/.npmrc: not found" in done.out


def test_what_the_policy_accepts_may_be_seen(colima: Machine) -> None:
    colima.mkdir("other")
    text = colima.read(PROFILE)
    colima.edit(PROFILE, "mounts:\n", f"mounts:\n  - location: {colima.home}/other\n    writable: true\n")
    assert text != colima.read(PROFILE)
    accepted = (
        "accepted:\n  - {finding: CG101, instance: colima/default, path: ~/other, reason: x, until: '2999-01-01'}\n"
    )
    policy = colima.home / ".config/colima-guard/policy.yaml"
    policy.write_text(policy.read_text() + accepted)
    os.utime(colima.home / ".colima/_lima/colima/ha.pid")
    boot(colima, "projects", "data", "other", read_only=["data"])
    done = colima.run("verify")
    assert done.code == 0, done.out
    assert colima.run("check").code == 0


def test_what_the_host_says_counts_too(colima: Machine) -> None:
    """A guest that hides a mount does not hide it from the host's own list."""
    colima.mkdir("other")
    colima.edit(PROFILE, "mounts:\n", f"mounts:\n  - location: {colima.home}/other\n    writable: true\n")
    os.utime(colima.home / ".colima/_lima/colima/ha.pid")
    boot(colima, "projects", "data", read_only=["data"])
    done = colima.run("verify")
    assert done.code == 1
    assert "  NO mounts     what the host says that it shares: ~/other, rw (~/.colima/default/colima.yaml:" in done.out


def test_files_that_are_newer_than_the_run_prove_nothing(colima: Machine) -> None:
    """What the VM was started with is another text than the one that is tried, and the guest may hide the rest."""
    boot(colima, "projects", "data", read_only=["data"])
    changed = (colima.home / PROFILE).stat().st_mtime
    os.utime(colima.home / ".colima/_lima/colima/ha.pid", (changed - 60, changed - 60))
    done = colima.run("verify")
    assert done.code == 1
    assert "colima/default: NOT PROVED" in done.out
    said = "what the host says that it shares: what the running VM sees cannot be told: "
    assert f"  ?  mounts     {said}" in done.out


def test_a_transport_that_does_not_confine_the_guest_is_said_and_not_tried(colima: Machine) -> None:
    colima.edit(PROFILE, "mountType: 9p", "mountType: sshfs")
    os.utime(colima.home / ".colima/_lima/colima/ha.pid")
    boot(colima, "projects", "data", read_only=["data"], kind="fuse.sshfs")
    done = colima.run("verify")
    assert done.code == 1
    assert (
        "the transport reverse-sshfs: a channel to all that you can read; do: colima-guard lock --confine" in done.out
    )


def test_an_older_proof_does_not_outlive_a_try_that_was_broken_off(
    colima: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    boot(colima, "projects", "data", read_only=["data"])
    assert colima.run("verify").code == 0
    monkeypatch.setattr("colima_guard.live.through_guest.probes", _interrupted)
    colima.run("verify")
    monkeypatch.undo()
    assert colima.run("check", "--proved").code == 1
    assert left(colima) == []


def _interrupted(*_: object) -> object:
    raise KeyboardInterrupt


def test_where_nothing_can_be_planted_nothing_is_proved(colima: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    boot(colima, "projects", "data", read_only=["data"])
    made = canary._make
    monkeypatch.setattr(canary, "_make", lambda one: one.directory.count("projects") == 0 and made(one))
    done = colima.run("verify")
    assert done.code == 1
    assert "our file in ~/projects: nothing can be put there by you, so it was not tried" in done.out


def test_without_its_control_nothing_is_proved(colima: Machine) -> None:
    boot(colima, "projects")
    done = colima.run("verify")
    assert done.code == 1
    assert "colima/default: NOT PROVED" in done.out
    assert "our file in ~/data: not found, so that an absence proves nothing" in done.out
    assert "  ?  mounts     the share ~/data: not mounted; expected: mounted at ~/data" in done.out


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("exit 1", "the VM's shell gave no answer: it ended with 1"),
        ("echo no instance >&2; exit 1", "the VM's shell gave no answer: no instance"),
        ("/bin/sleep 60", "the VM did not answer within 60 seconds"),
        ("echo hello", "the VM's shell gave no answer: it ended with 0"),
        ("/usr/bin/head -c 3000000 /dev/zero", "the VM answered more than can be read"),
    ],
)
def test_a_guest_that_gives_no_answer_proves_nothing(colima: Machine, script: str, why: str) -> None:
    colima.command("limactl", script)
    colima.patience = 2.0
    done = colima.run("verify")
    assert done.code == 1
    assert "colima/default: NOT PROVED" in done.out
    assert why in done.out
    assert left(colima) == []


def test_a_dry_run_lists_what_would_be_tried_and_touches_nothing(colima: Machine) -> None:
    colima.command("limactl", 'echo asked >> "$HOME/asked"')
    before = colima.tree()
    done = colima.run("verify", "--dry-run")
    assert done.code == 0
    assert "colima/default: canary     our file in ~; expected: not found" in done.out
    document = colima.run("verify", "--dry-run", "--json").json
    assert (document["dry_run"], document["ok"], document["instances"][0]["result"]) == (True, False, "NOT PROVED")
    assert {probe["seen"] for probe in document["instances"][0]["probes"]} == {"not tried"}
    assert colima.tree() == before


def test_the_document_has_every_probe_and_the_record_the_files(colima: Machine, tmp_path: Path) -> None:
    boot(colima, "projects", "data", read_only=["data"])
    record = tmp_path / "proof.json"
    done = colima.run("verify", "--json", "--report", str(record))
    assert done.code == 0, done.out
    (instance,) = done.json["instances"]
    assert (done.json["ok"], instance["name"], instance["result"], instance["why"]) == (
        True,
        "colima/default",
        "PROVED",
        None,
    )
    kinds = {probe["probe"] for probe in instance["probes"]}
    assert kinds == {"mounts", "control", "canary", "read-only", "secret"}
    written = json.loads(record.read_text())
    assert written["instances"][0]["files"][0]["path"] == str(colima.home / PROFILE)
    again = colima.run("verify", "--report", str(record))
    assert again.code == 4
    assert "cannot be written" in again.err


def test_status_and_check_know_the_last_proof(colima: Machine) -> None:
    boot(colima, "projects", "data", read_only=["data"])
    before = colima.run("check", "--proved", "--allow-soft")
    why = "it was not proved since it was started or since its files changed"
    assert f"colima/default LOCKED: {why}; do: colima-guard verify" in before.out
    assert before.code == 1
    told = colima.run("check", "--proved", "--notify")
    assert (told.code, "colima/default is not proved" in told.err) == (1, True)
    assert colima.run("verify").code == 0
    assert colima.run("check", "--proved").code == 0
    shown = colima.run("status").out
    assert all(part in shown for part in ("(proved less", "than a", "minute ago)"))
    assert colima.instance()["proof"]["result"] == "PROVED"


def test_the_report_shows_of_which_files_a_proof_is(colima: Machine, tmp_path: Path) -> None:
    boot(colima, "projects", "data", read_only=["data"])
    record = tmp_path / "proof.json"
    assert colima.run("verify", "--report", str(record)).code == 0
    (recorded,) = json.loads(record.read_text())["instances"]
    assert colima.instance()["proof"]["files"] == recorded["files"]
    page = colima.run("report", "-o", "-").out
    for one in recorded["files"]:
        sha256 = hashlib.sha256(Path(one["path"]).read_bytes()).hexdigest()
        shown = one["path"].replace(str(colima.home), "~")
        assert one["sha256"] == sha256
        assert f">{shown} {sha256[:12]}<" in page and f">{sha256} {shown}<" in page
    told = colima.run("report", "--redact", "-o", "-").out
    assert [one for one in recorded["files"] if one["sha256"][:8] in told] == []


@pytest.mark.parametrize("change", ["run", "file", "allowlist"])
def test_a_proof_is_of_one_run_one_text_and_one_allowlist(colima: Machine, change: str) -> None:
    boot(colima, "projects", "data", read_only=["data"])
    assert colima.run("verify").code == 0
    if change == "run":
        pid = colima.home / ".colima/_lima/colima/ha.pid"
        os.utime(pid, ns=(pid.stat().st_atime_ns, pid.stat().st_mtime_ns + 10**9))
    elif change == "file":
        colima.edit(PROFILE, "# my VM", "# my own VM")
    else:
        colima.run("revoke", "--yes", "~/data")
    assert colima.instance()["proof"] is None
    assert colima.run("check", "--proved").code == 1


def test_what_was_seen_counts_whatever_the_files_say(colima: Machine) -> None:
    assert colima.run("check").code == 0
    boot(colima, ".")
    assert colima.run("verify").code == 1
    done = colima.run("check")
    assert done.code == 1
    assert "colima/default OPEN: verify disproved it less than a minute ago: " in done.out
    boot(colima, "projects", "data", read_only=["data"])
    assert colima.run("verify").code == 0
    assert colima.run("check").code == 0


def test_where_no_vm_runs_there_is_nothing_to_try(colima: Machine) -> None:
    (colima.home / ".colima/_lima/colima/ha.pid").unlink()
    done = colima.run("verify")
    assert done.code == 3
    assert "no VM runs" in done.err


def test_a_lock_with_nothing_to_change_sweeps_what_a_killed_one_left(colima: Machine) -> None:
    killed = "import os, sys; from colima_guard.host.machine import Host; from colima_guard.store import canary\n"
    killed += "with canary.planted(Host(), sys.argv[1], sys.argv[2:]): os.kill(os.getpid(), 9)"
    state = str(colima.home / ".local/state/colima-guard")
    subprocess.run(
        [sys.executable, "-c", killed, state, str(colima.home)], check=False, env={**os.environ, **colima.environ}
    )
    assert len(left(colima)) > 1
    colima.run("lock", "--dry-run")
    assert len(left(colima)) > 1
    assert colima.run("lock", "--yes").code in (0, 1)
    assert left(colima) == []
