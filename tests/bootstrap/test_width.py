"""Comments of what is printed and written fit a terminal."""

from __future__ import annotations

from pathlib import Path

import colima_guard
from colima_guard.backends.podman.edit.next_machine import HEAD
from colima_guard.backends.rancher_desktop.edit.lists import DEFAULT_HEAD, OVERRIDE_HEAD

TEMPLATES = Path(colima_guard.__file__).parent / "templates"
#: a line that is filled in, and one to copy
_AS_IT_IS = ("@{", "&&")


def test_no_comment_is_wider_than_eighty_columns() -> None:
    texts = [DEFAULT_HEAD, OVERRIDE_HEAD, HEAD.decode()]
    files = [path for path in TEMPLATES.rglob("*.j2") if "report" not in path.parts]
    texts += [path.read_text(encoding="utf-8") for path in files]
    comments = [line for text in texts for line in text.splitlines() if line.strip().startswith("#")]
    assert len(comments) > 50
    assert [line for line in comments if len(line) > 80 and not any(mark in line for mark in _AS_IT_IS)] == []
