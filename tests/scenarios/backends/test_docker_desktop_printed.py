"""What is printed for elsewhere: settings for a dotfiles repository, and an administrator's settings for a fleet."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Machine
from tests.machines.docker_desktop import FULL, SPARSE

RENDER = ("render", "docker-desktop", "--allow", "~/projects", "--platform")


@pytest.mark.parametrize("platform", ["macos", "linux"])
def test_a_filter_changes_the_list_alone(machine: Machine, platform: str) -> None:
    argv = (*RENDER, platform, "--user-home", "/Users/you")
    done = machine.run(*argv, stdin=FULL.encode())
    assert (done.code, done.err) == (0, "")
    assert done.out == FULL[: FULL.index("/Users")] + '/Users/you/projects"\n' + FULL[FULL.index("  ],") :]
    assert machine.run(*argv, stdin=done.out.encode()).out == done.out
    assert json.loads(machine.run(*argv, stdin=SPARSE.encode()).out)["FilesharingDirectories"] == [
        "/Users/you/projects"
    ]


def test_an_empty_input_gives_the_list_alone(machine: Machine) -> None:
    done = machine.run(*RENDER, "macos", "--user-home", "/Users/you", stdin=b"")
    assert done.out == '{\n  "FilesharingDirectories": [\n    "/Users/you/projects"\n  ]\n}\n'


@pytest.mark.parametrize(
    ("text", "release", "key"),
    [
        (b'{"autoStart": true}', (), "filesharingDirectories"),
        (b'{"autoStart": true, "Zoom": 1}', (), "FilesharingDirectories"),
        (b"{}", (), "FilesharingDirectories"),
        (b"{}", ("--release", "docker-desktop=4.34"), "filesharingDirectories"),
        (b'{"AutoStart": true, "filesharingDirectories": []}', (), "FilesharingDirectories"),
    ],
)
def test_the_key_is_spelled_as_that_file_spells_keys(
    machine: Machine, text: bytes, release: tuple[str, ...], key: str
) -> None:
    done = machine.run(*RENDER, "macos", "--user-home", "/Users/you", *release, stdin=text)
    value = json.loads(done.out)
    assert [name for name in value if name.lower() == "filesharingdirectories"] == [key]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"{", "it seems to be cut off"),
        (b"[]", "it holds no object"),
        (b'{\n"FilesharingDirectories": "/x"}', "standard input:2: Docker Desktop does not load its settings"),
    ],
)
def test_a_refusal_prints_nothing_but_what_to_paste(machine: Machine, text: bytes, reason: str) -> None:
    done = machine.run(*RENDER, "macos", "--user-home", "/Users/you", stdin=text)
    assert (done.code, done.out) == (4, "")
    assert reason in done.err
    assert '    "/Users/you/projects"\n' in done.err


def test_on_windows_only_where_a_list_counts(machine: Machine) -> None:
    machine.platform = "windows"
    machine.mkdir("projects")
    done = machine.run("render", "docker-desktop", "--allow", "~/projects", stdin=SPARSE.encode())
    assert (done.code, done.out) == (4, "")
    assert "the list has no effect" in done.err
    text = SPARSE.replace("43\n", '43,\n  "WslEngineEnabled": false\n').encode()
    done = machine.run("render", "docker-desktop", "--allow", "~/projects", stdin=text)
    assert json.loads(done.out)["FilesharingDirectories"] == [str(machine.home / "projects")]


def test_a_read_only_directory_is_left_out_of_it_too(machine: Machine) -> None:
    argv = ("render", "docker-desktop", "--platform", "linux", "--user-home", "/home/you", "--allow", "~/data:ro")
    done = machine.run(*argv, stdin=b"{}")
    assert json.loads(done.out) == {"FilesharingDirectories": ["/home/you/.local/share/colima-guard/nothing-shared"]}


def test_settings_for_a_fleet(machine: Machine) -> None:
    """Documented keys only, the home as each machine has it; what has to be known goes to standard error."""
    machine.mkdir("projects", "data")
    machine.run("lock", "--yes", "--backend", "colima", "~/projects", "~/data:ro", "--dangerous", "/srv")
    done = machine.run("bootstrap", "docker-desktop-admin")
    assert done.code == 0
    assert (
        done.out
        == """\
{
  "configurationFileVersion": 2,
  "filesharingAllowedDirectories": [
    {
      "path": "/srv",
      "sharedByDefault": true
    },
    {
      "path": "$HOME/projects",
      "sharedByDefault": true
    }
  ]
}
"""
    )
    notes = done.err.splitlines()
    assert all(line.startswith("note: ") for line in notes)
    assert "note: $HOME/data is left out, for no share of Docker Desktop is read-only" in notes
    for said in ("Docker Business", "forces everybody on the machine to sign in", "not documented", "WSL 2", "quit"):
        assert any(said in line for line in notes), said


def test_an_empty_allowlist_is_not_an_empty_list(machine: Machine) -> None:
    done = machine.run("bootstrap", "docker-desktop-admin", "--allow", "~/data:ro")
    (directory,) = json.loads(done.out)["filesharingAllowedDirectories"]
    assert directory["path"] == "$HOME/.local/share/colima-guard/nothing-shared"
    assert "an empty list is not documented" in done.err


def test_without_a_policy_there_is_nothing_to_print(machine: Machine) -> None:
    done = machine.run("bootstrap", "docker-desktop-admin")
    assert (done.code, done.out) == (2, "")


def test_it_can_be_written_as_a_file(machine: Machine) -> None:
    argv = ("bootstrap", "docker-desktop-admin", "--allow", "~/projects", "--output", "~/out", "--yes")
    done = machine.run(*(text.replace("~/out", str(machine.home / "out")) for text in argv))
    assert done.code == 0, done.err
    assert json.loads(machine.read("out/admin-settings.json"))["configurationFileVersion"] == 2
