"""Reading as WSL does."""

from __future__ import annotations

import pytest

from colima_guard.formats.refused import EditRefused
from colima_guard.formats.wsl.read import read
from colima_guard.formats.wsl.statement import Dialect, truth

KEY = "automount.enabled"


def says(text: str, dialect: Dialect = Dialect.CONF, key: str = KEY) -> bool | None:
    return read(text.encode(), dialect).says(key)


@pytest.mark.parametrize(
    "text",
    [
        "[automount]\nenabled=false\n",
        "[automount]\r\nenabled=false\r\n",
        "[automount]\renabled=false",
        "  [AutoMount] # c\n\tENABLED\t= FaLsE # c",
        "[automount]\nenabled=0\nenabled=true\n",
        '[automount]\nenabled=fal"se"\n',
        "[automount]\nenabled=fa\\\nlse\n",
        "[automount]\nenabled=false\0true\n",
        "# é\n[boot]\ncommand=é\n[automount]\nenabled=false\n;",
        "[a1]\n[automount]\n[boot]\n[automount]\nenabled=false#",
    ],
)
def test_off(text: str) -> None:
    assert says(text) is False


@pytest.mark.parametrize(
    "text",
    [
        "",
        "enabled=false",
        "automount.enabled=false",
        "[automount]\nenabled=no",
        "[automount]\nenabled=",
        "[automount]\nenabled='false'",
        "[automount]\nenabled=false;",
        "[automount]\nenabled=no\nenabled=false",
        "[automount]\nenabled=false\\",
        "[automount]\nenabled=false \\\n\n",
        '[automount]\nenabled="false\n',
        "[ automount ]\nenabled=false",
        "[automount] x\nenabled=false",
        "[auto-mount]\nenabled=false",
        "\ufeff[automount]\nenabled=false",
        "[boot]\ncommand=echo \\$X\n[automount]\nenabled=false",
        "; c\n[automount]\nenabled=false",
        "# c\r[automount]\renabled=false",
        "[automount]\nmount-fs-tab=false\nenabled=false",
    ],
)
def test_not_off(text: str) -> None:
    assert says(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("; x\n[wsl2]\nhostFileSystemAccess=false", False),
        ("[wsl2]\nswapFile=C:\\temp\nhostFileSystemAccess=false", False),
        ("\ufeff[wsl2]\nhostFileSystemAccess=false", False),
        ("[foo bar]\n[wsl2]\nhostFileSystemAccess=false", False),
        # a bad header's letters, and the length of the section before it
        ("[wsl2]\n[foo bar]\nhostFileSystemAccess=false", None),
        ("[abcd]\n[wsl2 x]\nhostFileSystemAccess=false", False),
        ("[wsl2]\n[]\nhostFileSystemAccess=false", False),
    ],
)
def test_a_wrong_line_of_wslconfig_is_left_out(text: str, expected: bool | None) -> None:
    assert says(text, Dialect.CONFIG, "wsl2.hostFileSystemAccess") is expected


def test_where_the_file_ends() -> None:
    fault = read(b"[boot]\n# c\ncommand=echo \\$X\n", Dialect.CONF)
    assert fault.fault is not None and fault.line(fault.fault.start) == 3


@pytest.mark.parametrize(
    ("data", "dialect"),
    [(b"\xff\xfe[", Dialect.CONFIG), (b"[a]\n\xe9=1", Dialect.CONF), (b"[a]\n\x1a", Dialect.CONFIG)],
)
def test_what_cannot_be_told(data: bytes, dialect: Dialect) -> None:
    with pytest.raises(EditRefused):
        read(data, dialect)


def test_truth() -> None:
    assert [truth(text) for text in ("1", "TRUE", "0", "False", "no", "", "ﬀ", "00")] == [
        *(True, True, False, False),
        *(None, None, None, None),
    ]
