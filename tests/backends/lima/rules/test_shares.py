"""How strong a share list is: by transport, driver, platform and release, and what ``--confine`` makes of it."""

from __future__ import annotations

import pytest

from colima_guard.host.values import Platform
from tests.machines.lima import IMAGES, OVERRIDE, RELEASES, Lima, finding, findings

PROJECTS = IMAGES + "mounts:\n- location: ~/projects\n  writable: true\n"
READ_ONLY = IMAGES + "mounts:\n- location: ~/data\n  writable: false\n"
MACOS: Platform = "macos"
LINUX: Platform = "linux"
WINDOWS: Platform = "windows"


def on(lima: Lima, platform: Platform, arch: str = "aarch64", version: tuple[int, ...] = (14, 5)) -> None:
    lima.machine.platform, lima.machine.arch = platform, arch
    lima.machine.os_version = version if platform == MACOS else ()


#: platform, text, release of creation -> transport, verdict where ~/projects is allowed
STRENGTHS: tuple[tuple[Platform, str, str | None, str, str], ...] = (
    (LINUX, "", "2.2.0", "9p", "LOCKED"),
    (LINUX, "vmType: qemu\n", "1.0.0", "9p", "LOCKED"),
    (LINUX, "", "0.23.2", "reverse-sshfs", "SOFT"),
    (LINUX, "", None, "reverse-sshfs", "SOFT"),
    (LINUX, "", "0.99.0-5-gabcdef", "reverse-sshfs", "SOFT"),
    (LINUX, "", "1.0.0-alpha.0", "9p", "LOCKED"),
    (LINUX, "", "<unknown>", "9p", "LOCKED"),
    (LINUX, "", "183a60d7", "9p", "LOCKED"),
    (LINUX, "mountType: 9p\n", "0.23.2", "9p", "LOCKED"),
    (LINUX, "mountType: reverse-sshfs\n", "2.2.0", "reverse-sshfs", "SOFT"),
    (LINUX, "mountType: virtiofs\n", "2.2.0", "virtiofs", "LOCKED"),
    (LINUX, "mountType: ''\n", "2.2.0", "9p", "LOCKED"),
    (LINUX, "mountType: default\n", "2.2.0", "9p", "LOCKED"),
    (LINUX, "mountTypesUnsupported: ['9p']\n", "2.2.0", "reverse-sshfs", "SOFT"),
    (LINUX, "mountTypesUnsupported: [virtiofs]\n", "2.2.0", "9p", "LOCKED"),
    (MACOS, "", "2.2.0", "virtiofs", "LOCKED"),
    (MACOS, "", "0.20.0", "virtiofs", "LOCKED"),
    (MACOS, "vmType: vz\n", None, "virtiofs", "LOCKED"),
    (MACOS, "vmType: vz\nmountType: reverse-sshfs\n", "2.2.0", "reverse-sshfs", "SOFT"),
    (MACOS, "vmType: qemu\n", "2.2.0", "9p", "LOCKED"),
    (MACOS, "vmType: qemu\n", "0.23.2", "reverse-sshfs", "SOFT"),
    (MACOS, "arch: x86_64\n", "2.2.0", "9p", "LOCKED"),
    (MACOS, "arch: aarch64\n", "2.2.0", "virtiofs", "LOCKED"),
    (MACOS, "vmType: krunkit\n", "2.2.0", "virtiofs", "LOCKED"),
    (MACOS, "vmType: krunkit\nmountType: reverse-sshfs\n", "2.2.0", "reverse-sshfs", "SOFT"),
    (WINDOWS, "vmType: wsl2\n", "2.2.0", "drvfs", "OPEN"),
    (WINDOWS, "vmType: qemu\n", "2.2.0", "reverse-sshfs", "SOFT"),
)


@pytest.mark.parametrize(("platform", "text", "created_by", "transport", "verdict"), STRENGTHS)
def test_transport(
    lima: Lima, platform: Platform, text: str, created_by: str | None, transport: str, verdict: str
) -> None:
    on(lima, platform)
    lima.lock("~/projects")
    lima.instance("a", text + PROJECTS, created_by=created_by)
    row = lima.row()
    assert ([share["transport"] for share in row["shares"]], row["verdict"]) == ([transport], verdict)
    assert ("CG104" in findings(row)) is (transport in ("reverse-sshfs", "drvfs"))


def test_basis(lima: Lima) -> None:
    """What was tried on a real VM, and what rests on the vendor's word."""
    lima.lock("~/projects")
    lima.instance("a", PROJECTS)
    assert lima.row()["basis"] == "tested"
    on(lima, MACOS)
    assert lima.row()["basis"] == "documented"


@pytest.mark.parametrize(("release", "transport"), [("2.2.0", "virtiofs"), ("1.2.3", "reverse-sshfs")])
def test_an_old_instance_on_a_mac(lima: Lima, release: str, transport: str) -> None:
    """Before 2.0 Lima tells the driver by what vz left in the directory; where nothing is, it is QEMU."""
    on(lima, MACOS)
    lima.instance("a", PROJECTS, created_by="0.20.0")
    assert lima.row(release=release)["shares"][0]["transport"] == transport
    lima.write("a/vz-identifier", "x")
    assert lima.row(release=release)["shares"][0]["transport"] == "virtiofs"


def test_windows_by_release(lima: Lima) -> None:
    """2.0 and 2.1 take wsl2 where nothing is said, and WSL attaches every drive."""
    on(lima, WINDOWS, "x86_64")
    lima.instance("a", PROJECTS)
    found = {release: lima.row(release=release)["shares"][0]["transport"] for release in RELEASES}
    assert found == {one: "drvfs" if "2.0.0" <= one < "2.2.0" else "reverse-sshfs" for one in RELEASES}


