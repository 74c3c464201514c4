"""What an allowed directory really is: other directories can be mounted at it, and below it."""

from __future__ import annotations

import pytest

from tests.conftest import Machine
from tests.machines.colima import LOCKED, QEMU, profile
from tests.machines.mountinfo import Mounts

FILE = ".colima/default/colima.yaml"


@pytest.fixture(params=["/", "home"])
def linux(machine: Machine, request: pytest.FixtureRequest) -> Mounts:
    """A Linux home that is locked: on the disk of the system, or on its own."""
    machine.linux()
    return lay(machine, str(machine.home.parent) if request.param == "home" else "/")


@pytest.fixture
def mac(machine: Machine) -> Mounts:
    """A Mac that is locked."""
    return lay(machine, "/")


def lay(machine: Machine, disk: str) -> Mounts:
    mounts = Mounts(machine, disk=disk)
    machine.mkdir("projects", "notes", "read", ".ssh")
    machine.write(".ssh/id_rsa", "secret")
    machine.write("path/qemu-img", "", 0o755)
    machine.write(FILE, profile(LOCKED, **(QEMU if machine.platform == "linux" else {})))
    assert machine.run("lock", "~/projects", "~/read:ro", "--yes").code == 0
    assert machine.run("check").code == 0
    return mounts


def verdict(mounts: Mounts) -> str:
    """The verdict, which must be one for all, and that of ``check``."""
    (found,) = set(mounts.machine.verdicts("--backend", "colima").values())
    code = mounts.machine.run("check", "--backend", "colima").code
    assert code == (0 if found == "LOCKED" else 1)
    return found


def findings(mounts: Mounts) -> dict[str, str]:
    found = mounts.machine.instance()["findings"]
    return {one["id"]: one["message"].replace(str(mounts.machine.home), "~") for one in found}


@pytest.mark.parametrize(
    ("source", "point"),
    [
        ("~/.ssh", "~/projects/keys"),
        ("~", "~/projects"),
        ("~/.ssh", "~/projects"),
        ("~/.ssh/id_rsa", "~/projects/deep/down/key"),
        ("~/notes", "~/projects/notes"),
        ("~/projects", "~/read/projects"),  # allowed elsewhere, and here read-only: no wider than there
        ("~/read", "~/projects/read"),  # writable here, where it is allowed read-only
        ("/", "~/projects/all"),
        ("/etc", "~/projects/etc"),
        ("/srv/data", "~/read/data"),
    ],
)
def test_a_bind(linux: Mounts, source: str, point: str) -> None:
    if source.startswith("/"):
        linux.add(point, source)
    else:
        linux.bind(source, point)
    fine = (source, point) == ("~/projects", "~/read/projects")
    assert verdict(linux) == ("LOCKED" if fine else "OPEN")
    if not fine:
        assert findings(linux)["CG113"] == f"{point} shows {source}, which is not allowed: it is mounted there"
        assert f"do: umount {point} [CG113]" in linux.machine.run("check").out


@pytest.mark.parametrize(
    ("source", "point"),
    [
        ("~/projects/a", "~/projects/b"),
        ("~/projects", "~/projects"),  # onto itself
        ("~", "~"),
        ("~/projects", "~/notes/projects"),  # shown somewhere else, where nobody shares it
        ("~/notes", "~/notes/more"),
        ("~/.ssh", "~/projectsb"),  # beside it
    ],
)
def test_a_bind_that_shows_nothing_more(linux: Mounts, source: str, point: str) -> None:
    assert verdict(linux.bind(source, point)) == "LOCKED"


def test_a_read_only_bind_of_what_may_be_read(linux: Mounts) -> None:
    assert verdict(linux.bind("~/read", "~/projects/read", "ro,relatime")) == "LOCKED"


def test_the_same_place_twice_does_not_vouch_for_itself(linux: Mounts) -> None:
    for point in ("~/projects/a", "~/projects/b", "~/projects/a"):
        linux.bind("~/.ssh", point)
    assert verdict(linux) == "OPEN"
    assert linux.machine.run("check").out.count("CG113") == 4  # two places, two instances


