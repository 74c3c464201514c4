"""Findings with the comments beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from colima_guard.host.machine import Host
from colima_guard.scan.finding import AcceptedBy, Confidence, ScanFinding
from colima_guard.scan.ignore.mark import marked
from colima_guard.scan.project import Where

TEXT = """\
services:
  web:
    volumes:
      # colima-guard: ignore[CG423] shared by all of us
      - ~/data:/data
      - ~/more:/more # colima-guard: ignore[CG423,CG424] the keys of the tests
      - ~/last:/last # colima-guard: ignore[CG423]
"""


def found(file: Path, id_: str, line: int | None) -> ScanFinding:
    return ScanFinding(id_, Confidence.SURE, "message", "why", "remedy", Where(str(file), line), "web")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "compose.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def told(findings: list[ScanFinding]) -> list[tuple[str, int | None, str | None]]:
    return [(one.id, one.where.line, one.accepted) for one in findings]


def test_the_line_and_the_line_above(file: Path) -> None:
    findings = [found(file, "CG423", line) for line in (5, 6, 7, None)]
    result = marked(Host({}), [str(file), str(file)], findings)
    assert told(result) == [
        ("CG423", 5, "shared by all of us"),
        ("CG423", 6, "the keys of the tests"),
        ("CG423", 7, None),
        ("CG423", None, None),
        ("CG602", 6, None),
        ("CG603", 7, None),
    ]
    assert [one.accepted_by for one in result[:3]] == [AcceptedBy.COMMENT, AcceptedBy.COMMENT, None]
    assert "CG424 is ignored (the keys of the tests), and does not occur on line 6" in result[4].message
    assert "it gives no reason" in result[5].message


def test_another_finding_another_file(file: Path) -> None:
    others = [found(file, "CG422", 5), found(file.with_name("other.yaml"), "CG423", 5)]
    result = marked(Host({}), [str(file)], others)
    assert [one.accepted for one in result[:2]] == [None, None]
    assert [one.id for one in result[2:]] == ["CG602", "CG602", "CG602", "CG603"]


def test_a_socket_stays_what_it_is(tmp_path: Path) -> None:
    file = tmp_path / "compose.yaml"
    file.write_text("a: x # colima-guard: ignore[CG420] we know\n", encoding="utf-8")
    one, said = marked(Host({}), [str(file)], [found(file, "CG420", 1)])
    assert (one.accepted, said.id) == (None, "CG603")


def test_files_that_are_not_there(tmp_path: Path) -> None:
    findings = [found(tmp_path / "gone.yaml", "CG423", 1)]
    assert marked(Host({}), [str(tmp_path / "gone.yaml"), str(tmp_path)], findings) == findings
