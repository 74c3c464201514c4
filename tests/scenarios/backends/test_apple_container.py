"""Apple's container: what its container machines mount, and the setting of the next one."""

from __future__ import annotations

import pytest

from tests.conftest import Machine

ONLY = ("--backend", "apple-container")
LOCK = ("lock", "--yes", *ONLY, "~/projects")
DATA = "Library/Application Support/com.apple.container"
COPY, USER = f"{DATA}/config/config.toml", ".config/container/config.toml"
NEW, DEV = "apple-container/(new)", "apple-container/dev"
TEXT = '# mine\n[build]\ncpus = 2 # few\n\n[machine]\r\nmemory = "4gb"\n'
BOOT = f"{DATA}/plugin-state/machine-apiserver/machines/dev/boot-config.json"


@pytest.fixture
def apple(machine: Machine) -> Machine:
    machine.mkdir("projects", ".ssh", DATA)
    return machine


def test_the_next_one_mounts_the_home(apple: Machine) -> None:
    found = apple.instance(NEW)
    (share,) = found["shares"]
    assert (found["verdict"], share["location"], share["effective_access"]) == ("OPEN", str(apple.home), "rw")
    assert ": yes, writable\n  through ~, which is shared writable\n" in apple.run("why", "~/.ssh", *ONLY).out


@pytest.mark.parametrize(
    ("user", "copied", "verdict"),
    [
        ('machine.homeMount = "none"', 'machine = { homeMount = "none" }', "LOCKED"),
        # it counts only after `container system start`
        ('[machine]\nhomeMount = "none"', "", "OPEN"),
        ("", '[machine]\nhomeMount = "none"', "OPEN"),
        (None, '[machine]\nhomeMount = "none"', "LOCKED"),
        ('[machine]\nhomemount = "none"', '[machine]\nhomeMount = "none"', "OPEN"),
        ('[machine]\nhomeMount = "None"', '[machine]\nhomeMount = "none"', "UNKNOWN"),
        ("[machine", '[machine]\nhomeMount = "none"', "UNKNOWN"),
        ("machine = 1", '[machine]\nhomeMount = "none"', "UNKNOWN"),
    ],
)
def test_what_the_files_say(apple: Machine, user: str | None, copied: str, verdict: str) -> None:
    if user is not None:
        apple.write(USER, user)
    apple.write(COPY, copied)
    assert apple.verdicts()[NEW] == verdict


def test_read_only_is_held_by_the_host(apple: Machine) -> None:
    apple.write(BOOT, '{"cpus":4,"homeMount":"ro"}')
    apple.command("ps", "echo '1 launchd'")
    (share,) = apple.instance(DEV)["shares"]
    assert (share["access"], share["effective_access"]) == ("ro", "ro")


def test_lock_check_and_rollback(apple: Machine) -> None:
    """The copy is the program's: until it makes it anew, the next machine is born as before."""
    apple.write(USER, TEXT)
    apple.write(COPY, TEXT, 0o444)
    done = apple.run(*LOCK)
    assert done.code == 1 and "container system start" in done.out
    locked = (apple.home / USER).read_bytes()
    assert b'homeMount = "none"' in locked and b"cpus = 2 # few" in locked
    assert (apple.home / COPY).read_bytes() == TEXT.encode()
    checked = apple.run("check", *ONLY)
    assert checked.code == 1 and "do: container system start" in checked.out
    assert "container system start" in apple.run(*LOCK).out
    (apple.home / COPY).chmod(0o644)
    (apple.home / COPY).write_bytes(locked)
    assert apple.run("check", *ONLY).code == 0
    assert "nothing to change" in apple.run(*LOCK).out
    assert apple.run("rollback", "--yes").code in (0, 1)
    assert (apple.home / USER).read_bytes() == TEXT.encode()


