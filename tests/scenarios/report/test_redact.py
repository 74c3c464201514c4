"""``--redact``: no name of anybody's is left, and each has one other."""

from __future__ import annotations

import json
import re

import pytest

from tests.conftest import Machine
from tests.docs.test_json import valid
from tests.machines.engine_client import answers, profile
from tests.scan.container.inspects import bind, inspect

#: names that stand nowhere else
NAMES = ("quenby", "zephyrcorp", "vaultkeeper", "oxbow", "marigold", "thistledown", "pemberton", "larkspur")


@pytest.fixture
def named(machine: Machine) -> Machine:
    home = machine.home.parent / "quenby"
    machine.home.rename(home)
    machine.home = home
    machine.environ |= {"HOME": str(home), "USER": "quenby", "PATH": str(home / "path")}
    machine.write(".ssh/id_ed25519", "")
    machine.mkdir("zephyrcorp/vaultkeeper app")
    compose = "services:\n  oxbow:\n    image: marigold.example/x:1\n    privileged: true\n    volumes: ['.:/app']\n"
    machine.write("zephyrcorp/vaultkeeper app/compose.yaml", compose)
    profile(machine, mounts='[{location: "~", writable: true}]')
    machine.write(".colima/thistledown/colima.yaml", "runtime: docker\nmounts: [{location: ~/zephyrcorp}]\n")
    source = f"{home}/zephyrcorp/vaultkeeper app"
    answers(
        machine,
        {**inspect("pemberton", mounts=[bind(source)]), "Id": "a" * 64},
        {**inspect("larkspur", Privileged=True), "Id": "b" * 64},
    )
    machine.run("lock", "--yes", "--instance", "thistledown", "--projects", "~/zephyrcorp", "~/zephyrcorp")
    return machine


def test_no_name_is_left(named: Machine) -> None:
    plain = named.run("report", "--json").out
    assert [name for name in NAMES if name not in plain] == []
    done = named.run("report", "--json", "--redact", "--plan")
    valid(done.json, "report")
    assert [name for name in NAMES if name in done.out] == []
    page = named.run("report", "--redact", "--plan", "-o", "-").out
    assert [name for name in NAMES if name in page] == []
    assert "~/.ssh" in page and "colima/default" in page


def test_each_has_one_other(named: Machine) -> None:
    plain, other = (named.run("report", "--json", *more).json for more in ((), ("--redact",)))
    pairs: dict[str, set[str]] = {}
    for one, two in zip(plain["occupants"], other["occupants"], strict=True):
        pairs.setdefault(one["name"], set()).add(two["name"])
    assert {len(names) for names in pairs.values()} == {1}
    assert len({next(iter(names)) for names in pairs.values()}) == len(pairs)
    known = {one["name"]: two["name"] for one, two in zip(plain["occupants"], other["occupants"], strict=True)}
    for one, two in zip(plain["scan"]["containers"], other["scan"]["containers"], strict=True):
        assert known[one["name"]] == two["name"]
    # what the numbers and verdicts say is the same
    for one, two in zip(plain["status"]["instances"], other["status"]["instances"], strict=True):
        assert one["verdict"] == two["verdict"]
        assert [share["line"] for share in one["shares"]] == [share["line"] for share in two["shares"]]
    assert other["home"].endswith("/user")
    assert json.dumps(other).count('"user": "user"') == 1


#: words that nobody has but this machine: whatever a name can come from
LEAKS = (
    *("quenby", "snorkelton", "zephyrcorp", "keeperplans", "oxbowlet", "marigoldreg", "quibbletag", "thistledown"),
    *("pembertonic", "larkspurred", "snickernet", "flimflam", "wobblegong", "fizzcorphost", "flugelfs", "jabberwocky"),
    *("grumblereason", "mumblecap", "splendidopt", "dinglehopper", "20471133", "bamboozler", "crumpetfield"),
    *("abcdef1234567890", "whatsitplan"),
)
_COMPOSE = """\
services:
  oxbowlet:
    image: marigoldreg.example:5000/team/quibbletag@sha256:{digest}
    privileged: true
    network_mode: container:snickernet
    cap_add: [MUMBLECAP]
    security_opt: [splendidopt=host]
    volumes: ['${{FLIMFLAM}}/x:/y', './20471133:/numbers', '/home/dinglehopper:/other']
"""
_POLICY = """\
version: 1
allow: [{path: ~/zephyrcorp, access: rw}]
projects: [~/zephyrcorp]
accepted:
  - {finding: CG101, instance: colima/default, path: ~/notes, reason: grumblereason of ours, until: 2099-01-01}
"""
_CLIENT = """\
case "$*" in
  *bamboozler*) echo 'dial tcp: lookup build.fizzcorphost.internal: no such host' >&2; exit 1 ;;
esac
"""


