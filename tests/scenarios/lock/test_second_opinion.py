"""What is to be written has to pass a model beside our decoder, or it is not written."""

from __future__ import annotations

import pytest

from colima_guard.formats.golang import strict_model
from tests.conftest import Machine
from tests.machines.colima import profile

FILES = {
    "colima": (".colima/default/colima.yaml", profile()),
    "lima": (".lima/dev/lima.yaml", 'images: []\nmounts:\n- location: "~"\n'),
    "docker-desktop": (
        "Library/Group Containers/group.com.docker/settings-store.json",
        '{"FilesharingDirectories": ["/Users"], "SettingsVersion": 43}\n',
    ),
}


@pytest.mark.parametrize("backend", FILES)
def test_a_text_that_it_does_not_take_is_not_written(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, backend: str
) -> None:
    machine.mkdir("projects")
    path, text = FILES[backend]
    machine.write(path, text)
    monkeypatch.setattr(strict_model, "second_opinion", lambda struct: "cpu: it is no number")
    done = machine.run("lock", "--yes", "--backend", backend, "~/projects")
    assert "cpu: it is no number" in done.out + done.err
    assert machine.read(path) == text
    monkeypatch.undo()
    done = machine.run("lock", "--yes", "--backend", backend, "~/projects")
    assert "cpu: it is no number" not in done.out + done.err
    assert f"+++ ~/{path}" in done.out or backend == "docker-desktop"
