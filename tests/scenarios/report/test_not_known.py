"""What cannot be told is drawn as not known, and never left out."""

from __future__ import annotations

import re

import pytest

from tests.conftest import Machine
from tests.scenarios.report.test_report import RELEASE


def boxes(page: str) -> dict[str, str]:
    """What is said of each box of the first drawing, with its tone before it, by its beginning."""
    first = page.split('class="map narrow"')[0]
    found = re.findall(r'<g class="node (\w+)[^>]*aria-label="([^"]*)"', first)
    return {said.split(",")[0]: f"{tone}: {said}" for tone, said in found}


def test_what_a_vm_with_older_shares_sees(drawn: Machine) -> None:
    assert drawn.run("lock", "--yes", "~/projects", *RELEASE).code == 1  # it runs with what it had before
    (row,) = [one for one in drawn.run("status", "--json").json["instances"] if one["name"] == "colima/default"]
    assert (row["verdict"], row["running_shares"], row["restart_needed"]) == ("UNKNOWN", None, True)
    page = drawn.run("report", "-o", "-", *RELEASE).out
    told = boxes(page)
    assert told["~"].startswith("unknown: ~, HOME, 1 VM can write. Read and written by colima/default (past its shares")
    assert "now: not known" in page and "next start: rw ~/projects" in page
    assert "No known secret is in reach; what 1 VM may see beside that cannot be told." in page
    assert "keys-2, UNKNOWN, perhaps all that its VM can. On colima/default. Reaches ~" in told["keys-2"]
    shown = drawn.run("status", "--map").out
    assert re.search(r"^~ +HOME ··▶ │ colima/default UNKNOWN", shown, re.MULTILINE), shown


@pytest.mark.parametrize("client", ["exec /bin/sleep 300", "echo rubbish", "exit 7"])
def test_an_engine_that_does_not_tell(drawn: Machine, client: str) -> None:
    drawn.command("docker", client)
    drawn.patience = 2
    page = drawn.run("report", "-o", "-", *RELEASE).out
    assert boxes(page)["docker"].startswith("unknown: docker, UNKNOWN, containers not known. On colima/default")
    assert "docker on colima/default did not tell of its containers" in page
    shown = drawn.run("status", "--map").out
    assert re.search(r"══▶ docker +UNKNOWN$", shown, re.MULTILINE), shown
    assert "docker" not in [one["name"] for one in drawn.run("report", "--json").json["occupants"]]
