"""Docker Desktop on Windows: where a list holds, and where none does."""

from __future__ import annotations

import pytest

from tests.conftest import Machine
from tests.machines.docker_desktop import INSTANCE, SPARSE, Desktop

LOCK = ("lock", "--yes", "~/projects")


@pytest.fixture
def desktop(machine: Machine) -> Desktop:
    machine.mkdir("projects", ".ssh", ".aws")
    return Desktop(machine, "windows")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (SPARSE, ", which is its default"),
        ('{"FilesharingDirectories": ["{home}/projects"]}', ", which is its default"),
        ('{"WslEngineEnabled": null}', ""),
        ('{"wslEngineEnabled": true, "FilesharingDirectories": []}', ""),
        ('{"WslEngineEnabled": false, "wslengineenabled": true}', ""),
        ('{"WslEngineEnabled": true, "wslengineenabled": false}', ""),
        ("", ", which is its default"),
    ],
)
def test_with_wsl_every_drive_is_shared(desktop: Desktop, settings: str, said: str) -> None:
    """Also where no key says so, and whichever of two spellings counts. Never success."""
    machine = desktop.machine
    before = settings.replace("{home}", str(machine.home))
    machine.write(desktop.store, before)
    found = machine.instance(INSTANCE)
    assert found["verdict"] == "OPEN"
    (share,) = found["shares"]
    assert (share["location"], share["transport"], share["confined"]) == ("C:\\", "drvfs", False)
    assert found["within_reach"] == [str(machine.home / ".aws"), str(machine.home / ".ssh")]
    (finding,) = (one for one in found["findings"] if one["id"] == "CG501")
    assert f"Docker Desktop uses WSL 2{said}: its VM can reach every drive" in finding["message"]
    done = machine.refused(*LOCK)
    assert "the list has no effect" in done.out and "Hyper-V" in done.out and "wslEngineEnabled=false" in done.out
    assert "paste this by hand" not in done.out
    assert machine.read(desktop.store) == before
    machine.refused("lock", "--yes", "--nothing")
    assert machine.run("why", "~/.ssh").out.startswith(f"{INSTANCE}: yes, writable\n  around its shares: ")


def test_what_to_do_is_not_to_confine(desktop: Desktop) -> None:
    desktop.machine.write(desktop.store, SPARSE)
    done = desktop.machine.run("status")
    assert "do: switch Docker Desktop from WSL 2 to Hyper-V, then colima-guard lock" in done.out
    assert "--confine" not in done.out


def test_windows_containers_are_the_host(desktop: Desktop) -> None:
    machine = desktop.machine
    machine.write(desktop.store, '{"UseWindowsContainers": true, "WslEngineEnabled": false}')
    found = machine.instance(INSTANCE)
    assert found["verdict"] == "OPEN"
    assert [share["transport"] for share in found["shares"]] == ["windows-containers"]
    assert "CG502" in [one["id"] for one in found["findings"]]
    done = machine.refused(*LOCK)
    assert "Windows containers run on the host itself, and no list holds for them" in done.out


@pytest.mark.parametrize("listed", ["", ', "FilesharingDirectories": null', ', "FilesharingDirectories": []'])
def test_with_hyper_v_no_list_is_not_documented(desktop: Desktop, listed: str) -> None:
    """Probably nothing, until somebody clicks; that is no proof."""
    machine = desktop.machine
    machine.write(desktop.store, f'{{"WslEngineEnabled": false{listed}}}')
    found = machine.instance(INSTANCE)
    assert (found["verdict"], found["shares"]) == ("UNKNOWN", [])
    assert "CG517" in [one["id"] for one in found["findings"]]
    assert machine.run(*LOCK).code == 0
    assert desktop.listed() == ["~/projects"]
    assert machine.verdicts()[INSTANCE] == "LOCKED"


