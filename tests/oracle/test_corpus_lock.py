"""Published ``colima.yaml`` files once more, byte by byte: what a lock changes, that it is done once, and its way back.

``test_corpus.py`` shows what the releases make of them. The differ here knows nothing of how the edit is made.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter

import pytest

from colima_guard.backends.colima.profile import Profile
from colima_guard.formats.golang.types import replaced
from colima_guard.formats.golang.yaml_v3.document import decode
from tests.conftest import Machine, shared
from tests.machines.colima_start import save

pytestmark = pytest.mark.oracle

PROFILE = ".colima/default/colima.yaml"
_KEY = re.compile(rb"""["']?mounts["']?[ \t]*:""")


def _block(data: bytes) -> tuple[int, int]:
    """Where the value of ``mounts`` begins and ends, with its key: up to the next line that is another key's."""
    begin = 0
    lines = data.splitlines(keepends=True)
    for number, line in enumerate(lines):
        if _KEY.match(line.removeprefix(b"\xef\xbb\xbf")):
            end = begin + len(line)
            for other in lines[number + 1 :]:
                if other.strip() and other[:1] not in b" \t-#\r\n":
                    break
                end += len(other)
            return begin, end
        begin += len(line)
    return len(data), len(data)


def _outside(before: bytes, after: bytes) -> str | None:
    """What differs outside the value, ``None`` where nothing does."""
    begin, end = _block(before)
    head, tail = before[:begin], before[end:]
    if begin == len(before) and not head.endswith(b"\n") and head:
        head += b"\r\n" if b"\r\n" in head else b"\n"  # the key that is added needs a line of its own
    if not after.startswith(head):
        return "what stands before"
    if not after.endswith(tail):
        return "what stands behind"
    inside = after[len(head) : len(after) - len(tail)]
    foreign = [line for line in inside.splitlines()[1:] if line.strip() and line[:1] not in b" \t-#"]
    if foreign:
        return f"a key within: {foreign[0]!r}"
    comments = Counter(re.findall(rb"(?m)(?:^|[ \t])(#[^\r\n]*)", before[begin:end]))
    lost = comments - Counter(re.findall(rb"(?m)(?:^|[ \t])(#[^\r\n]*)", inside))
    return f"a comment is lost: {next(iter(lost))!r}" if lost else None


def test_not_one_byte_outside_the_value(
    machine: Machine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("colima_guard.store.disk.sync", lambda fd: None)
    machine.mkdir("projects")
    count: Counter[str] = Counter()
    wrong: list[tuple[str, object]] = []
    for path in sorted(shared("corpus", "colima").iterdir()):
        before = path.read_bytes()
        machine.write(PROFILE, before)
        shutil.rmtree(machine.home / ".local", ignore_errors=True)
        done = machine.run("lock", "~/projects", "--yes", "--instance", "default")
        after = (machine.home / PROFILE).read_bytes()
        count["run"] += 1
        if "cannot be locked: " in done.out:
            (said,) = [line for line in done.out.splitlines() if line.startswith("cannot be locked: ")]
            where = re.match(rf"cannot be locked: ~/{re.escape(PROFILE)}(:\d+)?: .", said)
            if after != before or where is None or "  paste this by hand, " not in done.out:
                wrong.append((path.name, said))
            count["refused"] += 1
            continue
        count["locked"] += 1
        if (differs := _outside(before, after)) is not None:
            wrong.append((path.name, differs))
        if "nothing to change" not in machine.run("lock", "--yes", "--instance", "default").out:
            wrong.append((path.name, "a second lock changes it again"))
        machine.run("rollback", "--yes")
        if (machine.home / PROFILE).read_bytes() != before:
            wrong.append((path.name, "the rollback is not what was"))
        (machine.home / ".config/colima-guard/policy.yaml").unlink(missing_ok=True)
    assert wrong == []
    assert count["run"] == 92
    assert count["refused"] <= 6  # none of them one that Colima loads
    with capsys.disabled():
        print(f"\ncorpus/colima, bytes: {', '.join(f'{number} {what}' for what, number in count.items())}", end="")


#: as Colima writes it for Lima: with Lima's template text outside quotes where the runtime is docker
GENERATED = "vmType: qemu\nmounts:\n    - location: {}\n      writable: true\nmountType: 9p\n{}"
DOCKER = "provision:\n    - mode: dependency\n      script: groupadd -f docker && usermod -aG docker {{ .User }}\n"


@pytest.mark.parametrize("then", ["", DOCKER], ids=["without", "with"])
@pytest.mark.parametrize("now", ["", DOCKER], ids=["without", "with"])
def test_what_colima_rewrote_since_is_taken_back_whole(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, then: str, now: str
) -> None:
    monkeypatch.setattr("colima_guard.store.disk.sync", lambda fd: None)
    machine.linux().mkdir("projects")
    lima = ".colima/_lima/colima/lima.yaml"
    wrong: list[tuple[str, object]] = []
    run = 0
    for path in sorted(shared("corpus", "colima").iterdir()):
        for directory in (".local", ".config", ".colima"):
            shutil.rmtree(machine.home / directory, ignore_errors=True)
        before = path.read_bytes()
        machine.write(PROFILE, before)
        machine.write(lima, GENERATED.format('"~"', then))
        if "cannot be locked: " in machine.run("lock", "~/projects", "--yes", "--instance", "default").out:
            continue
        run += 1
        profile = decode((machine.home / PROFILE).read_bytes(), Profile).value
        machine.write(PROFILE, save(replaced(profile, cpu=7)))
        machine.write(lima, "cpus: 7\n" + GENERATED.format("~/projects", now))
        done = machine.run("rollback", "--yes")
        back = decode((machine.home / PROFILE).read_bytes(), Profile).value
        mounts = (back.mounts, decode(before, Profile).value.mounts)
        if done.code != 0 or mounts[0] != mounts[1] or back.cpu != 7:
            wrong.append((path.name, (done.code, done.out, mounts)))
        if machine.read(lima) != "cpus: 7\n" + GENERATED.format('"~"', now):
            wrong.append((path.name, machine.read(lima)))
    assert wrong == []
    assert run >= 86


@pytest.mark.parametrize(
    ("before", "after", "differs"),
    [
        (b"a: 1\nmounts: []\nb: 2\n", b"a: 1\nmounts:\n  - x: y\nb: 2\n", False),
        (b"a: 1\nmounts: []\nb: 2\n", b"a: 1\nmounts:\n  - x: y\nb:  2\n", True),
        (b"a: 1\nmounts: []\nb: 2\n", b"a: 2\nmounts:\n  - x: y\nb: 2\n", True),
        (b"a: 1\nmounts: []\nb: 2\n", b"a: 1\nmounts:\n  - x: y\nc: 3\nb: 2\n", True),
        (b"a: 1\nmounts: [] # why\n", b"a: 1\nmounts:\n  - x: y\n", True),
        (b"a: 1", b"a: 1\nmounts:\n  - x: y", False),
    ],
)
def test_the_differ_tells(before: bytes, after: bytes, differs: bool) -> None:
    assert (_outside(before, after) is not None) == differs
