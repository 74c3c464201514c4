"""Checks as processes of their own, several at once, while files are edited: what is left is a stamp that holds."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress

import pytest

from tests.machines.ways_to_edit import edit, opened
from tests.machines.whole_home import Home

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nothing is remembered on Windows")

NAME = ".colima/default/colima.yaml"
#: the entry point, which trusts what changed just now
DRIVER = (
    "import sys; from colima_guard import entry; from colima_guard.cache import stamp; "
    "stamp._RACY_NS = 0; sys.exit(entry.main())"
)


def begun(home: Home) -> subprocess.Popen[bytes]:
    environ = home.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    return subprocess.Popen([sys.executable, "-c", DRIVER, "check"], env=environ, stdout=subprocess.PIPE)


def test_checks_at_once(home: Home) -> None:
    checks = [begun(home) for _ in range(4)]
    assert [(check.communicate()[0], check.returncode) for check in checks] == [(b"", 0)] * 4
    assert home.remembered()
    assert os.listdir(home.stamp.parent) == ["check.stamp"]


@pytest.mark.parametrize("while_", [0.05, 0.1, 0.15, 0.2])
def test_an_edit_while_they_run(home: Home, while_: float) -> None:
    """Whenever it comes: the answer that is left is the one of the files as they are."""
    checks = [begun(home) for _ in range(2)]
    with suppress(subprocess.TimeoutExpired):
        checks[0].wait(while_)
    edit(home.path / NAME, opened(home.text(NAME)))
    for check in checks:
        check.communicate()
        assert check.returncode in (0, 1)
    assert not home.remembered()
    assert home.check() == home.computed()
    assert home.computed().code == 1
