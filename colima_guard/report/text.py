"""Text that a terminal can be given: nothing from a file or a file name moves its cursor."""

from __future__ import annotations

from collections.abc import Iterator

from colima_guard.model.plan import FileChange

_ESCAPES = {"\t": "\\t", "\n": "\\n", "\r": "\\r", "\x1b": "\\e"}


def printable(text: str) -> str:
    """The text with control, formatting and undecodable characters written out."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escape(char) for char in text)


def _escape(char: str) -> str:
    code = ord(char)
    if char in _ESCAPES:
        return _ESCAPES[char]
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def diff(change: FileChange) -> str:
    """The unified diff of a file, ``/dev/null`` for a side that does not exist. Bytes that are not text are escaped."""
    import difflib

    old, new = (_lines(side) for side in (change.before, change.after))
    path = printable(change.path)
    names = ("/dev/null" if change.before is None else path, "/dev/null" if change.after is None else path)
    if change.before == change.after:
        return f"--- {names[0]}\n+++ {names[1]}\nmode becomes {change.mode:04o}\n"
    return "".join(_finished(difflib.unified_diff(old, new, *names)))


def _lines(data: bytes | None) -> list[str]:
    text = (data or b"").decode("utf-8", "backslashreplace")
    return text.splitlines(keepends=True) if "\r" not in text else _keep_carriage_returns(text)


def _keep_carriage_returns(text: str) -> list[str]:
    parts = text.split("\n")
    return [f"{part}\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _finished(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield printable(line.removesuffix("\n").removesuffix("\r")) + "\n"
        if not line.endswith("\n") and not line.startswith(("---", "+++")):
            yield "\\ No newline at end of file\n"
