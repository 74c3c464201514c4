"""Who may import whom: a room uses only rooms to its left, and no two modules import each other in a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

import colima_guard

PACKAGE = Path(colima_guard.__file__).parent
#: the stair from left to right; the rooms of one step do not know each other
STAIR: tuple[tuple[str, ...], ...] = (
    ("model",),
    ("exits",),
    ("errors",),
    ("host", "formats"),
    ("store", "cache"),
    ("backends",),
    ("policy",),
    ("judge",),
    ("lock", "live"),
    ("scan",),
    ("report",),
    ("bootstrap",),
    ("cli",),
    ("entry",),
    ("__main__",),
)
STEP = {room: step for step, rooms in enumerate(STAIR) for room in rooms}
AT_THE_ROOT = {"__init__.py", "__main__.py", "entry.py", "errors.py", "exits.py"}


class Import(NamedTuple):
    """An import of ours: which module, from where, and whether only for the type checker."""

    target: str
    line: int
    typing: bool


def module(path: Path) -> str:
    """The dotted name of a file, without ``colima_guard``; empty for the package itself."""
    return ".".join(part for part in path.relative_to(PACKAGE).with_suffix("").parts if part != "__init__")


MODULES = {module(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imports(path: Path) -> Iterator[Import]:
    """Every import of ours in a file, those within functions included."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    guarded = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            package, _, target = name.partition(".")
            if package == "colima_guard":
                target = target if target in MODULES else target.rpartition(".")[0]
                yield Import(target, node.lineno, id(node) in guarded)


def test_what_lies_at_the_root() -> None:
    assert {path.name for path in PACKAGE.glob("*.py")} == AT_THE_ROOT


def test_every_room_is_on_the_stair() -> None:
    assert {name.partition(".")[0] for name in MODULES if name} - {"templates"} <= STEP.keys()


@pytest.mark.parametrize("name", [name for name in MODULES if name])
def test_a_room_uses_only_rooms_to_its_left(name: str) -> None:
    room = name.partition(".")[0]
    for found in imports(MODULES[name]):
        other = found.target.partition(".")[0]
        allowed = not other or other == room or STEP[other] < STEP[room]
        assert allowed, f"{MODULES[name]}:{found.line}: {room} uses {other}"


def test_no_circle() -> None:
    graph = {name: {one.target for one in imports(path) if not one.typing} - {name} for name, path in MODULES.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"these import each other: {' -> '.join(error.args[1])}")


def test_the_walk_sees_imports() -> None:
    """A check that found no import at all would pass everything."""
    assert sum(1 for path in MODULES.values() for _ in imports(path)) > 500
