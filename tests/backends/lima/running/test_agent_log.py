"""The host agent's log: which one is used, what its lines say, and what the guest can write into it."""

from __future__ import annotations

from pathlib import Path

import pytest

from colima_guard.backends.lima.running.tags import tag
from tests.machines.lima_boot import (
    BOTH,
    BOTH_IMAGE,
    BOTH_SHARES,
    CANDIDATES,
    FIRST,
    ME,
    SETTLED,
    SSHFS,
    SSHFS_IMAGE,
    SSHFS_SHARES,
    START,
    WORK,
    Boot,
    cidata,
    line,
    qemu,
    sshfs,
    virtfs,
)


@pytest.fixture
def boot(tmp_path: Path) -> Boot:
    return Boot(tmp_path)


def test_no_source(boot: Boot) -> None:
    why = boot.why(CANDIDATES)
    assert "neither the log nor the image" in why and "ha.stderr.log is missing" in why
    assert "cidata.iso is missing" in why and boot.attached().sources == ()


@pytest.mark.parametrize(
    ("log", "at", "why"),
    [
        (BOTH, START - 1, "is of an earlier start"),
        (line("An older start", -600) + BOTH, START + 90, "does not begin with this start"),
        (line("later", 3600) + BOTH, START + 90, "does not begin with this start"),
        (BOTH[1:], START + 90, "has a damaged line"),  # cut at the front
        (FIRST + BOTH[len(FIRST) + 20 :], START + 90, "has a damaged line"),
        ("\0" * 512 + BOTH, START + 90, "has a damaged line"),  # emptied under a program that goes on at its place
        (BOTH.replace('"time":"', '"time":"yester'), START + 90, "has a damaged line"),
        ("", START + 90, "holds nothing of this start"),
        (FIRST.rstrip("\n"), START + 90, "holds nothing of this start"),
        ('{"level":' + "[" * 100_000 + "\n", START + 90, "has a damaged line"),
    ],
)
def test_a_log_that_is_not_wholly_of_this_start_is_not_used(boot: Boot, log: str, at: int, why: str) -> None:
    assert why in boot.log(log, at).why(CANDIDATES)
    # and does not hinder the other source
    boot.image(BOTH_IMAGE)
    assert boot.shares(CANDIDATES) == BOTH_SHARES
    assert [Path(path).name for path in boot.attached(CANDIDATES).sources] == ["cidata.iso"]


def test_a_line_that_is_still_written_is_left_out(boot: Boot) -> None:
    assert boot.log(BOTH + BOTH[:50]).shares(CANDIDATES) == BOTH_SHARES


def test_only_the_beginning_of_a_long_log_is_read(boot: Boot) -> None:
    filler = line("x" * 1000) * 4500
    assert boot.log(BOTH + filler).image(BOTH_IMAGE).shares() == BOTH_SHARES
    # the guest can write to the log once ssh runs: it must not push a mount out of sight
    assert "too long to tell every mount" in boot.log(SSHFS + filler).image(SSHFS_IMAGE).why()


@pytest.mark.parametrize("text", ["sftp-server[7]: sent status Permission denied\n", "\n", "mux_client: {}\n"])
def test_words_of_ssh_between_the_lines_do_not_matter(boot: Boot, text: str) -> None:
    log = SSHFS.replace("\n", "\n" + text)
    assert boot.log(log).image(SSHFS_IMAGE).shares() == SSHFS_SHARES


def test_the_guest_cannot_talk_a_mount_away(boot: Boot) -> None:
    boot.image(SSHFS_IMAGE)
    mount = sshfs("/Users/me/work", "/work")
    # glued to the agent's own line, with another one to stand for it
    hidden = SSHFS.replace(mount, "oops " + mount + sshfs("/harmless", "/work", " -R"))
    assert "has a damaged line" in boot.log(hidden).why()
    assert "two mounts on /work" in boot.log(SSHFS + sshfs("/harmless", "/work", " -R")).why()
    # nor make it read-only
    server = line("executing OpenSSH SFTP Server: x [x -e -d /Users/me/work -R]", 60)
    assert boot.log(SSHFS.replace(mount, mount + server)).shares() == SSHFS_SHARES


