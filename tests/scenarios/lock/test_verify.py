"""``lock --verify``: what is written is proved in what runs, in the same go."""

from __future__ import annotations

import os

import pytest

from tests.conftest import Machine
from tests.machines.colima import QEMU, profile
from tests.machines.guest import boot, can_be_had

pytestmark = pytest.mark.skipif(can_be_had() is not None, reason=str(can_be_had()))


@pytest.fixture
def colima(machine: Machine) -> Machine:
    """A profile on Linux that runs with its home; `colima restart` starts it anew."""
    machine.linux()
    machine.mkdir("projects", ".ssh")
    machine.write(".colima/default/colima.yaml", profile(**QEMU))
    machine.write(".colima/_lima/colima/lima.yaml", "{}\n")
    pid = machine.write(".colima/_lima/colima/ha.pid", f"{os.getpid()}\n")
    machine.command("colima", f'[ "$1" != restart ] || {{ /bin/sleep 0.02; echo {os.getpid()} > {pid}; }}')
    return machine


def test_lock_restart_verify_does_all_in_one_go(colima: Machine) -> None:
    boot(colima, "projects")
    done = colima.run("lock", "--yes", "--restart", "--verify", "~/projects")
    assert done.code == 0, done.out + done.err
    assert done.out.index("instances LOCKED") < done.out.index("colima/default: PROVED"), done.out
    assert colima.run("check", "--proved").code == 0


def test_a_vm_that_sees_more_ends_with_one(colima: Machine) -> None:
    boot(colima, ".")
    done = colima.run("lock", "--yes", "--restart", "--verify", "~/projects")
    assert done.code == 1
    assert "colima/default: DISPROVED" in done.out


def test_the_document_has_the_proofs(colima: Machine) -> None:
    boot(colima, "projects")
    done = colima.run("lock", "--yes", "--restart", "--verify", "--json", "~/projects")
    assert done.code == 0, done.out
    assert [(one["name"], one["result"]) for one in done.json["proofs"]] == [("colima/default", "PROVED")]


def test_where_nothing_runs_nothing_is_proved_and_that_is_said(colima: Machine) -> None:
    (colima.home / ".colima/_lima/colima/ha.pid").unlink()
    done = colima.run("lock", "--yes", "--verify", "~/projects")
    assert done.code == 0, done.out
    assert "no VM runs, so there is nothing to prove it in yet" in done.err


def test_a_dry_run_tries_nothing(colima: Machine) -> None:
    colima.command("limactl", 'echo "$*" >> "$HOME/asked"')
    colima.run("lock", "--dry-run", "--verify", "~/projects")
    assert "mountinfo" not in colima.read("asked")
