"""All keys go: comments, marks of documents and what follows the first one stay."""

from __future__ import annotations

import pytest

from colima_guard.formats.yaml import empty
from colima_guard.formats.yaml.edit import EditRefused, Remove
from colima_guard.formats.yaml.empty import remove_every_key
from tests.dialects.conftest import reader_or_skip
from tests.dialects.readers import GOCCY, Dialect

ALL = [Remove(("mounts",)), Remove(("mountType",))]
EMPTIED = {
    "a key": ("mounts: []\n", ""),
    "comments": ("# a\nmounts:\n- a # b\n# c\n", "# a\n# b\n# c\n"),
    "no end at the end": ("# a\nmounts: []", "# a"),
    "two keys": ("mountType: 9p # c\nmounts: []\n", "# c\n"),
    "indented": ("  mounts: []\n  # x\n", "  # x\n"),
    "CRLF": ("# a\r\nmounts: []\r\n", "# a\r\n"),
    "CR alone": ("# a\rmounts:\r- b\r", "# a\r"),
    "JSON": ('{"mounts": []}\n', "{}\n"),
    "JSON on lines": ('{\n  "mounts": [],\n  "mountType": "9p"\n}\n', "{\n  \n}\n"),
    "an end of the document": ("# a\nmounts: []\n...\n# b\n", "# a\n{}\n...\n# b\n"),
    "a start of the document": ("--- # x\nmounts: []\nmountType: 9p\n", "--- # x\n"),
    # where it were nothing, goccy/go-yaml 1.13.5 and 1.17.1 would take the second document for the first
    "a second document": ("mounts: []\n---\nmounts:\n- b\n", "{}\n---\nmounts:\n- b\n"),
    "a second document behind a flow mapping": ("--- {mounts: []}\n---\na: 1\n", "--- {}\n---\na: 1\n"),
    "an explicit key": ("? mounts\n: - a\n", ""),
    "an anchor": ("&k mounts: []\n", ""),
}


@pytest.mark.parametrize("name", EMPTIED)
def test_nothing_is_left_but_what_is_no_key(name: str) -> None:
    before, after = EMPTIED[name]
    assert remove_every_key(before.encode(), ALL).decode() == after


@pytest.mark.parametrize("dialect", GOCCY, ids=str)
def test_it_is_nothing_to_limas_readers(dialect: Dialect) -> None:
    reader = reader_or_skip(dialect)
    nothing = reader.read(b"")
    for before, _ in EMPTIED.values():
        assert reader.read(remove_every_key(before.encode(), ALL)) == nothing


def test_another_key_is_no_reason_to_lose_it() -> None:
    with pytest.raises(EditRefused, match="other keys are left"):
        remove_every_key(b"mounts: []\ncpus: 1\n", ALL)
    with pytest.raises(EditRefused, match="a comment"):
        remove_every_key(b"{mounts: [ # why\n  ]}\n", ALL)


@pytest.mark.parametrize(
    ("left", "reason", "line"),
    [
        ("a: 1\n", "what is left would not be empty", None),
        ("- a\n", "what is left would not be empty", None),
        ("word\n", "what is left would not be empty", None),
        ("{}\n---\na: 1\n", "what is left would not be empty", None),
        ("# c\n[\n", "did not find expected node content", 3),
    ],
)
def test_what_is_left_is_proved_to_be_nothing(
    monkeypatch: pytest.MonkeyPatch, left: str, reason: str, line: int | None
) -> None:
    monkeypatch.setattr(empty, "apply", lambda text, spans: left)
    with pytest.raises(EditRefused) as refused:
        remove_every_key(b"mounts: []\n", ALL)
    assert (refused.value.reason, refused.value.line) == (f"the edit cannot be proved: {reason}", line)
