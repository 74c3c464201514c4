"""Shares by sshfs do not hold the guest: the lock says so, and --confine moves them to a transport that does."""

from __future__ import annotations

import time

import pytest

from tests.conftest import Machine
from tests.machines.colima import LOCKED, SSHFS, profile
from tests.machines.colima_start import restart, start, stop

FILE = ".colima/default/colima.yaml"
NINE_P = {"vmType": "qemu", "mountType": "9p"}
KNOWN = ("--release", "colima=0.10.3", "--release", "lima=2.1.0")


@pytest.fixture
def sshfs(machine: Machine) -> Machine:
    machine.mkdir("projects", ".ssh")
    machine.write(FILE, profile(**SSHFS))
    return machine


def test_sshfs_is_soft_whatever_the_list_says(sshfs: Machine) -> None:
    done = sshfs.run("lock", "~/projects", "--yes")
    assert done.code == 1
    assert done.out.splitlines()[-3:] == [
        "colima/default: SOFT",
        "  its transport does not keep the VM within its shares: colima-guard lock --confine",
        "1 of 2 instances LOCKED; colima/default SOFT (its transport does not keep the VM within its shares)",
    ]
    assert sshfs.verdicts() == {"colima/default": "SOFT", "colima/(new)": "LOCKED"}
    # everything that the host user can read is within reach
    assert sshfs.instance()["within_reach"] == [f"{sshfs.home}/.ssh"]
    assert sshfs.instance()["basis"] == "tested"
    assert sshfs.run("why", "~/.ssh/id_ed25519").out.startswith(
        "colima/default: yes, writable\n"
        "  around its shares: reverse-sshfs does not hold the VM to ~/projects\n"
        f"  from ~/{FILE}:11\n"
        "  do: colima-guard lock --confine\n"
    )
    check = sshfs.run("check")
    assert check.code == 1
    assert check.out == (
        "colima/default SOFT: reverse-sshfs does not keep the VM within the shared directories "
        f"(~/{FILE}:11); do: colima-guard lock --confine [CG104]\n"
    )
    assert sshfs.run("check", "--allow-soft").code == 0


def test_confine_moves_it(sshfs: Machine) -> None:
    done = sshfs.run("lock", "~/projects", "--confine", "--yes")
    assert done.code == 0, done.out
    assert sshfs.read(FILE) == profile(LOCKED, **NINE_P)
    assert (
        f"~/{FILE}: the transport becomes 9p: files keep the host's numeric owners, many small files are "
        "slower, and file events do not arrive\n"
    ) in done.out
    assert "takes it over by `colima restart` only" in done.out
    assert sshfs.verdicts() == {"colima/default": "LOCKED", "colima/(new)": "LOCKED"}
    assert sshfs.instance()["within_reach"] == []
    # one edit, one change, one way back
    assert sshfs.run("rollback", "--yes").code == 0
    assert sshfs.read(FILE) == profile(**SSHFS)


def test_vz_moves_to_virtiofs(sshfs: Machine) -> None:
    sshfs.write(FILE, profile(mountType="sshfs"))
    done = sshfs.run("lock", "~/projects", "--confine", "--yes")
    assert done.code == 0, done.out
    assert sshfs.read(FILE) == profile(LOCKED)
    assert "the transport becomes virtiofs: files appear owned as on the host" in done.out


def test_no_shares_over_sshfs_is_locked(sshfs: Machine) -> None:
    """Without a mount there is no SFTP server: from 0.10.2 on ``null`` is stronger than any directory."""
    sshfs.write(FILE, profile("mounts: null", **SSHFS))
    assert sshfs.verdicts(*KNOWN)["colima/default"] == "LOCKED"
    assert sshfs.verdicts("--release", "colima=0.10.1")["colima/default"] == "SOFT"  # the cache directory


def test_the_policy_remembers(sshfs: Machine) -> None:
    assert sshfs.run("lock", "~/projects", "--confine", "--yes").code == 0
    assert "\nconfine: true\n" in sshfs.read(".config/colima-guard/policy.yaml")
    sshfs.write(".colima/work/colima.yaml", profile(**SSHFS))
    assert sshfs.run("lock", "--yes").code == 0
    assert sshfs.read(".colima/work/colima.yaml") == profile(LOCKED, **NINE_P)
    sshfs.mkdir("data")
    sshfs.write(".colima/work/colima.yaml", profile(**SSHFS))
    assert sshfs.run("allow", "~/data", "--yes").code == 0
    assert sshfs.verdicts()["colima/work"] == "LOCKED"
    assert sshfs.run("lock", "--no-confine", "--yes").code == 0
    assert "confine" not in sshfs.read(".config/colima-guard/policy.yaml").replace("confine: false", "")