def test_a_path_with_blanks(boot: Boot) -> None:
    path = "/Users/me/My  -virtual files"
    name = tag(path, path, ":")
    boot.log(qemu(virtfs(name, path))).image(cidata("9p", (name, path, "rw")))
    assert boot.shares() == [(path, path, "rw", "9p")]


@pytest.mark.parametrize(
    "more",
    [
        " -virtfs local,path=/,mount_tag=x,security_model=none",
        " -virtfs local,mount_tag=x,path=/,security_model=none,writeout=immediate",
        " -virtfs local,mount_tag=x,path=/a,path=/,security_model=none",  # a comma in the location
        " -virtfs local,mount_tag=x,path=a,security_model=none",
        " -virtfs=local,mount_tag=x,path=/,security_model=none",
        " -fsdev local,id=x,path=/ -device virtio-9p-pci,fsdev=x,mount_tag=x",
        " -device vhost-user-fs-device,chardev=c,tag=x",
        " -device vhost-user-fs-pci,queue-size=1024,chardev=char-virtiofs-0,tag=x",
    ],
)
def test_a_share_that_lima_does_not_write_is_not_overlooked(boot: Boot, more: str) -> None:
    boot.log(qemu(virtfs(ME, "/Users/me", ",readonly=on"), virtfs(WORK, "/Users/me/work"), more)).image(BOTH_IMAGE)
    assert boot.why(CANDIDATES)


@pytest.mark.parametrize("more", [" --device virtio-fs,mountTag=x,sharedDir=/", " --device=virtio-fs,sharedDir=/"])
def test_krunkit_with_a_share_that_lima_does_not_write(boot: Boot, more: str) -> None:
    assert "that Lima does not write" in boot.log(FIRST + line(f"krunkitCmd.Args: [krunkit{more}]")).why()


@pytest.mark.parametrize("server", ["", None])
def test_a_mount_whose_server_serves_another_directory(boot: Boot, server: str | None) -> None:
    text = sshfs("/a", "/a", server).replace("Mounting `/a`", "Mounting `/b`")
    assert "serves another directory" in boot.log(qemu() + text + SETTLED).why()


@pytest.mark.parametrize(
    ("mount", "access"),
    [
        (sshfs("/a", "/a", None), "rw"),
        (sshfs("/a", "/a", None, "-o ro -o allow_other"), "ro"),
        (sshfs("/a", "/a", None, "-o allow_other,ro"), "rw"),
        (sshfs("/a", "/a", quote='"'), "rw"),  # before 2.2
        (sshfs("/a", "/a", " -R", quote='"'), "ro"),
        (sshfs("/a -R", "/a"), "rw"),
        (sshfs("/a", "/a", " -R") * 2, "ro"),  # tried again
        (line("Mounting `/a` on `/a`", 60), "rw"),  # no word of how
    ],
)
def test_access_by_reverse_sshfs(boot: Boot, mount: str, access: str) -> None:
    found = boot.log(qemu() + mount + line("Mounting disk `d` on `/mnt/lima-d`", 61) + SETTLED).shares()
    assert [share[2] for share in found] == [access]


def test_a_percent_sign_is_doubled_for_the_server(boot: Boot) -> None:
    assert boot.log(qemu() + sshfs("/a%20b", "/a", " -R") + SETTLED).shares() == [
        ("/a%20b", "/a", "ro", "reverse-sshfs")
    ]


@pytest.mark.parametrize(
    "text", ['Mounting "/a\\n" on "/a"', "Mounting /a on /a", "Mounting `/a` to `/a`", "Mounting `/a"]
)
def test_a_mount_that_is_not_as_lima_writes_it(boot: Boot, text: str) -> None:
    assert "the log names a mount" in boot.log(qemu() + line(text, 60) + SETTLED).why()
