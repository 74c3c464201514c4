"""What Docker Desktop's settings files can hold: two files, several spellings, and text that is no settings."""

from __future__ import annotations

import pytest

from tests.conftest import Machine
from tests.machines.docker_desktop import FULL, INSTANCE, SPARSE, Desktop

LOCK = ("lock", "--yes", "--backend", "docker-desktop", "~/projects")
OLD = """\
{
  "filesharingDirectories": [
    "/Users"
  ],
  "settingsVersion": 38
}
"""


@pytest.fixture
def desktop(machine: Machine) -> Desktop:
    machine.mkdir("projects", ".ssh")
    return Desktop(machine, "macos")


def ids(desktop: Desktop, *argv: str) -> list[str]:
    return [one["id"] for one in desktop.machine.instance(INSTANCE, *argv)["findings"]]


def locked(desktop: Desktop) -> str:
    """A file that lists what is allowed."""
    return f'{{"FilesharingDirectories": ["{desktop.machine.home}/projects"]}}'


def test_both_files_are_locked_together(desktop: Desktop) -> None:
    machine = desktop.machine
    machine.write(desktop.store, SPARSE)
    machine.write(desktop.legacy, OLD)
    done = machine.run(*LOCK)
    assert done.code == 0, done.out
    assert desktop.listed() == ["~/projects"]
    assert machine.read(desktop.legacy) == OLD.replace("/Users", f"{machine.home}/projects")
    assert machine.run("rollback", "--yes").code == 0
    assert (machine.read(desktop.store), machine.read(desktop.legacy)) == (SPARSE, OLD)


def test_one_that_cannot_be_changed_keeps_the_other_as_it_is(desktop: Desktop) -> None:
    machine = desktop.machine
    machine.write(desktop.store, FULL)
    machine.write(desktop.legacy, OLD[:-20])
    done = machine.refused(*LOCK)
    assert "settings.json:" in done.out and "it seems to be cut off" in done.out
    assert machine.read(desktop.store) == FULL


@pytest.mark.parametrize(
    ("release", "verdict"), [("4.34.0", "OPEN"), ("4.35.0", "LOCKED"), ("4.90.0", "LOCKED"), (None, "OPEN")]
)
def test_which_file_counts_is_the_releases_word(desktop: Desktop, release: str | None, verdict: str) -> None:
    """Of a release that is not known both count; the time of a file says nothing."""
    machine = desktop.machine
    machine.run("lock", "--yes", "--backend", "colima", "~/projects")
    machine.write(desktop.store, locked(desktop))
    machine.write(desktop.legacy, OLD)
    named = ("--release", f"docker-desktop={release}") if release else ()
    assert machine.verdicts(*named)[INSTANCE] == verdict
    assert "CG505" in ids(desktop, *named)


def test_the_old_file_alone_is_taken_over(desktop: Desktop) -> None:
    machine = desktop.machine
    machine.write(desktop.legacy, OLD)
    assert machine.sees(INSTANCE, "--release", "docker-desktop=4.40.0") == [("/Users", "rw")]
    assert machine.run(*LOCK).code == 0
    assert desktop.listed(desktop.legacy) == ["~/projects"]
    assert not (machine.home / desktop.store).exists()


def test_another_case_is_the_same_key_and_becomes_the_right_one(desktop: Desktop) -> None:
    machine = desktop.machine
    machine.write(desktop.store, '{\n  "filesharingDirectories": [ "/Users" ]\n}')
    assert machine.sees(INSTANCE) == [("/Users", "rw")]
    assert machine.run(*LOCK).code == 0
    assert machine.read(desktop.store) == f'{{\n  "FilesharingDirectories": [ "{machine.home}/projects" ]\n}}'


@pytest.mark.parametrize(
    "order", [("filesharingDirectories", "FilesharingDirectories"), ("FILESHARINGdirectories",) * 2]
)
def test_of_two_spellings_the_worse_counts_and_one_is_left(desktop: Desktop, order: tuple[str, str]) -> None:
    """Which one Docker Desktop takes is not documented; a later null would bring the default list back."""
    machine = desktop.machine
    machine.run("lock", "--yes", "--backend", "colima", "~/projects")
    narrow = f'["{machine.home}/projects"]'
    for first, second in ((narrow, '["/Users"]'), ('["/Users"]', narrow), (narrow, "null")):
        machine.write(desktop.store, f'{{"{order[0]}": {first}, "AutoStart": true, "{order[1]}": {second}}}')
        found = machine.instance(INSTANCE)
        assert found["verdict"] == "OPEN"
        assert "CG503" in [one["id"] for one in found["findings"]]
        assert machine.run(*LOCK).code == 0
        assert machine.read(desktop.store).lower().count("filesharingdirectories") == 1
        assert machine.verdicts()[INSTANCE] == "LOCKED"