def test_it_takes_effect_by_restart_only(sshfs: Machine) -> None:
    """``start`` takes the transport from the state copy, and writes it into the profile again."""
    start(sshfs)
    stop(sshfs)
    done = sshfs.run("lock", "~/projects", "--confine", "--yes", *KNOWN)
    assert done.code == 1
    assert done.out.splitlines()[-4:] == [
        "colima/default: SOFT",
        "  its transport changes by: colima restart",
        "  (`colima start` would keep the old transport)",
        "1 of 2 instances LOCKED; colima/default SOFT (until it is restarted)",
    ]
    pending = sshfs.instance("colima/default", *KNOWN)
    assert (pending["verdict"], pending["running"]) == ("SOFT", False)
    ids = [finding["id"] for finding in pending["findings"]]
    assert "CG106" in ids
    assert "CG107" not in ids
    assert "do: colima restart [CG104]\n" in sshfs.run("check", *KNOWN).out
    json = sshfs.run("lock", "--yes", "--json", *KNOWN).json
    assert (json["ok"], json["applied"]) == (False, False)
    assert json["restart"] == [{"instance": "colima/default", "command": "colima restart", "times": 1}]
    restart(sshfs)
    assert sshfs.verdicts(*KNOWN)["colima/default"] == "LOCKED"
    # and from now on a start keeps it
    stop(sshfs)
    start(sshfs)
    assert sshfs.verdicts(*KNOWN)["colima/default"] == "LOCKED"


def test_a_lost_confine_is_a_finding_of_its_own(sshfs: Machine) -> None:
    start(sshfs)
    stop(sshfs)
    sshfs.run("lock", "~/projects", "--confine", "--yes", *KNOWN)
    start(sshfs)
    assert "mountType: sshfs" in sshfs.read(FILE)
    lost = sshfs.instance("colima/default", *KNOWN)
    assert lost["verdict"] == "SOFT"
    assert "CG107" in [finding["id"] for finding in lost["findings"]]
    check = sshfs.run("check", *KNOWN).out
    assert check == (
        "colima/default SOFT: the policy says --confine, but the transport is reverse-sshfs (again) "
        f"(~/{FILE}:{sshfs.read(FILE).split(chr(10)).index('  - location: ~/projects') + 1}); "
        "do: colima-guard lock --confine, then the restart that it names [CG107]\n"
    )
    # once more, and with the right command
    stop(sshfs)
    assert "  its transport changes by: colima restart\n" in sshfs.run("lock", "--yes", *KNOWN).out
    restart(sshfs)
    assert sshfs.verdicts(*KNOWN)["colima/default"] == "LOCKED"


def test_while_it_runs(sshfs: Machine) -> None:
    start(sshfs)
    time.sleep(0.02)
    done = sshfs.run("lock", "~/projects", "--confine", "--yes", *KNOWN)
    assert done.code == 1
    assert "  it runs with its old shares, and is exposed until: colima restart\n" in done.out
    assert sshfs.instance("colima/default", *KNOWN)["verdict"] == "UNKNOWN"


def test_restart_does_it(sshfs: Machine) -> None:
    start(sshfs)
    time.sleep(0.02)
    state = ".colima/_lima/colima/colima.yaml"
    sshfs.command(
        "colima",
        f'case "$1" in --version) echo colima version 0.10.3; exit;; esac\n'
        f'/bin/cp "$HOME/{FILE}" "$HOME/{state}"; echo $PPID > "$HOME/.colima/_lima/colima/ha.pid"',
    )
    done = sshfs.run("lock", "~/projects", "--confine", "--yes", "--restart")
    assert done.code == 0, done.out + done.err
    assert done.out.splitlines()[-1] == "2 instances LOCKED"


