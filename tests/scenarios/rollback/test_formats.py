"""Each file of a change is recorded with the format that its keys are written in."""

from __future__ import annotations

import json

from tests.conftest import Machine
from tests.machines.colima import profile
from tests.machines.docker_desktop import Desktop


def test_every_file_whose_keys_are_set_has_its_format(machine: Machine) -> None:
    machine.mkdir("projects")
    machine.write(".colima/default/colima.yaml", profile())
    machine.write(".lima/a/lima.yaml", "vmType: vz\nmounts:\n- location: ~\n  writable: true\n")
    machine.write(".lima/_config/override.yaml", "mounts:\n- location: ~/Library\n")
    desktop = Desktop(machine, "macos")
    machine.write(desktop.store, json.dumps({"FilesharingDirectories": [str(machine.home)]}))
    done = machine.run("lock", "~/projects", "--yes")
    (journal,) = (machine.home / ".local/state/colima-guard/changes").glob("*/journal*")
    begin = json.loads(journal.read_bytes().splitlines()[0])
    formats = {file["path"].removeprefix(f"{machine.home}/"): file["format"] for file in begin["files"]}
    assert formats == {
        ".config/colima-guard/policy.yaml": "yaml",
        ".colima/default/colima.yaml": "yaml",
        ".colima/_templates/default.yaml": "yaml",
        ".lima/a/lima.yaml": "yaml",
        ".lima/_config/override.yaml": "yaml",
        ".lima/_templates/_default/mounts.yaml": "yaml",
        desktop.store: "json",
    }, done
    assert begin["keys"].keys() <= {file["path"] for file in begin["files"]}
