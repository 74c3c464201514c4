"""Many shares and many allowed directories: the work grows with them, and not with their square. Counted, not timed."""

from __future__ import annotations

import cProfile
import json
import pstats
from collections.abc import Sequence

import pytest

from tests.conftest import Machine
from tests.machines.colima import QEMU, profile

FEW, MANY = 60, 240
#: a list of four times as many may take a little more than four times as many calls
GROWTH = 5.0


def listed(number: int, access: str = "writable: true") -> str:
    return "mounts:\n" + "".join(f"  - location: ~/p{n}\n    {access}\n" for n in range(number)).rstrip("\n")


def colima(machine: Machine, number: int) -> None:
    machine.write(".colima/default/colima.yaml", profile(listed(number), **QEMU))


def overlapping(machine: Machine, number: int) -> None:
    text = listed(number) + f"\n  - location: ~/p{number - 1}/inner"
    machine.write(".colima/default/colima.yaml", profile(text, **QEMU))


def lima(machine: Machine, number: int) -> None:
    text = f'images:\n- location: "https://example.com/disk.img"\nvmType: qemu\nmountType: 9p\n{listed(number)}\n'
    machine.write(".lima/vm/lima.yaml", text)
    machine.write(".lima/vm/lima-version", "2.2.0")
    machine.write(".lima/vm/disk", "")


def docker_desktop(machine: Machine, number: int) -> None:
    directories = [f"{machine.home}/p{n}" for n in range(number)]
    machine.write(".docker/desktop/settings-store.json", json.dumps({"FilesharingDirectories": directories}))


def policy(machine: Machine, number: int) -> None:
    entries = "".join(f"  - path: ~/p{n}\n" for n in range(number))
    machine.write(".config/colima-guard/policy.yaml", f"version: 1\nallow:\n{entries}")


def calls(machine: Machine, argv: Sequence[str]) -> int:
    """How many functions a command line calls."""
    profiler = cProfile.Profile()
    profiler.enable()
    done = machine.run(*argv)
    profiler.disable()
    assert done.code in (0, 1), done.err
    return int(pstats.Stats(profiler).total_calls)  # type: ignore[attr-defined]  # typeshed leaves it out


@pytest.mark.parametrize("argv", [("status",), ("check",), ("why", "~/p1/file"), ("lock", "--dry-run")], ids=" ".join)
@pytest.mark.parametrize("allowed", [False, True])
@pytest.mark.parametrize("backend", [colima, overlapping, lima, docker_desktop])
def test_the_work_grows_with_the_list(machine: Machine, backend: object, allowed: bool, argv: Sequence[str]) -> None:
    assert callable(backend)
    machine.linux()
    machine.mkdir(*(f"p{n}" for n in range(MANY)))
    found: list[int] = []
    # the first time modules are imported
    for number in (1, 4, FEW, MANY):
        backend(machine, number)
        policy(machine, number if allowed else 1)
        found.append(calls(machine, argv))
    _, rest, few, many = found
    assert (many - rest) / (few - rest) < GROWTH, found


def test_an_overlap_is_found_among_many(machine: Machine) -> None:
    machine.linux()
    overlapping(machine, 300)
    found = machine.instance()
    home = machine.home
    assert found["refusal"] == f"overlapping mounts not supported: '{home}/p299/' overlaps '{home}/p299/inner/'"
