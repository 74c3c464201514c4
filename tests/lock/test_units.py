"""Units of a lock: which file stands for one, no file changed twice, and what becomes a plan."""

from __future__ import annotations

import pytest

from colima_guard.lock.units import once_a_file, path_of, plan_of
from colima_guard.model.plan import DirectoryChange, FileChange, Refusal, Unit

DIRECTORY = DirectoryChange("/home/me/nothing", 0o555, "stands for nothing")
REFUSAL = Refusal("/vm/b.yaml", 3, "no", "mounts: []")


def change(path: str, after: bytes = b"new\n", real: str | None = None) -> FileChange:
    return FileChange(path, real or path, b"old\n", after, 0o644, "why")


A, B = change("/vm/a.yaml"), change("/vm/b.yaml")


@pytest.mark.parametrize(
    ("unit", "path"),
    [
        (Unit(("x/a",), (A, B), (DIRECTORY,), REFUSAL), "/vm/a.yaml"),
        (Unit(("x/a",), (), (DIRECTORY,), REFUSAL), "/vm/b.yaml"),
        (Unit(("x/a",), (), (DIRECTORY,)), "/home/me/nothing"),
        (Unit(("x/a", "x/b")), "x/a, x/b"),
    ],
)
def test_the_file_to_name(unit: Unit, path: str) -> None:
    assert path_of(unit) == path


def test_one_file_through_two_links_is_changed_once_where_both_want_the_same() -> None:
    first = Unit(("x/a",), (change("/a/link", real="/shared"),))
    same = Unit(("x/b",), (change("/b/link", real="/shared"), B))
    units = once_a_file([first, same])
    assert [unit.files for unit in units] == [first.files, (B,)]
    assert [unit.refusal for unit in units] == [None, None]


def test_one_file_through_two_links_is_refused_where_they_want_different_texts() -> None:
    first = Unit(("x/a",), (change("/a/link", real="/shared"),))
    other = Unit(("x/b",), (change("/b/link", b"another\n", "/shared"), B), (DIRECTORY,))
    one, two = once_a_file([first, other])
    assert (one.files, one.refusal) == (first.files, None)
    assert (two.files, two.directories) == ((), ())
    assert two.refusal == Refusal(
        "/b/link", None, "/a/link leads to the same file and needs another text", "another\n", generated=False
    )


def test_a_plan_has_nothing_of_what_is_refused() -> None:
    keys = (("/vm/a.yaml", ("mounts",)), ("/vm/elsewhere.yaml", ("mounts",)))
    right = Unit(("x/a",), (A,), (DIRECTORY,), keys=keys)
    wrong = Unit(("x/b",), (B,), (DirectoryChange("/more", 0o555, "why"),), REFUSAL, (("/vm/b.yaml", ("mounts",)),))
    also = Unit(("x/c",), (change("/vm/c.yaml"),), (DIRECTORY,), keys=(("/vm/c.yaml", ("mountType", "mounts")),))
    plan = plan_of([right, wrong, also], ["lock", "~/p"])
    assert [file.path for file in plan.files] == ["/vm/a.yaml", "/vm/c.yaml"]
    assert plan.directories == (DIRECTORY,)
    assert plan.command == ("lock", "~/p")
    # of a file that turned out not to be changed no key is remembered
    assert plan.keys == {"/vm/a.yaml": ("mounts",), "/vm/c.yaml": ("mountType", "mounts")}
