"""``check`` that was remembered says what ``check`` computes, whatever happened in between."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from colima_guard import stamp, warm
from colima_guard.cli.main import main
from colima_guard.host import Host

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nothing is remembered on Windows")

PROFILE = (
    "cpu: 2\ndisk: 60\nmemory: 2\narch: host\nruntime: docker\nvmType: qemu\nmountType: 9p\n"
    "mounts:\n  - location: ~/projects\n    writable: true\n"
)
OPEN = PROFILE.replace("~/projects", "~/projectz")
POLICY = "version: 1\nallow:\n  - path: ~/projects\n    access: rw\n"


class Home:
    """A locked home, with ``check`` as it is remembered and as it is computed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for directory in ("projects", "projectz", "bin", "other/.colima/default"):
            (path / directory).mkdir(parents=True)
        self.write(".colima/default/colima.yaml", PROFILE)
        self.write(".colima/_templates/default.yaml", PROFILE)
        self.write(".config/colima-guard/policy.yaml", POLICY)
        self.write("other/.colima/default/colima.yaml", OPEN)
        self.environ = {"HOME": str(path), "PATH": str(path / "bin")}

    def write(self, name: str, text: str, mode: int = 0o644) -> Path:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(mode)
        return file

    @contextlib.contextmanager
    def _environment(self) -> Iterator[None]:
        kept, argv = dict(os.environ), sys.argv
        os.environ.clear()
        os.environ.update(self.environ)
        sys.argv = ["colima-guard", "check"]
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                yield
        finally:
            sys.argv = argv
            os.environ.clear()
            os.environ.update(kept)

    def remembered(self) -> bool:
        with self._environment():
            return warm.answer(["check"])

    def check(self) -> int:
        """As the entry point does it."""
        with self._environment():
            return 0 if warm.answer(["check"]) else main(["check"], Host())

    def computed(self) -> int:
        with self._environment():
            return main(["check", "--no-cache"], Host())

    @property
    def stamp(self) -> Path:
        return self.path / ".cache/colima-guard/check.stamp"


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    """No two seconds to wait: what changed before the check began is taken for settled."""
    monkeypatch.setattr(stamp, "_RACY_NS", 0)


@pytest.fixture
def home(tmp_path: Path, trusting: None) -> Home:
    return Home(tmp_path / "me")


def test_a_good_answer_is_remembered(home: Home) -> None:
    assert not home.remembered()
    assert home.check() == 0
    assert home.remembered()
    assert home.stamp.stat().st_mode & 0o777 == 0o600
    assert home.check() == home.computed() == 0


def test_drift_is_never_remembered(home: Home) -> None:
    home.write(".colima/default/colima.yaml", OPEN)
    assert home.check() == 1
    assert not home.stamp.exists()


def test_what_changed_just_now_is_not_trusted(tmp_path: Path) -> None:
    home = Home(tmp_path / "me")
    assert home.check() == 0
    assert not home.stamp.exists()


def test_the_same_size_and_the_same_time(home: Home) -> None:
    assert home.check() == 0
    file = home.path / ".colima/default/colima.yaml"
    before = file.stat()
    file.write_text(OPEN)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size
    assert not home.remembered()
    assert home.check() == home.computed() == 1


