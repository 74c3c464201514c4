"""The scripts for shells, run for real."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.bootstrap.conftest import ODD, Place, needs

SHELLS = ("dash", "bash", "zsh", "fish")
#: one of each script
TWO = ("dash", "fish")
PROFILE = """\
cpu: 2
disk: 60
memory: 2
arch: host
runtime: docker
vmType: qemu
mountType: 9p
mounts: []   # everything
"""


def kind_of(shell: str) -> str:
    return "fish" if shell == "fish" else "sh"


def script(place: Place, shell: str, *argv: str) -> Path:
    """The printed script as a file."""
    file = place.top / "script"
    file.write_text(place.printed(kind_of(shell), *argv))
    return file


def shell_of(place: Place, shell: str) -> str:
    """The shell's program, which has made its own directories already."""
    program = needs(shell)
    place.run(program, "-c", "true")
    return program


def profile(place: Place, mount_type: str = "9p") -> Path:
    file = place.home / ".colima/default/colima.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(PROFILE.replace("9p", mount_type))
    return file


@pytest.mark.parametrize("shell", SHELLS)
def test_a_machine_with_a_home_of_any_name_is_locked_and_the_second_run_changes_nothing(odd: Place, shell: str) -> None:
    program = shell_of(odd, shell)
    found = profile(odd)
    (odd.top / "plain").mkdir()
    file = script(odd, shell, "--allow", f"{odd.top}/plain:ro")

    first = odd.run(program, str(file))
    assert first.returncode == 0, first.stderr
    assert f"mounts:   # everything\n  - location: {odd.top}/plain\n    writable: false\n" in found.read_text()
    assert odd.run("colima-guard", "check").returncode == 0
    before = odd.tree()
    again = odd.run(program, str(file), "--strict")
    assert (again.returncode, again.stderr) == (0, "")
    assert "nothing to change" in again.stdout
    assert odd.tree() == before
    assert not list(odd.top.rglob("pwned"))


@pytest.mark.parametrize("shell", SHELLS)
def test_what_cannot_be_shared_ends_with_the_reason_and_nothing_done(place: Place, shell: str) -> None:
    program = shell_of(place, shell)
    found = profile(place)
    file = script(place, shell, "--allow", f"~/{ODD}", "--allow", "~/projects")
    before = place.tree()

    done = place.run(program, str(file))
    assert done.returncode == 4
    assert "cannot be shared: it holds a blank" in done.stderr
    assert done.stdout == ""
    assert place.tree() == before
    assert found.read_text() == PROFILE


@pytest.mark.parametrize("shell", SHELLS)
def test_a_fresh_machine_gets_its_directories_and_is_born_locked(place: Place, shell: str) -> None:
    program = needs(shell)
    text = place.printed(kind_of(shell), "--allow", "~/projects", "--allow", "~/naïve:ro")
    # piped, as from curl
    done = place.run(program, stdin=text) if shell != "fish" else place.run(program, "-c", "source", stdin=text)
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines() == [
        f"colima-guard bootstrap: made {place.home}/naïve",
        f"colima-guard bootstrap: made {place.home}/projects",
    ]
    assert len(list(place.home.rglob("_templates/default.yaml"))) == 1
    assert (place.home / ".config/colima-guard/policy.yaml").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("shell", TWO)
def test_what_is_left_to_do_is_named_and_only_strict_minds(place: Place, shell: str) -> None:
    program = needs(shell)
    profile(place, "sshfs")
    file = script(place, shell, "--allow", "~/projects")
    done = place.run(program, str(file))
    assert done.returncode == 0, done.stderr
    assert "colima/default: SOFT\n" in done.stdout
    assert "its transport does not keep the VM within its shares: colima-guard lock --confine" in done.stdout
    strict = place.run(program, str(file), "--strict")
    assert strict.returncode == 1
    assert "[CG104]" in strict.stdout


@pytest.mark.parametrize("shell", TWO)
def test_verify_minds_what_runs_and_nothing_else(place: Place, shell: str) -> None:
    program = needs(shell)
    profile(place)
    file = script(place, shell, "--allow", "~/projects")
    done = place.run(program, str(file), "--verify")
    assert done.returncode == 0, done.stderr
    assert "no VM runs, so nothing can be tried" in done.stderr
    instance = place.home / ".colima/_lima/colima"
    instance.mkdir(parents=True, exist_ok=True)
    (instance / "lima.yaml").write_text("{}\n")
    (instance / "ha.pid").write_text(f"{os.getpid()}\n")
    done = place.run(program, str(file), "--verify")
    assert done.returncode == 1
    assert "colima/default: NOT PROVED" in done.stdout


