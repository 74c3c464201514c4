"""The settings are read by the types that the model names, as a strict validator would."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from colima_guard.backends.docker_desktop.settings_model import LegacySettings, SettingsStore, WrongValue, settings_of
from colima_guard.formats.golang.strict_model import strict_model
from colima_guard.formats.golang.types import fields_of
from colima_guard.formats.json.read import read

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from(
        [1.0, 0.5, "", "a", "true", "\ud800", {}, [], ["a"], [1], [None], [["a"]], ["a", True], ["\udfff"]]
    ),
)
KEYS = list(fields_of(SettingsStore))


@pytest.mark.parametrize("model", [SettingsStore, LegacySettings])
@given(values=st.dictionaries(st.sampled_from([*KEYS, "_fields_set", "self", "Other"]), VALUES, max_size=4))
def test_as_the_validator_of_the_model(model: type[SettingsStore], values: dict[str, Any]) -> None:
    document = read(json.dumps(values).encode())
    try:
        validated = strict_model(model, extra="ignore").model_validate(values)
    except ValidationError as error:
        wrong = {one["loc"][0] for one in error.errors()}
        with pytest.raises(WrongValue) as refused:
            settings_of(document, model)
        assert refused.value.member.key in wrong
    else:
        assert vars(settings_of(document, model)) == dict(validated)


def test_every_kind_of_value_is_said_by_its_name() -> None:
    for key, value, said in (
        ("UseGrpcfuse", "no", "`UseGrpcfuse` is not true or false"),
        ("DataFolder", 1, "`DataFolder` is not text"),
        ("SettingsVersion", True, "`SettingsVersion` is not a number"),
        ("filesharingDirectories", "/", "`filesharingDirectories` is not a list"),
        ("filesharingDirectories", ["/", None], "`filesharingDirectories` is not text in its list"),
    ):
        with pytest.raises(WrongValue, match=f"^{said}$"):
            settings_of(read(json.dumps({"Other": 1, key: value}).encode()), SettingsStore)