def test_what_is_bound_within_what_is_bound(linux: Mounts) -> None:
    """``~/.ssh`` has a name in an allowed directory, by a mount that must not be there."""
    linux.bind("~", "~/projects/me").bind("~/.ssh", "~/projects/keys")
    assert verdict(linux) == "OPEN"
    assert linux.machine.run("check").out.count("~/projects/keys shows ~/.ssh") == 2


def test_why_follows_it(linux: Mounts) -> None:
    why = ("why", "~/.ssh/id_rsa", "--backend", "colima")
    assert set(linux.machine.run(*why).out.splitlines()) == {
        "colima/(new): no",
        "colima/default: no",
    }
    linux.bind("~/.ssh", "~/projects/keys")
    out = linux.machine.run(*why).out
    assert (
        ": yes, writable\n  through ~/projects, which is shared writable, where it is ~/projects/keys/id_rsa\n" in out
    )
    (_, one) = linux.machine.run(*why, "--json").json["instances"]
    assert (one["visible"], one["through"]["allowed"]) == ("rw", False)
    assert str(linux.machine.home / ".ssh") in linux.machine.instance()["within_reach"]


def test_a_secret_that_is_mounted_from_an_allowed_directory(linux: Mounts) -> None:
    """The other way round: what the VM sees is what ``~/.ssh`` shows."""
    linux.machine.mkdir("projects/keys")
    linux.bind("~/projects/keys", "~/.ssh")
    assert verdict(linux) == "OPEN"
    assert "through ~/projects" in linux.machine.run("why", "~/.ssh/id_rsa").out


def test_what_is_hidden_shows_nothing(linux: Mounts) -> None:
    linux.bind("~/.ssh", "~/projects/keys/deep")
    linux.add("~/projects/keys", "/", kind="tmpfs", source="tmpfs", device="0:90")
    assert verdict(linux) == "LOCKED"


@pytest.mark.parametrize(
    "mount",
    [
        {"source": "/dev/sdb1", "device": "8:17"},
        {"source": "/dev/mapper/vault", "device": "253:1", "kind": "xfs"},
        {"source": "tmpfs", "device": "0:99", "kind": "tmpfs"},
        {"source": "pool/projects", "device": "0:98", "kind": "zfs"},
        {"source": "systemd-1", "device": "0:97", "kind": "autofs"},
        {"source": "nas:/export/home", "device": "0:96", "kind": "nfs4"},
        {"source": "//nas/me", "device": "0:96", "kind": "cifs"},
        {"source": "me@server:/home/me", "device": "0:95", "kind": "fuse.sshfs"},
        {"source": "remote:bucket", "device": "0:95", "kind": "fuse.rclone"},
        {"source": "share", "device": "0:95", "kind": "virtiofs"},
        {"source": "/dev/sdc1", "device": "8:33", "kind": "fuseblk"},
        {"source": "/dev/loop3", "device": "7:3", "kind": "squashfs"},
    ],
    ids=lambda mount: mount.get("kind", "ext4"),
)
@pytest.mark.parametrize("point", ["~/projects", "~/projects/disk"])
def test_another_file_system(linux: Mounts, mount: dict[str, str], point: str) -> None:
    assert verdict(linux.add(point, "/", **mount)) == "LOCKED"