@pytest.mark.parametrize("shell", TWO)
def test_a_file_that_cannot_be_written_is_not_passed_over(place: Place, shell: str) -> None:
    program = needs(shell)
    file = script(place, shell, "--allow", "~/projects")
    found = profile(place)
    found.write_text("mounts: &all []\nruntime: docker\nprovision: *all\n")
    done = place.run(program, str(file))
    assert done.returncode == 1
    assert "cannot be locked" in done.stdout


@pytest.mark.parametrize("shell", TWO)
def test_without_a_source_nothing_is_installed(place: Place, shell: str) -> None:
    program = shell_of(place, shell)
    file = script(place, shell, "--allow", "~/projects")
    (place.bin / "colima-guard").unlink()
    tree = place.tree()
    done = place.run(program, str(file))
    assert done.returncode == 3
    assert "colima-guard is not installed, and this script does not know from where" in done.stderr
    assert f"colima-guard bootstrap {kind_of(shell)} --from SOURCE" in done.stderr
    assert place.tree() == tree


@pytest.mark.parametrize("installer", ["uv", "pipx"])
@pytest.mark.parametrize("shell", TWO)
def test_it_is_installed_in_this_very_release(place: Place, shell: str, installer: str) -> None:
    program = needs(shell)
    file = script(place, shell, "--allow", "~/projects", "--from", "acme-guard")
    os.rename(place.bin / "colima-guard", place.bin / "kept")
    # it notes what it is told, and puts the program where the real one does
    (place.bin / installer).write_text(
        '#!/bin/sh\nprintf "%s\\n" "$*" >> "$HOME/told"\nmkdir -p "$HOME/.local/bin"\n'
        f'cp {place.bin}/kept "$HOME/.local/bin/colima-guard"\n'
    )
    (place.bin / installer).chmod(0o755)
    done = place.run(program, str(file))
    assert done.returncode == 0, done.stderr
    verb = "tool install" if installer == "uv" else "install"
    assert (place.home / "told").read_text() == f"{verb} --quiet acme-guard==0.1.0\n"
    assert place.run(program, str(file)).returncode == 0
    assert (place.home / "told").read_text().count("\n") == 1


@pytest.mark.parametrize("shell", TWO)
def test_another_release_is_not_taken(place: Place, shell: str) -> None:
    program = needs(shell)
    file = script(place, shell, "--allow", "~/projects", "--from", "acme-guard")
    os.rename(place.bin / "colima-guard", place.bin / "kept")
    (place.bin / "uv").write_text(
        '#!/bin/sh\nmkdir -p "$HOME/.local/bin"\n'
        "printf '#!/bin/sh\\necho colima-guard, version 9.9.9\\n' > \"$HOME/.local/bin/colima-guard\"\n"
        'chmod +x "$HOME/.local/bin/colima-guard"\n'
    )
    (place.bin / "uv").chmod(0o755)
    done = place.run(program, str(file))
    assert done.returncode == 3
    assert "another release: colima-guard, version 9.9.9" in done.stderr
    assert not (place.home / "projects").exists()


@pytest.mark.parametrize("shell", ["dash", "bash", "zsh"])
def test_half_a_script_does_nothing(place: Place, shell: str) -> None:
    """A download that stops in the middle."""
    program = needs(shell)
    text = place.printed("sh", "--allow", "~/projects")
    before = place.tree()
    for cut in (len(text) // 2, text.rindex("colima_guard_bootstrap")):
        place.run(program, stdin=text[:cut])
        assert place.tree() == before


def test_shellcheck_has_nothing_to_say(place: Place) -> None:
    program = needs("shellcheck")
    for argv in (["--from", "acme-guard"], []):
        text = place.printed("sh", "--allow", "~/projects", "--allow", f"~/{ODD}", *argv)
        done = place.run(program, "--shell=sh", "--enable=all", "--exclude=SC2250,SC2310,SC2312", "-", stdin=text)
        assert (done.returncode, done.stdout) == (0, "")


def test_the_saved_policy_is_carried_over_whole(place: Place) -> None:
    policy = "# ours: it's $HOME\nversion: 1\nallow:\n  - path: ~/projects  # all\nconfine: true\n"
    saved = place.home / ".config/colima-guard/policy.yaml"
    saved.parent.mkdir(parents=True)
    saved.write_text(policy)
    for shell in SHELLS:
        file = script(place, shell)
        other = Place(place.top / shell, place.top / shell / "you")
        done = other.run(needs(shell), str(file))
        assert done.returncode == 0, done.stderr
        assert (other.home / ".config/colima-guard/policy.yaml").read_text() == policy
