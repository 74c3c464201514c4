"""Stories that nobody thought of: lock, allow, revoke, rollback, Colima's start, somebody's edit and a kill, in any
order; after each, every file is one that was meant."""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import Any
from unittest import mock

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from colima_guard.backends.colima.profile import Profile
from colima_guard.formats.golang.yaml_v3.document import decode
from tests.machines.colima import profile
from tests.machines.colima_start import start, stop
from tests.machines.quiet import Quiet, quiet_machine

FILE = ".colima/default/colima.yaml"
WORK = ".colima/work/colima.yaml"
TEMPLATE = ".colima/_templates/default.yaml"
POLICY = ".config/colima-guard/policy.yaml"
DIRS = ("~/projects", "~/projects/a", "~/data", "~/data:ro", "~/other:ro")
NOTHING = "~/.local/share/colima-guard/nothing-shared"


class Story(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.machine: Quiet = self.stack.enter_context(quiet_machine())
        #: what the policy must say, None where a rollback or a kill makes it another question
        self.allow: dict[str, str] | None = None
        #: whether every file was written by the last command, and by nobody since
        self.settled = False
        self.comments = 0

    def teardown(self) -> None:
        self.stack.close()

    @initialize(mounts=st.sampled_from(("mounts: []", "mounts: null", "mounts:\n  - location: ~/data # mine")))
    def begin(self, mounts: str) -> None:
        self.machine.mkdir("projects/a", "data", "other", ".ssh")
        self.machine.write(FILE, profile(mounts))
        self.machine.write(WORK, profile("mounts: [{location: ~/other}]"))

    def _did(self, code: int, allow: dict[str, str] | None) -> None:
        assert code in (0, 1, 4)
        if code == 0:
            self.allow, self.settled = allow, True
        elif code == 1:
            # the policy is saved, and something of it could not be done
            self.allow, self.settled = None, False

    # -- what the user does ------------------------------------------------------------------------------------------

    @rule(dirs=st.lists(st.sampled_from(DIRS), min_size=1, max_size=3, unique=True))
    def lock(self, dirs: list[str]) -> None:
        done = self.machine.run("lock", *dirs, "--yes")
        self._did(done.code, _collapsed(dirs))

    @rule()
    def lock_nothing(self) -> None:
        self._did(self.machine.run("lock", "--nothing", "--yes").code, {})

    @precondition(lambda self: self.allow is not None)
    @rule()
    def lock_again(self) -> None:
        assert self.allow is not None
        done = self.machine.run("lock", "--yes")
        self._did(done.code, self.allow)

    @precondition(lambda self: self.allow is not None)
    @rule(directory=st.sampled_from(DIRS))
    def allow_one(self, directory: str) -> None:
        assert self.allow is not None
        path, _, access = directory.partition(":")
        wanted = {**self.allow, path: access or "rw"}
        done = self.machine.run("allow", directory, "--yes")
        self._did(done.code, _collapsed([f"{one}:{two}" for one, two in wanted.items()]))

    @precondition(lambda self: bool(self.allow))
    @rule(data=st.data())
    def revoke_one(self, data: st.DataObject) -> None:
        assert self.allow is not None
        path = data.draw(st.sampled_from(sorted(self.allow)))
        done = self.machine.run("revoke", path, "--yes")
        self._did(done.code, {one: two for one, two in self.allow.items() if one != path})

    @rule()
    def roll_back(self) -> None:
        done = self.machine.run("rollback", "--yes")
        assert done.code in (0, 1, 3, 4), done.err
        self.allow, self.settled = None, False

    @rule(data=st.data(), force=st.booleans())
    def roll_back_any(self, data: st.DataObject, force: bool) -> None:
        changes = self._history()
        if changes:
            one = data.draw(st.sampled_from(changes))
            done = self.machine.run("rollback", one["id"], "--yes", *(["--force"] if force else []))
            assert done.code in (0, 1, 4), done.err
            self.allow, self.settled = None, False

    # -- what others do ----------------------------------------------------------------------------------------------

    @rule(path=st.sampled_from((FILE, WORK, TEMPLATE)))
    def somebody_edits(self, path: str) -> None:
        if (self.machine.home / path).exists():
            self.comments += 1
            text = self.machine.read(path)
            self.machine.write(path, f"# by hand {self.comments}\n{text}")

    @rule(path=st.sampled_from((FILE, WORK)), to=st.sampled_from(("mounts: []", "mounts:\n  - location: ~/.ssh")))
    def somebody_opens_it(self, path: str, to: str) -> None:
        self.machine.write(path, profile(to))
        self.settled = False

    @rule(short=st.sampled_from(("default", "work", "new")))
    def colima_starts(self, short: str) -> None:
        start(self.machine, short)
        stop(self.machine, short)
        if short == "new":
            self.settled = self.settled and (self.machine.home / TEMPLATE).exists()

    @rule(dirs=st.lists(st.sampled_from(DIRS), min_size=1, max_size=2, unique=True), after=st.integers(0, 4))
    def killed_while_locking(self, dirs: list[str], after: int) -> None:
        self._killed(["lock", *dirs, "--yes"], after)

    @rule(after=st.integers(0, 4))
    def killed_while_rolling_back(self, after: int) -> None:
        self._killed(["rollback", "--yes"], after)

    def _killed(self, argv: list[str], after: int) -> None:
        """The command in a process of its own, which dies when it has written so many files."""
        child = os.fork()
        if child == 0:
            try:
                from colima_guard.store import atomic

                write = atomic.write
                left = iter(range(after))

                def counted(*args: Any) -> None:
                    if next(left, None) is None:
                        os._exit(137)
                    write(*args)

                with mock.patch.object(atomic, "write", counted):
                    self.machine.run(*argv)
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        self.allow, self.settled = None, False

    # -- what holds always -------------------------------------------------------------------------------------------

    def _history(self) -> list[dict[str, Any]]:
        done = self.machine.run("history", "--json")
        assert done.code == 0, done.err
        changes: list[dict[str, Any]] = done.json["changes"]
        return changes

    @invariant()
    def nothing_is_broken(self) -> None:
        assert self.machine.run("status").code == 0
        states = {change["state"] for change in self._history()}
        assert states <= {"applied", "interrupted", "rolled back", "taken back in part", "rewritten since"}
        for path in (FILE, WORK, TEMPLATE):
            if (self.machine.home / path).exists():
                decoded = decode((self.machine.home / path).read_bytes(), Profile)
                assert decoded.ok
                assert decoded.value.runtime == "docker"

    @invariant()
    def what_was_locked_is_locked(self) -> None:
        if self.settled and self.allow is not None:
            assert self.machine.run("check").out == ""
            policy = self.machine.run("status", "--json").json["policy"]["allow"]
            assert {one["path"].replace(str(self.machine.home), "~"): one["access"] for one in policy} == self.allow
            for path in (FILE, WORK):
                mounts = decode((self.machine.home / path).read_bytes(), Profile).value.mounts or []
                assert {one.location for one in mounts} == (set(self.allow) or {NOTHING})

    @invariant()
    def nothing_is_left_lying_about(self) -> None:
        if self.settled:
            assert list(self.machine.home.rglob(".colima-guard-*.tmp")) == []


def _collapsed(dirs: list[str]) -> dict[str, str]:
    pairs = {path: access or "rw" for path, _, access in (one.partition(":") for one in dirs)}
    return {path: access for path, access in pairs.items() if not any(path.startswith(f"{one}/") for one in pairs)}


Story.TestCase.settings = settings(
    deadline=None, max_examples=12, stateful_step_count=12, suppress_health_check=list(HealthCheck)
)
TestStory = Story.TestCase
