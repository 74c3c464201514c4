"""Lines that vouch for themselves and for all before: a flipped bit, a doubled, lost or moved line is noticed.

Each is a JSON object whose last member, ``sum``, is a checksum of its own text and of the ``sum`` before it. Against
accidents, not against somebody who can write here: the directory is ours alone for that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from colima_guard.model.digest import sha256

_SEALED = re.compile(rb'(.*),"sum":"([0-9a-f]{16})"\}', re.DOTALL)


class Damaged(ValueError):
    """A journal that we did not write like this, or that a newer release wrote."""


def seal(record: bytes, before: bytes) -> bytes:
    """A JSON object as the line that follows the one whose sum is ``before`` (empty: the first)."""
    return record[:-1] + b',"sum":"' + _sum(record, before) + b'"}\n'


def last_sum(lines: bytes) -> bytes | None:
    """The sum that the next line builds on; ``None`` where the last of these whole lines has none."""
    found = _SEALED.fullmatch(lines[:-1].rpartition(b"\n")[2])
    return found[2] if found else None


def is_sealed(line: bytes) -> bool:
    """Whether a line, given without its end, has a sum at all, right or wrong."""
    return _SEALED.fullmatch(line) is not None


def opened(lines: Sequence[bytes]) -> list[bytes]:
    """The JSON objects of sealed lines, given without their ends. Raises ``Damaged`` at a sum that is not right."""
    records, before = [], b""
    for line in lines:
        found = _SEALED.fullmatch(line)
        if found is None or found[2] != _sum(found[1] + b"}", before):
            raise Damaged("a line that is not as it was written, or not where it was")
        records.append(found[1] + b"}")
        before = found[2]
    return records


def _sum(record: bytes, before: bytes) -> bytes:
    return sha256(before + record)[:16].encode("ascii")