def test_before_its_first_start_one_file_is_made(machine: Machine) -> None:
    machine.mkdir("projects")
    machine.command("container", "exit 1")
    assert machine.verdicts()[NEW] == "OPEN"
    done = machine.run(*LOCK)
    assert done.code == 0, done.out + done.err
    assert machine.read(USER) == '[machine]\nhomeMount = "none"\n'
    assert machine.run("rollback", "--yes").code in (0, 1)
    assert not (machine.home / USER).exists()


def test_a_broken_file_is_refused(apple: Machine) -> None:
    apple.write(USER, "[machine\n")
    done = apple.run(*LOCK)
    assert done.code in (1, 4) and 'homeMount = "none"' in done.out + done.err
    assert apple.read(USER) == "[machine\n"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ('{"cpus":4,"memory":"1gb"}', "OPEN"),
        ('{"homeMount":"rw"}', "OPEN"),
        ('{"homeMount":"none"}', "LOCKED"),
        ('{"homeMount":null}', "OPEN"),
        ('{"homeMount":"none","homeMount":"rw"}', "UNKNOWN"),
        ('{"homeMount":"all"}', "UNKNOWN"),
        ("{", "UNKNOWN"),
    ],
)
def test_a_machine_that_is_there(apple: Machine, text: str, verdict: str) -> None:
    apple.write(BOOT, text)
    apple.command("ps", "echo '1 launchd'")
    assert apple.verdicts()[DEV] == verdict


def test_a_machine_that_is_there_is_told_of(apple: Machine) -> None:
    apple.write(BOOT, "{}")
    apple.command("ps", "echo '1 launchd'")
    done = apple.run(*LOCK)
    assert done.code == 1
    assert "container machine set -n dev home-mount=none, then container machine stop dev" in done.out
    assert apple.read(BOOT) == "{}"


def test_a_machine_that_runs_is_older(apple: Machine) -> None:
    apple.write(BOOT, '{"homeMount":"none"}')
    apple.command("ps", "echo '77 /usr/local/libexec/container-runtime-linux start --root /x --uuid dev-0a1b2c'")
    apple.starts[77] = 1_000_000_000.0
    found = apple.instance(DEV)
    assert (found["running"], found["verdict"]) == (True, "UNKNOWN")
    apple.starts[77] = 9_000_000_000.0
    assert apple.instance(DEV)["verdict"] == "LOCKED"
    apple.command("ps", "exit 1")
    assert apple.instance(DEV)["verdict"] == "UNKNOWN"


def test_its_own_directories_are_not_shared(apple: Machine) -> None:
    for path in (DATA, ".config/container"):
        assert apple.run("lock", "--dry-run", *ONLY, f"~/{path}").code == 4


def test_the_default_root_is_looked_at_beside_another_one(apple: Machine) -> None:
    """A terminal without the variable has that one."""
    apple.write(BOOT, '{"homeMount":"rw"}')
    apple.command("ps", "echo '1 launchd'")
    apple.environ["CONTAINER_APP_ROOT"] = str(apple.home / "elsewhere")
    found = apple.verdicts()
    assert found[f"{DEV}@~/{DATA}"] == found[NEW] == found[f"{NEW}@~/{DATA}"] == "OPEN"
    assert "container machine set -n dev home-mount=none" in apple.run("lock", "--dry-run", *ONLY, "--nothing").out
    apple.environ["CONTAINER_APP_ROOT"] = f"{apple.home}/{DATA}/"
    assert set(apple.verdicts(*ONLY)) == {DEV, NEW}


@pytest.mark.parametrize("variable", ["CONTAINER_APP_ROOT", "XDG_CONFIG_HOME"])
def test_a_relative_path_leads_elsewhere(apple: Machine, variable: str) -> None:
    apple.write(USER, '[machine]\nhomeMount = "none"\n')
    apple.write(COPY, '[machine]\nhomeMount = "none"\n')
    apple.environ[variable] = DATA if variable == "CONTAINER_APP_ROOT" else ".config"
    assert apple.verdicts()[NEW] == "UNKNOWN"
    done = apple.run(*LOCK)
    assert done.code in (1, 4) and "leads elsewhere from another directory" in done.out + done.err
