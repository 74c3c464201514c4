"""Structs as they are declared: their keys, zero values, and the pydantic model of one."""

from typing import Any

import pytest
from pydantic import ValidationError

from colima_guard.backends.colima.profile import Profile
from colima_guard.backends.docker_desktop.settings_model import LegacySettings, SettingsStore
from colima_guard.backends.lima.rules.file import LimaFile
from colima_guard.formats.golang.strict_model import second_opinion, strict_model
from colima_guard.formats.golang.types import IP, Struct, declared, fields_of, key, replaced
from colima_guard.policy.file import PolicyFile, ProjectFile


class Inner(Struct):
    on: bool
    names: list[str] | None = key("Names")


class Outer(Struct):
    """Of every type."""

    text: str = key(description="A text.", pattern="^a")
    number: int
    share: float = key("Share")
    inner: Inner
    inners: list[Inner] | None
    pairs: dict[str, str] | None
    address: IP | None
    any: Any


class Wider(Outer):
    more: bool | None


def test_what_is_not_said_is_zero_as_in_go() -> None:
    outer = Outer()
    assert (outer.text, outer.number, outer.share, outer.inner) == ("", 0, 0.0, Inner(on=False))
    assert (outer.inners, outer.pairs, outer.address, outer.any) == (None, None, None, None)
    assert Outer(number=3).number == 3 and Outer(number=3).share == 0.0


def test_keys_and_what_is_inherited() -> None:
    names = ["text", "number", "Share", "inner", "inners", "pairs", "address", "any"]
    assert list(fields_of(Outer)) == names
    assert list(fields_of(Wider)) == [*names, "more"]
    assert fields_of(Inner) == {"on": ("on", bool), "Names": ("names", list[str] | None)}
    assert [dict(field.schema) for field in declared(Outer)][:2] == [{"description": "A text.", "pattern": "^a"}, {}]


def test_the_model_of_a_struct_that_was_never_seen() -> None:
    class Within(Struct):
        number: int

    class New(Struct):
        """Of one use."""

        within: Within
        on: bool = key("On")
        names: list[str] | None
        share: float

    model = strict_model(New, extra="forbid")
    assert model().model_dump() == {"within": {"number": 0}, "on": False, "names": None, "share": 0.0}
    assert model.__doc__ == "Of one use."
    for wrong in ({"On": 1}, {"within": {"number": "1"}}, {"within": {"other": 1}}):
        with pytest.raises(ValidationError):
            model.model_validate(wrong)
    assert second_opinion(New(on=True, within=Within(number=2))) is None


def test_equal_by_kind_and_values() -> None:
    outer = Outer(number=1, inner=Inner(on=True))
    assert outer == Outer(number=1, inner=Inner(on=True)) and outer != Outer(number=1)
    assert Wider() != Outer() and Outer() != {}
    other = replaced(outer, number=2)
    assert (other.number, other.inner, outer.number) == (2, Inner(on=True), 1)
    assert repr(Inner(names=["a"])) == "Inner(on=False, names=['a'])"


@pytest.mark.parametrize(
    ("struct", "said"),
    [
        (Outer(number=2, inner=Inner(on=True, names=["a"]), share=0.5), None),
        (Outer(share=float("nan"), pairs={"a": "b"}), None),
        (Outer(number="2"), "number: Input should be a valid integer"),
        (Outer(inner=Inner(names=["a", 1])), "inner.names.1: Input should be a valid string"),
        (Outer(unknown=1), "unknown: Extra inputs are not permitted"),
    ],
)
def test_a_second_opinion_on_what_was_decoded(struct: Outer, said: str | None) -> None:
    assert second_opinion(struct) == said


def test_annotations_that_are_texts_are_refused() -> None:
    class Late(Struct):
        pass

    Late.__annotations__ = {"text": "str"}
    with pytest.raises(AssertionError, match="must evaluate its annotations"):
        fields_of(Late)


def test_the_model_of_a_struct() -> None:
    model = strict_model(Outer, extra="forbid")
    values = model.model_validate({"text": "a", "Share": 0.5, "inner": {"on": True, "Names": ["x"]}, "pairs": None})
    assert values.model_dump() == {
        **vars(Outer()),
        "text": "a",
        "share": 0.5,
        "inner": {"on": True, "names": ["x"]},
    }
    for wrong in ({"number": "1"}, {"inner": {"on": 1}}, {"inners": [None]}, {"other": 1}, {"inner": {"other": 1}}):
        with pytest.raises(ValidationError):
            model.model_validate(wrong)
    assert strict_model(Outer, extra="ignore").model_validate({"other": 1, "inner": {"other": 1}})
    assert strict_model(Outer, extra="forbid") is model
    assert strict_model(Outer, extra="ignore") is not model and model.__name__ == "Outer"
    assert model.model_validate({}).model_dump() == {**vars(Outer()), "inner": {"on": False, "names": None}}
    said = model.model_json_schema()
    assert said["description"] == "Of every type."
    text = said["properties"]["text"]
    assert (text["description"], text["pattern"], text["type"]) == ("A text.", "^a", "string")
    assert "description" not in said["properties"]["number"] and "Share" in said["properties"]


class Pointing(Struct):
    maybe: Inner | None
    lists: dict[str, list[Inner]] | None


def test_the_model_goes_through_pointers_lists_and_maps() -> None:
    strict, lenient = strict_model(Pointing, extra="forbid"), strict_model(Pointing, extra="ignore")
    for wrong in ({"maybe": {"other": 1}}, {"lists": {"a": [{"other": 1}]}}):
        with pytest.raises(ValidationError):
            strict.model_validate(wrong)
        assert lenient.model_validate(wrong)
    for typed in ('{"maybe": 1}', '{"maybe": {"on": "x"}}', '{"lists": [1]}', '{"lists": {"a": {}}}'):
        with pytest.raises(ValidationError):
            lenient.model_validate_json(typed)
    right = {"maybe": {"on": True, "names": None}, "lists": {"a": [{"on": False, "names": ["b"]}]}}
    assert strict.model_validate(right).model_dump() == right
    assert strict.model_validate({"maybe": None}).model_dump() == {"maybe": None, "lists": None}


@pytest.mark.parametrize("struct", [Profile, LimaFile, SettingsStore, LegacySettings, PolicyFile, ProjectFile])
def test_every_struct_of_a_file_has_a_model_with_its_zero_values(struct: type[Struct]) -> None:
    model = strict_model(struct, extra="ignore")()
    for field in declared(struct):
        value, zero = getattr(model, field.name), getattr(struct(), field.name)
        assert dict(value) == vars(zero) if isinstance(zero, Struct) else value == zero
