"""What of the secrets a VM reaches, by whichever name a mount gives them."""

from __future__ import annotations

import pytest

from colima_guard.host.secret_files import SecretPlace
from colima_guard.judge.reach import names, secrets_among, within_reach
from colima_guard.model.secrets import Secret
from colima_guard.model.share import Access
from colima_guard.model.transport import REVERSE_SSHFS
from tests.conftest import Machine
from tests.machines.drawn_exposures import share
from tests.machines.mountinfo import Mounts


@pytest.fixture
def mounts(machine: Machine) -> Mounts:
    return Mounts(machine.linux())


def known(mounts: Mounts, path: str) -> list[str]:
    host = mounts.machine.host()
    found = names(host, host.mounts([]), mounts.path(path))
    return [name.replace(mounts.home, "~") for name in found]


def bindfs(mounts: Mounts, source: str, point: str) -> None:
    mounts.add(point, "/", kind="fuse.bindfs", source=mounts.path(source), device=f"0:{40 + len(mounts.lines)}")


def test_without_a_mount_it_has_its_own_name(mounts: Mounts) -> None:
    assert known(mounts, "~/.ssh") == ["~/.ssh"]


@pytest.mark.parametrize("path", [".ssh", ".ssh/id_rsa"])
def test_what_is_bound_has_both_names(mounts: Mounts, path: str) -> None:
    mounts.bind("~/.ssh", "~/keys")
    both = [f"~/{path}", f"~/{path.replace('.ssh', 'keys')}"]
    assert known(mounts, both[0]) == both
    assert known(mounts, both[1]) == both[::-1]
    assert known(mounts, "~/.sshd") == ["~/.sshd"]


def test_what_is_shown_by_path_has_the_name_there_too(mounts: Mounts) -> None:
    bindfs(mounts, "~/.ssh", "~/keys")
    assert known(mounts, "~/.ssh") == ["~/.ssh", "~/keys"]
    assert known(mounts, "~/.ssh/id_rsa") == ["~/.ssh/id_rsa", "~/keys/id_rsa"]
    assert known(mounts, "~/.sshd") == ["~/.sshd"]


def test_a_whole_file_system_that_is_shown_by_path(mounts: Mounts) -> None:
    """It shows itself, too: that comes to an end."""
    bindfs(mounts, "/", "/mirror")
    for path, first in (("/etc/ssh", "/mirror/etc/ssh"), ("/", "/mirror")):
        found = known(mounts, path)
        assert found[:2] == [path, first]
        assert 2 < len(found) < 10


def test_one_name_leads_to_the_next(mounts: Mounts) -> None:
    """Bound, and what that shows is shown by path somewhere else, and so on."""
    mounts.bind("~/.ssh", "~/a")
    for before, after in (("a", "b"), ("b", "c"), ("c", "d")):
        bindfs(mounts, f"~/{before}", f"~/{after}")
    assert known(mounts, "~/.ssh") == ["~/.ssh", "~/a", "~/b", "~/c", "~/d"]


def test_a_hidden_mount_gives_no_name(mounts: Mounts) -> None:
    mounts.bind("~/.ssh", "~/a")
    bindfs(mounts, "~/.ssh", "~/b")
    for point in ("~/a", "~/b"):
        mounts.add(point, "/", kind="tmpfs", source="tmpfs", device="0:90")
    assert known(mounts, "~/.ssh") == ["~/.ssh"]


def test_what_is_reached(mounts: Mounts) -> None:
    mounts.bind("~/.ssh", "~/p/keys")
    host, home = mounts.machine.host(), mounts.home
    table, secrets = host.mounts([]), [(f"{home}/{name}", f"{home}/{name}") for name in (".aws", ".ssh")]
    for real, reached in (("p", [".ssh"]), ("p/keys/id_rsa", [".ssh"]), ("q", []), (".aws", [".aws"])):
        found = within_reach(host, table, secrets, [share("/none"), share(f"{home}/{real}", Access.RO)])
        assert found == tuple(f"{home}/{name}" for name in reached), real
    # what the host does not confine reads everything
    loose = share(f"{home}/q", Access.RO, REVERSE_SSHFS)
    assert within_reach(host, table, secrets, [share("/none"), loose]) == (f"{home}/.aws", f"{home}/.ssh")


def test_secrets_are_what_is_private_and_neither_programs_nor_start_up_files() -> None:
    sorts = {".ssh": "keys", "bin": "programs", ".zshrc": "startup", ".aws": "cloud"}
    places = [SecretPlace(f"/me/{name}", f"/real/{name}", True, Secret(name, sort)) for name, sort in sorts.items()]
    assert secrets_among(places) == (("/me/.aws", "/real/.aws"), ("/me/.ssh", "/real/.ssh"))
