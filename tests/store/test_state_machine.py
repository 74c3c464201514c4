"""Changes, foreign edits, kills, recoveries, rollbacks in any order: each file is a known old or new one."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from colima_guard.errors import GuardError
from colima_guard.model.plan import Plan
from colima_guard.store.change import Change, PartlyWritten
from colima_guard.store.standing import state_of
from tests.machines.kills import killed_at
from tests.machines.store import World

NAMES = ["a", "b", "link", "dir/c", "dir/sub/d"]
REAL = {"link": "dotfiles/e"}
DATA = st.one_of(st.none(), st.sampled_from([b"", b"one", b"two", b"three"]))
MODES = st.sampled_from([0o600, 0o640, 0o644])

State = tuple[bytes, int] | None


class Machine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.base = Path(os.path.realpath(tempfile.mkdtemp(dir="/dev/shm" if os.path.isdir("/dev/shm") else None)))
        self.world = World(self.base)
        #: what each file may hold: one state, or two after a kill and until we look
        self.may: dict[str, tuple[State, ...]] = dict.fromkeys(NAMES, (None,))

    def teardown(self) -> None:
        shutil.rmtree(self.base)

    @initialize()
    def link(self) -> None:
        self.edit("link", b"one", 0o644)
        (self.base / "link").symlink_to("dotfiles/e")

    def path(self, name: str) -> Path:
        return self.base / REAL.get(name, name)

    def now(self, name: str) -> State:
        path = self.path(name)
        return (path.read_bytes(), path.stat().st_mode & 0o7777) if path.exists() else None

    def plan(self, wanted: dict[str, tuple[bytes | None, int]]) -> Plan:
        files = []
        for name, (after, mode) in wanted.items():
            now = self.now(name)
            if now is None and after is None:
                continue
            if name == "link" and after is None:
                continue  # a link that leads to nothing is refused ever after, which is tested elsewhere
            files.append(self.world.change(name, now and now[0], after, mode))
        return Plan(tuple(files), command=("lock",))

    def expect(self, plan: Plan) -> dict[str, State]:
        return {
            os.path.relpath(file.path, self.base): None if file.after is None else (file.after, file.mode)
            for file in plan.files
        }

    def apply(self, plan: Plan) -> Change | None:
        try:
            change = self.world.store.apply(plan)
        except GuardError as error:
            assert "nothing to change" in error.what, error.what
            return None
        self.may.update({name: (state,) for name, state in self.expect(plan).items()})
        return change

    @rule(wanted=st.dictionaries(st.sampled_from(NAMES), st.tuples(DATA, MODES), min_size=1))
    def change(self, wanted: dict[str, tuple[bytes | None, int]]) -> None:
        self.apply(self.plan(wanted))

    @rule(wanted=st.dictionaries(st.sampled_from(NAMES), st.tuples(DATA, MODES), min_size=1), step=st.integers(0, 150))
    def change_killed(self, wanted: dict[str, tuple[bytes | None, int]], step: int) -> None:
        plan = self.plan(wanted)
        with killed_at(step):
            self.apply(plan)
        for name, state in self.expect(plan).items():
            self.may[name] = (*self.may[name], state)

    @rule(step=st.integers(0, 30))
    def recover_killed(self, step: int) -> None:
        with killed_at(step):
            self.world.store.recover()

    @rule()
    def recover(self) -> None:
        before = self.world.tree()
        for change in self.world.store.recover():
            for file in change.files:
                assert file.done or file.found(self.world.host) != "after"
        after = self.world.tree()
        assert {name: found for name, found in before.items() if ".colima-guard" not in name} == after
        assert self.world.store.recover() == []
        assert not list((self.world.state_dir / "changes").glob(".*"))

    @rule(name=st.sampled_from(NAMES), data=st.sampled_from([b"theirs", b"one", None]), mode=MODES)
    def edit(self, name: str, data: bytes | None, mode: int) -> None:
        path = self.path(name)
        if data is None and name != "link":
            path.unlink(missing_ok=True)
            self.may[name] = (None,)
        elif data is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            path.chmod(mode)
            self.may[name] = ((data, mode),)

    @rule(
        wanted=st.dictionaries(st.sampled_from(NAMES), st.tuples(DATA, MODES), min_size=1),
        name=st.sampled_from(NAMES),
        theirs=st.binary(min_size=4, max_size=5),
    )
    def edit_since_the_plan(self, wanted: dict[str, tuple[bytes | None, int]], name: str, theirs: bytes) -> None:
        plan = self.plan(wanted)
        planned = self.now(name)
        self.edit(name, theirs, 0o640)
        if name in self.expect(plan) and (planned is None or planned[0] != theirs):
            try:
                self.world.store.apply(plan)
            except PartlyWritten:
                raise
            except GuardError as error:
                assert "has changed since" in error.what
            else:
                raise AssertionError("somebody else's edit was overwritten")

    @rule(pick=st.integers(0, 3), step=st.one_of(st.none(), st.integers(0, 150)))
    def rollback(self, pick: int, step: int | None) -> None:
        self.world.store.recover()
        history = self.world.store.history()
        if pick >= len(history):
            return
        plan = self.world.inverse(history[pick])
        plan = Plan(
            tuple(file for file in plan.files if not (file.after is None and "dotfiles" in file.real_path)),
            command=plan.command,
            reverts=plan.reverts,
            remove_directories=plan.remove_directories,
        )
        if step is None:
            change = self.apply(plan)
            if change is not None:
                states = [state_of(one, self.world.store.history(), self.world.host) for one in (history[pick], change)]
                assert states == ["rolled back", "applied"]
            return
        with killed_at(step):
            self.apply(plan)
        for name, state in self.expect(plan).items():
            self.may[name] = (*self.may[name], state)

    @invariant()
    def each_file_is_a_known_one(self) -> None:
        for name, may in self.may.items():
            now = self.now(name)
            assert now in may, f"{name} is {now} and may be {may}"
            self.may[name] = (now,)
        assert not (self.base / "link").exists() or (self.base / "link").is_symlink()

    @invariant()
    def history_can_be_read(self) -> None:
        history = self.world.store.history()
        assert [change.id for change in history] == sorted((change.id for change in history), reverse=True)
        for change in history:
            assert change.state != "damaged"
            for file in change.files:
                for digest in (file.before_sha256, file.after_sha256):
                    self.world.store.contents(digest, change)


TestStore: Any = Machine.TestCase
TestStore.settings = settings(
    max_examples=60, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