def leaky(machine: Machine) -> Machine:
    """A machine with a name in every place that a report can have one from."""
    home = machine.home.parent / "quenby"
    machine.home.rename(home)
    machine.home = home
    machine.environ |= {"HOME": str(home), "USER": "snorkelton", "PATH": str(home / "path")}
    machine.write(".ssh/id_ed25519", "")
    machine.mkdir("zephyrcorp/The 'keeperplans' (new)/20471133")
    project = "zephyrcorp/The 'keeperplans' (new)"
    machine.write(f"{project}/compose.yaml", _COMPOSE.format(digest="1234567890abcdef" * 4))
    machine.write(f"{project}/compose.override.yaml", "include: [./jabberwocky.yaml]\n")
    machine.write("zephyrcorp/broken/compose.yaml", "services: [\n")
    dev = '{"image": "x", "initializeCommand": "echo wobblegong"}'
    machine.write("zephyrcorp/dev/.devcontainer/devcontainer.json", dev)
    profile(machine, mounts='[{location: "~", writable: true}]')
    mounts = "mounts: [{location: ~/zephyrcorp}, {location: ~/crumpetfield}]\n"
    machine.write(".colima/thistledown/colima.yaml", f"runtime: docker\nmountType: flugelfs\n{mounts}")
    machine.write(".colima/pembertonic/colima.yaml", "mounts: [{location: x: y}]\n")
    machine.write(".config/colima-guard/policy.yaml", _POLICY)
    answers(machine, {**inspect("larkspurred", Privileged=True), "Id": "b" * 64})
    profile(machine, "bamboozler")
    machine.mkdir("whatsitplan")
    machine.run("lock", "--yes", "--instance", "colima/bamboozler", "~/zephyrcorp", "~/whatsitplan")
    machine.command("docker", _CLIENT + machine.read("path/docker").removeprefix("#!/bin/sh\n"))
    return machine


@pytest.mark.parametrize("more", [("--json",), ("-o", "-"), ("--plan", "--json"), ("--plan", "-o", "-")])
def test_nothing_leaks(machine: Machine, more: tuple[str, ...]) -> None:
    leaky(machine)
    plain = machine.run("report", "--json", "--plan").out.lower()
    assert [name for name in LEAKS if name not in plain] == []
    told = machine.run("report", "--redact", *more).out
    assert [name for name in LEAKS if name in told.lower()] == []
    # what we say ourselves stays: of all sentences no more words went than are somebody's
    assert len(set(re.findall(r"\bword-[0-9]+", told))) <= 2
    assert "because `mounts` is empty" in told or re.search(r"because \S+ does not load", told)


def test_names_that_are_words_of_ours_go_where_they_are_names(named: Machine) -> None:
    named.write(".colima/work/colima.yaml", "runtime: docker\nmountType: virtiofs\nmounts: [{location: ~/on}]\n")
    named.mkdir("on")
    told = named.run("report", "--json", "--redact").json
    home = told["home"]
    (row,) = [one for one in told["status"]["instances"] if one["name"] not in ("colima/default", "colima/(new)")][-1:]
    assert row["name"].startswith("colima/vm-")
    assert row["shares"][0]["location"].startswith(f"{home}/dir-")
    # and a word of every sentence is no name
    assert any(" on " in one["message"] for one in row["findings"])


@pytest.mark.parametrize("more", [("--json",), ("-o", "-"), ("--plan", "--json")])
def test_names_without_a_letter_go_from_sentences_too(named: Machine, more: tuple[str, ...]) -> None:
    named.mkdir("my 4815162342", "zephyrcorp/\U0001f984")
    named.write(".colima/work/colima.yaml", 'runtime: docker\nmounts: [{location: "~/my 4815162342"}]\n')
    bound = [bind(f"{named.home}/my 4815162342"), bind(f"{named.home}/zephyrcorp/\U0001f984")]
    answers(named, {**inspect("\U0001f984 \U0001f419", mounts=bound), "Id": "c" * 64})
    plain = json.dumps(named.run("report", "--json").json, ensure_ascii=False)
    for name in ("4815162342", "\U0001f984", "\U0001f419"):
        assert name in plain
        told = named.run("report", "--redact", *more).out
        assert name not in (json.dumps(json.loads(told), ensure_ascii=False) if "--json" in more else told)