@pytest.mark.parametrize(
    ("mount", "expected", "said"),
    [
        ({"kind": "overlay", "source": "overlay", "options": "rw,lowerdir=~/.ssh:/x,upperdir=/y"}, "OPEN", "~/.ssh"),
        ({"kind": "overlay", "source": "overlay", "options": "rw,lowerdir=~/projects/a:~/projects/b"}, "LOCKED", ""),
        ({"kind": "overlay", "source": "overlay", "options": "rw,lowerdir=~/projects/a\\134:b:/srv"}, "OPEN", "/srv"),
        ({"kind": "overlay", "source": "overlay", "options": "rw,lowerdir=a:b"}, "UNKNOWN", "layers"),
        ({"kind": "overlay", "source": "overlay", "options": "rw,lowerdir+=~/.ssh"}, "OPEN", "~/.ssh"),
        ({"kind": "fuse.bindfs", "source": "~/.ssh"}, "OPEN", "~/.ssh"),
        ({"kind": "fuse.bindfs", "source": "~/projects/a"}, "LOCKED", ""),
        ({"kind": "fuse.bindfs", "source": "bindfs"}, "UNKNOWN", "bindfs (fuse.bindfs)"),
        ({"kind": "fuse.mergerfs", "source": "~/projects/a:~/.ssh"}, "OPEN", "~/.ssh"),
        ({"kind": "fuse.s3fs", "source": "s3fs"}, "UNKNOWN", "s3fs"),
        ({"kind": "fuse.unheard-of", "source": ""}, "UNKNOWN", "nowhere"),
        ({"kind": "nfs4", "source": "localhost:~/.ssh"}, "OPEN", "~/.ssh"),
        ({"kind": "nfs4", "source": "127.0.0.1:~/projects/a"}, "LOCKED", ""),
        ({"kind": "nfs", "source": "[::1]:~"}, "OPEN", "~"),
        ({"kind": "cifs", "source": "//localhost/me"}, "UNKNOWN", "served by this machine"),
        ({"kind": "fuse.sshfs", "source": "me@localhost:.ssh"}, "OPEN", "~/.ssh"),
        ({"kind": "fuse.sshfs", "source": "localhost:"}, "OPEN", "~"),
        ({"kind": "proc", "source": "proc"}, "OPEN", "/proc"),
        ({"kind": "sysfs", "source": "sysfs"}, "OPEN", "/sys"),
        ({"kind": "devtmpfs", "source": "devtmpfs"}, "OPEN", "/dev"),
        ({"kind": "shiftfs", "source": "~/.ssh"}, "OPEN", "~/.ssh"),
        ({"kind": "ext4", "source": "/dev/sdb1", "root": "/old"}, "UNKNOWN", "mounted nowhere else"),
    ],
)
def test_other_ways_to_show_a_directory(linux: Mounts, mount: dict[str, str], expected: str, said: str) -> None:
    filled = {key: value.replace("~", linux.home) for key, value in mount.items()}
    root = filled.pop("root", "/")
    linux.add("~/projects/x", root, device="0:77", **filled)
    assert verdict(linux) == expected
    text = findings(linux).get("CG113" if expected == "OPEN" else "CG114", "")
    assert said in text


def test_this_machine_by_its_own_name(linux: Mounts) -> None:
    name = linux.machine.host().name
    linux.add("~/projects/x", "/", kind="nfs4", source=f"{name}:{linux.home}", device="0:77")
    assert verdict(linux) == "OPEN"


def test_a_disk_in_two_places(linux: Mounts) -> None:
    """It is at home where it was mounted first."""
    linux.add("/mnt/data", "/", device="8:17", source="/dev/sdb1")
    linux.add("~/projects/disk", "/", device="8:17", source="/dev/sdb1")
    assert verdict(linux) == "OPEN"
    assert findings(linux)["CG113"].startswith("~/projects/disk shows /mnt/data,")


def test_a_disk_of_projects_that_is_bound_elsewhere(linux: Mounts) -> None:
    linux.add("~/projects", "/", device="8:17", source="/dev/sdb1")
    linux.add("/srv/www", "/www", device="8:17", source="/dev/sdb1")
    linux.add("~/projects/b", "/a", device="8:17", source="/dev/sdb1")
    assert verdict(linux) == "LOCKED"


