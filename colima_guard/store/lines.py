"""The lines of a journal: values to JSON and back. What does not read back as we write it is damaged."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, replace
from typing import Any, TypeVar

from colima_guard.store.change import Change, ChangedDirectory, ChangedFile

_VERSION = 1
_T = TypeVar("_T")


class Damaged(ValueError):
    """A journal that we did not write like this, or that a newer release wrote."""


def begin(change: Change) -> bytes:
    """The line that tells the whole change before any of it is done."""
    told = asdict(change)
    del told["state"]
    for file in told["files"]:
        del file["done"]
    return _line(type="BEGIN", version=_VERSION, **told)


def done(index: int) -> bytes:
    """File number ``index`` is written, and that is on the medium."""
    return _line(type="DONE", file=index)


def end() -> bytes:
    """All of the change is done."""
    return _line(type="END")


def interrupted(change: Change) -> bytes:
    """The change was stopped, and these of its files were written."""
    return _line(type="INTERRUPTED", files=[index for index, file in enumerate(change.files) if file.done])


def read(data: bytes) -> tuple[Change, bool]:
    """The change that a journal tells, and whether it is closed. A last line without its line end does not count.

    Raises ``Damaged``.
    """
    import json

    try:
        first, *rest = [json.loads(line) for line in data.split(b"\n")[:-1]]
        change, closed = _begun(first), False
        for record in rest:
            if closed and record["type"] != "INTERRUPTED":
                raise Damaged("lines after the last one")
            change, closed = _continued(change, record)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Damaged(str(error)) from error
    return change, closed


def _line(**record: Any) -> bytes:
    import json

    # escaped: a path whose bytes are no UTF-8 comes back as it was
    return json.dumps(record, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"


def _begun(record: dict[str, Any]) -> Change:
    if record["type"] != "BEGIN" or record["version"] != _VERSION:
        raise Damaged(f"not a journal of version {_VERSION}")
    return Change(
        id=_of(str, record["id"]),
        time=float(_of((int, float), record["time"])),
        command=_texts(record["command"]),
        reverts=_maybe(str, record["reverts"]),
        files=tuple(_file(file) for file in record["files"]),
        directories=tuple(_directory(made) for made in record["directories"]),
        removed_directories=tuple(_directory(gone) for gone in record["removed_directories"]),
        keys={_of(str, name): _texts(keys) for name, keys in record["keys"].items()},
    )


def _file(record: dict[str, Any]) -> ChangedFile:
    return ChangedFile(
        path=_of(str, record["path"]),
        real_path=_of(str, record["real_path"]),
        before_sha256=_maybe(str, record["before_sha256"]),
        after_sha256=_maybe(str, record["after_sha256"]),
        before_mode=_maybe(int, record["before_mode"]),
        after_mode=_maybe(int, record["after_mode"]),
        reason=_of(str, record["reason"]),
    )


def _directory(record: dict[str, Any]) -> ChangedDirectory:
    return ChangedDirectory(_of(str, record["path"]), _of(int, record["mode"]))


def _continued(change: Change, record: dict[str, Any]) -> tuple[Change, bool]:
    match record["type"]:
        case "DONE":
            return _with_done(change, {_of(int, record["file"])}), False
        case "INTERRUPTED":
            # it may follow an END that could not be read back when the change was stopped; then all is done anyway
            return _with_done(change, {_of(int, index) for index in record["files"]}), True
        case "END":
            return replace(_with_done(change, range(len(change.files))), state="applied"), True
        case unknown:
            raise Damaged(f"a line of an unknown kind, {unknown}")


def _with_done(change: Change, indexes: Collection[int]) -> Change:
    if any(index not in range(len(change.files)) for index in indexes):
        raise Damaged("a file that is not in the change")
    files = (replace(file, done=file.done or index in indexes) for index, file in enumerate(change.files))
    return replace(change, files=tuple(files))


def _of(kind: type[_T] | tuple[type[_T], ...], value: object) -> _T:
    if not isinstance(value, kind):
        raise Damaged(f"{value!r} is not of the kind that belongs there")
    return value


def _maybe(kind: type[_T], value: object) -> _T | None:
    return None if value is None else _of(kind, value)


def _texts(values: object) -> tuple[str, ...]:
    return tuple(_of(str, value) for value in _of(list, values))
