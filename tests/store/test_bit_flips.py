"""Whatever happens to the bytes of a journal is noticed: no change is ever read as another one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from colima_guard.errors import GuardError
from colima_guard.model.plan import DirectoryChange, Plan
from colima_guard.store import lines
from colima_guard.store.change import Change
from colima_guard.store.journal import append
from colima_guard.store.sealed import Damaged
from tests.machines.store import World

KINDS = ["applied", "killed", "cut", "interrupted", "noted after the end"]


def change(world: World) -> Change:
    world.put("a", b"old")
    plan = Plan(
        (world.change("a", b"old", b"new"), world.change("b", None, b"b", 0o600)),
        (DirectoryChange(str(world.home / "dir"), 0o555, ""),),
        command=("rollback", "2026"),
        reverts="20260101-000000-abcd",
        left=("c",),
        keys={"a": ("mounts",)},
    )
    return world.store.apply(plan)


def journal(world: World, kind: str) -> bytes:
    made = change(world)
    path = world.journal(made)
    whole = path.read_bytes().splitlines(keepends=True)
    if kind == "noted after the end":
        append(str(path.parent.parent), made.id, lines.interrupted(made))
    elif kind != "applied":
        path.write_bytes(b"".join(whole[:2]) + (whole[2][:30] if kind == "cut" else b""))
    if kind == "interrupted":
        world.store.recover()
    return path.read_bytes()


def flipped(data: bytes) -> Iterator[bytes]:
    for index, byte in enumerate(data):
        for bit in range(8):
            yield data[:index] + bytes([byte ^ 1 << bit]) + data[index + 1 :]


def meaning(data: bytes) -> tuple[Change, bool] | None:
    try:
        return lines.read(data)
    except Damaged:
        return None


@pytest.mark.parametrize("kind", KINDS)
def test_every_bit(world: World, kind: str) -> None:
    data = journal(world, kind)
    was = meaning(data)
    assert was is not None
    whole = data.rfind(b"\n") + 1
    for number, other in enumerate(flipped(data)):
        # only of a line that was never written a bit may go by
        assert meaning(other) is None or (number // 8 >= whole and meaning(other) == was), number


@pytest.mark.parametrize("kind", KINDS)
def test_lines_lost_doubled_and_moved(world: World, kind: str) -> None:
    data = journal(world, kind)
    *parts, tail = data.splitlines(keepends=True) if kind == "cut" else [*data.splitlines(keepends=True), b""]
    count = len(parts)
    others = [parts[:at] + parts[at + 1 :] for at in range(count - 1)]
    others += [[*parts[:to], parts[at], *parts[to:]] for at in range(count) for to in range(count + 1)]
    others += [[*parts[:at], parts[at + 1], parts[at], *parts[at + 2 :]] for at in range(count - 1)]
    for other in others:
        assert meaning(b"".join(other) + tail) is None, other


@pytest.mark.parametrize("kind", KINDS)
def test_every_cut_is_a_kill_at_that_time(world: World, kind: str) -> None:
    """Not damage: the bytes are those that were there then. Zeros are what a power cut leaves of the rest."""
    data = journal(world, kind)
    for length in range(len(data)):
        whole = data[: data.rfind(b"\n", 0, length) + 1]
        for cut in (data[:length], data[:length] + b"\0" * (len(data) - length)):
            assert meaning(cut) == (meaning(whole) if whole else None), length


@pytest.mark.parametrize("kind", KINDS)
def test_an_end_that_no_line_begins_with_is_damage(world: World, kind: str) -> None:
    data = journal(world, kind)
    for end in (b"x", b"{}", b'{"type":"DONE","file":7', b'{"type":"INTERRUPTED","files":[0],"sum":"x', b"\0x", b" "):
        assert meaning(data + end) is None
    closed = kind in ("applied", "interrupted", "noted after the end")
    assert (meaning(data[: data.rfind(b"\n") + 1] + b'{"type":"END"') is None) == closed


def test_every_bit_of_what_is_stored(world: World) -> None:
    made = change(world)
    stored = [path for path in world.journal(made).parent.iterdir() if path.name != "journal"]
    assert len(stored) == 3
    for path in stored:
        data = path.read_bytes()
        for other in (*flipped(data), *(data[:length] for length in range(len(data))), data + b"\0", data * 2):
            path.write_bytes(other)
            with pytest.raises(GuardError, match="does not have the bytes"):
                world.store.contents(path.name, made)
        path.write_bytes(data)
        assert world.store.contents(path.name, made) == data


def test_a_journal_of_another_change_is_damage(world: World) -> None:
    one = change(world)
    two = world.store.apply(Plan((world.change("d", None, b"d"),)))
    paths: list[Path] = [world.journal(one), world.journal(two)]
    data = [path.read_bytes() for path in paths]
    paths[0].write_bytes(data[1])
    paths[1].write_bytes(data[0])
    assert [shown.state for shown in world.store.history()] == ["damaged", "damaged"]
