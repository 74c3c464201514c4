"""The other kinds, each by the program that it is for."""

from __future__ import annotations

import json
import plistlib
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from colima_guard.bootstrap.kinds import KINDS
from tests.bootstrap.conftest import ODD, Place, needs
from tests.bootstrap.test_shells import PROFILE, profile

LOCKED = PROFILE.replace("mounts: []   # everything\n", "mounts:   # everything\n  - location: ~/projects\n")
LOCKED += "    writable: true\n"
ROOT = Path(__file__).parents[2]


def written(place: Place, kind: str, *argv: str) -> Path:
    """The files of a kind, below a directory of their own."""
    out = place.top / "out"
    done = place.run("colima-guard", "bootstrap", kind, "--output", str(out), "--yes", *argv)
    assert done.returncode == 0, done.stderr
    return out


def test_every_kind_is_listed_and_printed_with_its_mark(place: Place) -> None:
    done = place.run("colima-guard", "bootstrap", "--list")
    assert [line.split()[0] for line in done.stdout.splitlines()] == list(KINDS)
    for kind in (name for name, one in KINDS.items() if one.marked):
        text = place.printed(kind, "--allow", "~/projects", "--from", "acme-guard")
        assert text.count(f"printed by colima-guard bootstrap {kind}") == len(KINDS[kind].parts)


class TestChezmoi:
    def test_a_filter_locks_what_is_there(self, place: Place) -> None:
        out = written(place, "chezmoi", "--allow", "~/projects")
        (place.home / "projects").mkdir()
        script = out / "run_onchange_before_colima-guard.sh"
        assert place.run("sh", str(script)).returncode == 0
        present = out / "dot_colima/default/modify_colima.yaml"
        done = place.run(str(present), stdin=PROFILE)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == LOCKED
        # what is locked stays, byte for byte
        assert place.run(str(present), stdin=LOCKED).stdout == LOCKED
        assert place.run(str(present), stdin=LOCKED.rstrip("\n")).stdout == LOCKED.rstrip("\n")

    def test_a_filter_makes_no_file(self, place: Place) -> None:
        out = written(place, "chezmoi", "--allow", "~/projects")
        for name in ("dot_colima/default/modify_colima.yaml", "dot_colima/_templates/modify_default.yaml"):
            done = place.run(str(out / name), stdin="")
            assert (done.returncode, done.stdout) == (0, "")

    def test_before_the_script_has_run_nothing_is_changed(self, place: Place) -> None:
        out = written(place, "chezmoi", "--allow", "~/projects")
        present = out / "dot_colima/default/modify_colima.yaml"
        assert place.run(str(present), stdin=PROFILE).stdout == PROFILE
        (place.bin / "colima-guard").unlink()
        done = place.run(str(present), stdin=PROFILE)
        assert (done.returncode, done.stdout) == (0, PROFILE)

    def test_a_refusal_stops_chezmoi_and_prints_nothing(self, place: Place) -> None:
        out = written(place, "chezmoi", "--allow", "~/projects")
        place.run("sh", str(out / "run_onchange_before_colima-guard.sh"))
        done = place.run(str(out / "dot_colima/default/modify_colima.yaml"), stdin="mounts: &all []\nx: *all\n")
        assert done.returncode == 4
        assert done.stdout == ""

    def test_an_exception_holds_in_the_filter(self, place: Place) -> None:
        saved = place.home / ".config/colima-guard/policy.yaml"
        saved.parent.mkdir(parents=True)
        (place.home / "projects").mkdir()
        saved.write_text(
            "version: 1\nallow: [{path: ~/projects}]\n"
            "exceptions: [{instance: colima/default, allow: [{path: ~/projects, access: ro}]}]\n"
        )
        out = written(place, "chezmoi")
        done = place.run(str(out / "dot_colima/default/modify_colima.yaml"), stdin=PROFILE)
        assert done.stdout == LOCKED.replace("true", "false")

    def test_shellcheck(self, place: Place) -> None:
        out = written(place, "chezmoi", "--allow", "~/projects")
        done = place.run(needs("shellcheck"), *(str(path) for path in out.rglob("*") if path.is_file()))
        assert (done.returncode, done.stdout) == (0, "")


