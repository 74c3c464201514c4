"""What shared directories show by mounts: what is not allowed, what cannot be told, and what is said of it."""

from __future__ import annotations

import pytest

from colima_guard.judge.findings import mounts as checks
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.finding import Finding
from colima_guard.model.share import Access, Place, Share
from colima_guard.model.verdict import Concern, Verdict, judge
from tests.conftest import Machine
from tests.machines.drawn_exposures import exposure, share
from tests.machines.mountinfo import Mounts

PLACE = Place("/vm/colima.yaml", 7)
RO, RW = Access.RO, Access.RW
OPEN, UNKNOWN = Verdict.OPEN, Verdict.UNKNOWN
DISK = {"device": "8:17", "source": "/dev/sdb1"}
VOLUME = {"kind": "btrfs", "device": "0:30", "source": "/dev/sdc1"}
BINDFS = {"kind": "fuse.bindfs", "device": "0:40"}


@pytest.fixture
def mounts(machine: Machine) -> Mounts:
    return Mounts(machine.linux())


def shared(mounts: Mounts, path: str, access: Access = RW) -> Share:
    return share(mounts.path(path), access)._replace(place=PLACE)


def concerns(mounts: Mounts, *shares: Share, accepted: bool = False) -> list[Concern]:
    """What is said of shares where ``~/p`` and, read-only, ``~/d`` are allowed, and ``~/.ssh`` is private."""
    host = mounts.machine.host()
    entries = [Allowed(mounts.path("~/p"), RW, "~/p"), Allowed(mounts.path("~/d"), RO, "~/d")]
    allow = Allowlist(tuple(entries))
    ways = [judge(exposure(*shares), allow)]
    table = host.mounts([])
    found = list(checks.concerns(host, table, ways, allow, [mounts.path("~/.ssh")], accepted=accepted))
    untold = [one.finding.message for one in found if one.at_best is UNKNOWN]
    if accepted:
        assert checks.untold(host, table, ways, allow) == untold
    return found


def said(mounts: Mounts, *shares: Share) -> list[str]:
    """The messages, of ``~/p`` where no share is given; each is a finding of the place of its share."""
    found = concerns(mounts, *(shares or [shared(mounts, "~/p")]))
    assert all(one.finding.place == PLACE for one in found)
    return [one.finding.message.replace(mounts.home, "~") for one in found]


def test_what_is_said_of_a_mount_that_shows_something_else(mounts: Mounts) -> None:
    point = mounts.path("~/p/a b")
    mounts.bind("~/.ssh", "~/p/a b")
    message = f"{point} shows {mounts.home}/.ssh, which is not allowed: it is mounted there"
    finding = Finding("CG113", message, f"umount '{point}'", PLACE, point)
    assert concerns(mounts, shared(mounts, "~/p")) == [Concern(finding, OPEN)]


@pytest.mark.parametrize(("source", "told"), [("what", "what"), ("", "nowhere")])
def test_what_is_said_of_a_mount_that_cannot_be_told(mounts: Mounts, source: str, told: str) -> None:
    point = mounts.path("~/p/a b")
    mounts.add("~/p/a b", "/", kind="fuse.unheard-of", source=source, device="0:41")
    message = f"{point} is mounted from {told} (fuse.unheard-of): what it shows cannot be told"
    finding = Finding("CG114", message, f"umount '{point}'", PLACE, point)
    assert concerns(mounts, shared(mounts, "~/p"), accepted=True) == [Concern(finding, UNKNOWN)]


def test_what_is_said_where_no_mount_can_be_read(mounts: Mounts) -> None:
    mounts.machine.mounts = "what is this"
    (found,) = concerns(mounts, shared(mounts, "~/p"), accepted=True)
    assert found.finding.message.startswith("what is mounted cannot be told: ")
    assert found == Concern(Finding("CG114", found.finding.message, "look: mount"), UNKNOWN)
    # nothing is shared in which something could be mounted
    assert concerns(mounts) == []
    assert concerns(mounts, shared(mounts, "~/x")) == []
    assert len(concerns(mounts, shared(mounts, "~/x"), accepted=True)) == 1


def test_what_is_said_of_a_secret_that_lies_in_a_shared_directory(mounts: Mounts) -> None:
    point, inside = mounts.path("~/.ssh"), mounts.path("~/p/keys")
    mounts.bind("~/p/keys", "~/.ssh")
    message = f"{point} is {inside}, which is shared: it is mounted there"
    finding = Finding("CG113", message, f"umount {point}", PLACE, inside)
    assert concerns(mounts, shared(mounts, "~/p")) == [Concern(finding, OPEN)]


@pytest.mark.parametrize(
    ("source", "point"),
    [
        ("~/p/a", "~/music"),  # nobody's secret
        ("~/p/a", "~/d/a"),  # may be seen there
        ("~/q/keys", "~/.ssh"),  # not shared
    ],
)
def test_what_may_appear_elsewhere(mounts: Mounts, source: str, point: str) -> None:
    assert said(mounts.bind(source, point)) == []


def test_a_secret_that_was_there_first_is_said_of_the_mount_in_the_directory(mounts: Mounts) -> None:
    mounts.add("~/.ssh", "/", **DISK).add("~/p/disk", "/", **DISK)
    assert said(mounts) == ["~/p/disk shows ~/.ssh, which is not allowed: it is mounted there"]


