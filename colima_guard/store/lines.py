"""The records of a journal: values to JSON and back. What does not read back as we write it is damaged."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, TypeVar

from colima_guard.model.plan import Format, Setting
from colima_guard.store import sealed
from colima_guard.store.change import Change, ChangedDirectory, ChangedFile
from colima_guard.store.sealed import Damaged

#: Version 1 was the same without sums and without ``left``.
_VERSION = 2
_INTERRUPTED = b'{"type":"INTERRUPTED","files":['
#: Seconds since 1970: what is later has a year of five digits.
_LATEST = 253402300800
_T = TypeVar("_T")


def begin(change: Change) -> bytes:
    """The record that tells the whole change before any of it is done."""
    told = change._asdict()
    del told["state"], told["named"], told["own_id"]
    told["files"] = [_told(file) for file in change.files]
    for name in ("directories", "removed_directories"):
        told[name] = [directory._asdict() for directory in told[name]]
    told["keys"] = dict(change.keys)
    return _record(type="BEGIN", version=_VERSION, **told)


def _told(file: ChangedFile) -> dict[str, Any]:
    told = file._asdict()
    del told["done"]
    if file.setting is None:
        del told["setting"]
    else:
        told["setting"] = file.setting._asdict()
    return told


def done(index: int) -> bytes:
    """File number ``index`` is written, and that is on the medium."""
    return _record(type="DONE", file=index)


def end() -> bytes:
    """All of the change is done."""
    return _record(type="END")


def interrupted(change: Change) -> bytes:
    """The change was stopped, and these of its files were written."""
    return _record(type="INTERRUPTED", files=[index for index, file in enumerate(change.files) if file.done])


def line(record: bytes, before: bytes) -> bytes:
    """A record as the line that follows the lines ``before``, in their own version."""
    last = sealed.last_sum(before) if before else b""
    return record + b"\n" if last is None else sealed.seal(record, last)


def read(data: bytes) -> tuple[Change, bool]:
    """The change that a journal tells, and whether it is closed.

    A total function of the bytes: whole lines count, and a last line that was cut off while it was written does not.
    Raises ``Damaged`` for everything else.
    """
    import json

    *whole, tail = data.split(b"\n")
    summed = bool(whole) and sealed.is_sealed(whole[0])
    try:
        first, *rest = [json.loads(line) for line in (sealed.opened(whole) if summed else whole)]
        change, closed = _begun(first, _VERSION if summed else 1), False
        for record in rest:
            if closed and record["type"] != "INTERRUPTED":
                raise Damaged("lines after the last one")
            change, closed = _continued(change, record)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise Damaged(str(error)) from error
    if summed and not _is_cut(tail, data[: len(data) - len(tail)], len(change.files), closed=closed):
        raise Damaged("an end that no line begins with")
    return change, closed


def named(data: bytes) -> tuple[str, ...]:
    """The files that a damaged journal still names; a byte of a name may be wrong, and some may be missing."""
    import json

    found = re.findall(rb'"path":("(?:[^"\\\n]|\\.)*"),"real_path":', data)
    names = []
    for text in found:
        try:
            names.append(_of(str, json.loads(text)))
        except ValueError:
            continue
    return tuple(dict.fromkeys(names))


def _is_cut(tail: bytes, before: bytes, files: int, *, closed: bool) -> bool:
    """Whether ``tail`` begins a line that may come next: killed while it was written, or cut off with the power."""
    tail = tail.rstrip(b"\0")  # a file that had grown already, without the bytes
    listed = re.match(re.escape(_INTERRUPTED) + rb"[\d,]*", tail)
    if listed is not None and tail == listed[0]:
        return True
    records = [(listed[0] if listed else _INTERRUPTED) + b"]}"]
    if not closed:
        records += [end(), *map(done, range(files))]
    return any(line(record, before).startswith(tail) for record in records)


def _record(**record: Any) -> bytes:
    import json

    # escaped: a path whose bytes are no UTF-8 comes back as it was
    return json.dumps(record, ensure_ascii=True, separators=(",", ":")).encode("ascii")


def _begun(record: dict[str, Any], version: int) -> Change:
    if record["type"] != "BEGIN" or record["version"] != version:
        raise Damaged(f"not a journal of version {version}")
    return Change(
        id=_of(str, record["id"]),
        time=_time(record["time"]),
        command=_texts(record["command"]),
        reverts=_maybe(str, record["reverts"]),
        files=tuple(_file(file) for file in record["files"]),
        directories=tuple(_directory(made) for made in record["directories"]),
        removed_directories=tuple(_directory(gone) for gone in record["removed_directories"]),
        keys={_of(str, name): _texts(keys) for name, keys in record["keys"].items()},
        left=_texts(record["left"]) if version > 1 else (),
    )


def _time(value: object) -> float:
    seconds = float(_of((int, float), value))
    if not abs(seconds) < _LATEST:  # neither is what is no number
        raise Damaged(f"{seconds} is no time")
    return seconds


def _file(record: dict[str, Any]) -> ChangedFile:
    return ChangedFile(
        path=_of(str, record["path"]),
        real_path=_of(str, record["real_path"]),
        before_sha256=_maybe(str, record["before_sha256"]),
        after_sha256=_maybe(str, record["after_sha256"]),
        before_mode=_maybe(int, record["before_mode"]),
        after_mode=_maybe(int, record["after_mode"]),
        reason=_of(str, record["reason"]),
        setting=_setting(record["setting"]) if "setting" in record else None,
        format=_format(record["format"] if "format" in record else _by_suffix(record)),
    )


def _format(value: object) -> Format | None:
    if value in ("yaml", "json", "toml", "wsl", "wslconfig", None):
        return value
    raise Damaged(f"{value!r} is no format")


def _by_suffix(record: dict[str, Any]) -> Format | None:
    """What a change was taken for before its record told: by the end of the file's name."""
    if "setting" in record:
        return None
    return "json" if record["path"].endswith(".json") else "yaml"


def _setting(record: dict[str, Any]) -> Setting:
    return Setting(_texts(record["read"]), _texts(record["write"]), record.get("encoded") is True)


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
            return _with_done(change, range(len(change.files)))._replace(state="applied"), True
        case unknown:
            raise Damaged(f"a line of an unknown kind, {unknown}")


def _with_done(change: Change, indexes: Collection[int]) -> Change:
    if any(index not in range(len(change.files)) for index in indexes):
        raise Damaged("a file that is not in the change")
    files = (file._replace(done=file.done or index in indexes) for index, file in enumerate(change.files))
    return change._replace(files=tuple(files))


def _of(kind: type[_T] | tuple[type[_T], ...], value: object) -> _T:
    if not isinstance(value, kind):
        raise Damaged(f"{value!r} is not of the kind that belongs there")
    return value


def _maybe(kind: type[_T], value: object) -> _T | None:
    return None if value is None else _of(kind, value)


def _texts(values: object) -> tuple[str, ...]:
    return tuple(_of(str, value) for value in _of(list, values))
