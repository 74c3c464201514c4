"""Docker Desktop locked, from the default that shares everything to the list, and back."""

from __future__ import annotations

import pytest

from colima_guard.host.values import Platform
from tests.conftest import Machine
from tests.machines.docker_desktop import FULL, INSTANCE, SPARSE, Desktop

UNIX: tuple[Platform, ...] = ("macos", "linux")
HYPER_V = SPARSE.replace("43\n", '43,\n  "WslEngineEnabled": false\n')


@pytest.fixture(params=UNIX)
def desktop(request: pytest.FixtureRequest, machine: Machine) -> Desktop:
    machine.mkdir("projects", "data", ".ssh")
    return Desktop(machine, request.param)


def test_a_directory_below_a_writable_one(desktop: Desktop) -> None:
    """Containers could put a link in its place before the next start."""
    machine = desktop.machine
    machine.mkdir("projects/sub")
    machine.write(desktop.store, f'{{"FilesharingDirectories": ["{machine.home}/projects"]}}')
    assert machine.run("lock", "~/projects", "--yes").code == 0
    inner = f'["{machine.home}/projects/sub", "{machine.home}/projects"]'
    machine.write(desktop.store, f'{{"FilesharingDirectories": {inner}}}')
    assert machine.instance(INSTANCE)["verdict"] == "SOFT"
    assert "[CG112]" in machine.run("check").out
    assert machine.run("lock", "--yes").code == 0
    assert machine.instance(INSTANCE)["verdict"] == "LOCKED"


@pytest.mark.parametrize(
    ("platform", "text", "after"),
    [
        (
            "macos",
            SPARSE,
            """\
{
  "AutoStart": false,
  "DisplayedOnboarding": true,
  "FilesharingDirectories": [
    "~/projects"
  ],
  "LicenseTermsVersion": 2,
  "SettingsVersion": 43
}
""",
        ),
        ("macos", FULL, FULL[: FULL.index("/Users")] + '~/projects"\n' + FULL[FULL.index("  ],") :]),
        ("linux", '{"AutoStart":true,"zeta":1}', '{"AutoStart":true,"FilesharingDirectories":["~/projects"],"zeta":1}'),
        (
            "windows",
            HYPER_V.replace("\n", "\r\n"),
            """\
{
  "AutoStart": false,
  "DisplayedOnboarding": true,
  "FilesharingDirectories": [
    "~/projects"
  ],
  "LicenseTermsVersion": 2,
  "SettingsVersion": 43,
  "WslEngineEnabled": false
}
""".replace("\n", "\r\n"),
        ),
    ],
)
def test_only_the_list_changes(machine: Machine, platform: Platform, text: str, after: str) -> None:
    """Every byte outside it stays, the mode too; a rollback gives the very file back."""
    machine.mkdir("projects", ".ssh")
    desktop = Desktop(machine, platform)
    machine.write(desktop.store, text, 0o600)
    assert machine.verdicts()[INSTANCE] in ("OPEN", "UNKNOWN")
    done = machine.run("lock", "--yes", "--backend", "docker-desktop", "~/projects")
    assert done.code == 0, done.out
    assert machine.read(desktop.store) == after.replace("~", str(machine.home))
    assert (machine.home / desktop.store).stat().st_mode & 0o777 == 0o600
    assert machine.instance(INSTANCE)["verdict"] == "LOCKED"
    assert machine.instance(INSTANCE)["basis"] == "documented"
    assert machine.run("check", "--backend", "docker-desktop").out == ""
    assert machine.run("lock", "--yes", "--backend", "docker-desktop", "~/projects").out.endswith(
        "nothing to change\ndocker-desktop/settings: LOCKED\n1 instance LOCKED\n"
    )
    assert machine.run("rollback", "--yes").code == 0
    assert machine.read(desktop.store) == text
    assert (machine.home / desktop.store).stat().st_mode & 0o777 == 0o600
    assert not list(machine.home.glob("**/policy.yaml"))


