"""Hostile texts as Colima's own reader decoded them: every row must agree, or be in doubt."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from colima_guard.backends.colima.profile import Profile
from colima_guard.formats.golang.yaml_v3.document import Decoded, decode
from tests.conftest import shared
from tests.dialects.compare import written

pytestmark = pytest.mark.oracle


def test_dialect_of_colima(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shared("oracle", "dialect-colima.jsonl").read_bytes().splitlines()
    rows = [json.loads(line) for line in lines]
    assert len(rows) == 2000
    count: Counter[str] = Counter(run=len(rows))
    wrong = []
    for row in rows:
        decoded = decode(row["text"].encode(), Profile)
        if decoded.doubt is not None:
            count["unknown"] += 1
        elif _agrees(decoded, row["error"], row["runtime"], row["mounts"]):
            count["agreed"] += 1
        else:
            wrong.append((row, decoded.value, decoded.problems))
    assert wrong == []
    assert count["unknown"] <= 5
    with capsys.disabled():
        print(f"\ndialect-colima.jsonl: {count['run']} run, {count['agreed']} agreed, {count['unknown']} unknown")


def _agrees(decoded: Decoded[Profile], error: str, runtime: str, mounts: object) -> bool:
    # the rows know nothing of a type error in another key
    return (not error or bool(decoded.problems)) and (runtime, mounts) == (
        decoded.value.runtime,
        written(decoded.value.mounts),
    )
