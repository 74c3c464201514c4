"""Editing WSL's dialect: what was asked is read, and nothing else changes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colima_guard.formats.by_kind import carry as carry_by_kind
from colima_guard.formats.refused import EditRefused
from colima_guard.formats.wsl import edit as editing
from colima_guard.formats.wsl.edit import carry, edit, paste_block
from colima_guard.formats.wsl.proof import prove
from colima_guard.formats.wsl.read import read
from colima_guard.formats.wsl.statement import Dialect, Fault, Setting, truth
from colima_guard.formats.yaml.splice import Span

CONF = {"automount.enabled": "false", "interop.enabled": "false"}
CONFIG = {"wsl2.hostFileSystemAccess": "false"}
NEW = "[automount]\nenabled=false\n\n[interop]\nenabled=false\n"
INTEROP = "[interop]\nenabled=false\n"

PIECES = (
    *("[wsl2]\n", "[wsl2]", "[foo bar]", "[a", "[abcd]\n", "[wsl2 x]", "[]", "[automount]\n", "[interop]", "enabled"),
    *(
        "=",
        "false",
        "true",
        "\n",
        "\r\n",
        "\r",
        " ",
        "\t",
        "#",
        '"',
        "\\",
        "\0",
        "é",
        "Ŧ",
        ";",
        "x=1\n",
        "\ufeff",
        '\\"',
    ),
    *("hostFileSystemAccess=", "enabled=fa\\\nlse", "enabled=false\n", "# c\n", "enabled=no # c\n"),
)
texts = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", NEW),
        ("# c\n", f"# c\n{NEW}"),
        ("# c", f"# c\n\n{NEW}"),
        (
            "[automount]\nenabled=no # why\n[interop]\nenabled=1",
            "[automount]\nenabled=false # why\n[interop]\nenabled=false",
        ),
        ("[interop]\nenabled=0\n[automount]", "[interop]\nenabled=0\n[automount]\nenabled=false"),
        ("[automount] # c\r\nroot=/\r\n", f"{INTEROP}\n[automount] # c\nenabled=false\nroot=/\n".replace("\n", "\r\n")),
        # above what ends the file, and below keys of no section
        ("x=1\n# boot\n[boot]\ncommand=\\$X\n", f"x=1\n{NEW}\n# boot\n[boot]\ncommand=\\$X\n"),
        ("; c\n[automount]\nenabled=true\n", f"{NEW}\n; c\n[automount]\nenabled=true\n"),
        # the line that was swallowed stays
        (
            f"{INTEROP}[automount]\nenabled=false \\\nroot=/x\n",
            f"{INTEROP}[automount]\nenabled=false\nenabled=false \\\nroot=/x\n",
        ),
        # a value that goes on at the end of the file
        ("x=1 \\\n", f"x=1 \\\n\n\n{NEW}"),
    ],
)
def test_conf(before: str, after: str) -> None:
    assert edit(before.encode(), Dialect.CONF, CONF).decode() == after
    assert edit(after.encode(), Dialect.CONF, CONF).decode() == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "[wsl2]\nhostFileSystemAccess=false\n"),
        ("\ufeff[WSL2]\nmemory=4GB", "\ufeff[WSL2]\nhostFileSystemAccess=false\nmemory=4GB"),
        ("[wsl2]\n[foo bar]\nhostFileSystemAccess=false", None),
        ("[experimental]\nsparseVhd=true", "[wsl2]\nhostFileSystemAccess=false\n\n[experimental]\nsparseVhd=true"),
    ],
)
def test_config(before: str, after: str | None) -> None:
    done = edit(before.encode(), Dialect.CONFIG, CONFIG)
    assert read(done, Dialect.CONFIG).says("wsl2.hostFileSystemAccess") is False
    if after is not None:
        assert done.decode() == after


def read_as(data: bytes, dialect: Dialect, but: set[str]) -> list[object]:
    """What a text says, but for some keys."""
    document = read(data, dialect)
    return [
        document.text[one.start : one.stop] if isinstance(one, Fault) else (one.name, one.value)
        for one in document.statements
        if isinstance(one, Fault) or (isinstance(one, Setting) and one.name not in but)
    ]


@settings(max_examples=400)
@given(texts, st.sampled_from(list(Dialect)))
def test_any_text(text: str, dialect: Dialect) -> None:
    """What is asked for is read, the rest as before, and every byte of the text is still there, in its order."""
    wanted = CONF if dialect is Dialect.CONF else CONFIG
    names = {name.lower() for name in wanted}
    data = text.encode()
    after = edit(data, dialect, wanted)
    assert all(read(after, dialect).says(name) is False for name in wanted)
    assert read_as(after, dialect, names) == read_as(data, dialect, names)
    assert edit(after, dialect, wanted) == after
    try:
        back = carry(dialect, after, data, list(wanted))
    except EditRefused:
        return
    assert [read(back, dialect).first(name) is None for name in wanted] == [
        read(data, dialect).first(name) is None for name in wanted
    ]
    assert read_as(back, dialect, names) == read_as(data, dialect, names)


def test_carry() -> None:
    old = b"[automount]\nenabled=TRUE\n[user]\ndefault=me\n"
    new = b"[automount]\nenabled=false # x\n[interop]\nenabled=false\n[user]\ndefault=you\n"
    back = b"[automount]\nenabled=TRUE # x\n[interop]\n[user]\ndefault=you\n"
    assert carry_by_kind("wsl", new, old, list(CONF)) == back
    assert carry_by_kind("wslconfig", back, back, ["automount.enabled"]) == back
    with pytest.raises(EditRefused, match="several lines"):
        carry(Dialect.CONF, new, b"[automount]\nenabled=fal\\\nse \\\nx\n", ["automount.enabled"])


def test_paste_block_is_read() -> None:
    assert paste_block(CONF) == NEW
    assert truth("false") is read(paste_block(CONF).encode(), Dialect.CONF).says("interop.enabled")


def test_a_wrong_edit_is_not_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    before = read(b"[automount]\nenabled=true\nroot=/x\n", Dialect.CONF)
    for after, spans in (
        (b"[automount]\nenabled=true\nroot=/x\n", []),
        (b"[automount]\nenabled=false\nroot=/y\n", [Span(20, 24, "false")]),
        (b"[automount]\nenabled=false\n", [Span(20, 32, "false\n")]),
    ):
        with pytest.raises(EditRefused, match="cannot be proved"):
            prove(before, read(after, Dialect.CONF), spans, {"automount.enabled": "false"})
    monkeypatch.setattr(editing, "above", lambda document, sections: Span(0, 0, "[automount]\n"))
    with pytest.raises(EditRefused, match="cannot be proved"):
        edit(b"", Dialect.CONF, CONF)