@pytest.mark.parametrize(
    ("value", "because"),
    [
        (None, "the file has no FilesharingDirectories, which means Docker Desktop's default list"),
        ("null", "FilesharingDirectories is null, which means Docker Desktop's default list"),
        ("[]", "FilesharingDirectories is empty, which means Docker Desktop's default list"),
    ],
)
def test_saying_nothing_means_everything(desktop: Desktop, value: str | None, because: str) -> None:
    """Absent, null and empty are the platform's default list, and shown with the reason."""
    machine = desktop.machine
    listed = "" if value is None else f',"FilesharingDirectories": {value}'
    machine.write(desktop.store, f'{{"AutoStart": false{listed}}}')
    found = machine.instance(INSTANCE)
    locations = [share["location"] for share in found["shares"]]
    if desktop.platform == "macos":
        assert locations == ["/Users", "/Volumes", "/private", "/tmp", "/var/folders"]
    else:  # the documentation names the user's home, the files that were seen /home
        assert locations == ["/home", str(machine.home)]
    assert found["verdict"] == "OPEN"
    assert {share["origin"] for share in found["shares"]} == {"default"}
    said = [one["message"] for one in found["findings"] if one["id"] == "CG103"]
    assert len(said) == len(locations) and all(because in message for message in said)
    assert machine.run("why", "~/.ssh", "--backend", "docker-desktop").out.startswith(
        f"{INSTANCE}: yes, writable\n  through "
    )


def test_nothing_allowed_is_one_empty_directory(desktop: Desktop) -> None:
    """Never an empty list: that is the default list."""
    machine = desktop.machine
    machine.write(desktop.store, SPARSE)
    assert machine.run("lock", "--yes", "--backend", "docker-desktop", "--nothing").code == 0
    assert desktop.listed() == ["~/.local/share/colima-guard/nothing-shared"]
    assert machine.verdicts()[INSTANCE] == "LOCKED"
    nothing = machine.home / ".local/share/colima-guard/nothing-shared"
    assert nothing.stat().st_mode & 0o777 == 0o555
    nothing.chmod(0o755)
    (nothing / "found.txt").write_text("a container left this")
    done = machine.run("check", "--backend", "docker-desktop")
    assert done.code == 1 and "CG110" in done.out
    (nothing / "found.txt").unlink()
    nothing.rmdir()  # an entry that is not there keeps Docker Desktop from starting
    assert machine.instance(INSTANCE)["will_start"] is False
    assert machine.verdicts()[INSTANCE] == "UNKNOWN"


def test_a_read_only_directory_is_left_out_and_named(desktop: Desktop) -> None:
    machine = desktop.machine
    machine.write(desktop.store, SPARSE)
    done = machine.run("lock", "--yes", "--backend", "docker-desktop", "~/projects", "~/data:ro")
    assert done.code == 0
    assert f"{INSTANCE}: ~/data is left out, for no share is read-only there; needs --share-ro-as-rw\n" in done.out
    assert desktop.listed() == ["~/projects"]
    found = machine.instance(INSTANCE)
    assert found["verdict"] == "LOCKED"
    assert "CG507" in [one["id"] for one in found["findings"]]


def test_a_read_only_directory_alone_leaves_nothing_to_share(desktop: Desktop) -> None:
    machine = desktop.machine
    machine.write(desktop.store, SPARSE)
    assert machine.run("lock", "--yes", "--backend", "docker-desktop", "~/data:ro").code == 0
    assert desktop.listed() == ["~/.local/share/colima-guard/nothing-shared"]


def test_sharing_it_all_the_same_is_open(desktop: Desktop) -> None:
    """It is written, shown as what it is, and never success."""
    machine = desktop.machine
    machine.write(desktop.store, SPARSE)
    done = machine.run("lock", "--yes", "--backend", "docker-desktop", "--share-ro-as-rw", "~/projects", "~/data:ro")
    assert done.code == 1
    assert f"{INSTANCE}: ~/data is allowed read-only, and shared writable\n" in done.out
    assert sorted(desktop.listed()) == ["~/data", "~/projects"]
    assert machine.sees(INSTANCE) == [("~/data", "rw"), ("~/projects", "rw")]
    assert machine.verdicts()[INSTANCE] == "OPEN"
    done = machine.run("check", "--backend", "docker-desktop")
    assert "data is writable, the allowlist says read-only" in done.out
    # the next lock without the option takes it off again
    machine.run("lock", "--yes", "--backend", "docker-desktop")
    assert desktop.listed() == ["~/projects"]


