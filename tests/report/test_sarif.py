"""SARIF of a scan: fits its schema, says whose machine it is nowhere, and knows a finding again."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from jsonschema import Draft4Validator

from colima_guard.report.repository import Repository
from colima_guard.report.sarif import sarif_document
from colima_guard.scan.finding import AcceptedBy, Confidence, ScanFinding
from colima_guard.scan.project import Where

TOP = "/Users/me/work/shop"
HERE = Repository((TOP, "/private/work/shop"), ("/Users/me", "/private/Users/me"))


def finding(
    id_: str = "CG423",
    file: str = f"{TOP}/compose.yaml",
    line: int | None = 4,
    column: int | None = 9,
    *,
    message: str = "web is given /Users/me/data",
    path: str | None = "/Users/me/data",
    subject: str = "web",
    accepted: str | None = None,
    by: AcceptedBy | None = None,
) -> ScanFinding:
    where = Where(file, line, column)
    why, remedy = "the VM does not show it", "colima-guard allow /Users/me/data"
    return ScanFinding(id_, Confidence.SURE, message, why, remedy, where, subject, path, accepted, by)


#: one of each kind: with and without a place, outside of the repository, of a container, taken, of odd names
ALL = (
    finding(),
    finding("CG420", f"{TOP}/a b/compo{{s}}e%.yml", 1, None, path="/var/run/docker.sock"),
    finding("CG421", f"{TOP}/.devcontainer/devcontainer.json", None, None, path=None, subject="devcontainer"),
    finding("CG422", "/Users/me/work/other/base.yml"),
    finding("CG422", "/srv/base.yml"),
    finding("CG420", "portainer", None, None, path=None, subject="portainer"),
    finding(accepted="tests only, in /Users/me/data", by=AcceptedBy.COMMENT),
    finding("CG420", accepted="the CI runner", by=AcceptedBy.POLICY),
    finding(message="a [click](http://x) {0} \x1b[31m\udcff /private/work/shop/x x/Users/me/y", subject="w\n\udcff"),
    finding(file=f"{TOP}/\udcff/ü.yml"),
)


def written(findings: Sequence[ScanFinding] = ALL, here: Repository = HERE) -> Any:
    """The document as who reads it has it."""
    return json.loads(json.dumps(sarif_document(here, findings, [(f"{TOP}/node_modules", "vendored")])))


def results(*findings: ScanFinding) -> list[dict[str, Any]]:
    found = written(findings)["runs"][0]["results"]
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("findings", [(), ALL, *((one,) for one in ALL)])
def test_it_fits_the_schema(findings: Sequence[ScanFinding]) -> None:
    """By classes that were made of the schema, and take no key that it does not have."""
    model = pytest.importorskip("pydantic_sarif.model", reason="pydantic-sarif is not installed: make setup")
    model.StaticAnalysisResultsFormatSarifVersion210JsonSchema.model_validate(written(findings))


def test_it_fits_the_schema_itself() -> None:
    """Which is not ours to hand on: https://github.com/oasis-tcs/sarif-spec, sarif-2.1/schema."""
    file = os.environ.get("COLIMA_GUARD_SARIF_SCHEMA")
    if not file:
        pytest.skip("COLIMA_GUARD_SARIF_SCHEMA does not name the file of the schema")
    schema = json.loads(Path(file).read_text(encoding="utf-8"))
    for findings in ((), ALL):
        assert [error.message for error in Draft4Validator(schema).iter_errors(written(findings))] == []


def test_no_path_is_absolute_and_the_home_is_nowhere() -> None:
    text = json.dumps(written(), ensure_ascii=False)
    assert "/Users/me" not in text and "/private/" not in text and TOP not in text
    for result in results(*ALL):
        for location in result["locations"]:
            uri = location.get("physicalLocation", {}).get("artifactLocation", {}).get("uri", "")
            assert not unquote(uri).startswith("/") and ":" not in uri


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        (f"{TOP}/compose.yaml", "compose.yaml"),
        ("/private/work/shop/compose.yaml", "compose.yaml"),
        (f"{TOP}/a b/ü#?%.yml", "a%20b/%C3%BC%23%3F%25.yml"),
        (f"{TOP}/x:y.yml", "x%3Ay.yml"),
        (f"{TOP}/\udcff.yml", "%FF.yml"),
        (f"{TOP}-2/compose.yaml", "~/work/shop-2/compose.yaml"),
        ("/Users/other/x.yml", "../../../other/x.yml"),
    ],
)
def test_where_it_stands(file: str, uri: str) -> None:
    (result,) = results(finding(file=file))
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 4, "startColumn": 9},
    }


def test_a_container_has_a_name_for_a_place() -> None:
    (result,) = results(ALL[5])
    assert result["locations"] == [{"logicalLocations": [{"name": "portainer", "kind": "container"}]}]


def test_what_is_said() -> None:
    (one, other) = results(ALL[0], ALL[8])
    assert one["message"]["text"] == ("Web is given ~/data. The VM does not show it. To do: colima-guard allow ~/data.")
    # nothing from a file makes a link, is filled in, or moves a cursor
    assert other["message"]["text"].startswith("A [click] (http://x) {{0}} \\e[31m\\udcff ./x x~/y.")


def test_rules_and_levels() -> None:
    run = written()["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["CG420", "CG421", "CG422", "CG423"]
    assert [rule["defaultConfiguration"]["level"] for rule in rules] == ["error", "error", "warning", "warning"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] == rules[result["ruleIndex"]]["defaultConfiguration"]["level"]
    page = rules[0]["helpUri"]
    assert page.endswith("/docs/findings.md#cg420") and page in rules[0]["help"]["markdown"]


def test_what_is_accepted_is_suppressed() -> None:
    comment, policy, open_ = results(ALL[6], ALL[7], ALL[0])
    assert comment["suppressions"] == [{"kind": "inSource", "justification": "tests only, in ~/data"}]
    assert policy["suppressions"] == [{"kind": "external", "justification": "the CI runner"}]
    assert "suppressions" not in open_


def test_what_was_left_out_is_said() -> None:
    (note,) = written()["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"] == "node_modules: vendored"


def prints(*findings: ScanFinding, here: Repository = HERE) -> list[str]:
    found = written(findings, here)["runs"][0]["results"]
    assert all(len(set(one["partialFingerprints"].values())) == 1 for one in found)
    return [one["partialFingerprints"]["primaryLocationLineHash"] for one in found]


def test_a_finding_is_known_again() -> None:
    one = finding()
    assert prints(one) == prints(one._replace(where=Where(one.where.file, 40, 2)))
    # words of the message, and on which machine it is found, are no part of it
    assert prints(one) == prints(one._replace(message="another sentence"))
    moved = one._replace(where=Where("/home/ci/shop/compose.yaml", 4, 9), path="/home/ci/data")
    assert prints(one) == prints(moved, here=Repository(("/home/ci/shop",), ("/home/ci",)))


def test_other_findings_are_others() -> None:
    one = finding()
    others = [
        one,
        one._replace(id="CG424"),
        one._replace(subject="db"),
        one._replace(path="/Users/me/data2"),
        one._replace(where=Where(f"{TOP}/sub/compose.yaml", 4, 9)),
        one._replace(path=None),
        one._replace(path=None, message="another setting"),
    ]
    found = prints(*others)
    assert len(set(found)) == len(others)
    # two that are alike are told apart by their order
    assert len(set(prints(one, one))) == 2
