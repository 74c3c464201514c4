"""What is written, where, and what it is made of."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from colima_guard.report.exposure.page import MARK
from tests.conftest import Machine
from tests.docs.test_json import valid
from tests.machines.engine_client import asked

PAGE = "colima-guard-report.html"
RELEASE = ("--release", "colima=0.10.3")


def test_it_writes_a_page_and_nothing_else(drawn: Machine) -> None:
    drawn.run("status")  # what an engine is asked leaves a note of the pretended client
    before = drawn.tree()
    done = drawn.run("report")
    assert (done.code, done.out, done.err) == (0, f"written to ~/{PAGE}\n", "")
    after = drawn.tree()
    assert {path for path in after if after[path] != before.get(path)} - {"asked"} == {PAGE}
    mode, text = after[PAGE]
    assert mode == 0o600
    assert text is not None and text.startswith(MARK.encode())
    assert drawn.run("report").code == 0  # its own is written anew


def test_nothing_of_the_page_is_from_elsewhere(drawn: Machine) -> None:
    text = drawn.run("report", "-o", "-").out
    assert not (drawn.home / PAGE).exists()
    assert re.findall(r"https?:|//[a-z]", text.split("<script>")[0]) == []
    assert set(re.findall(r"""\b(?:src|href)="?([^"> ]*)""", text)) == {"#instances"}
    assert set(re.findall(r"url\(([^)]*)\)", text)) <= {f"#{form}clip" for form in ("aw", "an")}
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None and policy[1].startswith("default-src 'none'; style-src 'sha256-")


def test_what_is_scrolled_has_a_name(drawn: Machine) -> None:
    text = drawn.run("report", "-o", "-").out
    named = re.findall(r'role="region" aria-labelledby="([^"]+)"', text)
    assert len(named) == text.count('role="region"') > 2
    assert [one for one in named if f'<h2 id="{one}">' not in text] == []


@pytest.mark.parametrize("lies", ["text", "directory", "link"])
def test_what_is_no_report_stays(drawn: Machine, lies: str) -> None:
    target = drawn.home / PAGE
    if lies == "text":
        drawn.write(PAGE, "<!doctype html>mine")
    elif lies == "directory":
        target.mkdir()
    else:
        drawn.write("other.html", MARK)
        target.symlink_to("other.html")
    before = drawn.tree()
    done = drawn.run("report")
    assert (done.code, done.out, len(done.err.splitlines())) == (4, "", 3 if lies != "directory" else 2), done.err
    after = {path: what for path, what in drawn.tree().items() if path != "asked"}
    assert after == {path: what for path, what in before.items() if path != "asked"}
    assert drawn.run("report", "--force").code == (0 if lies == "text" else 4)


def test_a_name_that_is_empty_is_no_name(drawn: Machine) -> None:
    """As of a variable that is not set."""
    done = drawn.run("report", "-o", "")
    assert (done.code, done.out) == (4, "")
    assert f"do:  name a file in it: ~/{PAGE}" in done.err
    assert not (drawn.home / PAGE).exists()


def test_where_nothing_can_be_written(drawn: Machine) -> None:
    done = drawn.run("report", "-o", "nowhere/page.html")
    assert done.code == 4
    assert "~/nowhere/page.html was not written" in done.err
    assert "do:  name a file in a directory that is there and that you can write" in done.err


def test_the_document_is_what_other_commands_print(drawn: Machine) -> None:
    document = drawn.run("report", "--json").json
    valid(document, "report")
    assert document["status"] == drawn.run("status", "--json").json
    assert document["history"] == drawn.run("history", "--json").json
    scanned = drawn.run("scan", "--engine", "--json", "~/projects", "~/sites").json
    for found in (document["scan"], scanned):
        for one in found["containers"]:
            del one["reaches_after"]  # of the saved policy, which nobody asked for here
    for key in ("containers", "engines", "findings", "projects"):
        assert document["scan"][key] == scanned[key], key
    home = str(drawn.home)
    assert {one["path"] for one in document["reach"] if one["instance"] == "colima/default"} == {
        f"{home}/{name}" for name in (".ssh", ".aws", ".gnupg", ".kube")
    }
    told = {(one["kind"], one["name"]): one for one in document["occupants"]}
    how = {name: (one["how"], one["whole"], one["instances"]) for (_, name), one in told.items()}
    assert how == {
        "ci-runner": ("socket", True, ["colima/default"]),
        "shop-1": ("bind", False, ["colima/default"]),
        "keys-2": ("bind", False, ["colima/default"]),
        "dind": ("privileged", True, ["colima/default"]),
        "plain-4": ("bind", False, ["colima/default"]),
        "web": ("bind", False, ["colima/default"]),
        "db": ("privileged", True, ["colima/default"]),
        "blog": ("bind", False, ["colima/default"]),
    }
    assert told["container", "ci-runner"]["reaches"] == [{"path": home, "access": "rw"}]
    assert told["service", "db"]["reaches"] == [{"path": home, "access": "rw"}]
    assert told["service", "blog"]["reaches"] == [{"path": f"{home}/sites/blog/public", "access": "ro"}]


def test_a_plan(drawn: Machine) -> None:
    drawn.write(".colima/vm-002/colima.yaml", "runtime: docker\nmountType: virtiofs\nmounts: [{location: ~/notes}]\n")
    before = {path: what for path, what in drawn.tree().items() if path != "asked"}
    document = drawn.run("report", "--plan", "~/projects", "--json", *RELEASE).json
    valid(document, "report")
    plan = document["plan"]
    assert {one["next_start_verdict"] for one in plan["instances"]} == {"LOCKED"}
    assert {"instance": "colima/default", "path": str(drawn.home)} in plan["unseen"]
    assert plan["reach"] == []
    after = {one["name"]: one["reaches_after"] for one in document["occupants"]}
    assert after["ci-runner"] == [{"path": f"{drawn.home}/projects", "access": "rw"}]
    assert after["keys-2"] == after["blog"] == []
    page = drawn.run("report", "--plan", "-o", "-", *RELEASE).out  # by the saved policy
    assert page.count("<figure") == 2
    assert "What no VM will see any more" in page
    assert "With the plan, and restarted: 4 LOCKED; 0 secrets within reach." in page
    assert "container keys-2: /keys (from ~/.ssh)" in page
    # of the second map what becomes empty and what goes out of reach is drawn
    first, second = page.split("With the plan, and restarted</h2>")
    assert ("EMPTIED" in first, "EMPTIED" in second) == (False, True)
    assert "~/notes, OUTSIDE, 1 VM can read" in first and "~/notes, OUTSIDE, out of reach" in second
    assert before == {path: what for path, what in drawn.tree().items() if path != "asked"}


def test_the_worst_comes_first(drawn: Machine) -> None:
    page = drawn.run("report", "-o", "-", *RELEASE).out
    names = re.findall(r'<tr role="row"><td role="cell" class="[^"]*"><div dir="auto">([^<]+)', page)
    occupants = ["ci-runner", "dind", "db", "keys-2", "blog", "shop-1", "web", "plain-4"]
    vms = ["colima/default", "colima/(new)", "colima/vm-001", "colima/vm-002"]
    assert [name for name in names if name in vms] == vms
    assert [name for name in names if name in occupants] == occupants


def test_the_worst_is_said_first(drawn: Machine) -> None:
    """To a screen reader as well, for which not all of many is said."""
    page = drawn.run("report", "-o", "-", *RELEASE).out
    said = next(iter(re.findall(r'aria-label="(colima/default, [^"]+)"', page)))
    assert "Reads and writes ~, ~/.ssh, ~/.aws, ~/.gnupg, ~/.kube." in said
    assert "In it: ci-runner (by the engine&#39;s socket), dind (as strong as its VM), db" in said


def test_a_lock_draws_what_it_would_do(drawn: Machine) -> None:
    before = {path: what for path, what in drawn.tree().items() if path != "asked"}
    done = drawn.run("lock", "-n", "--report", "plan.html", "~/projects", *RELEASE)
    assert done.code == 0
    assert done.err.endswith("written to ~/plan.html\n")
    page = drawn.read("plan.html")
    (drawn.home / "plan.html").unlink()
    assert before == {path: what for path, what in drawn.tree().items() if path != "asked"}

    def drawing(text: str) -> list[str]:
        return re.findall(r'aria-label="([^"]+)"', text)

    assert drawing(page) == drawing(drawn.run("report", "--plan", "~/projects", "-o", "-", *RELEASE).out)


def test_a_lock_writes_over_nothing_that_is_no_report(drawn: Machine) -> None:
    drawn.write("mine.html", "mine")
    done = drawn.run("lock", "-n", "--report", "mine.html", "~/projects")
    assert (done.code, drawn.read("mine.html")) == (4, "mine")
    # of the two commands one has --force
    assert done.err.endswith("do:  name another file, or let report --force overwrite it\n")


@pytest.mark.parametrize(
    "argv",
    [("report",), ("report", "--plan", "~/projects"), ("lock", "-n", "--report", "plan.html", "~/projects")],
)
def test_an_engine_is_asked_once(drawn: Machine, argv: tuple[str, ...]) -> None:
    assert drawn.run(*argv, *RELEASE).code == 0
    found = [" ".join(line.split()[3:5]) for line in asked(drawn)]
    assert found == ["ps --all", "container inspect"]


@pytest.mark.parametrize(
    "argv",
    [
        ("report", "~/projects"),
        ("report", "--json", "-o", "x"),
        ("report", "--json", "--open"),
        ("report", "--open", "-o", "-"),
        ("report", "--projects", "~/nowhere"),
        ("lock", "--yes", "--report", "x", "~/projects"),
        ("lock", "-n", "--report", "-", "~/projects"),
        ("status", "--map", "--json"),
    ],
)
def test_what_makes_no_sense(drawn: Machine, argv: tuple[str, ...]) -> None:
    before = drawn.tree()
    assert drawn.run(*argv).code == 2
    assert drawn.tree() == before


def test_a_plan_of_nothing(machine: Machine) -> None:
    machine.write(".colima/default/colima.yaml", "mounts: []\n")
    done = machine.run("report", "--plan")
    assert (done.code, "colima-guard report --plan ~/projects" in done.err) == (2, True)


@pytest.mark.parametrize(("platform", "program"), [("macos", "open"), ("linux", "xdg-open")])
def test_it_is_opened(drawn: Machine, platform: Any, program: str) -> None:
    drawn.platform = platform
    drawn.command(program, 'echo "$*" > "$HOME/opened"')
    assert drawn.run("report", "--open").code == 0
    assert drawn.read("opened") == f"{drawn.home / PAGE}\n"
    drawn.command(program, "exit 3")
    failed = drawn.run("report", "--open")
    assert (failed.code, f"open ~/{PAGE} yourself" in failed.err) == (1, True)
    Path(drawn.home / "path" / program).unlink()
    missing = drawn.run("report", "--open")
    assert (missing.code, missing.out) == (1, f"written to ~/{PAGE}\n")
    assert f"there is no {program}" in missing.err


def test_a_report_of_a_machine_without_anything(machine: Machine) -> None:
    done = machine.run("report", "-o", "-")
    assert done.code == 0
    assert "no engine that runs was found, and no project is known" in done.out
    assert "no change was made yet" in done.out


def test_history_and_proofs_are_told(drawn: Machine) -> None:
    assert drawn.run("lock", "--yes", "~/projects", *RELEASE).code == 1  # one is to be restarted
    change = drawn.run("history", "--json").json["changes"][0]
    text = drawn.run("report", "-o", "-").out
    assert change["id"] in text
    assert "as written" in text
    assert "no proof is of what runs now" in text
    assert json.dumps(change["state"]).strip('"') in text


def test_a_journal_that_cannot_be_read_is_told(drawn: Machine) -> None:
    drawn.write(".local/state/colima-guard/changes", "")
    done = drawn.run("report", "-o", "-")
    assert done.code == 1
    assert done.out.count("what was changed is not known") == 2
    assert "no change was made yet" not in done.out
    told = drawn.run("status", "--map")
    assert (told.code, "not known: what was changed is not known" in told.out) == (4, True)
    valid(drawn.run("report", "--json").json, "report")