@pytest.mark.parametrize("key", ["cpu", "disk", "memory", "arch", "vmType"])
def test_a_sparse_profile_of_an_existing_vm_is_refused(sshfs: Machine, key: str) -> None:
    """``restart`` would run with ``disk: 0``, and ``start`` would not take the transport over."""
    text = profile(**{**SSHFS, key: "-"})
    sshfs.write(FILE, text)
    if key == "vmType":
        sshfs.linux()
    start(sshfs)
    stop(sshfs)
    sshfs.write(FILE, text)
    done = sshfs.run("lock", "~/projects", "--confine", "--yes", *KNOWN)
    assert done.code == 1
    assert f"would run without {key}: add them to the profile first" in done.out
    assert sshfs.read(FILE) == text
    # without a VM there is nothing that has to be restarted
    sshfs.write(".colima/next/colima.yaml", text)
    assert sshfs.run("lock", "--yes", "--instance", "next", *KNOWN).code == 0


def test_a_profile_without_a_transport(sshfs: Machine) -> None:
    """``start`` fills in sshfs for qemu, virtiofs for vz: the first moves, the second stays as it is."""
    sshfs.write(FILE, profile(vmType="qemu", mountType="-"))
    sshfs.write(".colima/vz/colima.yaml", profile(mountType="-"))
    assert sshfs.run("lock", "~/projects", "--confine", "--yes", *KNOWN).code == 0
    assert "\nmountType: 9p" in sshfs.read(FILE)
    assert "mountType" not in sshfs.read(".colima/vz/colima.yaml")
    # where the release is not known it is written out: an old one would take sshfs
    assert sshfs.run("lock", "--yes").code == 0
    assert "\nmountType: virtiofs" in sshfs.read(".colima/vz/colima.yaml")


def test_krunkit_has_no_target(sshfs: Machine) -> None:
    sshfs.write(FILE, profile(vmType="krunkit", mountType="sshfs"))
    done = sshfs.run("lock", "~/projects", "--confine", "--yes", *KNOWN)
    assert done.code == 1
    assert "vmType krunkit has no transport that keeps the VM within its shares and holds them read-only" in done.out
    assert sshfs.read(FILE) == profile(vmType="krunkit", mountType="sshfs")


def test_krunkit_holds_no_read_only_share(sshfs: Machine) -> None:
    sshfs.write(FILE, profile(vmType="krunkit"))
    done = sshfs.run("lock", "~/projects:ro", "--yes", *KNOWN)
    assert done.code == 1
    assert "would share" in done.out
    writable = sshfs.run("lock", "~/projects", "--yes", *KNOWN)
    assert writable.code == 0, writable.out
    sshfs.write(FILE, profile("mounts:\n  - location: ~/projects", vmType="krunkit"))
    shown = sshfs.instance("colima/default", *KNOWN)
    assert [(one["access"], one["effective_access"]) for one in shown["shares"]] == [("ro", "rw")]
    assert "CG105" in [finding["id"] for finding in shown["findings"]]


def test_linux_and_old_macs_run_qemu_whatever_the_file_says(machine: Machine) -> None:
    machine.mkdir("projects")
    machine.write(FILE, profile(vmType="qemu", mountType="sshfs"))
    machine.linux()
    assert machine.run("lock", "~/projects", "--confine", "--yes").code == 0
    assert machine.read(FILE) == profile(LOCKED, **NINE_P)
    machine.platform, machine.os_version = "macos", (12, 1)
    machine.write(FILE, profile(vmType="qemu", mountType="sshfs"))
    assert machine.run("lock", "--yes").code == 0
    assert machine.read(FILE) == profile(LOCKED, **NINE_P)


def test_a_profile_that_names_the_transport_in_a_comment(sshfs: Machine) -> None:
    sshfs.write(FILE, profile(**SSHFS) + "# mountType: virtiofs is for vz\n")
    assert "becomes 9p" in sshfs.run("lock", "~/projects", "--confine", "-n").out


def test_a_state_copy_that_cannot_be_read(sshfs: Machine) -> None:
    """It decides the transport of the next start."""
    sshfs.write(FILE, profile(LOCKED, **NINE_P))
    sshfs.write(".colima/_lima/colima/lima.yaml", "{}\n")
    sshfs.mkdir(".colima/_lima/colima/colima.yaml")
    sshfs.run("lock", "~/projects", "--yes")
    assert sshfs.verdicts()["colima/default"] == "UNKNOWN"
    assert "is not a regular file" in sshfs.run("check").out