class TestNix:
    """By the evaluator of Nix, with as much of home-manager as the module uses."""

    @pytest.mark.parametrize("home", ["plain", "odd"])
    def test_the_policy_and_the_activation(self, place: Place, home: str) -> None:
        nix = needs("nix-instantiate")
        directories = ["--allow", "~/projects"] if home == "plain" else ["--allow", f"~/{ODD}''${{x}}''"]
        out = written(place, "nix", *directories)
        stub = (
            'let made = import ./colima-guard.nix { config.home.profileDirectory = "/none"; '
            "lib.hm.dag.entryAfter = _: text: text; }; in "
            '{ policy = made.xdg.configFile."colima-guard/policy.yaml".text; '
            "script = made.home.activation.colimaGuard; "
            "save = made.home.sessionVariables.COLIMA_SAVE_CONFIG; }"
        )
        (out / "stub.nix").write_text(stub)
        done = place.run(nix, "--eval", "--strict", "--json", str(out / "stub.nix"), NIX_STATE_DIR=str(place.top / "n"))
        assert done.returncode == 0, done.stderr
        made = json.loads(done.stdout)
        assert made["save"] == "0"
        script = place.top / "script"
        script.write_text(place.printed("sh", *directories))
        assert f"policy={shlex.quote(made['policy'])}\n" in script.read_text()

        saved = place.home / ".config/colima-guard/policy.yaml"
        saved.parent.mkdir(parents=True)
        saved.write_text(made["policy"])
        activation = 'run() { "$@"; }; set -eu\n' + made["script"]
        for _ in range(2):
            ran = place.run("bash", "-c", activation)
            assert ran.returncode == (0 if home == "plain" else 4), ran.stderr
        if home == "plain":
            # Colima goes there where ~/.config exists
            assert (place.home / ".config/colima/_templates/default.yaml").exists()
            assert "nothing to change" in ran.stdout
        else:
            assert (place.home / f"{ODD}''${{x}}''").is_dir()
            assert "cannot be shared" in ran.stderr


class TestAnsible:
    HOSTS = 20

    def play(self, place: Place, *argv: str) -> tuple[int, dict[str, dict[str, int]], str]:
        """The exit code, what the recap says of each host, and all that was printed."""
        # by a link: beside the real one there may be a colima-guard
        program = place.bin / "ansible-playbook"
        if not program.exists():
            program.symlink_to(needs("ansible-playbook"))
        playbook = place.top / "play.yml"
        playbook.write_text(
            "- hosts: all\n  gather_facts: false\n  environment:\n    HOME: '{{ its_home }}'\n  roles: [colima_guard]\n"
        )
        done = place.run(
            *(str(program), "-i", str(place.top / "hosts.json"), str(playbook), *argv),
            ANSIBLE_ROLES_PATH=str(place.top / "out/roles"),
            ANSIBLE_FORKS="10",
            ANSIBLE_LOCAL_TEMP=str(place.top / "local"),
            ANSIBLE_REMOTE_TEMP=str(place.top / "remote"),
            ANSIBLE_NOCOLOR="1",
            ANSIBLE_PIPELINING="1",
        )
        recap = re.findall(r"^(host\d+) +: (.*)$", done.stdout, re.MULTILINE)
        stats = {host: {key: int(n) for key, n in re.findall(r"(\w+)=(\d+)", said)} for host, said in recap}
        return done.returncode, stats, done.stdout + done.stderr

    def hosts(self, place: Place, number: int) -> list[Path]:
        homes = [
            place.top / f"home {index}" / ("me" if index % 2 else "it's $(touch pwned) me") for index in range(number)
        ]
        python = shutil.which("python3")
        inventory = {
            "all": {
                "hosts": {
                    f"host{index}": {
                        "ansible_connection": "local",
                        "ansible_python_interpreter": python,
                        "its_home": {"__ansible_unsafe": str(home)},
                    }
                    for index, home in enumerate(homes)
                }
            }
        }
        (place.top / "hosts.json").write_text(json.dumps(inventory))
        for home in homes:
            file = home / ".colima/default/colima.yaml"
            file.parent.mkdir(parents=True)
            file.write_text(PROFILE)
        (place.top / "data").mkdir()
        return homes

    def test_check_apply_and_apply_again_on_twenty_hosts(self, place: Place) -> None:
        """An absolute directory, for some homes hold what cannot be shared."""
        written(place, "ansible", "--allow", f"{place.top}/data:ro")
        homes = self.hosts(place, self.HOSTS)
        code, stats, out = self.play(place, "--check")
        assert code == 0, out
        assert {one["changed"] for one in stats.values()} == {1}
        assert all((home / ".colima/default/colima.yaml").read_text() == PROFILE for home in homes)
        assert not any((home / ".config").exists() for home in homes)

        code, stats, out = self.play(place)
        assert code == 0, out
        assert {one["changed"] for one in stats.values()} == {1}
        assert len(stats) == self.HOSTS
        for home in homes:
            text = (home / ".colima/default/colima.yaml").read_text()
            assert f"  - location: {place.top}/data\n    writable: false\n" in text
        for home in homes[:2]:
            assert place.run("colima-guard", "check", HOME=str(home)).returncode == 0

        code, stats, out = self.play(place)
        assert code == 0, out
        assert {one["changed"] for one in stats.values()} == {0}

    def test_diff_directories_and_a_refusal(self, place: Place) -> None:
        written(place, "ansible", "--allow", "~/projects")
        (home,) = self.hosts(place, 1)[:1]
        plain = place.top / "plain"
        home.rename(plain)
        text = (place.top / "hosts.json").read_text()
        (place.top / "hosts.json").write_text(text.replace(json.dumps(str(home)), json.dumps(str(plain))))
        code, _, out = self.play(place, "--check", "--diff")
        assert code == 0, out
        assert f"new directory {plain}/projects" in out
        assert not (plain / "projects").exists()
        (plain / "projects").mkdir()
        code, _, out = self.play(place, "--check", "--diff")
        assert "+  - location: ~/projects" in out
        assert (plain / ".colima/default/colima.yaml").read_text() == PROFILE
        (plain / ".colima/default/colima.yaml").write_text("mounts: &all []\nruntime: docker\nprovision: *all\n")
        code, stats, out = self.play(place)
        assert code == 2
        assert stats["host0"]["failed"] == 1
        assert "not every VM is locked" in out

    def test_where_nothing_is_installed(self, place: Place) -> None:
        written(place, "ansible", "--allow", "~/projects")
        self.hosts(place, 1)
        (place.bin / "colima-guard").unlink()
        code, _, out = self.play(place)
        assert code == 2
        assert "colima_guard_requirement is empty" in out


