"""The reader of policies and the strict model of one, which its JSON Schema comes from, take the same texts."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from colima_guard.formats.golang.strict_model import strict_model
from colima_guard.formats.golang.types import Struct
from colima_guard.policy.edit import Values, fresh
from colima_guard.policy.file import PolicyFile
from colima_guard.policy.text import PolicyError, read

MODEL = strict_model(PolicyFile, extra="forbid")

PATHS = st.sampled_from(["~", "~/a", "/srv/data", "~/a: b", "~/#x", "/'q'", "~/\u00e9", "C:\\x", "/a\tb"])
# a scalar that is no text is one to Go, as it is written, where a text is expected
TEXTS = st.one_of(st.sampled_from(["colima/work", "CG104", "2026-12-31", "because", "yes", "1", ""]), PATHS)
NO_TEXT = st.sampled_from([None, [], ["~/a"], {}, {"path": "~/a"}])
WRONG = st.sampled_from([None, 0, 1, True, 1.5, "", "x", [], {}, [None], {"a": 1}])


def mostly(values: st.SearchStrategy[Any], others: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.integers(0, 9).flatmap(lambda drawn: values if drawn else others)


TEXT = mostly(TEXTS, NO_TEXT)
BOOLEAN = mostly(st.booleans(), WRONG)
UNKNOWN = st.just("Allow")


def mapping(required: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[Any]:
    values = st.fixed_dictionaries(required, optional=optional)
    return mostly(values, st.one_of(WRONG, values.map(lambda known: {**known, "unknown": 1})))


def some(element: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return mostly(st.lists(element, max_size=3), WRONG)


ENTRY = mapping(
    {"path": mostly(PATHS, NO_TEXT)},
    {"access": mostly(st.sampled_from(["ro", "rw"]), NO_TEXT), "dangerous": BOOLEAN},
)
EXCEPTION = mapping({"instance": TEXT}, {"allow": some(ENTRY), "without": some(TEXT)})
ACCEPTED = mapping({}, dict.fromkeys(("finding", "instance", "path", "reason", "until"), TEXT))
POLICY = mapping(
    {"version": mostly(st.just(1), WRONG)},
    {
        "include": some(TEXT),
        "allow": some(ENTRY),
        "confine": BOOLEAN,
        "exceptions": some(EXCEPTION),
        "accepted": some(ACCEPTED),
        "projects": some(TEXT),
    },
)


def plain(value: Any) -> Any:
    if isinstance(value, Struct):
        return {name: plain(inner) for name, inner in vars(value).items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


@given(data=POLICY, block=st.booleans())
def test_what_is_read_is_valid_and_what_is_valid_is_read(data: Any, block: bool) -> None:
    text = yaml.safe_dump(data, allow_unicode=True) if block else json.dumps(data, ensure_ascii=False)
    try:
        taken = read("policy.yaml", text.encode(), PolicyFile).value
    except PolicyError as error:
        try:
            MODEL.model_validate(data)
        except ValidationError:
            return
        # a model of types knows neither of these
        assert any(said in error.what for said in ("`version: 1`", "`path` must be", "`access` is")), error.what
        return
    assert plain(taken) == MODEL.model_validate(data).model_dump()


@pytest.mark.parametrize("written", ["1.5", "1.0", "&v 1.9", "true", "'1'", "0", "2", "null", ""])
def test_the_version_is_a_whole_number(written: str) -> None:
    with pytest.raises(PolicyError, match=r"`version: 1`|stands where a number belongs"):
        read("policy.yaml", f"version: {written}\n".encode(), PolicyFile)
    assert read("policy.yaml", b"version: 1\n", PolicyFile).value == PolicyFile(version=1)


@given(
    entries=st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs", "Cc"])).map(lambda name: f"~/{name}"),
            st.sampled_from(["ro", "rw"]),
            st.booleans(),
        ),
        max_size=4,
    ),
    confine=st.booleans(),
)
def test_what_we_write_is_read_as_it_was_meant(entries: list[tuple[str, str, bool]], confine: bool) -> None:
    values: list[Values] = [
        (("path", path), ("access", access), *([("dangerous", True)] if dangerous else []))
        for path, access, dangerous in entries
    ]
    policy = read("policy.yaml", fresh(values, confine), PolicyFile).value
    assert policy.confine == confine
    assert [(entry.path, entry.access, entry.dangerous) for entry in policy.allow or []] == entries
