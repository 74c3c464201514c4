"""The filter: a profile in, the locked profile out, for this machine or one that is described."""

from __future__ import annotations

import pytest

from tests.conftest import Machine
from tests.machines.colima import LOCKED, QEMU, SSHFS, profile
from tests.scenarios.lock.test_fresh_machine import QEMU as FRESH_QEMU
from tests.scenarios.lock.test_fresh_machine import TEMPLATE


@pytest.fixture
def colima(machine: Machine) -> Machine:
    machine.mkdir("projects", "data", ".ssh")
    return machine


ALLOW = ("--allow", "~/projects")


@pytest.mark.parametrize("mounts", ["mounts: []", "mounts: null", "mounts:\n  - location: ~", LOCKED])
def test_with_directories(colima: Machine, mounts: str) -> None:
    before = colima.tree()
    done = colima.run("render", "colima", *ALLOW, stdin=profile(mounts).encode())
    assert (done.code, done.out, done.err) == (0, profile(LOCKED), "")
    again = colima.run("render", "colima", *ALLOW, stdin=done.out.encode())
    assert again.out == done.out
    assert colima.tree() == before


def test_by_the_saved_policy(colima: Machine) -> None:
    without = colima.run("render", "colima", stdin=profile().encode())
    assert (without.code, without.out) == (2, "")
    assert "there is no policy yet" in without.err
    colima.run("lock", "~/projects", "--yes")
    assert colima.run("render", "colima", stdin=profile().encode()).out == profile(LOCKED)
    # directories replace it
    other = colima.run("render", "colima", "--allow", "~/data:ro", stdin=profile().encode()).out
    assert other == profile("mounts:\n  - location: ~/data\n    writable: false")


def test_an_empty_policy(colima: Machine) -> None:
    colima.run("lock", "--nothing", "--yes")
    out = colima.run("render", "colima", stdin=profile().encode()).out
    entry = "  - location: ~/.local/share/colima-guard/nothing-shared\n    writable: false"
    assert out == profile(f"mounts:\n{entry}")


@pytest.mark.parametrize("text", [b"", b"\n", b"  \n\n"])
def test_nothing_in_gives_a_whole_profile(colima: Machine, text: bytes) -> None:
    assert colima.run("render", "colima", *ALLOW, stdin=text).out == TEMPLATE
    assert colima.run("render", "colima", *ALLOW, "--platform", "linux", stdin=text).out == FRESH_QEMU
    colima.linux()
    assert colima.run("render", "colima", *ALLOW, stdin=text).out == FRESH_QEMU
    assert colima.run("render", "colima", *ALLOW, "--platform", "macos", stdin=text).out == TEMPLATE
    again = colima.run("render", "colima", *ALLOW, stdin=FRESH_QEMU.encode())
    assert again.out == FRESH_QEMU


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("mounts: []\n", None, "no `runtime`"),
        ("runtime: docker\nmounts: none\ncpu: two\n", 2, "does not load"),
        ("runtime: docker\nmounts: {{ .mounts }}\n", 2, "template text"),
        ("runtime: docker\nmounts: &a []\nx: *a\n", 2, "anchor"),
        ("\xff\xfe", None, ""),
    ],
)
def test_a_refusal_prints_nothing_on_standard_output(colima: Machine, text: str, line: int | None, why: str) -> None:
    """So that a pipe into the file leaves no half of a profile; the block to paste goes to standard error."""
    done = colima.run("render", "colima", *ALLOW, stdin=text.encode("latin-1"))
    assert (done.code, done.out) == (4, "")
    assert done.err.startswith(f"colima-guard: standard input{f':{line}' if line else ''}")
    assert why in done.err
    # in place of a list that is used elsewhere it would break the rest
    assert ("mounts:\n  - location: ~/projects\n    writable: true\n" in done.err) == (why != "anchor")


