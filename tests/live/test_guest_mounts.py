"""What of a guest's list of mounts is the host's, and which directory that is."""

from __future__ import annotations

import pytest

from colima_guard.backends.lima.running.tags import tag
from colima_guard.live.guest_mounts import guest_path, host_path, read
from colima_guard.model.share import Access, Share
from colima_guard.model.transport import NINE_P, REVERSE_SSHFS

HOME, WORK = "/Users/me", "/Users/me/code"
SHARES = (
    Share(WORK, WORK, "/code", Access.RW, NINE_P),
    Share("/Users/me/data", "/Volumes/data", "/Users/me/data", Access.RO, NINE_P),
)
ROOT = "1 0 254:0 / / rw - ext4 /dev/vda rw"


def mounted(*lines: str, shares: tuple[Share, ...] = SHARES) -> list[tuple[str, str | None, bool]]:
    found = read("\n".join([ROOT, *lines]) + "\n", shares)
    return [(mount.point, mount.directory, mount.readonly) for mount in found.of_the_host]


@pytest.mark.parametrize(
    ("line", "directory"),
    [
        (f"2 1 0:5 / /code rw - 9p {tag(WORK, '/code', ':')} rw", WORK),
        (f"2 1 0:5 / /Users/me/data ro - 9p {tag('/Users/me/data', '/Users/me/data', ':')} rw", "/Volumes/data"),
        # a tag before Lima 2.1 says nothing, and the mount point does
        ("2 1 0:5 / /code rw - virtiofs mount0 rw", WORK),
        # the tag of another directory at this mount point
        (f"2 1 0:5 / /code rw - 9p {tag(HOME, '/code', ':')} rw", None),
        # one that no file names, at its own path
        (f"2 1 0:5 / {HOME} rw - 9p {tag(HOME, HOME, ':')} rw", HOME),
        ("2 1 0:5 / /elsewhere rw - virtiofs mount7 rw", None),
        (f"2 1 0:5 / /code rw - fuse.sshfs :{HOME} rw", HOME),
        (f"2 1 0:5 / /x rw - fuse.sshfs host:{HOME}/../you rw", "/Users/you"),
        ("2 1 0:5 / /mnt/nfs rw - nfs4 server:/export rw", None),
        ("2 1 0:5 / /host_mnt rw - fakeowner grpcfuse rw", None),
    ],
)
def test_the_directory_behind_a_mount(line: str, directory: str | None) -> None:
    ((_, found, _),) = mounted(line)
    assert found == directory


@pytest.mark.parametrize("kind", ["ext4", "overlay", "tmpfs", "proc", "iso9660", "cgroup2"])
def test_what_is_the_guests_own(kind: str) -> None:
    assert mounted(f"2 1 0:5 / /x rw - {kind} none rw") == []


def test_rosetta_is_no_share() -> None:
    assert mounted("2 1 0:5 / /mnt/lima-rosetta rw - virtiofs vz-rosetta rw") == []


def test_a_part_of_a_share_mounted_once_more() -> None:
    first = f"2 1 0:5 / /code rw - 9p {tag(WORK, '/code', ':')} rw"
    again = f"3 1 0:5 /app /srv/app ro - 9p {tag(WORK, '/code', ':')} rw"
    assert mounted(first, again) == [("/code", WORK, False), ("/srv/app", f"{WORK}/app", True)]


def test_a_whole_share_mounted_once_more() -> None:
    """As docker mounts a volume that is a bind, twice where its directory is itself one (Colima's /var/lib/docker)."""
    first = f"93 26 0:37 / /code rw,relatime shared:50 - 9p {tag(WORK, '/code', ':')} rw,dirsync,access=client"
    again = [
        f"{number} 26 0:37 / {point}/docker/volumes/v/_data rw,relatime shared:50 - 9p {tag(WORK, '/code', ':')} rw"
        for number, point in ((170, "/var/lib"), (171, "/mnt/lima-colima"))
    ]
    assert [directory for _, directory, _ in mounted(first, *again)] == [WORK, WORK, WORK]


@pytest.mark.parametrize(
    ("path", "directory"),
    [("/code", WORK), ("/code/a", f"{WORK}/a"), ("/codes", None), ("/Users/me/data", "/Volumes/data"), (WORK, None)],
)
def test_which_directory_of_the_host_is_at_a_path(path: str, directory: str | None) -> None:
    assert host_path(path, SHARES) == directory


def test_which_mount_holds_a_path() -> None:
    text = f"{ROOT}\n2 1 0:5 / /code rw - 9p mount0 rw\n3 2 0:6 / /code/tmp rw - tmpfs none rw\n"
    found = read(text, SHARES)
    assert [mount and mount.point for mount in map(found.holding, ("/code/a", "/code/tmp/a", "/etc"))] == [
        "/code",
        None,
        None,
    ]


def test_where_a_path_of_the_host_may_be() -> None:
    found = read(f"{ROOT}\n2 1 0:5 / /code rw - 9p mount0 rw\n", SHARES)
    assert set(found.places("/Users/me/.ssh")) == {
        "/Users/me/.ssh",
        "/code/Users/me/.ssh",
        "/code/me/.ssh",
        "/code/.ssh",
    }


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        (f"{WORK}/a", "/code/a"),
        (WORK, "/code"),
        ("/Volumes/data/x", "/Users/me/data/x"),
        (f"{HOME}/a", None),
        (f"{WORK}er", None),
    ],
)
def test_where_a_path_is_in_the_guest(path: str, seen: str | None) -> None:
    assert guest_path(path, SHARES) == seen


def test_the_innermost_share_shows_a_path() -> None:
    whole = Share(HOME, HOME, HOME, Access.RW, REVERSE_SSHFS)
    assert guest_path(f"{WORK}/a", (whole, *SHARES)) == "/code/a"


def test_a_list_that_goes_in_a_circle_is_broken() -> None:
    """No kernel has two mounts with one number; a guest that is hostile may say so, and must not hold us up."""
    found = read(f"{ROOT}\n2 1 254:0 / / rw - ext4 /dev/vda rw\n1 2 254:0 / / rw - ext4 /dev/vda rw\n", ())
    assert found.holding("/a") is None
    assert found.table.unread is not None
