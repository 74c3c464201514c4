"""A file that was rewritten since gets its old values back in the format that the change tells of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from colima_guard.lock.rollback import plan_rollback
from colima_guard.model.plan import FileChange, Format, Plan
from tests.machines.store import World

YAML = b"# mine\ncpu: 2\nmounts: [] # the home\n"
JSON = b'{"cpus": 2, "mounts": []}\n'


def taken_back(home: Path, name: str, format: Format | None, before: bytes, now: bytes) -> tuple[bytes | None, str]:
    """What a rollback of ``mounts`` writes into the file that holds ``now``, and why it does not."""
    world = World(home)
    path = world.put(name, before)
    change = FileChange(str(path), str(path), before, b"written", 0o644, "because", format=format)
    world.store.apply(Plan((change,), keys={str(path): ("mounts",)}))
    path.write_bytes(now)
    undone = plan_rollback(world.host, world.store, None, force=False)
    assert all(file.format == format for file in undone.plan.files)
    return next((file.after for file in undone.plan.files), None), "".join(one.reason for one in undone.refused)


@pytest.mark.parametrize("name", ["colima.yaml", "lima.json", "settings", "a.JSON", "b.toml"])
def test_yaml_by_any_name(tmp_path: Path, name: str) -> None:
    after, _ = taken_back(tmp_path, name, "yaml", YAML, b"# theirs\ncpu: 4\nmounts:\n  - location: /w\n")
    assert after == b"# theirs\ncpu: 4\nmounts: []\n"


@pytest.mark.parametrize("name", ["settings-store.json", "settings", "settings.yaml"])
def test_json_by_any_name(tmp_path: Path, name: str) -> None:
    after, _ = taken_back(tmp_path, name, "json", JSON, b'{\n\t"cpus": 4,\n\t"Mounts": ["/w"]\n}')
    assert after == b'{\n\t"cpus": 4,\n\t"mounts": []\n}'


def test_a_text_without_a_format_is_only_put_back_whole(tmp_path: Path) -> None:
    after, why = taken_back(tmp_path, "a.yaml", None, YAML, b"mounts: [/w]\n")
    assert (after, why) == (None, "the file was rewritten since; --force restores the old bytes")