def test_a_byte_order_mark_goes(desktop: Desktop) -> None:
    """With one Docker Desktop does not start."""
    machine = desktop.machine
    machine.write(desktop.store, b"\xef\xbb\xbf" + SPARSE.encode())
    found = machine.instance(INSTANCE)
    assert (found["verdict"], found["will_start"]) == ("OPEN", False)
    assert "byte order mark" in found["refusal"]
    done = machine.run(*LOCK)
    assert done.code == 0
    assert "the byte order mark goes, for Docker Desktop does not start with it" in done.out
    assert machine.read(desktop.store).startswith("{")
    assert machine.instance(INSTANCE)["will_start"] is True


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", None, "it is empty"),
        ("  \n", None, "it is empty"),
        (FULL[:60], 4, "it seems to be cut off"),
        (FULL.rstrip()[:-1], 13, "Expecting ',' (it seems to be cut off)"),
        ("[]", 1, "it holds no object"),
        ("null", 1, "it holds no object"),
        ("<xml/>", 1, "it is not JSON"),
        ('{"AutoStart": false,}', 1, "Expecting a key in double quotes"),
        ('{\n"AutoStart": NaN}', None, "NaN is no value in JSON"),
        ('{\n  "FilesharingDirectories": "/Users"\n}', 2, "`FilesharingDirectories` is not a list"),
        ('{\n  "FilesharingDirectories": ["/a", 3]\n}', 2, "`FilesharingDirectories` is not text in its list"),
        ('{\n\n  "wslEngineEnabled": "false"\n}', 3, "`wslEngineEnabled` is not true or false"),
        ('{"a": ' + "[" * 70 + "]" * 70 + "}", 1, "it is nested deeper than 64 levels"),
        (b'{\n  "a": "\xff"}', 2, "it is not UTF-8"),
        (SPARSE.encode("utf-16"), 1, "it is written in UTF-16"),
    ],
)
def test_what_is_no_settings_is_refused_with_its_line(
    desktop: Desktop, text: str | bytes, line: int | None, reason: str
) -> None:
    """Never written over. The default list is what is left of it, so it is OPEN."""
    machine = desktop.machine
    file = machine.write(desktop.store, text)
    before = file.read_bytes()
    found = machine.instance(INSTANCE)
    assert (found["verdict"], found["will_start"]) == ("OPEN", False)
    (said,) = (one for one in found["findings"] if one["id"] == "CG504")
    assert reason in said["message"] and said["line"] == line
    done = machine.refused(*LOCK, "--json")
    (refused,) = done.json["refused"]
    assert (refused["path"], refused["line"]) == (str(file), line)
    assert reason in refused["reason"]
    assert "do not remove it" in refused["reason"] or "mend the line" in refused["reason"]
    assert file.read_bytes() == before


def test_a_file_that_is_too_large_is_not_read(desktop: Desktop) -> None:
    desktop.machine.write(desktop.store, '{"a": "' + "x" * (1 << 20) + '"}')
    found = desktop.machine.instance(INSTANCE)
    assert found["verdict"] == "UNKNOWN"
    assert "larger than" in next(one["message"] for one in found["findings"] if one["id"] == "CG205")


def test_the_settings_version_is_never_touched(desktop: Desktop) -> None:
    machine = desktop.machine
    machine.write(desktop.store, FULL)
    machine.run(*LOCK)
    assert '"SettingsVersion": 40' in machine.read(desktop.store)
    machine.run("lock", "--yes", "--backend", "docker-desktop", "--nothing")
    assert machine.read(desktop.store).count("SettingsVersion") == 1


def test_a_linked_file_stays_a_link(desktop: Desktop) -> None:
    """As a dotfiles manager leaves it."""
    machine = desktop.machine
    machine.write("dotfiles/docker.json", SPARSE)
    machine.mkdir(desktop.base)
    (machine.home / desktop.store).symlink_to(machine.home / "dotfiles/docker.json")
    assert machine.run(*LOCK).code == 0
    assert (machine.home / desktop.store).is_symlink()
    assert "projects" in machine.read("dotfiles/docker.json")


def test_an_edit_in_between_is_not_overwritten(desktop: Desktop) -> None:
    """Between a dry run and the lock the file is another one: what was added to it stays."""
    machine = desktop.machine
    machine.write(desktop.store, FULL)
    machine.run(*LOCK[:1], "--dry-run", *LOCK[2:])
    assert machine.read(desktop.store) == FULL
    machine.edit(desktop.store, '"AutoStart": false', '"AutoStart": true')
    machine.run(*LOCK)
    assert '"AutoStart": true' in machine.read(desktop.store)