@pytest.mark.parametrize(
    ("access", "flags", "fine"), [(RW, "rw", False), (RW, "ro,relatime", True), (RO, "rw", True), (RO, "ro", True)]
)
def test_what_may_be_read_must_not_be_written(mounts: Mounts, access: Access, flags: str, fine: bool) -> None:
    mounts.bind("~/d", "~/p/d", flags)
    mounts.add("~/p/again", "/", source=mounts.path("~/d"), flags=flags, **BINDFS)
    shows = "shows ~/d, which is not allowed: it is mounted there"
    expected = [] if fine else [f"~/p/again {shows}", f"~/p/d {shows}"]
    assert sorted(said(mounts, shared(mounts, "~/p", access))) == expected


def test_a_directory_that_is_shared_twice_is_looked_at_with_each_access(mounts: Mounts) -> None:
    mounts.bind("~/d", "~/p/d")
    both = [shared(mounts, "~/p", RO), shared(mounts, "~/p", RW), shared(mounts, "~/p", RW)]
    assert len(said(mounts, *both)) == 1
    # and what is in two shares is said once
    assert len(said(mounts, shared(mounts, "~/p"), shared(mounts, "~/p/d"))) == 1


def test_the_directory_itself_is_a_mount_of_something_else(mounts: Mounts) -> None:
    mounts.bind("~/q", "~/p")
    assert said(mounts) == ["~/p shows ~/q, which is not allowed: it is mounted there"]
    # once: not as a directory that lies in one, too
    assert said(mounts, shared(mounts, "~/p"), shared(mounts, "~/p/a")) == [
        "~/p shows ~/q, which is not allowed: it is mounted there",
        "~/p/a shows ~/q/a, which is not allowed: it is mounted there",
    ]


@pytest.mark.parametrize(("source", "named"), [("~/q", True), ("/srv/q", False)])
def test_the_directory_lies_in_a_mount_of_something_else(mounts: Mounts, source: str, named: bool) -> None:
    """By its allowed name it is what is meant, unless it is something of the home."""
    mounts.bind(source, "~/p")
    expected = ["~/p/a shows ~/q/a, which is not allowed: it is mounted there"] if named else []
    assert said(mounts, shared(mounts, "~/p/a")) == expected


def test_a_name_that_is_allowed_and_now_shows_something_else(mounts: Mounts) -> None:
    mounts.bind("~/p/a", "~/p/b")
    assert said(mounts) == []
    mounts.add("~/p/a", "/", kind="tmpfs", source="tmpfs", device="0:42")
    assert said(mounts) == ["~/p/b shows ~/p/a, which is not allowed: it is mounted there"]


def test_a_part_of_a_disk_that_is_mounted_in_the_directory(mounts: Mounts) -> None:
    mounts.add("~/p/disk", "/", **DISK).add("~/p/deep", "/deep", **DISK)
    assert said(mounts) == []
    # of a disk that is at home elsewhere, each part is something else
    mounts.lines[-2:] = []
    mounts.add("/mnt", "/", **DISK).add("~/p/disk", "/", **DISK).add("~/p/deep", "/deep", **DISK)
    shows = "which is not allowed: it is mounted there"
    assert said(mounts) == [f"~/p/deep shows /mnt/deep, {shows}", f"~/p/disk shows /mnt, {shows}"]


def test_of_several_names_outside_that_by_which_most_is_seen(mounts: Mounts) -> None:
    mounts.add("/b", "/deep", **DISK).add("/a", "/", **DISK).add("/c", "/", **DISK).add("~/p/disk", "/deep/er", **DISK)
    assert said(mounts) == ["~/p/disk shows /a/deep/er, which is not allowed: it is mounted there"]


@pytest.mark.parametrize(
    ("point", "first", "named"),
    [
        ("~/.ssh", True, True),
        ("~/.ssh/keys", True, True),
        ("/", True, True),
        ("~/music", True, False),
        # in the directory it may be seen anyway
        ("~/p/mine", True, False),
        # it lies in the volumes since, and that mount is the one to take away
        ("~/.ssh", False, False),
    ],
)
def test_a_part_of_what_a_mount_shows(mounts: Mounts, point: str, first: bool, named: bool) -> None:
    """All volumes of a disk at once, of which one is mounted where something private lies."""
    options = "rw,subvol=/@one"
    if first:
        mounts.add(point, "/@one", **VOLUME, options=options)
    mounts.add("~/p/top", "/", **VOLUME, options="rw,subvol=/")
    if not first:
        mounts.add(point, "/@one", **VOLUME, options=options)
    expected = [f"~/p/top shows {point}, which is not allowed: it is mounted there"] if named else []
    assert [one for one in said(mounts) if one.startswith("~/p/top")] == expected


@pytest.mark.parametrize(
    ("root", "options", "elsewhere", "fine"),
    [
        ("/", "rw", None, True),
        ("/@one", "rw,subvolid=256,subvol=/@one", None, True),
        ("/@one/deep", "rw,subvolid=256,subvol=/@one", None, False),
        ("/@one", "rw", None, False),
        ("/@one", "rw", "~/p/top", True),
    ],
)
def test_a_part_of_a_disk_that_is_mounted_nowhere_else(
    mounts: Mounts, root: str, options: str, elsewhere: str | None, fine: bool
) -> None:
    if elsewhere is not None:
        mounts.add(elsewhere, "/", **VOLUME)
    mounts.add("~/p/part", root, **VOLUME, options=options)
    why = f"it is {root} of a file system that is mounted nowhere else"
    assert said(mounts) == ([] if fine else [f"~/p/part is mounted from /dev/sdc1 (btrfs): {why}"])