def test_for_another_machine(colima: Machine) -> None:
    """Its directories need not be here, and its home decides what must not be allowed."""
    argv = ("--platform", "linux", "--user-home", "/home/you")
    out = colima.run("render", "colima", "--allow", "~/work", *argv, stdin=profile(**QEMU).encode())
    assert (out.code, out.out) == (0, profile("mounts:\n  - location: ~/work\n    writable: true", **QEMU))
    assert colima.run("render", "colima", "--allow", "/home/you", *argv, stdin=b"").code == 4
    assert colima.run("render", "colima", "--allow", "/home/you/.ssh", *argv, stdin=b"").code == 4
    assert colima.run("render", "colima", "--allow", "/home/you/a b", *argv, stdin=b"").code == 4
    assert colima.run("render", "colima", *ALLOW, "--user-home", "home/you", stdin=b"").code == 2
    # the saved policy goes along
    colima.run("lock", "~/projects", "--yes")
    moved = colima.run("render", "colima", *argv, stdin=b"runtime: docker\nmounts: [{location: /home/you}]\n")
    assert moved.out == "runtime: docker\nmounts:\n  - location: ~/projects\n    writable: true\n"


def test_confine_and_release(colima: Machine) -> None:
    text = profile(**SSHFS).encode()
    assert colima.run("render", "colima", *ALLOW, stdin=text).out == profile(LOCKED, **SSHFS)
    confined = profile(LOCKED, vmType="qemu", mountType="9p")
    assert colima.run("render", "colima", *ALLOW, "--confine", stdin=text).out == confined
    colima.run("lock", "~/projects", "--confine", "--yes")
    assert colima.run("render", "colima", stdin=text).out == confined
    for release in ("0.6.0", "0.10.3", "HEAD"):
        done = colima.run("render", "colima", *ALLOW, "--release", f"colima={release}", stdin=profile().encode())
        assert done.out == profile(LOCKED)


def test_nothing_is_asked_of_a_directory_that_must_not_be(colima: Machine) -> None:
    for allow in ("~", "~/.ssh", "~/nowhere", "/etc"):
        done = colima.run("render", "colima", "--allow", allow, stdin=profile().encode())
        assert (done.code, done.out) == (4, "")
    colima.write(".config/colima-guard/policy.yaml", "version: 1\nallow:\n  - path: ~/.ssh\n")
    done = colima.run("render", "colima", stdin=profile().encode())
    assert (done.code, done.out) == (4, "")
    assert "must not be allowed" in done.err


def test_an_unknown_backend(colima: Machine) -> None:
    assert colima.run("render", "docker-desktop", stdin=b"").code in (2, 4)


def test_line_ends_and_bytes_stay(colima: Machine) -> None:
    text = profile().replace("\n", "\r\n").rstrip("\r\n").encode()
    import io
    import sys

    from colima_guard.cli.main import main

    out = io.BytesIO()
    terminal = io.TextIOWrapper(out, newline="\r\n")
    kept = sys.stdout, sys.stdin
    sys.stdout, sys.stdin = terminal, io.TextIOWrapper(io.BytesIO(text))
    try:
        assert main(["render", "colima", *ALLOW], colima.host()) == 0
    finally:
        sys.stdout, sys.stdin = kept
    terminal.flush()
    assert out.getvalue() == profile(LOCKED).replace("\n", "\r\n").rstrip("\r\n").encode()


@pytest.mark.parametrize("argv", [("render", "colima"), ("render", "lima"), ("bootstrap", "sh")], ids=" ".join)
def test_what_is_advised_for_a_secret_can_be_said(colima: Machine, argv: tuple[str, ...]) -> None:
    done = colima.run(*argv, "--allow", "~/.ssh", stdin=b"")
    assert (done.code, done.out) == (4, "")
    assert "--dangerous" not in done.err
    colima.write(".config/colima-guard/policy.yaml", "version: 1\nallow: [{path: ~/.ssh, dangerous: true}]\n")
    done = colima.run(*argv, stdin=b"")
    assert (done.code, "~/.ssh" in done.out) == (0, True), done.err


@pytest.mark.parametrize("argv", [("render", "colima"), ("lock", "--yes"), ("allow", "~/data", "--yes")], ids=" ".join)
def test_an_entry_that_nobody_declared(colima: Machine, argv: tuple[str, ...]) -> None:
    colima.write(".config/colima-guard/policy.yaml", "version: 1\nallow: [{path: ~/.ssh}]\n")
    done = colima.run(*argv, stdin=b"")
    assert done.code == 4
    assert "take it out of the policy, or write `dangerous: true` beside it there" in done.err
