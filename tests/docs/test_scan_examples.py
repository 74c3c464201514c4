"""The examples of docs/scan.md: the bad one of each finding has it, the good one has not."""

from __future__ import annotations

import re

import pytest

from tests.conftest import Machine
from tests.docs.generate import ROOT

_SECTION = re.compile(r"^### [^\n]*\((CG\d+)\)\n(.*?)(?=^##)", re.MULTILINE | re.DOTALL)
_EXAMPLE = re.compile(r"^(Bad|Good)\b.*?```(yaml|jsonc)\n(.*?)```", re.MULTILINE | re.DOTALL)
PAGE = (ROOT / "docs/scan.md").read_text(encoding="utf-8")
EXAMPLES = [
    (id, word, kind, text) for id, section in _SECTION.findall(PAGE) for word, kind, text in _EXAMPLE.findall(section)
]


def scanned(machine: Machine, kind: str, text: str) -> list[tuple[str, str, str]]:
    machine.mkdir("projects/app", "Downloads", "projects/shop/.git/worktrees/fix")
    machine.write("projects/shop-fix/.git", f"gitdir: {machine.home}/projects/shop/.git/worktrees/fix\n")
    machine.write(".config/colima-guard/policy.yaml", "version: 1\nallow:\n  - {path: ~/projects, access: rw}\n")
    machine.write(f"projects/app/{'compose.yaml' if kind == 'yaml' else '.devcontainer.json'}", text)
    done = machine.run("scan", "projects", "--json")
    assert done.code == 0, done.err
    return [(one["id"], one["confidence"], one["subject"]) for one in done.json["findings"]]


def test_every_finding_of_projects_has_both() -> None:
    ids = {id for id, *_ in EXAMPLES}
    assert ids == {f"CG{number}" for number in range(420, 430)}
    assert [word for _, word, *_ in EXAMPLES] == ["Bad", "Good"] * len(ids)


@pytest.mark.parametrize(("id", "word", "kind", "text"), EXAMPLES, ids=[f"{id}-{word}" for id, word, *_ in EXAMPLES])
def test_example(machine: Machine, id: str, word: str, kind: str, text: str) -> None:
    found = [one for one, *_ in scanned(machine, kind, text)]
    assert (id in found) == (word == "Bad"), found


def test_the_recipe_of_the_proxy(machine: Machine) -> None:
    (recipe,) = re.findall(r"^## A socket proxy\n.*?```yaml\n(.*?)```", PAGE, re.MULTILINE | re.DOTALL)
    assert scanned(machine, "yaml", recipe) == [("CG420", "likely", "socket-proxy")]
