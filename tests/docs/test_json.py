"""The schema against what the commands print: every key is in it, and every document is as it says."""

from __future__ import annotations

import json
import os
import time
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.conftest import Machine
from tests.docs import schema

PROFILE = """\
cpu: 2
disk: 60
memory: 2
arch: host
runtime: docker
vmType: vz
mountType: sshfs
mounts: []
"""


def valid(document: dict[str, Any], name: str) -> None:
    """Fails with the first mistakes of a document, a key that the schema does not know being one."""
    errors = Draft202012Validator(schema.strict(name)).iter_errors(document)
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


@pytest.fixture
def colima(machine: Machine) -> Machine:
    machine.write(".colima/default/colima.yaml", PROFILE)
    machine.write(".colima/work/colima.yaml", PROFILE + "runtime: docker\n")
    # one that runs, and is older than its file; its log says that the process is the VM's and not a later one
    machine.write(".colima/_lima/colima/lima.yaml", "{}\n")
    pid = machine.write(".colima/_lima/colima/ha.pid", f"{os.getpid()}\n")
    machine.write(".colima/_lima/colima/ha.stderr.log", "")
    yesterday = time.time() - 86400
    os.utime(pid, (yesterday, yesterday))
    machine.mkdir("projects", ".ssh")
    return machine


def test_schema_is_one() -> None:
    Draft202012Validator.check_schema(schema.load())


def test_any_document_fits_the_whole_schema_too(colima: Machine) -> None:
    document = json.loads(colima.run("status", "--json").out)
    Draft202012Validator(schema.load()).validate(document)
    assert not Draft202012Validator(schema.load()).is_valid({"schema": "colima-guard/1", "ok": True})


def test_a_key_that_nobody_documented_is_noticed(colima: Machine) -> None:
    document = json.loads(colima.run("status", "--json").out)
    document["instances"][0]["shares"][0]["colour"] = "red"
    with pytest.raises(AssertionError, match="colour"):
        valid(document, "survey")


def test_every_command(colima: Machine) -> None:
    def run(name: str, *argv: str) -> dict[str, Any]:
        done = colima.run(*argv, "--json")
        document = json.loads(done.out)
        valid(document, name)
        assert isinstance(document, dict)
        return document

    run("error", "check")
    run("error", "lock", "~/nowhere")
    assert run("survey", "status")["instances"]
    assert run("history", "history")["changes"] == []
    run("policy_shown", "policy", "show")
    run("policy_path", "policy", "path")
    assert run("change", "lock", "--dry-run", "~/projects")["change"] is None
    locked = run("change", "lock", "--yes", "~/projects")
    assert locked["change"] and locked["refused"] and locked["restart"] and locked["instances"]
    assert run("survey", "check")["instances"]
    assert run("why", "why", "~/projects")["instances"][0]["visible"] == "rw"
    assert run("why", "why", "~/.ssh")["path"] == str(colima.home / ".ssh")
    run("change", "allow", "--yes", "~/projects:ro")
    run("change", "revoke", "--yes", "~/projects")
    (newest, *_) = run("history", "history")["changes"]
    assert newest["files"]
    assert run("change", "rollback", "--yes")["applied"]
    run("error", "rollback", "nonsense")


def test_a_journal_that_cannot_be_read(colima: Machine) -> None:
    colima.run("lock", "--yes", "~/projects")
    (colima.home / ".local/state/colima-guard/changes").rename(colima.home / "kept")
    colima.write(".local/state/colima-guard/changes", "")
    for command in ("status", "check"):
        document = json.loads(colima.run(command, "--json").out)
        valid(document, "survey")
        assert document["instances"] and document["error"]


def test_every_finding_and_share_that_a_strange_file_makes(colima: Machine) -> None:
    """Values that are ``null`` where something cannot be told are so in the schema."""
    colima.write(".colima/default/colima.yaml", "mounts: [{location: '{{.Home}}'}]\nruntime: docker\nenv: {A: b}\n")
    document = json.loads(colima.run("status", "--json", "--release", "colima=0.9.1").out)
    valid(document, "survey")
    assert any(share["location"] is None for row in document["instances"] for share in row["shares"])


def test_a_policy_with_everything_in_it(colima: Machine) -> None:
    (colima.home / ".config").mkdir()
    colima.home.chmod(0o755)
    colima.write("team.yaml", "version: 1\nallow: [{path: ~/projects}]\n")
    colima.write(
        ".config/colima-guard/policy.yaml",
        "version: 1\ninclude: [~/team.yaml]\nexceptions:\n  - {instance: colima/work, without: [~/projects]}\n"
        "accepted:\n  - {finding: CG103, instance: colima/default, path: '~', reason: x, until: 2999-01-01}\n",
    )
    document = json.loads(colima.run("policy", "show", "--json").out)
    valid(document, "policy_shown")
    assert document["policy"]["accepted"][0]["path"] == str(colima.home)
    document = json.loads(colima.run("status", "--json").out)
    valid(document, "survey")
    assert any(finding["accepted"] for row in document["instances"] for finding in row["findings"])
