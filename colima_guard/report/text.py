"""Text that a person is given: the home is ``~``, and nothing from a file or a file name moves the cursor.

Nor is it a command where what we print stands in the log of a workflow.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.model.paths import with_tilde
from colima_guard.model.plan import FileChange
from colima_guard.model.share import Place
from colima_guard.model.shell import word

if TYPE_CHECKING:
    from colima_guard.model.plan import Refusal

_KEY = re.compile(r"\s*\"?(mounts|FilesharingDirectories|filesharingDirectories)\"?:")
_COMMAND = re.compile(r"##(?=\w*\[)")
#: what a log of a workflow takes off before it looks whether a line is a command; styles are taken off in a pipe
_BEFORE = re.compile(r"(?:\s|\x1b\[[0-9;]*m)*")
#: longer than a name on any file system, in whatever quotes: its beginning and its end say enough
_ENDLESS = re.compile(r"[^\s/]{300,}")
_ESCAPES = {"\t": "\\t", "\n": "\\n", "\r": "\\r", "\x1b": "\\e"}


def told(host: Host, text: str) -> str:
    """A line for a person: paths below the home begin with ``~/``, as in a shell; what is no character is written out.

    Everything but JSON, and but the contents of files, is printed through this. A path in the quotes of a shell keeps
    those that it needs, with the ``~/`` before them, for in quotes a shell would not read it as the home.
    """
    return printable(_capped(homely(text, _home(host))))


def told_path(host: Host, path: str) -> str:
    """One whole path for a person, whatever it holds."""
    return printable(_capped(with_tilde(path, _home(host))))


def _capped(text: str) -> str:
    return _ENDLESS.sub(lambda found: f"{found[0][:24]}...{found[0][-8:]} ({len(found[0])} characters)", text)


def _home(host: Host) -> str:
    try:
        return host.home if host.look(host.home) == "dir" else "/"
    except GuardError:  # there is none to write ``~`` for, which is what is being said
        return "/"


def leads_to(host: Host, path: str) -> str:
    """The real path of a file that is reached by a link, as in a directory of dotfiles; empty for any other.

    A home that is itself reached by a link makes none of its files one.
    """
    if not os.path.isabs(path):
        return ""
    home, real = _home(host), host.realpath(path)
    return "" if with_tilde(real, host.realpath(home)) == with_tilde(path, home) else real


def placed(host: Host, place: Place, *more: int | None) -> str:
    """``colima.yaml:12``, without a line where the file says it by its absence; a link with what it leads to.

    ``more`` are further lines of the same file.
    """
    real = leads_to(host, place.file)
    lines = ", ".join(str(line) for line in (place.line, *more) if line)
    return f"{place.file}{f':{lines}' if lines else ''}{f', which is {real}' if real else ''}"


def located(host: Host, message: str, place: Place) -> str:
    """The message with the place that it is about, whose path is not named twice."""
    if place.line is None and place.file in message:
        real = leads_to(host, place.file)
        return f"{message} ({place.file} is {real})" if real else message
    message = message.removeprefix(f"{place.file}: ").replace(f": {place.file}: ", ": ", 1)
    return f"{message} ({placed(host, place)})"


def refused(host: Host, refusal: Refusal) -> str:
    """A file that stays as it is, and why; its path is not named twice, and a link with what it leads to."""
    path = refusal.path
    reason = refusal.reason.removeprefix(f"{path}: ")
    reason = f"it {reason.removeprefix(f'{path} ')}" if reason.startswith(f"{path} ") else reason
    real = leads_to(host, path)
    linked = f" (which is {real})" if real and real not in reason else ""
    return f"{path}{f':{refusal.line}' if refusal.line else ''}{linked}: {reason}"


def pasted(refusal: Refusal) -> Iterator[str]:
    """The block to paste, and the place for it: in place of the key that it begins with, or as the whole file."""
    key = _KEY.match(refusal.paste)
    if refusal.paste:
        yield f"paste this by hand, {f'in place of its `{key[1]}`' if key else 'as the whole file'}:"
    yield from (f"  {line}" for line in refusal.paste.splitlines())


def homely(text: str, home: str) -> str:
    """The text with the home written ``~`` wherever a path within it stands."""
    return shortened(text, home, lambda path: with_tilde(path, home))


def shortened(text: str, directory: str, short: Callable[[str], str]) -> str:
    """The text with every path of a directory that stands in it, in the quotes of a shell too, in a shorter form."""
    if directory.rstrip("/") not in text or not directory.strip("/"):
        return text
    quoted, plain = _patterns(directory.rstrip("/"))
    text = quoted.sub(lambda found: word(short(_unquoted(found[0]))), text)
    return plain.sub(lambda found: short(found[0]), text)


def _unquoted(text: str) -> str:
    return "'".join(text[1:-1].split("'\"'\"'"))


@lru_cache(maxsize=4)
def _patterns(home: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The home and what may lie below it: in single quotes, and bare up to the next blank."""
    start, path = r"(?<![^\s\"'`(\[{<=:,;])", re.escape(home)
    # a blank ends the path, unless what follows reads on as one: `/home/me and/more` may be a directory
    end = r"(?=$|[\s\"'`)\]}>,;:]|[.!?](?:\s|$))(?!\s[^\s/~\"'(]*/)"
    return (
        re.compile(rf"{start}'{path}(?:[/\\][^']*)?'(?:\"'\"'[^']*')*(?![\w\"'/])"),
        re.compile(rf"{start}{path}(?:(?:[/\\][^\s\"'`]*)|{end})"),
    )


def printable(text: str) -> str:
    """The text with control, formatting and undecodable characters written out, and as no command to a workflow."""
    text = no_command(text)
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escape(char) for char in text)


def no_command(line: str) -> str:
    """A line, or the beginning of one, that no log of a workflow takes for a command.

    GitHub does so for one that begins with two colons, blanks before them or not, and for one that has ``##[`` anywhere
    (actions/runner, src/Runner.Common/ActionCommand.cs); Azure for one that has ``##vso[`` anywhere (azure-pipelines-
    agent, src/Microsoft.VisualStudio.Services.Agent/Command.cs), and TeamCity for ``##teamcity[``.
    """
    if "::" in line and (before := _BEFORE.match(line)) and line.startswith("::", before.end()):
        line = line.replace("::", "\\x3a:", 1)
    return _COMMAND.sub(r"#\\x23", line) if "##" in line else line


def _escape(char: str) -> str:
    code = ord(char)
    if char in _ESCAPES:
        return _ESCAPES[char]
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def diff(change: FileChange, home: str = "/") -> str:
    """The unified diff of a file, ``/dev/null`` for a side that does not exist. Bytes that are not text are escaped.

    Its name begins with ``~/`` where it lies below this home.
    """
    import difflib

    old, new = (_lines(side) for side in (change.before, change.after))
    path = printable(with_tilde(change.path, home))
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