def test_wsl2_cannot_be_locked(lima: Lima) -> None:
    on(lima, WINDOWS, "x86_64")
    lima.instance("a", "vmType: wsl2\n" + PROJECTS)
    row = lima.row()
    assert (row["verdict"], row["shares"][0]["location"], row["shares"][0]["access"]) == ("OPEN", "C:\\", "rw")
    done = lima.refused("~/projects", "--json", "--instance", "a")
    assert "WSL attaches every drive" in done.json["refused"][0]["reason"]


WEAK_READ_ONLY: tuple[tuple[Platform, str, str], ...] = (
    (LINUX, "mountType: virtiofs\n", "virtiofs"),
    (MACOS, "vmType: krunkit\n", "virtiofs"),
)


@pytest.mark.parametrize(("platform", "text", "transport"), WEAK_READ_ONLY)
def test_read_only_that_the_host_does_not_hold(lima: Lima, platform: Platform, text: str, transport: str) -> None:
    """`ro` counts as `rw`: OPEN where the allowlist says read-only, and the JSON says what the file says too."""
    on(lima, platform)
    lima.instance("a", text + IMAGES + "mounts:\n- location: '~'\n")
    lima.lock("~/data:ro", "--instance", "a", code=1)
    assert lima.read("a/lima.yaml") == text + READ_ONLY
    row = lima.row()
    (share,) = row["shares"]
    assert (row["verdict"], share["access"], share["effective_access"]) == ("OPEN", "ro", "rw")
    assert (share["transport"], share["confined"], share["allowed"]) == (transport, True, False)
    assert {"CG102", "CG105"} <= findings(row)
    assert row["within_reach"] == []
    # allowed writable there is nothing to hold
    lima.lock("~/data", "--instance", "a", code=0)
    assert lima.row()["verdict"] == "LOCKED"


def test_confine_moves_qemu_to_what_holds_read_only(lima: Lima) -> None:
    lima.instance("a", "mountType: virtiofs # fast\n" + READ_ONLY)
    lima.lock("~/data:ro", "--confine", "--instance", "a", code=0)
    assert lima.read("a/lima.yaml") == "mountType: 9p # fast\n" + READ_ONLY
    assert lima.row()["verdict"] == "LOCKED"


def test_confine_leaves_what_holds_all_that_is_asked(lima: Lima) -> None:
    text = "mountType: virtiofs\n" + PROJECTS
    lima.instance("a", text)
    lima.lock("~/projects", "--confine", "--instance", "a", code=0)
    assert lima.read("a/lima.yaml") == text


def test_confine_takes_the_transport_of_override_yaml_too(lima: Lima) -> None:
    lima.instance("a", READ_ONLY)
    lima.write(OVERRIDE, "mountType: virtiofs\ncpus: 1\n")
    lima.lock("~/data:ro", "--confine", code=0)
    assert (lima.read(OVERRIDE), lima.read("a/lima.yaml")) == ("cpus: 1\n", READ_ONLY + "mountType: 9p\n")


@pytest.mark.parametrize(
    ("platform", "text", "pinned"),
    [
        (LINUX, "", "mountType: 9p\n"),
        (MACOS, "vmType: vz\nmountType: reverse-sshfs\n", ""),
        (MACOS, "vmType: qemu\n", "mountType: 9p\n"),
        (MACOS, "vmType: krunkit\nmountType: reverse-sshfs\n", ""),
    ],
)
def test_confine_by_driver(lima: Lima, platform: Platform, text: str, pinned: str) -> None:
    """An old instance, or one that says reverse-sshfs, is pinned to what its driver has."""
    on(lima, platform)
    lima.instance("a", text + PROJECTS, created_by="0.20.0")
    lima.lock("~/projects", "--instance", "a", code=1)
    assert lima.row()["verdict"] == "SOFT"
    lima.lock("--confine", "--instance", "a", "--release", "lima=2.2.0", code=0)
    assert lima.read("a/lima.yaml") == text.replace("reverse-sshfs", "virtiofs") + PROJECTS + pinned
    assert lima.row()["verdict"] == "LOCKED"


@pytest.mark.parametrize(
    ("platform", "text", "directory"),
    [
        (LINUX, "mountTypesUnsupported: ['9p']\n", "~/projects"),
        (MACOS, "vmType: krunkit\nmountType: reverse-sshfs\n", "~/projects:ro"),
        (WINDOWS, "vmType: qemu\n", "~/projects"),
    ],
)
def test_confine_where_nothing_confines(lima: Lima, platform: Platform, text: str, directory: str) -> None:
    on(lima, platform, "x86_64" if platform == WINDOWS else "aarch64")
    lima.instance("a", text + PROJECTS)
    done = lima.refused(directory, "--confine", "--json", "--instance", "a")
    assert "has no transport here that keeps the VM within its shares" in done.json["refused"][0]["reason"]


def test_what_a_loose_transport_reaches(lima: Lima) -> None:
    """Everything that the user can read, whatever the list says."""
    lima.machine.write(".ssh/id_ed25519", "key", 0o600)
    lima.instance("a", "mountType: reverse-sshfs\n" + PROJECTS)
    lima.lock("~/projects", "--instance", "a", code=1)
    assert [path.rpartition("/")[2] for path in lima.row()["within_reach"]] == [".ssh"]
    assert finding(lima.row(), "CG104")["remedy"] == "colima-guard lock --confine"


def test_check_takes_soft_when_told_to(lima: Lima) -> None:
    lima.instance("a", "mountType: reverse-sshfs\n" + PROJECTS)
    lima.lock("~/projects", code=1)
    run = lima.machine.run
    assert run("check", "--backend", "lima", "--instance", "a").code == 1
    assert run("check", "--backend", "lima", "--instance", "a", "--allow-soft").code == 0