def test_allow_and_revoke(desktop: Desktop) -> None:
    machine = desktop.machine
    machine.write(desktop.store, SPARSE)
    machine.run("lock", "--yes", "--backend", "docker-desktop", "~/projects")
    assert machine.run("allow", "--yes", "--backend", "docker-desktop", "~/data").code == 0
    assert desktop.listed() == ["~/projects", "~/data"]  # what is there keeps its place
    assert machine.run("revoke", "--yes", "--backend", "docker-desktop", "~/projects").code == 0
    assert desktop.listed() == ["~/data"]
    assert machine.verdicts()[INSTANCE] == "LOCKED"


def test_a_directory_within_another_one_is_not_listed(desktop: Desktop) -> None:
    machine = desktop.machine
    machine.mkdir("projects/inner")
    machine.write(desktop.store, SPARSE)
    assert machine.run("lock", "--yes", "--backend", "docker-desktop", "~/projects", "~/projects/inner").code == 0
    assert desktop.listed() == ["~/projects"]


def test_a_directory_behind_a_link_is_refused_with_both_names(desktop: Desktop) -> None:
    """Docker Desktop compares paths as they are written, and has no mount points."""
    machine = desktop.machine
    machine.mkdir("elsewhere/work")
    (machine.home / "work").symlink_to(machine.home / "elsewhere/work")
    machine.write(desktop.store, SPARSE)
    done = machine.refused("lock", "--yes", "--backend", "docker-desktop", "~/work")
    assert "~/work leads to ~/elsewhere/work, and Docker Desktop compares paths" in done.out
    assert machine.read(desktop.store) == SPARSE
    assert machine.run("lock", "--yes", "--backend", "docker-desktop", "~/elsewhere/work").code == 0


def test_a_directory_that_is_gone_stays_on_the_list(desktop: Desktop) -> None:
    """It may be back before the next start; what else is to change is changed."""
    machine = desktop.machine
    machine.write(desktop.store, SPARSE)
    machine.run("lock", "--yes", "--backend", "docker-desktop", "~/projects", "~/data")
    (machine.home / "projects").rmdir()
    done = machine.run("revoke", "--yes", "--backend", "docker-desktop", "~/data")
    assert done.code == 0
    assert "~/projects stays on the list, and Docker Desktop does not start before it is there" in done.out
    assert desktop.listed() == ["~/projects"]
    found = machine.instance(INSTANCE)
    assert found["will_start"] is False and "does not exist" in found["refusal"]


@pytest.mark.parametrize("entry", [" {home}/projects", "{home}/projects ", "", "projects", "{home}/nothing", "$FOO/x"])
def test_entries_with_which_it_does_not_start(desktop: Desktop, entry: str) -> None:
    machine = desktop.machine
    machine.run("lock", "--yes", "~/projects")
    written = entry.format(home=machine.home)
    machine.write(desktop.store, f'{{"FilesharingDirectories": ["{machine.home}/projects", "{written}"]}}')
    found = machine.instance(INSTANCE)
    assert found["will_start"] is False
    assert "CG204" in [one["id"] for one in found["findings"]]
    done = machine.run("lock", "--yes", "--backend", "docker-desktop", "~/projects")
    assert done.code == 0, done.out
    assert desktop.listed() == ["~/projects"]


def test_variables_are_filled_in(desktop: Desktop) -> None:
    machine = desktop.machine
    machine.write(desktop.store, '{"FilesharingDirectories": ["$HOME"]}')
    assert machine.sees(INSTANCE) == [("~", "rw")]
    assert machine.verdicts()[INSTANCE] == "OPEN"
    assert str(machine.home / ".ssh") in machine.instance(INSTANCE)["within_reach"]


def test_no_trace_no_row(machine: Machine) -> None:
    """And no program is started to find out."""
    assert INSTANCE not in machine.verdicts()
    assert machine.last is not None
    assert not [subject for question, subject in machine.last.questions if question in ("run", "processes", "socket")]
    assert machine.run("status", "--backend", "docker-desktop").code == 3


def test_leftover_directory_without_settings_is_no_trace(machine: Machine) -> None:
    machine.mkdir("Library/Group Containers/group.com.docker")
    assert INSTANCE not in machine.verdicts()


def test_behind_the_current_context(desktop: Desktop) -> None:
    machine = desktop.machine
    machine.write(desktop.store, SPARSE)
    assert machine.instance(INSTANCE)["active"] is False
    machine.environ["DOCKER_CONTEXT"] = "desktop-linux"
    assert machine.instance(INSTANCE)["active"] is True
