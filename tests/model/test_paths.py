"""Paths are compared by component, and cleaned as Go cleans them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colima_guard.model.paths import Paths, clean, is_within, keys, overlap, with_tilde, without_tilde

PATHS = st.lists(st.sampled_from(("a", "ab", "b", "Größe", "..x", "~")), max_size=4).map(lambda it: "/" + "/".join(it))


@pytest.mark.parametrize(
    ("path", "parent", "within"),
    [
        ("/a", "/a", True),
        ("/a/b", "/a", True),
        ("/ab", "/a", False),
        ("/a", "/a/b", False),
        ("/a", "/", True),
        ("/", "/", True),
        ("/a/b", "/a/", True),
    ],
)
def test_within(path: str, parent: str, within: bool) -> None:
    assert is_within(path, parent) is within


@given(PATHS, PATHS)
def test_overlap_is_the_same_both_ways(one: str, other: str) -> None:
    assert overlap(one, other) == overlap(other, one) == (is_within(one, other) or is_within(other, one))


#: vectors of Go's path/filepath, path_test.go
CLEAN = {
    "abc": "abc",
    "abc/def": "abc/def",
    ".": ".",
    "..": "..",
    "../..": "../..",
    "/abc": "/abc",
    "/": "/",
    "": ".",
    "abc/": "abc",
    "abc/def/": "abc/def",
    "./": ".",
    "../": "..",
    "/abc/": "/abc",
    "abc//def//ghi": "abc/def/ghi",
    "//abc": "/abc",
    "///abc": "/abc",
    "//abc//": "/abc",
    "abc/./def": "abc/def",
    "/./abc/def": "/abc/def",
    "abc/.": "abc",
    "abc/def/ghi/../jkl": "abc/def/jkl",
    "abc/def/../ghi/../jkl": "abc/jkl",
    "abc/def/..": "abc",
    "abc/def/../..": ".",
    "/abc/def/../..": "/",
    "abc/def/../../..": "..",
    "/abc/def/../../..": "/",
    "abc/def/../../../ghi/jkl/../../../mno": "../../mno",
    "/../abc": "/abc",
    "abc/./../def": "def",
    "abc//./../def": "def",
    "abc/../../././../def": "../../def",
}


@pytest.mark.parametrize("path", CLEAN)
def test_clean(path: str) -> None:
    assert clean(path) == CLEAN[path]


@given(PATHS, PATHS)
def test_the_tilde_and_back(path: str, home: str) -> None:
    shown = with_tilde(path, home)
    if not path.startswith("~"):
        assert without_tilde(shown, home) == path
    assert (shown == "~" or shown.startswith("~/")) == (is_within(path, home) and (home != "/" or path == home))


@given(st.lists(PATHS, max_size=6), PATHS)
def test_many_paths_at_once(many: list[str], path: str) -> None:
    paths = Paths(many)
    above = [one for one in many if is_within(path, one)]
    assert paths.above(path) in above if above else paths.above(path) is None
    assert set(paths.within(path)) == {one for one in many if is_within(one, path)}
    assert (paths.overlapping(path) is None) == (not any(overlap(path, one) for one in many))
    holding = [one for one in above if one != path]
    assert paths.holding(path) in holding if holding else paths.holding(path) is None


def test_many_paths_of_windows() -> None:
    paths = Paths(["C:\\Users\\me\\p", "d:/data"])
    assert paths.above("c:/Users/me/p/x") == "C:\\Users\\me\\p"
    assert paths.within("C:\\Users") == ["C:\\Users\\me\\p"] and paths.within("D:\\") == ["d:/data"]
    assert paths.above("C:\\Users\\me\\pq") is None and paths.holding("D:\\data") is None


@given(st.lists(PATHS, max_size=6), PATHS, PATHS)
def test_others_than_one(many: list[str], path: str, but: str) -> None:
    paths = Paths(many)
    assert paths.others(path, None) == any(overlap(path, one) for one in many)
    assert paths.others(path, but) == any(overlap(path, one) for one in many if one.rstrip("/") != but.rstrip("/"))


@given(st.lists(PATHS, max_size=6), PATHS)
def test_the_outermost_comes_first(many: list[str], path: str) -> None:
    above = sorted((one for one in many if is_within(path, one)), key=len)
    found = Paths(many).above(path)
    assert found is None if not above else len(found or "") == len(above[0])


def test_the_directories_on_the_way() -> None:
    assert list(keys("/a/b")) == ["", "/a", "/a/b"]
    assert list(keys("/")) == [""]
    assert list(keys("c:\\Users\\me")) == ["C:", "C:/Users", "C:/Users/me"]


@pytest.mark.parametrize(
    ("path", "home", "shown"),
    [
        ("/home/me", "/home/me", "~"),
        ("/home/me/a", "/home/me", "~/a"),
        ("/home/me2", "/home/me", "/home/me2"),
        ("/home", "/home/me", "/home"),
        ("/a", "/", "/a"),
        ("/", "/", "~"),
    ],
)
def test_the_tilde(path: str, home: str, shown: str) -> None:
    assert with_tilde(path, home) == shown


@pytest.mark.parametrize(
    ("path", "home", "whole"),
    [
        ("~", "/home/me", "/home/me"),
        ("~/a", "/home/me", "/home/me/a"),
        ("~/a", "/home/me/", "/home/me/a"),
        ("~you/a", "/home/me", "~you/a"),
        ("/~", "/home/me", "/~"),
        ("~", "/", "/"),
        ("~/a", "/", "/a"),
    ],
)
def test_without_the_tilde(path: str, home: str, whole: str) -> None:
    assert without_tilde(path, home) == whole


@pytest.mark.parametrize("name", ["X", "xX", "~", ".a", "ü", "a b"])
def test_a_name_may_end_in_anything(name: str) -> None:
    assert is_within(f"/a/{name}/b", f"/a/{name}") and is_within(f"/a/{name}/b", f"/a/{name}/")
    assert not is_within(f"/a/{name}b", f"/a/{name}")
    assert clean(f"//{name}/b") == f"/{name}/b"
    assert without_tilde("~/b", f"/home/{name}") == f"/home/{name}/b"