def test_a_click_is_drift(desktop: Desktop) -> None:
    machine = desktop.machine
    machine.write(desktop.store, '{"WslEngineEnabled": false}')
    assert machine.run(*LOCK).code == 0
    assert machine.run("check").code == 0
    machine.edit(desktop.store, "]", f', "{machine.home}/.ssh"]')
    done = machine.run("check")
    assert done.code == 1
    assert f"{INSTANCE} OPEN: ~/.ssh is shared writable" in done.out


def test_drives_as_windows_writes_them(desktop: Desktop) -> None:
    desktop.machine.write(desktop.store, '{"WslEngineEnabled": false, "FilesharingDirectories": ["C:\\\\Users\\\\me"]}')
    found = desktop.machine.instance(INSTANCE)
    assert found["verdict"] == "OPEN"
    assert [share["location"] for share in found["shares"]] == ["C:\\Users\\me"]
    assert found["will_start"] is True


def test_distributions_that_are_wired_in(desktop: Desktop) -> None:
    settings = '{"IntegratedWslDistros": ["Debian", "Alma", "Debian"], "WslEngineEnabled": true}'
    desktop.machine.write(desktop.store, settings)
    (said,) = (one for one in desktop.machine.instance(INSTANCE)["findings"] if one["id"] == "CG513")
    assert "(Alma, Debian)" in said["message"]


@pytest.mark.parametrize("where", ["Program Files/Docker/Docker", "AppData/Local/Programs/DockerDesktop"])
def test_installed_for_all_or_for_one(desktop: Desktop, where: str) -> None:
    """The release is in the application's own list of components."""
    machine = desktop.machine
    machine.environ["ProgramFiles"] = str(machine.home / "Program Files")
    machine.write(f"{where}/resources/componentsVersion.json", '{"Informational": "4.74.0", "EngineVersion": "29.4.3"}')
    found = machine.instance("docker-desktop/(new)")
    assert (found["release"], found["verdict"]) == ("4.74.0", "OPEN")
    machine.write(desktop.store, SPARSE)
    assert machine.instance(INSTANCE)["release"] == "4.74.0"


def test_when_it_was_started_is_asked_of_powershell(desktop: Desktop) -> None:
    machine = desktop.machine
    machine.write(desktop.store, '{"WslEngineEnabled": false}')
    assert machine.run(*LOCK).code == 0
    desktop.runs()
    assert machine.verdicts()[INSTANCE] == "UNKNOWN"  # it does not answer, so the file may be newer
    assert "running" in machine.run("status").out
    machine.command("powershell", "echo 4000000000")
    assert machine.verdicts()[INSTANCE] == "LOCKED"
    machine.command("powershell", "echo 1000000000")
    assert machine.verdicts()[INSTANCE] == "UNKNOWN"


def test_an_administrators_settings_are_said(desktop: Desktop) -> None:
    """They win over the user's, and come with a subscription that has Enhanced Container Isolation."""
    machine = desktop.machine
    machine.write(desktop.store, '{"WslEngineEnabled": false}')
    machine.environ["ProgramData"] = str(machine.home / "ProgramData")
    assert not {"CG512", "CG516"} & {one["id"] for one in machine.instance(INSTANCE)["findings"]}
    machine.write("ProgramData/DockerDesktop/admin-settings.json", "{}")
    assert {"CG512", "CG516"} <= {one["id"] for one in machine.instance(INSTANCE)["findings"]}


def test_its_own_directories_must_not_be_allowed(desktop: Desktop) -> None:
    machine = desktop.machine
    machine.write(desktop.store, '{"WslEngineEnabled": false}')
    machine.environ["SystemRoot"] = str(machine.home / "Windows")
    machine.mkdir("Windows/System32", "AppData/Roaming/Docker/sub")
    assert "it is a system directory" in machine.run("lock", "--yes", "~/Windows/System32").err
    done = machine.run("lock", "--yes", "~/AppData/Roaming/Docker/sub")
    assert "where docker-desktop keeps its configuration" in done.err
