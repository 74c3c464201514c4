"""Our ``NamedTuple`` beside that of ``typing``: the same but for the time that making one takes."""

from __future__ import annotations

import copy
import inspect
import pickle
import typing
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import pytest

from colima_guard.model.named_tuple import NamedTuple

T = TypeVar("T")


class Ours(NamedTuple):
    """A share."""

    path: str
    access: str = "ro"
    links: tuple[str, ...] = ()

    @property
    def writable(self) -> bool:
        return self.access == "rw"

    def widened(self) -> Ours:
        return self._replace(access="rw")

    @classmethod
    def of(cls, path: str) -> Ours:
        return cls(path)


class Theirs(typing.NamedTuple):
    """A share."""

    path: str
    access: str = "ro"
    links: tuple[str, ...] = ()


class Single(NamedTuple):
    path: str


class Read(NamedTuple, Generic[T]):
    value: T
    doubt: bool = False


CALLS: list[Callable[[Any], Any]] = [
    lambda kind: kind("/a"),
    lambda kind: kind("/a", "rw", ("/b",)),
    lambda kind: kind(links=("/b",), path="/a"),
    lambda kind: kind("/a")._replace(access="rw"),
    lambda kind: kind._make(["/a", "rw", ()]),
    lambda kind: kind("/a")._asdict(),
    lambda kind: kind("/a")[0] + kind("/a").access,
    lambda kind: kind("/a").links,
    lambda kind: kind("/a") == ("/a", "ro", ()),
    lambda kind: {kind("/a"): 1}[kind("/a")],
    lambda kind: sorted([kind("/b"), kind("/a")]),
    lambda kind: copy.copy(kind("/a")),
    lambda kind: copy.deepcopy(kind("/a", "ro", ("/b",))),
    lambda kind: pickle.loads(pickle.dumps(kind("/a", "rw"))),
    lambda kind: (kind._fields, kind.__match_args__, kind.__name__, kind.__doc__, kind.__module__, kind.__slots__),
    lambda kind: [(each.name, each.default, each.kind) for each in inspect.signature(kind).parameters.values()],
]


@pytest.mark.parametrize("call", CALLS)
def test_it_is_what_typing_makes(call: Callable[[Any], Any]) -> None:
    assert repr(call(Ours)).replace("Ours", "Theirs") == repr(call(Theirs))


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda kind: kind(), "__new__() missing 1 required positional argument: 'path'"),
        (lambda kind: kind("/a", "ro", (), 1), "__new__() takes from 2 to 4 positional arguments but 5 were given"),
        (lambda kind: kind("/a", writeable=True), "__new__() got an unexpected keyword argument 'writeable'"),
        (lambda kind: kind("/a", path="/b"), "__new__() got multiple values for argument 'path'"),
        (lambda kind: kind._make([]), ""),
        (lambda kind: kind("/a")._replace(writeable=True), "Got unexpected field names: ['writeable']"),
        (lambda kind: setattr(kind("/a"), "path", "/b"), "can't set attribute"),
        (lambda kind: setattr(kind("/a"), "other", "/b"), ""),
    ],
)
def test_what_is_wrong_is_wrong(call: Callable[[Any], Any], said: str) -> None:
    for kind in (Ours, Theirs):
        with pytest.raises((TypeError, ValueError, AttributeError)) as wrong:
            call(kind)
        assert said in str(wrong.value).replace("Theirs.", "").replace("Ours.", "")


def test_methods_of_its_own() -> None:
    assert Ours.of("/a").widened() == Ours("/a", "rw")
    assert Ours("/a", "rw").writable
    match Ours("/a"):
        case Ours(path, access):
            assert (path, access) == ("/a", "ro")
    assert type(Ours) is type
    assert isinstance(Ours("/a"), tuple)


def test_one_field() -> None:
    assert Single("/a").path == "/a"
    assert list(Single("/a")) == ["/a"]


def test_of_a_type_that_is_not_said_yet() -> None:
    assert Read[int](3) == Read(3, False)
    assert repr(Read[str]("a")) == "Read(value='a', doubt=False)"


def test_no_field_without_a_default_behind_one_with_a_default() -> None:
    with pytest.raises(TypeError, match="without a default"):

        class Wrong(NamedTuple):
            path: str = ""
            access: str  # type: ignore[misc]


def test_types_as_they_are_written() -> None:
    assert typing.get_type_hints(Ours) == {"path": str, "access": str, "links": tuple[str, ...]}