class TestTimers:
    def test_launchd(self, odd: Place) -> None:
        text = odd.printed("launchd")
        made = plistlib.loads(text.encode())
        assert made["Label"] == "com.github.colima-guard.check"
        assert made["ProgramArguments"] == [str(odd.bin / "colima-guard"), "check", "--notify"]
        assert made["StartInterval"] == 3600
        assert made["EnvironmentVariables"] == {"PATH": odd.environ["PATH"]}
        assert "WatchPaths" not in made
        assert "launchctl bootstrap gui/$(id -u)" in text
        assert "launchctl bootout gui/$(id -u)/com.github.colima-guard.check" in text

    def test_launchd_with_a_program_of_any_name(self, odd: Place) -> None:
        (odd.bin / "colima-guard").rename(odd.bin / "kept")
        done = odd.run(str(odd.bin / "kept"), "bootstrap", "launchd")
        made = plistlib.loads(done.stdout.encode())
        assert made["ProgramArguments"][0] == str(odd.home / ".local/bin/colima-guard")

    def test_systemd(self, place: Place) -> None:
        analyze = needs("systemd-analyze")
        out = written(place, "systemd")
        done = place.run(analyze, "verify", "--user", *(str(path) for path in out.iterdir()), XDG_RUNTIME_DIR="/run")
        assert (done.returncode, done.stderr) == (0, "")

    @pytest.mark.parametrize("name", ["plain", 'it\'s "50%" $HOME ${x} \\n é'])
    def test_what_systemd_would_run(self, tmp_path: Path, name: str) -> None:
        """The words of ExecStart as systemd reads them: by its own rules of quoting, done by hand."""
        place = Place(tmp_path, tmp_path / name)
        (place.bin / "colima-guard").rename(place.bin / "kept")
        done = place.run(str(place.bin / "kept"), "bootstrap", "systemd", "--output", "out", "--yes")
        assert done.returncode == 0, done.stderr
        text = (tmp_path / "out/colima-guard-check.service").read_text()
        (line,) = [line for line in text.splitlines() if line.startswith("ExecStart=")]
        word = line.removeprefix('ExecStart=/usr/bin/env "').removesuffix('" check --notify')
        plain = word.replace("%%", "%").replace("$$", "$").replace('\\"', '"').replace("\\\\", "\\")
        assert plain == str(place.home / ".local/bin/colima-guard")
        verified = place.run(
            *(needs("systemd-analyze"), "verify", "--user", str(tmp_path / "out/colima-guard-check.service")),
            XDG_RUNTIME_DIR="/run",
        )
        assert (verified.returncode, verified.stderr) == (0, "")