def test_volumes_of_one_btrfs(linux: Mounts) -> None:
    machine = linux.machine
    linux.lines.clear()
    volume = {"kind": "btrfs", "source": "/dev/sda2", "device": "0:30"}
    home = str(machine.home.parent)
    linux.add("/", "/@", **volume, options="rw,subvolid=256,subvol=/@")
    linux.add(home, "/@home", **volume, options="rw,subvolid=257,subvol=/@home")
    linux.add("~/projects", "/@projects", **volume, options="rw,subvolid=258,subvol=/@projects")
    assert verdict(linux) == "LOCKED"
    before = list(linux.lines)
    # all volumes at once
    linux.add("~/projects/top", "/", **volume, options="rw,subvolid=5,subvol=/")
    assert verdict(linux) == "OPEN"
    assert "~/projects/top/@home/me/.ssh/id_rsa" in machine.run("why", "~/.ssh/id_rsa").out
    linux.lines = before
    linux.add("~/projects/keys", "/@home/me/.ssh", **volume, options="rw,subvolid=257,subvol=/@home")
    assert verdict(linux) == "OPEN"


def test_the_allowed_directory_lies_in_a_bind(linux: Mounts) -> None:
    """Not at it and not below it: the name is allowed, and what has another name in the home is not."""
    linux.machine.mkdir("x/keys")
    linux.bind("~/.ssh", "~/x")
    linux.machine.write(".config/colima-guard/policy.yaml", "version: 1\nallow:\n  - path: ~/x/keys\n")
    for file in (FILE, ".colima/_templates/default.yaml"):
        linux.machine.write(file, profile("mounts:\n  - location: ~/x/keys\n    writable: true", **QEMU))
    assert verdict(linux) == "OPEN"
    assert findings(linux)["CG113"].startswith("~/x/keys shows ~/.ssh/keys,")


def test_a_home_that_is_a_bind(machine: Machine) -> None:
    """``/data/home`` at ``/home``, as small servers have it; and the root of an image, as OSTree has it."""
    machine.linux()
    mounts = lay(machine, "/")
    mounts.lines.clear()
    mounts.add("/", "/ostree/deploy/fedora/deploy/1.0", kind="xfs")
    mounts.add("/sysroot", "/", kind="xfs")
    mounts.add(str(machine.home.parent), "/data/home", kind="xfs")
    assert verdict(mounts) == "LOCKED"
    mounts.add("~/projects/keys", "/data/home/me/.ssh", kind="xfs")
    assert verdict(mounts) == "OPEN"


@pytest.mark.parametrize("name", ["a b", "tab\there", "back\\slash", "line\nend", "\\040", "ünïcödé", "a - b", "x,y"])
def test_names_that_have_to_be_escaped(linux: Mounts, name: str) -> None:
    linux.bind(f"~/{name}", f"~/projects/{name}")
    assert verdict(linux) == "OPEN"


@pytest.mark.parametrize("name", ["a b", "back\\slash", "\\040"])
def test_an_allowed_directory_that_has_to_be_escaped(linux: Mounts, name: str) -> None:
    linux.bind(f"~/projects/{name}", f"~/projects/b/{name}")
    assert verdict(linux) == "LOCKED"


@pytest.mark.parametrize(
    "text", ["", "\n", "1 2 3", "36 x 8:1 / / rw - ext4 /dev/sda1 rw", "36 1 8:1 / / rw shared:1 ext4 /dev/sda1 rw"]
)
def test_a_list_that_is_none(linux: Mounts, text: str) -> None:
    linux.machine.mounts = text
    assert verdict(linux) == "UNKNOWN"
    assert "what is mounted cannot be told" in findings(linux)["CG114"]


def test_one_line_that_is_none(linux: Mounts) -> None:
    assert verdict(linux.line("what is this")) == "UNKNOWN"


