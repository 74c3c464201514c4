"""A machine for drawn stories: made and thrown away many times in one test, and silent."""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from colima_guard.cli.main import main
from tests.conftest import Machine, Run


class Quiet(Machine):
    """As a machine, with its output taken by itself and not by the fixture of one test."""

    def run(self, *argv: str, stdin: bytes | None = None) -> Run:
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
        kept = sys.stdout, sys.stderr, sys.stdin
        sys.stdout, sys.stderr = out, err
        sys.stdin = io.TextIOWrapper(io.BytesIO(stdin or b""))
        try:
            code = main(argv, self.host())
        finally:
            sys.stdout, sys.stderr, sys.stdin = kept
        return Run(code, _text(out), _text(err))


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()


@contextmanager
def quiet_machine() -> Iterator[Quiet]:
    """A machine that is gone afterwards. Nothing waits for the disk."""
    place = Path(tempfile.mkdtemp(prefix="colima-guard-test-")).resolve()
    home = place / "me"
    home.mkdir()
    try:
        with mock.patch("colima_guard.store.disk.sync", lambda fd: None):
            yield Quiet(home, None)  # type: ignore[arg-type]
    finally:
        for path in place.rglob("*"):
            if path.is_dir() and not path.is_symlink():
                os.chmod(path, 0o755)
        shutil.rmtree(place)
