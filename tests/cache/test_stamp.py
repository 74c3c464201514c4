"""A stamp in any doubt means the full check, which then writes one of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial
from itertools import product
from pathlib import Path

import pytest

from colima_guard.cache import answer as warm
from colima_guard.cache import stamp
from tests.machines.ways_to_edit import WAYS, opened, remove
from tests.machines.whole_home import LEGACY, READ, Home

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nothing is remembered on Windows")


def _rewritten(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def damage(file: Path) -> None:
        file.write_bytes(change(file.read_bytes()))

    return damage


def _linked(file: Path) -> None:
    file.rename(file.with_name("elsewhere"))
    file.symlink_to("elsewhere")


def _fifo(file: Path) -> None:
    file.unlink()
    os.mkfifo(file, 0o600)


def _directory(file: Path) -> None:
    file.unlink()
    file.mkdir(mode=0o700)


def _foreign(file: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root, to give a file away")
    os.chown(file, 12345, -1)


DAMAGES: dict[str, Callable[[Path], None]] = {
    "empty": _rewritten(lambda whole: b""),
    "half of it": _rewritten(lambda whole: whole[: len(whole) // 2]),
    "without its last byte": _rewritten(lambda whole: whole[:-1]),
    "without its last record": _rewritten(lambda whole: whole.rpartition(b"\x1e")[0]),
    "something behind it": _rewritten(lambda whole: whole + b"\n"),
    "bytes before it": _rewritten(lambda whole: b"\xff" + whole),
    "of a future format": _rewritten(lambda whole: whole.replace(b"stamp 1", b"stamp 2")),
    "of an unknown kind": _rewritten(lambda whole: whole.replace(b"\x1eend", b"\x1ez\x1f/\x1f\x1eend")),
    "with a field too many": _rewritten(lambda whole: whole.replace(b"\x1eend", b"\x1fmore\x1eend")),
    "of nothing": _rewritten(lambda whole: b"\x1e".join([whole.partition(b"\x1e")[0], b"end"])),
    "readable by all": lambda file: file.chmod(0o644),
    "writable by the group": lambda file: file.chmod(0o620),
    "executable": lambda file: file.chmod(0o700),
    "a link": _linked,
    "a pipe": _fifo,
    "a directory": _directory,
    "somebody else's": _foreign,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_stamp_in_doubt(home: Home, damage: str) -> None:
    assert home.check().code == 0 and home.remembered()
    DAMAGES[damage](home.stamp)
    assert not home.remembered()
    assert home.check().code == 0
    if damage != "a directory":
        assert home.remembered() and not home.stamp.is_symlink()


def test_a_stamp_that_is_larger_than_any(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert home.check().code == 0 and home.remembered()
    monkeypatch.setattr(warm, "_MAX", home.stamp.stat().st_size - 1)
    assert not home.remembered()


def test_the_stamp_of_another_home(home: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "you", home.wanted)
    assert home.check().code == 0 and other.check().code == 0
    home.stamp.write_bytes(other.stamp.read_bytes())
    assert not home.remembered() and other.remembered()


@pytest.mark.parametrize("seconds", [-100_000, 100_000])
def test_its_own_times_do_not_count(home: Home, seconds: int) -> None:
    """What it says of its inputs does: a stamp from the future of a clock that was set back is as good as any."""
    assert home.check().code == 0
    at = home.stamp.stat().st_mtime + seconds
    os.utime(home.stamp, (at, at))
    assert home.remembered()


def test_an_input_of_the_future_is_not_trusted(home: Home) -> None:
    """It was changed while the clock was ahead, or its time was set: it may be changed again within that time."""
    file = home.path / ".colima/default/colima.yaml"
    at = file.stat().st_mtime + 100_000
    os.utime(file, (at, at))
    assert home.check().code == 0 and not home.remembered()


def test_a_clock_that_was_set_back_since(home: Home) -> None:
    """Files that are newer than now are not trusted."""
    home.ahead = -100_000
    assert home.check().code == 0 and not home.remembered()


def questions_about(home: Home, name: str) -> list[int]:
    """The numbers of the questions of a full check whose answers depend on a file."""
    path = str(home.path / name)
    return [number for number, (_, subject) in enumerate(home.questions) if subject == path]


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("way", [*WAYS, remove])
def test_a_change_while_it_is_checked(everything: Home, name: str, way: Callable[..., None]) -> None:
    """Before the answer or after it, on a clock that was an hour ahead when the check began and is not any more."""
    everything.ahead = 3700
    everything.computed()
    asked = questions_about(everything, name)
    assert asked
    for number in {asked[0], asked[-1], len(everything.questions) - 1}:
        everything.meanwhile(number, "after", partial(way, everything.path / name, opened(everything.text(name))))
        assert not everything.remembered()
        everything.lay()
        everything.ahead = 3700


def test_a_change_right_before_it_is_written(everything: Home) -> None:
    name = ".lima/vm/lima.yaml"
    for way in (*WAYS, remove):
        everything.meanwhile(-1, "", partial(way, everything.path / name, opened(everything.text(name))))
        assert everything.stamp.exists() and not everything.remembered()
        assert everything.check() == everything.computed()
        everything.lay()


def test_what_starts_stops_and_appears_while_it_is_checked(everything: Home) -> None:
    """On a clock that was an hour ahead when the check began, too."""
    home = everything
    changes: list[Callable[[], object]] = [
        home.end,
        lambda: home.write(".lima/_config/override.yaml", "mounts:\n- location: '~'\n"),
        lambda: home.write(".colima/more/colima.yaml", ""),
        lambda: home.write(".colima/_lima/colima/ha.pid", f"{home.process()}\n"),
        lambda: home.write(LEGACY, "{}"),
        lambda: (home.path / ".lima/vm/disk").unlink(),
        lambda: (home.path / ".colima/default").chmod(0o700),
        lambda: home.install("0.8.4"),
        lambda: (home.path / "bin/ps").unlink(),
    ]
    for ahead, (number, change) in product((0, 3700), enumerate(changes)):
        home.install("0.10.2")
        home.write(".lima/vm/ha.pid", f"{home.process()}\n")
        home.ahead = ahead
        assert home.check().code == 0 and home.remembered()
        home.meanwhile(len(home.questions) - 1, "after", change)
        assert not home.remembered(), number
        home.lay()


def test_a_check_within_a_check(everything: Home) -> None:
    """Both find the same, and what the last one writes is whole."""
    assert everything.check().code == 0
    for number in (0, 50, 150, len(everything.questions) - 1, -1):
        everything.stamp.unlink()
        assert everything.meanwhile(number, "after", everything.full).code == 0
        assert everything.remembered()
        assert not list(everything.stamp.parent.glob("check.stamp.*"))


def test_ctrl_c_while_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was there holds, and nothing is left beside it."""
    file = tmp_path / "check.stamp"
    file.write_bytes(b"before")
    with monkeypatch.context() as patched:

        def interrupted(*_: object) -> None:
            raise KeyboardInterrupt

        patched.setattr(os, "replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            stamp._replace(str(file), b"after")
    assert [one.name for one in tmp_path.iterdir()] == ["check.stamp"]
    assert file.read_bytes() == b"before"
