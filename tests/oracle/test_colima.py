"""Colima's files against what real Colima and Lima programs made of them: every row must agree."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from colima_guard.backends.colima.profile import Profile
from colima_guard.backends.colima.releases import rules_of
from colima_guard.backends.colima.rules.mounts import entries_for_lima
from colima_guard.backends.colima.rules.paths import Surroundings
from colima_guard.formats.golang.yaml_v3.document import decode
from colima_guard.model.release import release
from tests.conftest import Machine, shared

pytestmark = pytest.mark.oracle


@pytest.fixture
def linux(machine: Machine) -> Machine:
    machine.platform, machine.os_version, machine.arch = "linux", (), "x86_64"
    return machine


def test_decoding_and_mounts(capsys: pytest.CaptureFixture[str]) -> None:
    """colima.json: how a text decodes, and which mounts Colima hands to Lima."""
    rows = json.loads(shared("oracle", "colima.json").read_text())
    assert len(rows) == 180
    wrong = [row for row in rows if not _decodes_alike(row)]
    assert wrong == []
    _report(capsys, "colima.json", Counter(run=len(rows), agreed=len(rows)))


def _decodes_alike(row: dict[str, Any]) -> bool:
    decoded = decode(row["yaml"].encode(), Profile)
    mounts = decoded.value.mounts
    if (mounts is None) != row["mounts_nil"] or len(mounts or []) != row["parsed_len"]:
        return False
    if bool(decoded.problems) != bool(row["load_error"]):
        return False
    variables = {"HOME": row["home"]}
    around = Surroundings(row["home"], lambda name: variables.get(name, ""), row["cache_dir"], "colima")
    rules = rules_of(release(row["colima"]))
    entries, refusal = entries_for_lima(mounts, [None] * len(mounts or []), None, rules, around)
    if row["error"] is not None:
        return refusal is not None and refusal.why.endswith(row["error"])
    written = [f"{one.location}{'=>' + one.mount_point if one.mount_point else ''}:{one.access}" for one in entries]
    return refusal is None and written == row["lima_mounts"]


def test_corpus_chain(linux: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    """colima-chain.json: the real files, by the command line."""
    rows = json.loads(shared("oracle", "colima-chain.json").read_text())["rows"]
    assert len(rows) == 460
    count: Counter[str] = Counter(run=len(rows))
    wrong = []
    for row in rows:
        linux.write(".colima/default/colima.yaml", _chain_text(row["file"]))
        found = _status(linux, row["colima"])
        if "will_not_start" in row:
            agreed = found["will_start"] is False
        else:
            agreed = _shares(found, linux) == row["shares"] and found["will_start"]
        count["agreed" if agreed else "wrong"] += 1
        if not agreed:
            wrong.append((row, found["shares"], found["refusal"]))
    assert wrong == []
    _report(capsys, "colima-chain.json", count)


def _chain_text(file: str) -> bytes:
    """The file as it was run on Linux: with a driver and transport that Linux knows, which do not decide shares."""
    import re

    text = shared(*file.split("/")).read_bytes()
    text = re.sub(rb"(?m)^vmType:.*$", b"vmType: qemu", text)
    return re.sub(rb"(?m)^mountType:.*$", b"mountType: sshfs", text)


def test_random_profiles(linux: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    """colima-random.jsonl: drawn files with and without templates, by the command line."""
    cases = [json.loads(line) for line in shared("oracle", "colima-random.jsonl").read_text().splitlines()]
    count: Counter[str] = Counter()
    wrong = []
    for case in cases:
        _lay(linux, case)
        for name, expected in case["results"].items():
            found = _status(linux, name)
            agreed = _agrees(found, expected, linux)
            count["run"] += 1
            count["agreed" if agreed else "wrong"] += 1
            if not agreed:
                wrong.append((case["name"], name, expected, found["shares"], found["refusal"]))
    assert count["run"] == 800
    assert wrong == []
    _report(capsys, "colima-random.jsonl", count)


def _lay(linux: Machine, case: dict[str, Any]) -> None:
    for path, text in (
        (".colima/default/colima.yaml", case["profile"]),
        (".colima/_templates/default.yaml", case["template"]),
    ):
        file = linux.home / path
        file.unlink(missing_ok=True)
        if text is not None:
            linux.write(path, text)
    # an instance that was stopped
    linux.write(".colima/_lima/colima/lima.yaml", "{}\n")


def _agrees(found: dict[str, Any], expected: dict[str, Any], linux: Machine) -> bool:
    if "refused" in expected or "will_not_start" in expected:
        return found["will_start"] is False
    home = str(linux.home)
    shares = [[path.replace("/home/me", home) for path in share[:2]] + share[2:] for share in expected["shares"]]
    transports = {share["transport"] for share in found["shares"]}
    same = [[one["location"], one["mount_point"], one["access"]] for one in found["shares"]] == shares
    return same and found["will_start"] and transports <= {expected["transport"]}


def _status(linux: Machine, colima: str) -> dict[str, Any]:
    done = linux.run("status", "--json", "--instance", "default", "--release", f"colima={colima}")
    assert done.code == 0, done.err
    (instance,) = json.loads(done.out)["instances"]
    assert isinstance(instance, dict)
    return instance


def _shares(found: dict[str, Any], linux: Machine) -> list[list[str]]:
    home = str(linux.home)
    return [
        [one["location"].replace(home, "~"), one["mount_point"].replace(home, "~"), one["access"]]
        for one in found["shares"]
    ]


def _report(capsys: pytest.CaptureFixture[str], name: str, count: Counter[str]) -> None:
    with capsys.disabled():
        print(f"\n{name}: {', '.join(f'{number} {what}' for what, number in count.items())}", end="")
