"""WSL's own parser on the same texts: read alike, and read as the lock wants after a render."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from colima_guard.formats.wsl.edit import carry
from colima_guard.formats.wsl.read import read
from colima_guard.formats.wsl.statement import Dialect, Setting, truth
from tests.conftest import Machine, shared
from tests.machines.wsl import Wsl

pytestmark = pytest.mark.oracle

DIALECTS = {"wslconf": Dialect.CONF, "wslconfig": Dialect.CONFIG}
LOCK = {
    Dialect.CONF: {
        "automount.enabled": False,
        "automount.mountfstab": True,
        "interop.enabled": False,
        "interop.appendwindowspath": False,
    },
    Dialect.CONFIG: {"wsl2.hostfilesystemaccess": False},
}
_BOOLS = ("automount.", "interop.", "network.generate", "gpu.", "boot.systemd", "wsl2.hostFile", "wsl2.safeMode")
#: as the real one reads a text: the values, and what is wrong
Port = Callable[[str, bool], tuple[dict[str, str], list[tuple[str, int]]]]


@pytest.fixture(scope="module")
def port() -> Port:
    """The reference port of WSL's parser, which agrees with it on every row."""
    text = shared("specs", "other-backends.md").read_text(encoding="utf-8")
    found: dict[str, Any] = {}
    exec(text[text.rindex("```python") + 9 : text.rindex("```")], found)
    parse: Port = found["parse_wsl_ini"]
    return lambda text, skip: parse(text[1:] if skip and text.startswith("\ufeff") else text, skip)


def rows() -> Iterator[dict[str, Any]]:
    with shared("oracle", "wsl.jsonl").open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def corpus(kind: str) -> list[Path]:
    return sorted(path for path in shared("corpus", kind).iterdir() if path.is_file())


def values(data: bytes, dialect: Dialect) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in read(data, dialect).statements:
        if isinstance(one, Setting):
            found.setdefault(one.name, one.value)
    return found


def test_every_row_is_read_as_wsl_reads_it(port: Port) -> None:
    for row in rows():
        dialect = DIALECTS[row["kind"]]
        document = read(row["text"].encode(), dialect)
        assert values(row["text"].encode(), dialect) == port(row["text"], dialect is Dialect.CONFIG)[0], row["id"]
        for key, parsed in row["parsed"].items():
            if isinstance(parsed, bool) and key.startswith(_BOOLS):
                said = document.says(key)
                assert said is None or said is parsed, (row["id"], key)
                if said is None and key in ("automount.enabled", "interop.enabled", "wsl2.hostFileSystemAccess"):
                    assert parsed is True, (row["id"], key)


def test_every_text_is_rendered_so_that_wsl_reads_the_lock(machine: Machine, port: Port) -> None:
    texts = [(DIALECTS[row["kind"]], row["text"].encode()) for row in rows()]
    texts += [(dialect, path.read_bytes()) for kind, dialect in DIALECTS.items() for path in corpus(kind)]
    refused = 0
    for dialect, data in texts:
        done = machine.run("render", dialect.value, "--nothing", stdin=data)
        if done.code == 4:
            refused += 1
            assert done.out == ""
            continue
        assert done.code == 0, done.err
        skip = dialect is Dialect.CONFIG
        then, now = port(data.decode(), skip)[0], port(done.out, skip)[0]
        wanted = LOCK[dialect]
        assert {key: truth(now[key]) for key in wanted} == wanted, data
        rest = [{key: value for key, value in one.items() if key not in wanted} for one in (then, now)]
        assert rest[0] == rest[1], data
    assert refused <= len(texts) * 0.01


def test_corpus_back_byte_for_byte(machine: Machine) -> None:
    """Every ``wsl.conf`` as a distribution of one VM, with the largest ``.wslconfig``: locked, and taken back."""
    wsl = Wsl(machine)
    machine.mkdir("projects")
    etcs = {
        path: wsl.has(f"D{number}", path.read_bytes().decode()) for number, path in enumerate(corpus("wslconf")[::4])
    }
    config = max(corpus("wslconfig"), key=lambda path: path.stat().st_size).read_bytes()
    (machine.home / ".wslconfig").write_bytes(config)
    done = machine.run("lock", "--yes", "--backend", "wsl", "--nothing")
    assert done.code in (0, 1), done.err
    now = (machine.home / ".wslconfig").read_bytes()
    assert read(now, Dialect.CONFIG).says("wsl2.hostFileSystemAccess") is False
    assert all(
        read((etc / "wsl.conf").read_bytes(), Dialect.CONF).says("interop.enabled") is False for etc in etcs.values()
    )
    assert machine.run("rollback", "--yes").code == 0
    assert (machine.home / ".wslconfig").read_bytes() == config
    assert all((etc / "wsl.conf").read_bytes() == path.read_bytes() for path, etc in etcs.items())


def test_the_old_values_come_back_into_every_text() -> None:
    from colima_guard.formats.wsl.edit import edit

    for row in rows():
        dialect, data = DIALECTS[row["kind"]], row["text"].encode()
        try:
            wanted = {key: str(value).lower() for key, value in LOCK[dialect].items()}
            locked = edit(data, dialect, wanted)
            back = carry(dialect, locked, data, list(wanted))
        except ValueError as error:
            pytest.fail(str(error))
        except Exception as error:
            assert "several lines" in str(error)
            continue
        assert values(back, dialect) == values(data, dialect)
