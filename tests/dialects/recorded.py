"""Texts with what the real readers made of them, recorded: ours is held against them where there is no Go too.

``python -m tests.dialects.recorded yaml_v3|goccy FILE...`` asks the readers anew about all that is recorded, and about
the texts in these files, each a JSON list of texts (their bytes in hexadecimal behind ``0x``).
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from colima_guard.backends.colima.profile import Profile
from colima_guard.backends.lima.rules.source import parse
from colima_guard.formats.golang.yaml_v3.document import decode
from tests.dialects.compare import comparable, written
from tests.dialects.lima import as_read
from tests.dialects.readers import GOCCY, YAML_V3, Answer, Reader, reader

_PLACE = Path(__file__).parent / "recorded"
#: each row a text that we read without a doubt, and the answer of Colima's reader
COLIMA = _PLACE / "yaml_v3.jsonl"
#: each row a text, and what every release of Lima's reader sees in it; ``null`` where they differ, or one refuses it
LIMA = _PLACE / "goccy.jsonl"


#: the reader names a line, and often the one in front of it
_LINE = re.compile(r"(?<=^syntax: )yaml: (?:line \d+: )?")


class Row(NamedTuple):
    """A text, and what is recorded of it."""

    text: bytes
    answer: Any


def rows(file: Path) -> list[Row]:
    """The rows of a table."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [Row(as_bytes(text), answer) for text, answer in map(json.loads, lines)]


def answer_of(row: Row) -> Answer:
    """What Colima's reader answered, of which only the keys are recorded that an empty profile does not have so."""
    error, value, tree = row.answer
    return Answer(error, _EMPTY | value, tree)


_EMPTY = comparable(written(Profile()))


def of_colima(text: bytes, reader: Reader) -> Any:
    """What is recorded of its answer; ``None`` where the text is in doubt."""
    if decode(text, Profile).doubt is not None:
        return None
    answer = reader.read(text)
    value = {key: value for key, value in comparable(answer.value).items() if value != _EMPTY[key]}
    return [_LINE.sub("", answer.error), value, answer.tree]


def is_doubted(text: bytes) -> bool:
    """Whether we do not say what Lima sees in a text."""
    source = parse("", text).source
    return source is None or source.loaded.doubt is not None


def as_bytes(text: str) -> bytes:
    return bytes.fromhex(text[2:]) if text.startswith("0x") else text.encode()


def _as_text(data: bytes) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return f"0x{data.hex()}"
    return f"0x{data.hex()}" if text.startswith("0x") else text


def _colima(texts: Iterable[bytes]) -> Iterator[Row]:
    colima = reader(YAML_V3)
    answers = ((text, of_colima(text, colima)) for text in texts)
    return (Row(text, answer) for text, answer in answers if answer is not None)


def _lima(texts: Iterable[bytes]) -> Iterator[Row]:
    lima = [reader(dialect) for dialect in GOCCY]
    answers = ((text, as_read(text, lima)) for text in texts)
    # what all agree on and we doubt may be told one day
    return (Row(text, answer) for text, answer in answers if (answer is None) is is_doubted(text))


def main(name: str, *files: str) -> None:
    table, ask = {"yaml_v3": (COLIMA, _colima), "goccy": (LIMA, _lima)}[name]
    known = [row.text for row in rows(table)] if table.exists() else []
    more = [as_bytes(text) for file in files for text in json.loads(Path(file).read_text(encoding="utf-8"))]
    found = sorted(ask(dict.fromkeys([*known, *more])), key=lambda row: (len(row.text), row.text))
    lines = (json.dumps([_as_text(row.text), row.answer], separators=(",", ":")) for row in found)
    table.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
