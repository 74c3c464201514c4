"""Our readers against what the real ones answered: every way through our readers is taken by a text of the tables."""

from __future__ import annotations

import pytest

from colima_guard.backends.colima.profile import Profile
from colima_guard.backends.lima.rules.source import parse
from colima_guard.formats.golang.yaml_v3.document import decode
from tests.dialects.compare import difference_from
from tests.dialects.conftest import reader_or_skip
from tests.dialects.lima import as_read, deciding
from tests.dialects.readers import GOCCY, Reader
from tests.dialects.recorded import COLIMA, LIMA, answer_of, is_doubted, of_colima, rows

#: rows of one test
_STEP = 10

#: said in fewer kinds than Colima's reader has
_COARSER = {
    "could not find expected directive name": "found unknown directive name",
    "did not find expected digit or '.' character": "did not find expected version number",
    "did not find expected tag URI": "did not find the expected '>'",
    "found unexpected non-alphabetical character": "found unknown directive name",
    "did not find expected '!'": "did not find expected tag handle",
    "did not find expected whitespace": "did not find expected tag handle",
    **dict.fromkeys(
        (
            *("invalid Unicode character", "invalid trailing UTF-8 octet", "invalid leading UTF-8 octet"),
            *("incomplete UTF-8 octet sequence", "invalid length of a UTF-8 sequence"),
        ),
        "invalid UTF-8",
    ),
}


def parts(table: str, count: int) -> list[range]:
    assert count > 100, table
    return [range(start, min(start + _STEP, count)) for start in range(0, count, _STEP)]


OF_COLIMA, OF_LIMA = rows(COLIMA), rows(LIMA)


@pytest.mark.parametrize("part", parts("Colima's", len(OF_COLIMA)), ids=str)
def test_what_colimas_reader_answered(part: range) -> None:
    for number in part:
        row = OF_COLIMA[number]
        ours = decode(row.text, Profile)
        assert ours.doubt is None, row.text
        answer = answer_of(row)
        assert difference_from(row.text, ours, answer) is None, row.text
        if answer.error.startswith("syntax: "):
            # what is said last is what Colima says
            theirs = answer.error.removeprefix("syntax: ")
            assert ours.problems[-1].message in (theirs, _COARSER.get(theirs)), row.text


@pytest.mark.parametrize("part", parts("Lima's", len(OF_LIMA)), ids=str)
def test_what_the_releases_of_limas_reader_answered(part: range) -> None:
    for number in part:
        text, answer = OF_LIMA[number]
        assert is_doubted(text) is (answer is None), text
        if answer is not None:
            source = parse("", text).source
            assert source is not None
            assert deciding(source.loaded.value) == answer, text


def test_colimas_table_is_true(yaml_v3: Reader) -> None:
    for row in OF_COLIMA:
        assert of_colima(row.text, yaml_v3) == row.answer, row.text


def test_limas_table_is_true() -> None:
    lima = [reader_or_skip(dialect) for dialect in GOCCY]
    for row in OF_LIMA:
        assert as_read(row.text, lima) == row.answer, row.text
