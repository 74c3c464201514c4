"""What the real `crc config get` says of files and variables."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Machine, shared

pytestmark = pytest.mark.oracle

VERDICTS = {"true": "OPEN", "false": "SOFT"}


def test_each_row_by_the_command_line(machine: Machine) -> None:
    """A value that crc cannot read (it ends with an error) is one that cannot be told."""
    machine.linux()
    unknown = 0
    rows = [json.loads(line) for line in shared("oracle", "crc.jsonl").read_text().splitlines()]
    for row in rows:
        machine.write(".crc/crc.json", row["file"])
        machine.environ.pop("CRC_ENABLE_SHARED_DIRS", None)
        machine.environ |= row["env"]
        said = "false" if row["stdout"].endswith(": false") else "true"
        wanted = "UNKNOWN" if row["rc"] else VERDICTS[said]
        unknown += wanted == "UNKNOWN"
        (found,) = machine.run("status", "--json", "--backend", "crc").json["instances"]
        assert found["verdict"] == wanted, row
    assert len(rows) >= 40 and unknown <= 2