@pytest.mark.parametrize(
    ("setting", "number"),
    [
        ('"ExposeDockerAPIOnTCP2375": true', "CG407"),
        ('"extensionsEnabled": true', "CG508"),
        ('"HostNetworkingEnabled": true', "CG509"),
        ('"SynchronizedDirectories": ["/x"]', "CG511"),
        ('"ActiveOrganizationName": "acme"', "CG512"),
        ('"KubernetesEnabled": true', "CG514"),
    ],
)
def test_other_exposures(desktop: Desktop, setting: str, number: str) -> None:
    desktop.machine.write(desktop.store, f"{{{setting}}}")
    assert number in ids(desktop)
    desktop.machine.write(desktop.store, '{"ExtensionsEnabled": false}')
    assert number not in ids(desktop)


def test_what_is_always_said(desktop: Desktop) -> None:
    """That the strength is Docker's word, and that the SSH agent is no share."""
    desktop.machine.write(desktop.store, SPARSE)
    assert {"CG506", "CG515"} <= set(ids(desktop))


@pytest.mark.parametrize(
    ("release", "names"),
    [
        ("4.44.2", ["CVE-2025-9074", "CVE-2026-5817", "CVE-2026-5843", "CVE-2026-17106"]),
        ("4.44.3", ["CVE-2026-5817", "CVE-2026-5843", "CVE-2026-17106"]),
        ("4.80.0", ["CVE-2026-17106"]),
        ("4.86.0", []),
    ],
)
def test_releases_with_a_known_escape(desktop: Desktop, release: str, names: list[str]) -> None:
    desktop.machine.write(desktop.store, SPARSE)
    found = desktop.machine.instance(INSTANCE, "--release", f"docker-desktop={release}")
    said = [one["message"] for one in found["findings"] if one["id"] == "CG510"]
    assert [message.split(" has ")[1].split(":")[0] for message in said] == names


def test_escapes_that_a_setting_opens(desktop: Desktop) -> None:
    settings = '{"EnhancedContainerIsolation": true, "UseVirtualizationFrameworkVirtioFS": false}'
    desktop.machine.write(desktop.store, settings)
    found = desktop.machine.instance(INSTANCE, "--release", "docker-desktop=4.46.0")
    said = " ".join(one["message"] for one in found["findings"] if one["id"] == "CG510")
    assert all(name in said for name in ("CVE-2025-10657", "CVE-2026-6406", "CVE-2026-2664"))


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ("{}", "virtiofs"),
        ('{"UseVirtualizationFrameworkVirtioFS": true, "UseGrpcfuse": true}', "virtiofs"),
        ('{"UseVirtualizationFrameworkVirtioFS": false}', "grpcfuse"),
        ('{"UseVirtualizationFrameworkVirtioFS": false, "UseGrpcfuse": false}', "osxfs"),
    ],
)
def test_transports(desktop: Desktop, settings: str, name: str) -> None:
    desktop.machine.write(desktop.store, settings)
    shares = desktop.machine.instance(INSTANCE)["shares"]
    assert {(one["transport"], one["confined"], one["effective_access"]) for one in shares} == {(name, True, "rw")}


INFO = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict><key>CFBundleShortVersionString</key><string>4.45.0</string></dict></plist>
"""


@pytest.mark.parametrize("place", ["Applications/Docker.app", "Desktop/Docker.app"])
def test_the_release_is_read_from_the_application(desktop: Desktop, place: str) -> None:
    """Wherever it was started from; nothing is started to find out."""
    machine = desktop.machine
    machine.write(desktop.store, f'{{"DockerAppLaunchPath": "{machine.home}/{place}"}}')
    machine.write(f"{place}/Contents/Info.plist", INFO)
    assert machine.instance(INSTANCE)["release"] == "4.45.0"
    machine.write(f"{place}/Contents/Info.plist", "<plist><dict>")
    assert machine.instance(INSTANCE)["release"] is None


def test_installed_and_never_started(desktop: Desktop) -> None:
    """What its first start would share; nothing is written beforehand."""
    machine = desktop.machine
    machine.write("Applications/Docker.app/Contents/Info.plist", INFO)
    found = machine.instance("docker-desktop/(new)")
    assert (found["birthplace"], found["release"], found["verdict"]) == (True, "4.45.0", "OPEN")
    assert found["shares"][0]["location"] == "/Users"
    assert "CG518" in [one["id"] for one in found["findings"]]
    done = machine.refused(*LOCK)
    assert "start it once, and lock right after" in done.out
    assert not (machine.home / desktop.base).exists()
    machine.write(desktop.store, SPARSE)
    assert "docker-desktop/(new)" not in machine.verdicts()
