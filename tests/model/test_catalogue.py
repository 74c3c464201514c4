"""The catalogue of findings against docs/findings.md, and against the code that says them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import colima_guard
from colima_guard.model.catalogue import FINDINGS, Acceptance, Severity, State
from colima_guard.policy.schema import schema
from tests.docs.generate import ROOT

PACKAGE = Path(colima_guard.__file__).parent
SOURCES = [path for path in sorted(PACKAGE.rglob("*.py")) if path.name != "catalogue.py"]
PAGE = (ROOT / "docs/findings.md").read_text(encoding="utf-8")
_SECTION = re.compile(
    r"^## (CG\d+)\n\n\*\*([^*\n]+)\*\* · (\w+)( · offence)? · (not accepted|accepted (?:for an?|by a) \w+)\n\n"
    r"(.*?)(?=^## |\Z)",
    re.MULTILINE | re.DOTALL,
)
SECTIONS = _SECTION.findall(PAGE)
_ID = re.compile(r"CG\d{3}")


def texts(tree: ast.AST) -> Iterator[str]:
    """Every text of a module but those that nobody reads: docstrings."""
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node.value


TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}


def test_the_page_has_every_finding_in_order() -> None:
    assert [number for number, *_ in SECTIONS] == sorted(FINDINGS)
    assert len(SECTIONS) == PAGE.count("\n## ")


@pytest.mark.parametrize(("id_", "title", "severity", "offence", "accepted"), [one[:5] for one in SECTIONS])
def test_a_row_is_as_the_page_says(id_: str, title: str, severity: str, offence: str, accepted: str) -> None:
    kind = FINDINGS[id_]
    assert (kind.title, kind.severity, kind.offence, kind.accepted.value) == (
        title,
        severity,
        bool(offence),
        accepted,
    )


def test_each_section_says_what_to_do() -> None:
    assert [number for number, *_, body in SECTIONS if "\nDo: " not in body] == []


def test_every_row_is_said_by_some_code_and_nothing_else_is() -> None:
    said = {id_ for tree in TREES.values() for text in texts(tree) for id_ in _ID.findall(text)}
    assert said == set(FINDINGS)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_code_decides_by_an_id(path: Path) -> None:
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.Compare | ast.MatchValue):
            ids = [text for text in texts(node) if _ID.search(text)]
            assert ids == [], f"{path}:{node.lineno}: what does {ids[0]} stand for?"


def test_what_decides_stands_for_these() -> None:
    """A state that went from a row, or came to another, changes what is said beside it."""
    stand = {state: {id_ for id_, kind in FINDINGS.items() if kind.stands_for is state} for state in State}
    assert stand == {
        State.UNCONFINED: {"CG104"},
        State.LOST_CONFINE: {"CG107"},
        State.PENDING_CONFINE: {"CG106"},
        State.OLDER_SHARES: {"CG301", "CG310", "CG311", "CG316"},
        State.BROKEN_FILE: {"CG201", "CG211", "CG504", "CG521", "CG566"},
        State.VARIABLE: {"CG212"},
        State.BESIDE_THE_FILES: {"CG110", "CG113", "CG114", "CG115", "CG312"},
        State.EXPIRED: {"CG601"},
    }


def test_loud_are_the_high_ones_the_offences_and_what_expired() -> None:
    for id_, kind in FINDINGS.items():
        assert kind.loud is (kind.severity is Severity.HIGH or kind.offence or id_ == "CG601")


def test_other_exposure_changes_no_verdict() -> None:
    """Those of Colima's own keys."""
    assert {FINDINGS[f"CG{number}"].severity for number in range(401, 412)} <= {Severity.INFO, Severity.WARN}


def test_the_schema_asks_for_a_path_where_one_is_needed() -> None:
    needed = schema()["$defs"]["AcceptedEntry"]["if"]["properties"]["finding"]["enum"]
    assert needed == [id_ for id_, kind in FINDINGS.items() if kind.accepted is Acceptance.PATH]
    assert needed == ["CG101", "CG102", "CG103", "CG111", "CG113", "CG565"]


def test_the_schema_asks_whose_use_is_accepted() -> None:
    (use,) = schema()["$defs"]["AcceptedEntry"]["allOf"]
    assert use["if"]["properties"]["finding"]["enum"] == ["CG420", "CG421"]


def test_a_comment_takes_no_finding_that_gives_a_vm_away() -> None:
    """Who writes a project is not who owns the machine: the whole VM is the policy's to give."""
    ignored = {id_ for id_, kind in FINDINGS.items() if kind.accepted is Acceptance.COMMENT}
    assert all(420 <= int(id_[2:]) <= 432 for id_ in ignored)
    assert not ignored & {"CG420", "CG421"}
