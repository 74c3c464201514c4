"""A profile that our parsers read well and Colima's does not, or perhaps not, is never said to be locked."""

from __future__ import annotations

import base64

import pytest

from tests.conftest import Machine
from tests.dialects.test_yamlv3 import DOUBTFUL, READ, REFUSED
from tests.machines.colima import profile

FILE = ".colima/default/colima.yaml"


@pytest.mark.parametrize("name", REFUSED | DOUBTFUL)
def test_never_locked(machine: Machine, name: str) -> None:
    text = (REFUSED | DOUBTFUL)[name]
    machine.mkdir("p")
    machine.write(".colima/_templates/default.yaml", profile("mounts:\n- location: ~/p"))
    machine.run("lock", "~/p:ro", "--yes")
    machine.write(FILE, text)
    (machine.home / ".colima/_templates/default.yaml").unlink()
    found = machine.instance()
    assert found["verdict"] == ("UNKNOWN" if name in DOUBTFUL else "OPEN")
    assert {"CG205" if name in DOUBTFUL else "CG201"} <= {finding["id"] for finding in found["findings"]}
    assert machine.run("check").code == 1
    assert (machine.home / FILE).read_bytes() == text


@pytest.mark.parametrize("name", REFUSED | DOUBTFUL)
def test_not_rendered(machine: Machine, name: str) -> None:
    machine.mkdir("p")
    done = machine.run("render", "colima", "--allow", "~/p", stdin=(REFUSED | DOUBTFUL)[name])
    assert (done.code, done.out) == (4, "")
    why = "cannot be told" if name in DOUBTFUL else "Colima does not load it"
    assert why in done.err


@pytest.mark.parametrize("name", READ)
def test_what_colima_reads_is_judged(machine: Machine, name: str) -> None:
    machine.mkdir("p")
    machine.write(FILE, READ[name])
    found = machine.instance()
    assert found["verdict"] == "OPEN"
    assert [(share["location"], share["access"]) for share in found["shares"]] == [(f"{machine.home}/p", "ro")]


def test_a_path_that_is_no_text(machine: Machine) -> None:
    """Bytes that are no UTF-8 name another directory than the characters that stand for them when they are shown."""
    shown = "p\ufffd"
    machine.mkdir(shown)
    location = base64.b64encode(f"{machine.home}/p".encode() + b"\xff").decode()
    machine.write(FILE, profile(f"mounts:\n- location: !!binary {location}\n  writable: true"))
    machine.write(".config/colima-guard/policy.yaml", f'version: 1\nallow: [{{path: "{machine.home}/{shown}"}}]\n')
    assert machine.verdicts("--instance", "colima/default")["colima/default"] == "OPEN"
    for command in ("status", "check", "lock -n", "why p"):
        done = machine.run(*command.split())
        assert done.code != 70 and "\udcff" not in done.out, done
