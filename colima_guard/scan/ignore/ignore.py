"""``# colima-guard: ignore[CG423] reason``: what such a comment says, and on which line.

At the end of a line it is about that line; on a line of its own, about the next one that is no comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from colima_guard.model.catalogue import FINDINGS, Acceptance
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.scan.project import Where

if TYPE_CHECKING:
    from colima_guard.scan.ignore.comments import Comment

_MEANT = re.compile(r"colima-guard\b.*\bignore", re.IGNORECASE)
_WRITTEN = re.compile(r"colima-guard:\s*ignore\s*\[([^\]]*)\]\s*(.*)")
#: bytes without which a text holds no such comment
_MARK = re.compile(rb"colima-guard\b[^\r\n]*\bignore", re.IGNORECASE)


class Ignore(NamedTuple):
    """A comment that ignores findings of one line; ``problem`` is why it does not count."""

    ids: tuple[str, ...]
    reason: str
    line: int
    where: Where
    problem: str = ""


def ignores(file: str, data: bytes) -> list[Ignore]:
    """What the comments of a file ignore, and those of them that do not count."""
    if _MARK.search(data) is None:
        return []
    from colima_guard.scan.ignore.comments import of_jsonc, of_yaml

    comments = of_jsonc(data) if file.endswith((".json", ".jsonc")) else of_yaml(data)
    alone = {comment.line for comment in comments if comment.alone}
    return list(_read(file, comments, alone))


def _read(file: str, comments: Iterable[Comment], alone: set[int]) -> Iterator[Ignore]:
    for comment in comments:
        if not _MEANT.match(comment.text):
            continue
        line = comment.line
        while comment.alone and line in alone:
            line += 1
        where = Where(file, comment.line, comment.column)
        written = _WRITTEN.fullmatch(comment.text)
        if written is None:
            yield Ignore((), "", line, where, "it is not written as `colima-guard: ignore[CG423] reason`")
            continue
        ids = tuple(dict.fromkeys(part.strip() for part in written[1].split(",")))
        yield Ignore(ids, written[2], line, where, _problem(ids, written[2]))


def _problem(ids: Iterable[str], reason: str) -> str:
    for id_ in ids:
        kind = FINDINGS.get(id_)
        if kind is None:
            return f"there is no finding `{id_}`"
        if kind.accepted is Acceptance.PROJECT:
            return f"{id_} is accepted by the policy only, with a reason and until a day"
        if kind.accepted is not Acceptance.COMMENT:
            return f"{id_} is not ignored by a comment"
    return "" if reason else "it gives no reason"
