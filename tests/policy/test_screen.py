"""What must not be allowed, directory by directory, and why."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowed
from colima_guard.model.share import Access
from colima_guard.policy.grounds import Grounds
from colima_guard.policy.screen import OffLimits, led_from_writable, must_not_be, refuse_undeclared
from tests.conftest import Machine
from tests.machines.pretended_backend import Pretended


class Configured(Pretended):
    """A backend that keeps its configuration below the home."""

    def own_directories(self, host: Host) -> Sequence[str]:
        return [f"{host.home}/.vm"]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("{home}", "it is your home"),
        ("/", "it holds your home"),
        ("{parent}", "it holds your home"),
        ("/usr", "it is a system directory"),
        ("/usr/share", None),
        ("/usr/bin", "it is a system directory"),
        ("/usr/bin/a", "it is a system directory"),
        ("/etc/a/b", "it is a system directory"),
        ("/etcetera", None),
        ("/opt", "it is a system directory"),
        ("/opt/a", None),
        ("{home}/.vm", "it holds, or lies in, {home}/.vm, where colima keeps its configuration"),
        ("{home}/.vm/a", "it holds, or lies in, {home}/.vm, where colima keeps its configuration"),
        ("{home}/.vms", None),
        ("{home}/.ssh", "it holds, or lies in, {home}/.ssh (secrets)"),
        ("{home}/.ssh/a", "it holds, or lies in, {home}/.ssh (secrets)"),
        ("{home}/.bashrc", "it holds, or lies in, {home}/.bashrc (programs or start-up files that you run)"),
        ("{home}/projects", None),
        ("{home}/projects/.ssh", None),
    ],
)
def test_the_reason(machine: Machine, path: str, reason: str | None) -> None:
    host = machine.host()
    home = host.realpath(str(machine.home))
    named = path.format(home=home, parent=home.rpartition("/")[0])
    assert OffLimits(host, [Configured()]).reason(named) == (reason and reason.format(home=machine.home))


@pytest.mark.parametrize("name", [".config/colima-guard", ".local/state/colima-guard", ".cache/colima-guard"])
def test_our_own(machine: Machine, name: str) -> None:
    host = machine.linux().host()
    off_limits, home = OffLimits(host, ()), host.realpath(str(machine.home))
    assert off_limits.reason(f"{home}/{name}") is not None
    assert off_limits.reason(f"{home}/{name}/a") is not None
    assert off_limits.reason(f"{home}/{name}-a") is None


def test_a_directory_that_holds_what_decides(machine: Machine) -> None:
    """That of a backend counts where it is not there yet too: its program would make it."""
    home = machine.host().realpath(str(machine.home))
    for made in (False, True):
        if made:
            machine.mkdir(".vm")
        found = Grounds(machine.host(), [Configured()]).reached(home)
        assert found is not None
    assert Grounds(machine.host(), ()).reached(f"{home}/projects") is None


def test_the_refusal() -> None:
    refused = must_not_be("/typed", "/real", "it is so")
    assert refused.what == "/typed, which leads to /real, must not be allowed: it is so"
    assert refused.do == "name another directory, or say --dangerous /typed to take it all the same"
    assert must_not_be("/real", "/real", "it is so").what == "/real must not be allowed: it is so"


def test_only_what_nobody_declared_is_refused(machine: Machine) -> None:
    host = machine.host()
    declared = Allowed("/etc", Access.RW, "/etc", dangerous=True)
    refuse_undeclared(host, [declared, Allowed("/p", Access.RW, "/p")], ())
    with pytest.raises(GuardError, match="/etc must not be allowed: it is a system directory"):
        refuse_undeclared(host, [declared._replace(undeclared=True)], ())


def test_a_link_where_vms_may_write(machine: Machine) -> None:
    machine.mkdir("projects", "data", "notes")
    for link in ("projects/to-data", "notes/to-data"):
        (machine.home / link).symlink_to(machine.home / "data")
    host = machine.host()
    home = host.realpath(str(machine.home))
    allowed = [Allowed(f"{home}/projects", Access.RW, "projects"), Allowed(f"{home}/notes", Access.RO, "notes")]

    def root(typed: str) -> str | None:
        path = f"{home}/{typed}"
        entry = Allowed(host.realpath(path), Access.RO, path)
        led = led_from_writable(host, [*allowed, entry])
        assert led is None or (led.entry == entry and led.said == f"{path} goes through a link in {led.writable}")
        return None if led is None else led.writable

    assert root("projects/to-data") == f"{home}/projects"
    assert root("notes/to-data") is None
    assert root("data") is None
    assert root("projects") is None