def test_pre_commit_checks_before_a_commit(place: Place) -> None:
    hook = needs("pre-commit")
    git = needs("git")
    written(place, "pre-commit")
    repository = place.top / "out"
    place.environ |= {"PATH": f"{place.environ['PATH']}:{Path(hook).parent}", "PRE_COMMIT_HOME": str(place.top / "pc")}
    place.environ |= {f"GIT_{who}_{what}": "me@here" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}

    def commit() -> subprocess.CompletedProcess[str]:
        return place.run(git, "-C", str(repository), "commit", "--allow-empty", "-m", "more")

    assert place.run(git, "init", "--quiet", str(repository)).returncode == 0
    place.run(git, "-C", str(repository), "add", ".")
    assert place.run("sh", "-c", f"cd {repository} && pre-commit install").returncode == 0
    profile(place)
    (place.home / "projects").mkdir()
    assert commit().returncode == 1  # no policy yet
    assert place.run("colima-guard", "lock", "--yes", "~/projects").returncode == 0
    done = commit()
    assert done.returncode == 0, done.stdout + done.stderr
    (place.home / ".colima/default/colima.yaml").write_text(PROFILE)
    done = commit()
    assert done.returncode == 1
    assert "[CG103]" in done.stderr + done.stdout


def test_pre_commit_installs_from_where_it_is_told(place: Place) -> None:
    (package,) = yaml.safe_load(place.printed("pre-commit", "--from", "acme-guard"))["repos"]
    assert package["repo"] == "local"
    for hook in package["hooks"]:
        assert (hook["language"], hook["additional_dependencies"]) == ("python", ["acme-guard==0.1.0"])
    source = "git+https://github.com/acme/guard@0123abc"
    (repository,) = yaml.safe_load(place.printed("pre-commit", "--from", source))["repos"]
    assert (repository["repo"], repository["rev"]) == ("https://github.com/acme/guard", "0123abc")
    ours = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert {hook["id"] for hook in repository["hooks"]} == {hook["id"] for hook in ours}


@pytest.mark.parametrize(
    ("source", "action"),
    [
        ("git+https://github.com/acme/guard", "acme/guard@v0.1.0"),
        ("https://github.com/acme/guard.git", "acme/guard@v0.1.0"),
        ("git@github.com:acme/guard.git", "acme/guard@v0.1.0"),
        ("git+https://github.com/acme/guard@0123abc", "acme/guard@0123abc"),
        ("git+https://git.acme.org/acme/guard", None),
        ("git+https://github.com/acme/guard/sub", None),
        ("acme-guard", None),
    ],
)
def test_github_uses_our_action_where_it_can(place: Place, source: str, action: str | None) -> None:
    printed = place.printed("github-action", "--allow", "~/projects", "--from", source)
    _, *steps = yaml.safe_load(printed)["jobs"]["projects"]["steps"]
    assert steps[-1].get("uses") == action
    assert len(steps) == (1 if action else 2)
    if action is None:
        assert "scan --annotations --exit-code --if-any ." in steps[-1]["run"]


@pytest.mark.parametrize("directory", ["~/projects", "~/naïve-${{ github.token }}"])
def test_github_action_judges_the_profiles_of_a_repository(place: Place, directory: str) -> None:
    git = needs("git")
    needs("bash")
    text = place.printed("github-action", "--allow", directory, "--from", "git+https://github.com/acme/guard")
    assert text.count("${{") == 0
    job = yaml.safe_load(text)["jobs"]["profiles"]
    install, judge = job["steps"][1:]
    assert install["env"] == {"REQUIREMENT": "git+https://github.com/acme/guard@v0.1.0"}
    repository = place.top / "dotfiles"
    assert place.run(git, "init", "--quiet", str(repository)).returncode == 0
    (repository / "my mac").mkdir()
    file = repository / "my mac/colima.yaml"

    def judged(mounts: str) -> subprocess.CompletedProcess[str]:
        file.write_text(PROFILE.replace("vmType: qemu\nmountType: 9p", "vmType: vz\nmountType: virtiofs") + mounts)
        place.run(git, "-C", str(repository), "add", ".")
        return place.run("bash", "-c", f"cd {repository}\n{judge['run']}", **judge["env"])

    if directory != "~/projects":
        assert "cannot be shared" in judged("").stderr
        return
    done = judged("")
    assert done.returncode == 1
    assert "+  - location: ~/projects" in done.stdout
    file.write_text(done.stdout)
    locked = LOCKED.replace("vmType: qemu\nmountType: 9p", "vmType: vz\nmountType: virtiofs")
    file.write_text(locked)
    place.run(git, "-C", str(repository), "add", ".")
    done = place.run("bash", "-c", f"cd {repository}\n{judge['run']}", **judge["env"])
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_a_runner_is_never_given_an_unpinned_name(place: Place) -> None:
    done = place.run("colima-guard", "bootstrap", "github-action", "--allow", "~/projects")
    assert done.returncode == 2
    assert "it is not said from where" in done.stderr