@pytest.mark.parametrize("damage", ["truncated", "mode", "link", "future", "empty", "bytes"])
def test_a_stamp_in_doubt_means_the_full_check(home: Home, damage: str) -> None:
    assert home.check() == 0
    whole = home.stamp.read_bytes()
    match damage:
        case "truncated":
            home.stamp.write_bytes(whole[: len(whole) // 2])
        case "mode":
            home.stamp.chmod(0o644)
        case "link":
            home.stamp.rename(home.path / "stamp")
            home.stamp.symlink_to(home.path / "stamp")
        case "future":
            home.stamp.write_bytes(whole.replace(b"stamp 1", b"stamp 2"))
        case "empty":
            home.stamp.write_bytes(b"")
        case "bytes":
            home.stamp.write_bytes(b"\xff" + whole)
    assert not home.remembered()
    assert home.check() == 0


def test_what_appears_where_it_was_missing(home: Home) -> None:
    home.write(".colima/_lima/colima/lima.yaml", "mounts: []\n")
    home.write(".colima/_lima/colima/colima.yaml", PROFILE)
    for name in (".colima/_lima/colima/ha.pid", ".colima/default/docker.sock", ".lima/vm/lima.yaml"):
        home.check()
        assert home.remembered()
        home.write(name, "")
        assert not home.remembered(), name
        (home.path / name).unlink()


def test_what_comes_and_goes_in_the_home_is_nothing_to_us(home: Home) -> None:
    assert home.check() == 0
    home.write("notes.txt", "")
    home.write(".cache/other", "")
    assert home.remembered()


def test_another_command_line_is_another_question(home: Home) -> None:
    assert home.check() == 0
    with home._environment():
        assert not warm.answer(["check", "--allow-soft"])
        assert not warm.answer(["status"])
        assert not warm.answer([])


def test_the_variable_that_turns_it_off(home: Home) -> None:
    assert home.check() == 0
    home.environ["COLIMA_GUARD_NO_CACHE"] = "1"
    assert not home.remembered()


def test_the_quick_answer_imports_next_to_nothing(home: Home) -> None:
    """As a real process: the same exit code and output, and neither click nor pydantic, ruamel.yaml or rich."""
    command = [sys.executable, "-X", "importtime", "-m", "colima_guard", "check"]
    assert home.check() == 0
    done = subprocess.run(command, env=home.environ | _library_path(), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert imported >= {"colima_guard.warm"}
    assert not {
        name for name in imported if name.split(".")[0] in ("click", "pydantic", "ruamel", "rich", "yaml", "json")
    }


def _library_path() -> dict[str, str]:
    return {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


class Changes(RuleBasedStateMachine):
    """Edits, replaced files, instances, variables, links, the policy, the program, the stamp: any order of them."""

    def __init__(self) -> None:
        super().__init__()
        self.directory = tempfile.mkdtemp()
        self.home = Home(Path(self.directory) / "me")
        self.kept = stamp._RACY_NS
        stamp._RACY_NS = 0

    def teardown(self) -> None:
        stamp._RACY_NS = self.kept
        shutil.rmtree(self.directory)

    @initialize()
    def remembered_once(self) -> None:
        assert self.home.check() == 0

    @rule(open_=st.booleans(), backdated=st.booleans())
    def edit_the_profile(self, open_: bool, backdated: bool) -> None:
        file = self.home.path / ".colima/default/colima.yaml"
        before = file.stat() if file.exists() else None
        file = self.home.write(".colima/default/colima.yaml", OPEN if open_ else PROFILE)
        if before is not None and backdated:
            os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))

    @rule(open_=st.booleans())
    def replace_the_template(self, open_: bool) -> None:
        new = self.home.write(".colima/_templates/new", OPEN if open_ else PROFILE)
        new.rename(self.home.path / ".colima/_templates/default.yaml")

    @rule(name=st.sampled_from(["work", "other"]), open_=st.booleans())
    def create_an_instance(self, name: str, open_: bool) -> None:
        self.home.write(f".colima/{name}/colima.yaml", OPEN if open_ else PROFILE)

    @rule(name=st.sampled_from(["work", "other", "_templates"]))
    def remove(self, name: str) -> None:
        shutil.rmtree(self.home.path / ".colima" / name, ignore_errors=True)

    @rule(open_=st.booleans(), home=st.sampled_from([".lima/vm", ".colima/_lima/colima"]))
    def a_lima_instance(self, open_: bool, home: str) -> None:
        where = "~/projectz" if open_ else "~/projects"
        self.home.write(f"{home}/lima.yaml", f"mounts:\n- location: {where}\n  writable: true\nmountType: 9p\n")
        self.home.write(f"{home}/lima-version", "2.2.0")

    @rule(text=st.sampled_from(["", "# nothing\n", "mounts:\n- location: ~\n", 'mounts:\n- location: "~"\n']))
    def a_shared_file(self, text: str) -> None:
        self.home.write(".lima/_config/override.yaml", text)
        self.home.write(".colima/_lima/_config/override.yaml", text)

    @rule(name=st.sampled_from(["COLIMA_HOME", "XDG_CONFIG_HOME", "LIMA_HOME"]), there=st.booleans())
    def change_a_variable(self, name: str, there: bool) -> None:
        if there:
            self.home.environ[name] = str(self.home.path / "other/.colima")
        else:
            self.home.environ.pop(name, None)

    @rule(release=st.sampled_from(["0.8.4", "0.10.3", None]))
    def install(self, release: str | None) -> None:
        file = self.home.path / "bin/colima"
        file.unlink(missing_ok=True)
        if release is not None:
            self.home.write("bin/colima", f"#!/bin/sh\necho colima version v{release}\n", 0o755)

    @rule(to=st.sampled_from(["projects", "projectz"]))
    def swap_a_link(self, to: str) -> None:
        link = self.home.path / "linked"
        link.unlink(missing_ok=True)
        link.symlink_to(to)
        self.home.write(".colima/default/colima.yaml", PROFILE.replace("~/projects", "~/linked"))

    @rule(path=st.sampled_from(["~/projects", "~/projectz", "~"]))
    def edit_the_policy(self, path: str) -> None:
        self.home.write(".config/colima-guard/policy.yaml", POLICY.replace("~/projects", path))

    @rule()
    def touch_a_directory(self) -> None:
        (self.home.path / "note").touch()
        os.utime(self.home.path / ".colima")

    @rule(length=st.integers(0, 400))
    def damage_the_stamp(self, length: int) -> None:
        if self.home.stamp.exists():
            self.home.stamp.write_bytes(self.home.stamp.read_bytes()[:length])

    @rule(seconds=st.integers(-100_000, 100_000))
    def set_the_clock_of_a_file(self, seconds: int) -> None:
        file = self.home.path / ".colima/_templates/default.yaml"
        if file.exists():
            os.utime(file, (seconds + 1_700_000_000,) * 2)

    @invariant()
    def the_quick_answer_is_the_full_one(self) -> None:
        assert self.home.check() == self.home.computed()
        assert self.home.check() == self.home.computed()


Changes.TestCase.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
TestChanges = Changes.TestCase


def test_a_program_that_is_planted_later(home: Home) -> None:
    """In a project's directory on ``PATH``, which a VM may write."""
    (home.path / "projects/bin").mkdir()
    home.environ["PATH"] = f"{home.path}/projects/bin:{home.path}/bin"
    for name in ("colima", "limactl", "docker"):
        assert home.check() == 0
        assert home.remembered()
        planted = home.write(f"projects/bin/{name}", "#!/bin/sh\nexit 1\n", 0o755)
        assert not home.remembered()
        assert home.check() == home.computed() == 1
        planted.unlink()
