"""A path in a container is one of its VM: what it is of the host, and what all of the VM reaches."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from colima_guard.host.machine import Host
from colima_guard.judge.row import Selection
from colima_guard.judge.survey import survey
from colima_guard.model.share import Access, Share
from colima_guard.model.transport import REVERSE_SSHFS, VIRTIOFS_QEMU, WSL2
from colima_guard.policy import load as policies
from colima_guard.scan.machine import Machine
from colima_guard.scan.machines import HERE, known_by, machines
from colima_guard.scan.reach import blast, host_paths, vm_paths
from tests.conftest import Machine as Pretended
from tests.machines.scanned import seen, share


@pytest.fixture
def home(tmp_path: Path) -> str:
    home = tmp_path.resolve() / "me"
    for name in ("work/shop", "data", ".ssh", "other"):
        (home / name).mkdir(parents=True)
    (home / ".ssh/id_ed25519").write_text("")
    os.symlink(home / ".ssh", home / "work/keys")
    os.symlink(home / "work/shop", home / "work/now")
    return str(home)


def machine_of(home: str) -> Host:
    return Host({"HOME": home, "PATH": ""}, "linux", (), "x86_64", home)


def shown(home: str, machine: Machine, path: str, *, after: bool = False) -> list[tuple[str, str]]:
    found = host_paths(machine_of(home), machine, path.replace("~", home), after=after)
    return [(one.path.replace(home, "~"), one.access.value) for one in found]


def test_where_the_vm_has_it(home: str) -> None:
    moved = seen([share(f"{home}/data", "ro", at="/mnt/data"), share(f"{home}/work")], None)
    assert shown(home, moved, "/mnt/data/x") == [("~/data/x", "ro")]
    assert shown(home, moved, "~/work/shop") == [("~/work/shop", "rw")]
    # the text of the path says nothing: the VM has its own directory there
    assert shown(home, moved, "~/data") == []
    assert shown(home, moved, "/mnt/database") == []


def test_the_deepest_mount_point_decides(home: str) -> None:
    nested = seen([share(home), share(f"{home}/data", "ro"), share(f"{home}/other", at=f"{home}/work/shop")], None)
    assert shown(home, nested, "~/data/x") == [("~/data/x", "ro")]
    assert shown(home, nested, "~/work/shop/a") == [("~/other/a", "rw")]
    assert shown(home, nested, "~/work") == [("~/work", "rw"), ("~/other", "rw")]


def test_of_two_at_one_mount_point_both_count(home: str) -> None:
    both = seen([share(f"{home}/data", at="/x"), share(f"{home}/work", "ro", at="/x/")], None)
    assert shown(home, both, "/x/a") == [("~/data/a", "rw"), ("~/work/a", "ro")]


def test_a_bind_above_shares_shows_them(home: str) -> None:
    some = seen([share(f"{home}/work"), share(f"{home}/data", "ro", at="/srv/data")], None)
    assert shown(home, some, "/") == [("~/work", "rw"), ("~/data", "ro")]
    assert shown(home, some, "/srv") == [("~/data", "ro")]


def test_a_link_leads_where_the_vm_sees_it_or_nowhere(home: str) -> None:
    only = seen([share(f"{home}/work")], None)
    assert shown(home, only, "~/work/now") == [("~/work/now", "rw")]
    assert shown(home, only, "~/work/keys") == []
    (found,) = host_paths(machine_of(home), seen([share(home)], None), f"{home}/work/keys")
    assert found.real == f"{home}/.ssh"


def test_without_a_vm_a_path_is_itself(home: str) -> None:
    assert shown(home, HERE, "~/data") == [("~/data", "rw")]
    everything = blast(machine_of(home), HERE, ((f"{home}/.ssh", f"{home}/.ssh"),))
    assert [one.path for one in everything.paths or ()] == ["/"]
    assert everything.secrets == (f"{home}/.ssh",)


def test_after_a_lock(home: str) -> None:
    planned = seen([share(home)], [share(f"{home}/work")])
    assert shown(home, planned, "~/data") == [("~/data", "rw")]
    assert shown(home, planned, "~/data", after=True) == []
    ssh = ((f"{home}/.ssh", f"{home}/.ssh"),)
    found = blast(machine_of(home), planned, ssh)
    assert [one.path for one in found.paths or ()] == [home]
    assert [one.path for one in found.after or ()] == [f"{home}/work"]
    assert (found.secrets, found.secrets_after) == ((f"{home}/.ssh",), ())
    assert blast(machine_of(home), seen([share(home)], None), ssh).after is None


def test_what_only_the_guest_holds_read_only_can_be_written(home: str) -> None:
    held = Machine("lima/a", (Share(home, home, home, Access.RO, VIRTIOFS_QEMU),))
    assert shown(home, held, "~/data") == [("~/data", "ro")]
    assert [one.access for one in blast(machine_of(home), held, ()).paths or ()] == [Access.RW]


def test_a_transport_that_confines_nobody_reaches_everything(home: str) -> None:
    work = f"{home}/work"
    loose = Machine("lima/a", (Share(work, work, work, Access.RW, REVERSE_SSHFS),), (share(work),))
    found = blast(machine_of(home), loose, ((f"{home}/.ssh", f"{home}/.ssh"),))
    assert (found.unconfined, found.secrets) == (True, (f"{home}/.ssh",))
    assert (found.unconfined_after, found.secrets_after) == (False, ())


def test_what_cannot_be_told_is_not_nothing(home: str) -> None:
    found = blast(machine_of(home), Machine("lima/a", (), None, "no release is known"), ())
    assert (found.paths, found.unknown) == (None, "no release is known")


def test_the_inverse(home: str) -> None:
    moved = seen([share(f"{home}/data", at="/mnt/data"), share(home)], None)
    assert [path for path, _ in vm_paths(moved, f"{home}/data/x")] == ["/mnt/data/x", f"{home}/data/x"]
    assert vm_paths(moved, "/etc") == ()


def test_docker_desktop_by_each_of_its_names() -> None:
    host = Host({"HOME": "/Users/me", "PATH": ""}, "macos", (14, 5), "aarch64", "/")
    desktop = Machine("docker-desktop/settings", tuple(known_by("docker-desktop", (share("/Users"),))))
    for path in ("/Users/me/x", "/host_mnt/Users/me/x", "/run/desktop/mnt/host/Users/me/x"):
        assert [one.path for one in host_paths(host, desktop, path)] == ["/Users/me/x"], path
    assert [one.path for one in host_paths(host, desktop, "/host_mnt")] == ["/Users"]
    assert host_paths(host, desktop, "/host_mnt/opt") == ()
    # another VM has no such names
    lima = Machine("lima/a", tuple(known_by("lima", (share("/Users"),))))
    assert host_paths(host, lima, "/host_mnt/Users/me/x") == ()


def test_machines_of_a_survey(machine: Pretended) -> None:
    machine.mkdir("work")
    machine.write(".colima/default/colima.yaml", "runtime: docker\nmounts: [{location: ~/work, writable: true}]\n")
    host = machine.host()
    looked = survey(host, policies.load(host), Selection(("colima",)))
    found = {one.name: one for one in machines(looked, looked)}
    work = str(machine.home / "work")
    profile = found["colima/default"]
    assert [one.real for one in profile.shares if one.real == work] == [work]
    assert profile.after == profile.shares
    assert machines(looked)[0].after is None


def test_drives_of_windows_by_each_of_their_names() -> None:
    host = Host({"USERPROFILE": r"C:\Users\me", "PATH": ""}, "windows", (10,), "x86_64", "/")
    whole = Share("C:\\", "C:\\", "/mnt/host", Access.RW, WSL2)
    desktop = Machine("docker-desktop/default", tuple(known_by("docker-desktop", (whole,))))
    for path in ("/run/desktop/mnt/host/c/src", "/mnt/c/src", "/host_mnt/c/src", "C:\\src"):
        assert [one.path for one in host_paths(host, desktop, path)] == ["C:\\src"], path
    assert [one.path for one in host_paths(host, desktop, "/mnt/host/d/x")] == ["D:\\x"]
    assert host_paths(host, desktop, "/opt/x") == ()
