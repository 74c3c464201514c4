"""What a running VM has attached: as its guest saw it, and never by a source of another start."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from colima_guard.backends.lima.running.attachments import AttachedShare, attachments
from colima_guard.backends.lima.running.tags import is_numbered, proves, tag
from colima_guard.host.machine import Host
from colima_guard.model.share import Access
from colima_guard.model.transport import VIRTIOFS_KRUNKIT, VIRTIOFS_QEMU, VIRTIOFS_VZ
from tests.conftest import shared
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
    WORK,
    Boot,
    cidata,
    iso,
    line,
    qemu,
    sshfs,
    virtfs,
)

RECORDED = ["9p", "virtiofs", "reverse-sshfs", "reverse-sshfs-builtin"]


@pytest.fixture
def boot(tmp_path: Path) -> Boot:
    return Boot(tmp_path)


def recorded(boot: Boot, kind: str) -> int:
    """A recorded start in the boot's directory; when it was, in ns."""
    folder = shared("recorded", "lima-2.2.0")
    log = (folder / f"ha.stderr.{kind}.log").read_bytes()
    started = int(datetime.fromisoformat(json.loads(log.split(b"\n")[0])["time"]).timestamp())
    # only the lines about mounts were recorded
    env = (folder / f"cidata.lima.env.{kind}").read_bytes() + b"LIMA_CIDATA_VMTYPE=qemu\n"
    user_data = folder / f"cidata.user-data.{kind}"
    data = b"#cloud-config\n" + (user_data.read_bytes() if user_data.exists() else b"")
    boot.log(log, started + 90).image(iso({"lima.env": env, "user-data": data}), started + 1)
    return started * 10**9


def in_guest(kind: str) -> list[tuple[str, str, str]]:
    """The shares in the guest's ``/proc/mounts``: source, mount point, access."""
    name = kind.removesuffix("-builtin")
    text = shared("recorded", "lima-2.2.0", f"guest-proc-mounts.{name}").read_text()
    rows = [row.split() for row in text.splitlines()]
    return [(row[0], row[1], row[3][:2]) for row in rows if row[2] in ("9p", "virtiofs", "fuse.sshfs")]


def matches(share: AttachedShare, row: tuple[str, str, str]) -> bool:
    source, mount_point, access = row
    named = source == f":{share.location}" or proves(source, share.location, mount_point)
    return named and share.mount_point == mount_point and share.access == access


@pytest.mark.parametrize("kind", RECORDED)
def test_the_guest_saw_the_same(boot: Boot, kind: str) -> None:
    found = attachments(Host({}, "linux"), str(boot.dir), recorded(boot, kind))
    assert found.shares is not None, found.why
    assert [Path(path).name for path in found.sources] == ["ha.stderr.log", "cidata.iso"]
    rows = in_guest(kind)
    assert len(found.shares) == len(rows) == 2
    assert all(map(matches, found.shares, rows))


@pytest.mark.parametrize("kind", ["9p", "virtiofs"])
@pytest.mark.parametrize("missing", ["ha.stderr.log", "cidata.iso"])
def test_one_source_is_enough_where_tags_prove_the_rest(boot: Boot, kind: str, missing: str) -> None:
    since = recorded(boot, kind)
    (boot.dir / missing).unlink()
    found = attachments(Host({}, "linux"), str(boot.dir), since)
    assert found.shares is not None and len(found.sources) == 1
    # virtiofsd's command line does not say the access, so it is the wider one
    unsaid = kind == "virtiofs" and missing == "cidata.iso"
    rows = [(source, point, "rw" if unsaid else access) for source, point, access in in_guest(kind)]
    assert all(map(matches, found.shares, rows))


def test_the_image_gives_mount_points_and_the_log_directories(boot: Boot) -> None:
    assert boot.log(BOTH).image(BOTH_IMAGE).shares() == BOTH_SHARES
    boot.log(SSHFS).image(SSHFS_IMAGE)
    assert boot.shares() == SSHFS_SHARES


def test_nothing_attached_is_an_answer(boot: Boot) -> None:
    assert boot.log(qemu()).image(cidata("9p")).shares() == []
    assert boot.image(cidata("reverse-sshfs")).shares() == []
    (boot.dir / "ha.stderr.log").unlink()
    assert boot.shares() == []


def test_tags_before_2_1_are_numbered_and_need_both(boot: Boot) -> None:
    image = cidata("9p", ("mount0", "/Users/me", "ro"), ("mount1", "/work", "rw"))
    log = qemu(virtfs("mount0", "/Users/me", ",readonly=on"), virtfs("mount1", "/Users/me/work"))
    assert boot.log(log).image(image).shares() == BOTH_SHARES
    (boot.dir / "ha.stderr.log").unlink()
    assert "cannot be told without the log" in boot.why(CANDIDATES)


