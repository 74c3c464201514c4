"""A directory as it is typed, with its access."""

from __future__ import annotations

import pytest

from colima_guard.errors import GuardError, UsageError
from colima_guard.model.allowlist import Allowed
from colima_guard.model.share import Access
from colima_guard.policy.directory import absolute, allowed, collapsed, parse
from tests.conftest import Machine

RO, RW = Access.RO, Access.RW


@pytest.mark.parametrize(
    ("text", "path", "access"),
    [
        ("/a", "/a", RW),
        ("/a:rw", "/a", RW),
        ("/a:ro", "/a", RO),
        ("/a:RO", "/a:RO", RW),
        ("/a:b", "/a:b", RW),
        ("/a:b:ro", "/a:b", RO),
        ("~", "{home}", RW),
        ("~/a/:ro", "{home}/a", RO),
        ("a", "{home}/a", RW),
        ("./a//b", "{home}/a/b", RW),
        ("/a/../b", "/b", RW),
    ],
)
def test_as_typed(machine: Machine, text: str, path: str, access: Access) -> None:
    assert parse(machine.host(), text) == (path.format(home=machine.home), access)


@pytest.mark.parametrize("text", ["", ":ro", "/a:ro:rw", "/a:rw:rw", "~you/a"])
def test_what_names_no_directory(machine: Machine, text: str) -> None:
    with pytest.raises(UsageError):
        parse(machine.host(), text)


def test_the_dots_behind_a_link(machine: Machine) -> None:
    machine.mkdir("a/b", "c")
    (machine.home / "c/link").symlink_to(machine.home / "a/b")
    host, home = machine.host(), machine.home
    assert absolute(host, f"{home}/a/b/..") == f"{home}/a"
    with pytest.raises(UsageError, match="and reads as"):
        absolute(host, f"{home}/c/link/..")


def test_what_is_there_and_what_may_be_missing(machine: Machine) -> None:
    machine.mkdir("projects")
    machine.write("file", "")
    host, home = machine.host(), machine.home
    real = host.realpath(f"{home}/projects")
    assert allowed(host, "~/projects:ro", (), dangerous=False) == Allowed(real, RO, f"{home}/projects")
    with pytest.raises(GuardError, match="does not exist"):
        allowed(host, "~/gone", (), dangerous=False)
    assert allowed(host, "~/gone", (), dangerous=False, may_be_missing=True).typed == f"{home}/gone"
    for missing in (False, True):
        with pytest.raises(GuardError, match="is not a directory"):
            allowed(host, "~/file", (), dangerous=False, may_be_missing=missing)


def test_what_must_not_be_is_taken_where_it_is_said_so(machine: Machine) -> None:
    machine.mkdir("projects")
    host = machine.host()
    with pytest.raises(GuardError, match="must not be allowed: it is your home"):
        allowed(host, "~", (), dangerous=False)
    assert allowed(host, "~", (), dangerous=True).dangerous
    # to say so of what may be allowed anyway does not make it dangerous
    assert not allowed(host, "~/projects", (), dangerous=True).dangerous


def test_one_within_another(machine: Machine) -> None:
    outer, inner = Allowed("/a", RW, "/a"), Allowed("/a/b", RW, "/a/b")
    assert collapsed(machine.host(), [inner, outer]) == ((outer,), (inner,))
    with pytest.raises(GuardError, match=r"/a/b \(ro\) lies in /a \(rw\)"):
        collapsed(machine.host(), [outer, inner._replace(access=RO)])


def test_one_that_a_vm_could_lead_elsewhere(machine: Machine) -> None:
    machine.mkdir("projects", "data")
    (machine.home / "projects/link").symlink_to(machine.home / "data")
    host = machine.host()
    outer, linked = (allowed(host, f"~/{name}", (), dangerous=False) for name in ("projects", "projects/link"))
    with pytest.raises(GuardError, match="goes through a link"):
        collapsed(host, [outer, linked])
    assert len(collapsed(host, [outer._replace(access=RO), linked])[0]) == 2