def test_it_can_be_accepted_for_its_place(linux: Mounts) -> None:
    linux.bind("~/notes", "~/projects/notes")
    policy = linux.machine.read(".config/colima-guard/policy.yaml")
    accepted = "".join(
        f"  - {{finding: CG113, instance: {name}, path: ~/projects/notes, reason: known, until: '2099-01-01'}}\n"
        for name in ("colima/default", "colima/(new)")
    )
    linux.machine.write(".config/colima-guard/policy.yaml", f"{policy}accepted:\n{accepted}")
    assert linux.machine.run("check").code == 0
    assert set(linux.machine.verdicts().values()) == {"OPEN"}
    linux.bind("~/.ssh", "~/projects/keys")
    assert linux.machine.run("check").code == 1


def test_a_lock_says_that_it_is_not_done(linux: Mounts) -> None:
    linux.bind("~/.ssh", "~/projects/keys")
    done = linux.machine.run("lock", "--yes", "--allow-pending")
    assert done.code == 1
    assert "OPEN" in done.out


def test_a_placeholder_that_is_mounted_over(linux: Mounts) -> None:
    assert linux.machine.run("revoke", "~/projects", "--yes").code == 0
    assert linux.machine.run("revoke", "~/read", "--yes").code == 0
    assert verdict(linux) == "LOCKED"
    linux.bind("~/.ssh", "~/.local/share/colima-guard/nothing-shared")
    assert verdict(linux) == "OPEN"


# -- macOS -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/dev/disk5s1 on ~/projects/disk (apfs, local, nodev, nosuid)", "LOCKED"),
        ("/dev/disk5s1 on /System/Volumes/Data~/projects/disk (apfs, local, nodev, nosuid)", "LOCKED"),
        ("nas:/export on ~/projects/nas (nfs, nodev, nosuid)", "LOCKED"),
        ("//me@nas/home on ~/projects/nas (smbfs, nodev, nosuid)", "LOCKED"),
        ("me@server:/home/me on ~/projects/ssh (macfuse, nodev, nosuid)", "LOCKED"),
        ("map -hosts on ~/projects/net (autofs, nosuid, automounted)", "LOCKED"),
        # a snapshot of the volume that the home is on
        ("com.apple.TimeMachine.2024-01-01-000000.local@/dev/disk3s5 on ~/projects/s (apfs, local, read-only)", "OPEN"),
        ("com.apple.TimeMachine.2024-01-01-000000.local@/dev/disk3s5 on ~/read/s (apfs, local, read-only)", "OPEN"),
        ("~/.ssh on ~/projects/keys (nullfs, local, nodev, nosuid)", "OPEN"),
        ("~/.ssh on /System/Volumes/Data~/projects/keys (nullfs, local, nodev, nosuid)", "OPEN"),
        ("~/.ssh on ~/projects/keys (macfuse, nodev, nosuid)", "OPEN"),
        ("localhost:~ on ~/projects/me (nfs, nodev, nosuid)", "OPEN"),
        ("devfs on ~/projects/dev (devfs, local)", "OPEN"),
        ("bindfs@macfuse0 on ~/projects/keys (macfuse, nodev, nosuid)", "UNKNOWN"),
        ("fuse-t:/bindfs on ~/projects/keys (nfs, nodev, nosuid)", "UNKNOWN"),
        ("//me@localhost/me on ~/projects/keys (smbfs, nodev, nosuid)", "UNKNOWN"),
        ("what is this", "UNKNOWN"),
        # elsewhere
        ("~/.ssh on /Volumes/keys (nullfs, local, nodev, nosuid)", "LOCKED"),
        ("bindfs@macfuse0 on ~/notes (macfuse, nodev, nosuid)", "LOCKED"),
        # a name that reads as another line's end, and as another line
        ("/dev/disk9s1 on /Volumes/a on ~/projects/x (apfs, local)", "LOCKED"),
        ("~/.ssh on /Volumes/a on ~/projects/x (nullfs, local)", "OPEN"),
        ("/dev/disk9s1 on /Volumes/a\n/x (apfs, local)", "LOCKED"),
        ("~/.ssh on ~/projects/a (b)/c\nd (nullfs, local)", "OPEN"),
    ],
)
def test_a_mac(mac: Mounts, line: str, expected: str) -> None:
    assert verdict(mac.line(line)) == expected


