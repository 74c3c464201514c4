"""What crc makes of its file and of its variable."""

from __future__ import annotations

import pytest

from colima_guard.backends.crc import setting
from colima_guard.host.machine import Host


@pytest.mark.parametrize(
    ("text", "mounts"),
    [
        ("{}", True),
        ("null", True),
        ('{"enable-shared-dirs": false}', False),
        ('{"enable-shared-dirs": true}', True),
        ('{"enable-shared-dirs": "F"}', False),
        ('{"enable-shared-dirs": "false"}', False),
        ('{"enable-shared-dirs": 0}', False),
        ('{"enable-shared-dirs": -0.0}', False),
        ('{"enable-shared-dirs": 2}', True),
        ('{"enable-shared-dirs": null}', True),
        ('{"ENABLE-SHARED-D\u0130RS": false}', False),
        ('{"enable_shared_dirs": false}', True),
        ('{"enable-shared-dirs": true, "enable-shared-dirs": false}', False),
        # the one that is not in small letters counts, wherever it stands
        ('{"Enable-Shared-Dirs": true, "enable-shared-dirs": false}', True),
        ('{"enable-shared-dirs": true, "Enable-Shared-Dirs": false}', False),
        ('{"Enable-shared-dirs": false, "enable-Shared-dirs": true}', None),
        ('{"enable-shared-dirs": "no"}', None),
        ('{"enable-shared-dirs": ""}', None),
        ('{"enable-shared-dirs": "FaLSE"}', None),
        ('{"enable-shared-dirs": {"a": 1}}', None),
    ],
)
def test_what_the_file_says(text: str, mounts: bool | None) -> None:
    found = setting.in_file(text.encode())
    assert found.mounts is mounts and found.broken is None
    assert (found.unknown is None) == (mounts is not None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        '{"enable-shared-dirs": false',
        '{"enable-shared-dirs": false,}',
        '// no mounts\n{"enable-shared-dirs": false}',
        '\ufeff{"enable-shared-dirs": false}',
        '{"enable-shared-dirs": false} {}',
        '[{"enable-shared-dirs": false}]',
        '{"other": NaN, "enable-shared-dirs": false}',
        '{"other": 1e999, "enable-shared-dirs": false}',
        '{"other": "a\tb", "enable-shared-dirs": false}',
    ],
)
def test_a_file_that_crc_cannot_read_means_the_home(text: str) -> None:
    found = setting.in_file(text.encode())
    assert found.mounts is True and found.broken


def test_what_is_not_looked_through_is_not_told() -> None:
    assert setting.in_file(b" " * (1 << 20) + b"{}").mounts is None
    assert setting.in_file(b'{"other": ' + b"[" * 200000).mounts is None


@pytest.mark.parametrize(
    ("word", "mounts"),
    [("false", False), ("0", False), ("T", True), ("1", True), ("no", None), (" false", None), ("", False)],
)
def test_the_variable_beats_the_file(word: str, mounts: bool | None) -> None:
    host = Host({"HOME": "/home/me", setting.VARIABLE: word}, "linux")
    assert setting.read(host, b'{"enable-shared-dirs": false}').mounts is mounts
    # nor is it looked at where the file cannot be read
    assert setting.read(host, b'{"enable-shared-dirs": fal').mounts is True
