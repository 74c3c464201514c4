"""What an edit writes is read as intended by the real readers, and everything else as before."""

from __future__ import annotations

from typing import Any

import pytest

from colima_guard.backends.lima.rules.file import LimaFile
from colima_guard.formats.golang.goccy.decode import LoadError
from colima_guard.formats.golang.goccy.document import load
from colima_guard.formats.yaml.edit import edit
from tests.dialects.conftest import reader_or_skip
from tests.dialects.readers import GOCCY, YAML_V3, Dialect
from tests.machines.yaml_forms import FORMS, LOCK

#: forms that Lima's readers take otherwise than YAML has it, before the edit and after; ours answers UNKNOWN there
OTHERWISE = {"a key that is nothing", "an anchor on the key", "line ends of Unicode", "line ends of Unicode alone"}


def without(value: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: item for key, item in value.items() if key not in keys}


@pytest.mark.parametrize("dialect", [YAML_V3, *GOCCY], ids=str)
def test_every_form_is_read_as_intended(dialect: Dialect) -> None:
    reader = reader_or_skip(dialect)
    wrong: list[object] = []
    read = 0
    for name, (text, changes, _) in FORMS.items():
        if dialect in GOCCY and name in OTHERWISE:
            continue
        before, after = reader.read(text.encode()), reader.read(edit(text.encode(), changes))
        if not before.loads:
            continue
        read += 1
        # an error within the list goes with it
        rest, rest_then = (without(answer.value, "mounts", "mountType", "tree") for answer in (after, before))
        if after.error not in ("", before.error) or rest != rest_then:
            wrong.append((name, before, after))
        if changes is LOCK:
            shares = [(one["location"], one["writable"]) for one in after.value["mounts"] or []]
            if shares != [("~/projects", True)]:
                wrong.append((name, after))
    assert wrong == []
    assert read >= 33


@pytest.mark.parametrize("name", sorted(OTHERWISE))
def test_what_limas_readers_take_otherwise_is_not_evaluated(name: str) -> None:
    text, _, after = FORMS[name]
    for data in (text.encode(), after.encode()):
        try:
            doubt = load(data, LimaFile).doubt
        except LoadError as error:
            doubt = error.message
        assert doubt