def test_why_follows_it_on_a_mac(mac: Mounts) -> None:
    mac.line("~/.ssh on ~/projects/keys (nullfs, local, nodev, nosuid)")
    assert ", where it is ~/projects/keys/id_rsa\n" in mac.machine.run("why", "~/.ssh/id_rsa").out


def test_a_mac_that_does_not_tell(mac: Mounts) -> None:
    mac.machine.mounts = ""
    assert verdict(mac) == "UNKNOWN"


@pytest.mark.parametrize(
    ("inside", "point"),
    [
        ("~/projects/col", "~/.colima"),
        ("~/projects/c.yaml", "~/.colima/default/colima.yaml"),
        ("~/projects/lima", "~/.lima"),
        ("~/projects/guard", "~/.config/colima-guard"),
        ("~/projects", "~/.colima/_templates"),
        ("~/projects/deep/config", "~/.colima/_lima/_config"),
    ],
)
@pytest.mark.parametrize("through", ["disk", "memory"])
def test_configuration_that_lies_in_a_share(linux: Mounts, inside: str, point: str, through: str) -> None:
    """What the VM can write is mounted over what decides about it."""
    if through == "disk":
        linux.bind(inside, point)
    elif inside != "~/projects":
        top = "~/projects/" + inside.split("/")[2]
        linux.add(top, "/", kind="tmpfs", source="tmpfs", device="0:77")
        linux.add(point, inside.removeprefix(top) or "/", kind="tmpfs", source="tmpfs", device="0:77")
    else:
        linux.add(point, inside.replace("~", linux.home), kind="fuse.bindfs", source=linux.path(inside), device="0:78")
    assert verdict(linux) == "SOFT"
    assert findings(linux)["CG111"].startswith("the VM can rewrite ")


@pytest.mark.parametrize("point", ["~/.ssh", "~/.bashrc", "~/.aws/credentials"])
@pytest.mark.parametrize("inner", ["/", "/keys"])
def test_a_secret_that_lies_in_a_share(linux: Mounts, point: str, inner: str) -> None:
    """A file system that is mounted in a shared directory first, and then where a secret is."""
    linux.machine.write(".bashrc", "")
    linux.machine.write(".aws/credentials", "")
    linux.add("~/projects/t", "/", kind="tmpfs", source="tmpfs", device="0:77")
    linux.add(point, inner, kind="tmpfs", source="tmpfs", device="0:77")
    assert verdict(linux) == "OPEN"
    inside = "~/projects/t" + inner.rstrip("/")
    assert findings(linux)["CG113"] == f"{point} is {inside}, which is shared: it is mounted there"
    assert f"do: umount {point} [CG113]" in linux.machine.run("check").out


def test_a_bind_of_a_share_over_a_secret_is_the_mount_to_take_away(linux: Mounts) -> None:
    linux.bind("~/projects/t", "~/.ssh")
    assert verdict(linux) == "OPEN"
    assert "do: umount ~/.ssh [CG113]" in linux.machine.run("check").out


def test_a_share_that_is_mounted_where_nothing_decides(linux: Mounts) -> None:
    linux.machine.mkdir("alias")
    linux.bind("~/projects", "~/alias")
    linux.bind("~/projects/a", "/srv/a")
    assert verdict(linux) == "LOCKED"


def test_why_where_it_cannot_be_told(linux: Mounts) -> None:
    """Layers that are written relative to a directory that nobody knows any more."""
    linux.add("~/projects/o", "/", kind="overlay", source="o", device="0:90", options="rw,lowerdir=.ssh:projects/a")
    done = linux.machine.run("why", "~/.ssh/id_rsa")
    assert ": no\n" not in done.out
    assert "it cannot be told\n  ~/projects/o is mounted from o (overlay): its layers cannot be told" in done.out
    assert linux.machine.run("why", "~/projects/a").out.count(": yes, writable") >= 1