def test_the_log_alone_tells_9p(boot: Boot) -> None:
    boot.log(BOTH)
    assert boot.shares() == [BOTH_SHARES[0], ("/Users/me/work", None, "rw", "9p")]
    assert boot.shares(CANDIDATES) == BOTH_SHARES


def test_the_log_alone_tells_sshfs_once_the_mounts_are_over(boot: Boot) -> None:
    assert "whether that is all" in boot.log(SSHFS).why()
    assert boot.log(SSHFS + SETTLED).shares() == SSHFS_SHARES
    assert "whether that is all" in boot.log(qemu()).why()
    assert boot.log(qemu() + SETTLED).shares() == []
    assert "whether that is all" in boot.log(FIRST + SETTLED).why()  # vz attaches without a word


def test_vz_is_told_by_tags(boot: Boot) -> None:
    boot.log(FIRST + SETTLED).image(cidata("virtiofs", (ME, "/Users/me", "ro"), (WORK, "/work", "rw"), driver="vz"))
    assert "what is mounted on /work is no directory that the files name now" in boot.why()
    assert "/work" in boot.why([("/Users/me/work", "/elsewhere"), ("/Users/me", "/work")])
    found = boot.attached(CANDIDATES).shares
    assert found is not None
    assert [(share.location, share.access, share.transport) for share in found] == [
        ("/Users/me", Access.RO, VIRTIOFS_VZ),
        ("/Users/me/work", Access.RW, VIRTIOFS_VZ),
    ]


def test_virtiofs_of_qemu_and_krunkit(boot: Boot) -> None:
    image = ("virtiofs", (ME, "/Users/me", "ro"), (WORK, "/work", "rw"))
    device = " -device vhost-user-fs-pci,queue-size=1024,chardev=char-virtiofs-{},tag={}"
    daemons = "".join(
        line(f"vhostCmd[{number}].Args: [/usr/libexec/virtiofsd --socket-path /s{number} --shared-dir {path}]")
        for number, path in enumerate(["/Users/me", "/Users/me/work"])
    )
    log = qemu(device.format(0, ME), device.format(1, WORK))
    krun = (
        "krunkitCmd.Args: [krunkit --device virtio-fs,sharedDir=/Users/me,mountTag={} --device virtio-fs,{} --nested]"
    )
    krun = krun.format(ME, f"sharedDir=/Users/me/work,mountTag={WORK}")
    for driver, transport, text in (
        ("qemu", VIRTIOFS_QEMU, FIRST + daemons + log.removeprefix(FIRST)),
        ("krunkit", VIRTIOFS_KRUNKIT, FIRST + line(krun)),
    ):
        found = boot.log(text).image(cidata(*image, driver=driver)).attached().shares
        assert found == (
            AttachedShare("/Users/me", "/Users/me", Access.RO, transport),
            AttachedShare("/Users/me/work", "/work", Access.RW, transport),
        )
    assert "whose directory is not logged" in boot.log(log).image(cidata(*image)).why()


@pytest.mark.parametrize(
    ("log", "image", "why"),
    [
        (BOTH, cidata("virtiofs", (ME, "/Users/me", "ro")), "the log says 9p and the image virtiofs"),
        (BOTH, cidata("9p", (ME, "/Users/me", "ro"), driver="vz"), "the log says qemu and the image vz"),
        (BOTH, cidata("9p", (ME, "/Users/me", "ro")), "name different shares"),
        (qemu(), BOTH_IMAGE, "name different shares"),
        (BOTH, cidata("9p", (ME, "/Users/me", "rw"), (WORK, "/work", "rw")), "the log says ro and the image rw"),
        (BOTH, cidata("9p", (ME, "/Users/me", "ro"), (WORK, "/other", "rw")), "has the tag of another share"),
        (SSHFS, cidata("reverse-sshfs", ("", "/work", "")), "names a mount that the image does not"),
        (SSHFS, cidata("reverse-sshfs", *[("", point, "") for point in ("/Users/me", "/work", "/b")]), "on /b yet"),
        (qemu(), cidata("drvfs", ("", "/work", "")), "its transport 'drvfs' is not known here"),
        (BOTH + sshfs("/a", "/a"), BOTH_IMAGE, "shares of two transports"),
    ],
)
def test_where_the_two_disagree_it_is_not_known(boot: Boot, log: str, image: bytes, why: str) -> None:
    assert why in boot.log(log).image(image).why(CANDIDATES)


def test_tags_of_the_two_forms() -> None:
    assert tag("/Users/me", "/Users/me", ":") == "lima-2ef1b209a83bda15"
    assert tag("/Users/me", "/Users/me", "\0") == "lima-7ae38af5afeb6a7a"
    assert proves("lima-7ae38af5afeb6a7a", "/Users/me", "/Users/me")
    assert not proves("lima-7ae38af5afeb6a7a", "/Users/me", "/home/me")
    assert is_numbered("mount10") and not is_numbered("mount") and not is_numbered(ME)
