"""The main job as a real process: no fixture between the program and the machine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from colima_guard.backends.colima.profile import Profile
from colima_guard.formats.golang.yaml_v3.document import decode
from tests.machines.colima import LOCKED, QEMU, profile
from tests.machines.command import COMMAND, begun, environment, run

FILE = ".colima/default/colima.yaml"
#: on Linux and on a Mac alike: with vz a file that says qemu is one that runs qemu
BEFORE, AFTER = profile(**QEMU), profile(LOCKED, **QEMU)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path.resolve() / "me"
    for name in ("projects", "data", ".ssh", ".colima/default"):
        (home / name).mkdir(parents=True)
    (home / FILE).write_text(BEFORE)
    return home


def test_the_main_job(home: Path) -> None:
    status = run(home, "status")
    assert status.returncode == 0, status.stderr
    assert b"colima/default    OPEN" in status.stdout
    assert b"1: ~/.ssh" in status.stdout
    assert run(home, "check").returncode == 2

    dry = run(home, "lock", "~/projects", "--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert b"+  - location: ~/projects\n" in dry.stdout
    assert b"\x1b" not in dry.stdout
    assert (home / FILE).read_text() == BEFORE

    assert run(home, "lock", "~/projects").returncode == 2  # nobody can be asked
    locked = run(home, "lock", "~/projects", "--yes")
    assert (locked.returncode, locked.stderr) == (0, b"")
    assert locked.stdout.endswith(b"2 instances LOCKED\n")
    assert (home / FILE).read_text() == AFTER

    check = run(home, "check")
    assert (check.returncode, check.stdout, check.stderr) == (0, b"", b"")
    assert b"colima/default: no\n" in run(home, "why", "~/.ssh").stdout
    document = json.loads(run(home, "status", "--json").stdout)
    assert (document["ok"], document["home"]) == (True, str(home))
    rendered = run(home, "render", "colima", stdin=BEFORE.encode())
    assert (rendered.returncode, rendered.stdout) == (0, AFTER.encode())

    assert run(home, "rollback", "--yes").returncode == 0
    assert (home / FILE).read_text() == BEFORE
    assert not (home / ".colima/_templates").exists()
    assert b"rolled back" in run(home, "history").stdout


def test_a_reader_that_goes_away(home: Path) -> None:
    """As ``head`` does: what is said must be more than a pipe holds (64 KiB)."""
    for number in range(700):
        (home / f".colima/vm{number}").mkdir()
        (home / f".colima/vm{number}/colima.yaml").write_text(BEFORE)
    run(home, "lock", "~/projects", "--yes", "--instance", "vm0")
    for argv in (["status", "--json"], ["status"], ["check"], ["lock", "-n"]):
        with begun(home, *argv) as process:
            assert process.stdout is not None and process.stderr is not None
            process.stdout.read(10)
            process.stdout.close()
            assert process.stderr.read() == b""
            assert process.wait(60) == 141
    # an error that nobody reads
    with begun(home, "lock", "~/nowhere", "--json") as process:
        assert process.stdout is not None
        process.stdout.close()
        process.communicate()
        assert process.returncode in (4, 141)


#: more than any buffer holds
LONG = b"# more\n" * 50_000


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no disk that is always full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_output_that_cannot_be_written(home: Path, unbuffered: str) -> None:
    """A script must not take half a document, or none, for an answer."""
    commands = [
        ["status"],
        ["status", "--json"],
        ["--version"],
        ["--help"],
        ["check", "--json"],
        ["nonsense", "--json"],
    ]
    for argv in [
        *commands,
        ["lock", "-n", "~/projects"],
        ["render", "--allow", "~/projects", "colima"],
        ["lock", "--yes", "~/projects"],
    ]:
        with open("/dev/full", "wb") as full:
            done = subprocess.run(
                [*COMMAND, *argv],
                env={**environment(home), "PYTHONUNBUFFERED": unbuffered},
                cwd=home,
                input=BEFORE.encode() + LONG,
                stdout=full,
                stderr=subprocess.PIPE,
                check=False,
            )
        assert done.returncode == 74, (argv, done.stderr)
        assert b"standard output cannot be written: " in done.stderr, argv
        assert b"Traceback" not in done.stderr and b"ignored" not in done.stderr
    assert (home / FILE).read_text() == BEFORE


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_goes_away_within_a_long_text(home: Path, unbuffered: str) -> None:
    """The system takes a part of it then, and says so only to who asks."""
    with subprocess.Popen(
        [*COMMAND, "render", "--allow", "~/projects", "colima"],
        env={**environment(home), "PYTHONUNBUFFERED": unbuffered},
        cwd=home,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(BEFORE.encode() + LONG)
        process.stdin.close()
        process.stdout.read(1)
        process.stdout.close()
        assert process.wait() == 141


@pytest.mark.skipif(os.name == "nt", reason="as a POSIX shell closes them")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "2>/dev/full", "<&-"])
def test_streams_that_are_closed(home: Path, closed: str) -> None:
    """The code says all that can still be said."""
    lines = {"status": 0, "status --map": 0, "status --deep": 0, "check": 2, "scan": 3, "nonsense": 2}
    for line, code in {**lines, "lock ~/nowhere": 4, "--help": 0}.items():
        done = subprocess.run(
            ["/bin/sh", "-c", f'exec "$@" {closed}', "sh", *COMMAND, *line.split()],
            env=environment(home),
            cwd=home,
            capture_output=True,
            check=False,
        )
        assert done.returncode == code, (line, done.stderr)
        assert b"Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="as a POSIX shell closes them")
@pytest.mark.parametrize(
    ("given", "said"), [("<&-", b"is closed"), ("0>/dev/null", b"cannot be read: Bad file descriptor")]
)
def test_standard_input_that_is_none(home: Path, given: str, said: bytes) -> None:
    for line in ("render --allow ~/projects colima", "lock --yes --policy -"):
        done = subprocess.run(
            ["/bin/sh", "-c", f'exec "$@" {given}', "sh", *COMMAND, *line.split()],
            env=environment(home),
            cwd=home,
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (2, b"")
        assert b"colima-guard: standard input " + said in done.stderr
    assert (home / FILE).read_text() == BEFORE


@pytest.mark.skipif(os.name == "nt", reason="signals are those of POSIX")
def test_an_interrupt_while_it_starts(home: Path) -> None:
    """Half of a short command's time is spent before its command line is read."""
    script = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job has it ignored
