"""Hostile texts that Colima's own reader loads: locked and read as intended, or refused for a reason that is true."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from colima_guard.backends.colima.edit.unit import units
from colima_guard.backends.colima.find import find
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.plan import Unit
from colima_guard.model.share import Access
from tests.conftest import shared
from tests.dialects.conftest import reader_or_skip
from tests.dialects.readers import YAML_V3

pytestmark = pytest.mark.oracle


class Tried(NamedTuple):
    """A row, and the lock of its text to ``~/p``."""

    row: dict[str, Any]
    unit: Unit

    @property
    def loads(self) -> bool:
        return not self.row["error"] and bool(self.row["runtime"])

    @property
    def reason(self) -> str:
        return self.unit.refusal.reason if self.unit.refusal else ""

    @property
    def after(self) -> bytes:
        """The text as it would be."""
        return next((file.after for file in self.unit.files if file.after), self.row["text"].encode())


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> list[Tried]:
    return list(_tried(tmp_path_factory.mktemp("home").resolve()))


def _tried(home: Path) -> Iterator[Tried]:
    file = home / ".colima/default/colima.yaml"
    for directory in (file.parent, home / "p"):
        directory.mkdir(parents=True)
    allow = Allowlist((Allowed(f"{home}/p", Access.RW, f"{home}/p"),), f"{home}/nothing")
    for line in shared("oracle", "dialect-colima.jsonl").read_bytes().splitlines():
        row = json.loads(line)
        file.write_bytes(row["text"].encode())
        host = Host({"HOME": str(home), "PATH": ""}, platform="linux")
        instances = [one for one in find(host, {}) if not one.birthplace]
        (unit,) = units(host, instances, allow, confine=False)
        yield Tried(row, unit)


def test_few_that_load_are_refused(tried: list[Tried], capsys: pytest.CaptureFixture[str]) -> None:
    loading = [one for one in tried if one.loads]
    refused = [one for one in loading if one.reason]
    assert len(tried) == 2000
    assert len(loading) == 672
    assert len(refused) <= 0.05 * len(loading), Counter(one.reason for one in refused)
    with capsys.disabled():
        print(f"\ndialect-colima.jsonl, lock: {len(loading)} load, {len(refused)} of them refused", end="")


#: a part of a reason, and what must be in the text for it to be true
IN_THE_TEXT = {
    "template text": ("{{",),
    "U+FEFF": ("\ufeff",),
    "a byte order mark": ("\ufeff",),
    "merge keys (<<)": ("<<",),
}


def test_no_reason_is_false(tried: list[Tried]) -> None:
    wrong: list[tuple[str, str, str]] = []
    for one in tried:
        if not one.reason:
            continue
        if "sets no `runtime`" in one.reason:
            true = not one.row["runtime"] and not one.row["error"].startswith("syntax")
        elif "Colima does not load it" in one.reason:
            true = one.row["error"] != ""
        else:
            marks = [marks for part, marks in IN_THE_TEXT.items() if part in one.reason]
            true = bool(marks) and all(mark in one.row["text"] for mark in marks[0])
        if not true:
            wrong.append((one.row["name"], one.row["text"], one.reason))
    assert wrong == []


def test_what_does_not_load_is_never_locked(tried: list[Tried]) -> None:
    """But for what an error in the list kept from being read."""
    for one in tried:
        if one.row["error"].startswith("syntax") and not one.row["runtime"]:
            assert one.reason, one.row
        if not one.row["error"] and not one.row["runtime"]:
            assert one.reason, one.row


def test_colimas_reader_reads_what_was_intended(tried: list[Tried]) -> None:
    reader = reader_or_skip(YAML_V3)
    wrong: list[object] = []
    for one in tried:
        if one.reason:
            continue
        before, after = (reader.read(text) for text in (one.row["text"].encode(), one.after))
        locations = {mount["location"].rstrip("/").rpartition("/")[2] for mount in after.value["mounts"]}
        rest, rest_then = (
            {key: value for key, value in answer.value.items() if key not in ("mounts", "tree")}
            for answer in (after, before)
        )
        # an error within the list may have ended the reading there
        same = rest == rest_then or before.error.startswith("syntax")
        if not (after.loads and after.value["runtime"] and locations == {"p"} and same):
            wrong.append((one.row["name"], before, after))
        if after.error and not before.error:
            wrong.append((one.row["name"], after))
    assert wrong == []
