"""What real `podman machine init` put into a machine's file: files in which order, `append` or release decide."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from colima_guard.backends.podman.backend import Podman
from colima_guard.model.release import release
from tests.machines.podman import Rooted

ROWS = json.loads(Path(__file__).with_name("real_machines.json").read_text(encoding="utf-8"))


@pytest.mark.skipif("sys.platform == 'win32'", reason="pretends a machine on this one's file system")
@pytest.mark.parametrize("row", ROWS)
def test_real_machines(tmp_path: Path, row: dict[str, Any]) -> None:
    for path, text in row["files"].items():
        file = tmp_path / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    host = Rooted({"HOME": "/home/pm", "PATH": "", **row["env"]}, "linux", (), "x86_64", "/home/pm", mounts="")
    host.root = str(tmp_path)
    backend = Podman()
    (new,) = backend.find(host, {"podman": release(row["podman"])}, asked_for=True)
    (way,) = backend.exposures(host, new, every_class=False)
    # of a source that is no absolute path nobody can tell where it is
    made = [(source if source.startswith("/") else None, target) for source, target in row["mounts"]]
    assert (way.refusal, [(share.location, share.mount_point) for share in way.shares]) == (None, made)