class Finder:
    def find_spec(self, name, *_):
        if name == "colima_guard.cli.main":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Finder())
sys.argv = ["colima-guard", "status"]
from colima_guard.entry import main
sys.exit(main())
"""
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment(home), cwd=home, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


def test_an_unknown_locale(home: Path) -> None:
    (home / "größe").mkdir()
    for locale in ("nowhere.ISO-8859-1", "C", "POSIX"):
        done = run(home, "lock", "~/größe", "--yes", LC_ALL=locale)
        assert done.returncode == 0, done.stderr
        assert "~/größe" in (home / FILE).read_text()


def mounts(path: Path) -> list[tuple[str, bool]]:
    decoded = decode(path.read_bytes(), Profile)
    assert decoded.ok
    return [(one.location, one.writable) for one in decoded.value.mounts or []]


def test_two_at_once(home: Path) -> None:
    """One wins whole: what the policy says is what every file says."""
    files = [home / FILE]
    for number in range(20):
        files.append(home / f".colima/vm{number}/colima.yaml")
        files[-1].parent.mkdir()
        files[-1].write_text(BEFORE)
    for _ in range(3):
        processes = [begun(home, "lock", name, "--yes") for name in ("~/projects", "~/data")]
        ended = [process.communicate(timeout=60) for process in processes]
        codes = sorted(process.returncode for process in processes)
        assert codes in ([0, 0], [0, 1], [0, 4], [1, 4]), ended
        assert not any(b"bug" in err for _, err in ended)
        policy = json.loads(run(home, "status", "--json").stdout)["policy"]["allow"]
        wanted = [("~/" + Path(one["path"]).name, True) for one in policy]
        assert [mounts(file) for file in files] == [wanted] * len(files)
        assert run(home, "check").returncode == 0
        assert run(home, "lock", "--nothing", "--yes").returncode == 0


def test_a_second_one_waits_for_the_first(home: Path) -> None:
    from filelock import FileLock

    state = home / ".local/state/colima-guard"
    state.mkdir(parents=True, mode=0o700)
    with FileLock(state / "lock", mode=0o600):
        late = begun(home, "lock", "~/projects", "--yes")
        time.sleep(1)
        assert late.poll() is None
    assert late.wait(60) == 0
    assert (home / FILE).read_text() == AFTER
    late.communicate()


@pytest.mark.parametrize("moment", [0, 1, 5, 15, 29])
def test_killed_in_the_middle(home: Path, moment: int) -> None:
    """At the moment at which so many files have changed: each is the old or the new one, and the next run goes on."""
    files = [home / f".colima/vm{number:02}/colima.yaml" for number in range(30)]
    for file in files:
        file.parent.mkdir()
        file.write_text(BEFORE)
    old = {file: file.stat().st_ino for file in files}
    process = begun(home, "lock", "~/projects", "--yes")
    while process.poll() is None:
        journal = list(home.glob(".local/state/colima-guard/changes/2*/journal"))
        if journal and (moment == 0 or files[moment].stat().st_ino != old[files[moment]]):
            process.kill()
            break
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert {file.read_text() for file in files} <= {BEFORE, AFTER}

    status = run(home, "status", "--json")
    assert status.returncode == 0, status.stderr
    assert json.loads(status.stdout)["interrupted"] is not None
    assert b"was not finished" in run(home, "status").stdout
    (change,) = json.loads(run(home, "history", "--json").stdout)["changes"]
    assert change["state"] == "interrupted"
    if moment % 2:
        back = run(home, "rollback", change["id"], "--yes")
        assert back.returncode == 0, back.stderr
        assert {file.read_text() for file in files} == {BEFORE}
        assert not (home / ".config/colima-guard/policy.yaml").exists()
    again = run(home, "lock", "~/projects", "--yes")
    assert again.returncode == 0, again.stderr
    assert {file.read_text() for file in files} == {AFTER}
    assert run(home, "check").stdout == b""
    left = [path for path in home.rglob("*") if path.name.endswith(".tmp") or ".new" in path.name]
    assert left == []


def test_nothing_below_the_home_is_touched_without_being_remembered(home: Path) -> None:
    """A verdict carries the list of what it depends on: status and check ask the machine through its one seam."""
    if subprocess.run(["sh", "-c", "command -v strace"], capture_output=True, check=False).returncode:
        pytest.skip("needs strace")
    run(home, "lock", "~/projects", "--yes")
    (home / ".docker").mkdir()
    (home / ".docker/config.json").write_text('{"currentContext": "colima"}')
    driver = (
        "import sys, json\n"
        "from colima_guard.cli.main import main\n"
        "from colima_guard.host.machine import Host\n"
        "host = Host()\n"
        "code = main(sys.argv[2:], host)\n"
        "open(sys.argv[1], 'w').write(json.dumps([list(one) for one in host.questions]))\n"
        "sys.exit(code)\n"
    )
    from tests.machines.command import COMMAND, environment

    for command in (["status"], ["check"]):
        asked, log = home.parent / "asked", home.parent / "log"
        strace = ["strace", "-f", "-qq", "-o", str(log), "-e", "trace=file,getdents64", "-y"]
        program = [COMMAND[0], "-c", driver, str(asked), *command]
        env = environment(home, PATH=os.environ["PATH"])
        done = subprocess.run([*strace, *program], env=env, cwd=home, capture_output=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        remembered = {subject for _, subject in json.loads(asked.read_text()) if subject.startswith("/")}
        above = {str(parent) for path in remembered for parent in Path(path).parents}
        touched = set(_paths(log.read_text(), str(home)))
        assert len(touched) > 10
        own = {path for path in touched if path.startswith(f"{home}/.cache/colima-guard")}  # what it remembers itself
        assert sorted(touched - remembered - above - own) == []


def _paths(log: str, home: str) -> list[str]:
    import re

    return [path.rstrip("/") for path in re.findall(r'"(/[^"]*)"', log) if path.startswith(home + "/")]
