"""Texts as the releases of Go's YAML reader take them: all documents, and where the releases differ."""

from __future__ import annotations

import pytest

from colima_guard.formats.yaml.tree import YamlError
from colima_guard.scan.compose.documents import documents
from colima_guard.scan.compose.load import load
from colima_guard.scan.compose.reading import Stopped
from colima_guard.scan.compose.values import Value


def plain(value: Value) -> object:
    if isinstance(value.data, dict):
        return {key: plain(one) for key, one in value.data.items()}
    return [plain(one) for one in value.data] if isinstance(value.data, list) else value.data


def loaded(text: str) -> list[object]:
    return [plain(document.root) for document in load(text.encode(), "f")[0]]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("# c\n", 0),
        ("a: 1\n", 1),
        ("---\na: 1\n", 1),
        ("a: 1\n---\nb: 2\n...\n---\nc: 3\n", 3),
        ("---\n---\n", 2),
    ],
)
def test_every_document(text: str, count: int) -> None:
    assert len(documents(text.encode()).roots) == count


@pytest.mark.parametrize("text", ["a: [}\n", "a: 1\n b: 2\n", "a: *b\n", "a: 1\n---\nb: [\n", "  a: 1\nb: 2\n"])
def test_what_all_refuse(text: str) -> None:
    with pytest.raises(YamlError) as error:
        documents(text.encode())
    assert not error.value.unsure


def test_an_anchor_that_only_the_newer_release_takes() -> None:
    with pytest.raises(YamlError) as error:
        documents(b"a: &b.c 1\nd: *b.c\n")
    assert error.value.unsure


@pytest.mark.parametrize("text", ["a: [x?y]\n", "a: [b:,c]\n", "%YAML 1.2\n---\na: 1\n"])
def test_what_only_one_release_takes_is_read_in_doubt(text: str) -> None:
    found = documents(text.encode())
    assert found.doubt is not None and found.doubt.unsure
    assert len(found.roots) == 1


def test_values_are_those_of_yaml_1_2() -> None:
    text = "{a: yes, b: true, c: 012, d: 1.5, e: ~, f: 2020-01-01, g: '1', h: !x true, i: !!str 1}\n"
    expected = {"a": "yes", "b": True, "c": 10, "d": 1.5, "e": None, "f": "2020-01-01", "g": "1", "h": "true", "i": "1"}
    assert loaded(text) == [expected]


def test_a_quoted_merge_key_is_none() -> None:
    assert loaded("a: {'<<': {b: 1}, c: 2}\n") == [{"a": {"<<": {"b": 1}, "c": 2}}]


def test_an_anchor_counts_from_where_it_stands() -> None:
    assert loaded("a: &x 1\nb: *x\nc: &x 2\nd: *x\n") == [{"a": 1, "b": 1, "c": 2, "d": 2}]


def test_reset_goes_with_its_key_and_is_remembered_for_what_is_below() -> None:
    (document,), _ = load(b"a: {b: !reset 1, c: [x, !reset y], d: !override {e: !reset 2}}\n", "f")
    assert plain(document.root) == {"a": {"c": ["x"], "d": {"e": "2"}}}
    assert document.taken == (("a", "b"), ("a", "c", "1"), ("a", "d"))


def test_tags_below_a_merge_key_count_for_the_mapping_itself() -> None:
    (document,), _ = load(b"x: &x {b: !reset 1}\na: {<<: *x, c: 1}\n", "f")
    assert document.taken == (("x", "b"), ("a", "b"))


@pytest.mark.parametrize("text", ["- a\n", "a: 1\na: 2\n", "a: {<<: 1}\n", "? [a]\n: 1\n", "~: 1\n", "a: &a {b: *a}\n"])
def test_what_no_file_of_compose_may_hold(text: str) -> None:
    with pytest.raises(Stopped) as stopped:
        load(text.encode(), "f")
    assert stopped.value.sure
    assert stopped.value.unknown.where.line
