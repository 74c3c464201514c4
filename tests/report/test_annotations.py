"""What GitHub shows beside the lines of a pull request."""

from __future__ import annotations

import pytest

from colima_guard.report.annotations import lines
from colima_guard.scan.finding import AcceptedBy
from tests.report.test_sarif import HERE, TOP, finding


def test_one_line_each_the_worst_first() -> None:
    found = list(lines(HERE, [finding(), finding("CG420", line=7, column=None)]))
    assert found == [
        "::error file=compose.yaml,line=7,title=CG420 A container holds the socket of its engine"
        "::web is given ~/data. To do: colima-guard allow ~/data",
        "::warning file=compose.yaml,line=4,col=9,title=CG423 A bind mount of a directory outside the allowlist"
        "::web is given ~/data. To do: colima-guard allow ~/data",
    ]


def test_what_is_accepted_is_not_shown() -> None:
    assert list(lines(HERE, [finding(accepted="known", by=AcceptedBy.COMMENT)])) == []


@pytest.mark.parametrize(
    ("file", "escaped"),
    [
        ("a:b,c.yml", "a%3Ab%2Cc.yml"),
        ("50%.yml", "50%25.yml"),
        ("a::error::b\n::error::c.yml", "a%3A%3Aerror%3A%3Ab%0A%3A%3Aerror%3A%3Ac.yml"),
        ("\udcff.yml", "?.yml"),
    ],
)
def test_names_of_files_end_nothing(file: str, escaped: str) -> None:
    (line,) = lines(HERE, [finding(file=f"{TOP}/{file}")])
    assert line.startswith(f"::warning file={escaped},line=4,")
    assert "\n" not in line


def test_words_of_files_give_no_command() -> None:
    (line,) = lines(HERE, [finding(message="x\r\n::stop-commands::y 100%0A")])
    assert line.splitlines() == [line]
    assert "::x\\r\\n::stop-commands::y 100%250A" in line


def test_a_container_has_no_file() -> None:
    (line,) = lines(HERE, [finding("CG420", "portainer", None, None, message="it holds the socket")])
    assert line.startswith("::error title=CG420 A container holds the socket of its engine::portainer: it holds")
