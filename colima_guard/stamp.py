"""Writing down what an answer of ``check`` depended on, so that the next one can be given without computing it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from colima_guard import __version__
from colima_guard.host import Host
from colima_guard.warm import ASK, FIELD, FORMAT, RECORD, stamp_path

#: an input that changed so shortly before the answer may change again within one tick of a coarse clock (as Git has it)
_RACY_NS = 2_000_000_000
_MAX_LINKS = 40


class Unstampable(Exception):
    """The answer depends on something that cannot be looked at again cheaply."""


def write(host: Host, argv: list[str], started: float) -> str | None:
    """Remembers that ``argv`` was as wanted. Returns the reason where it is not remembered, ``None`` when it is.

    ``started`` is when the check began: what changed since shortly before is not trusted.
    """
    path = stamp_path(dict(host.environ))
    if path is None or any(FIELD in part or RECORD in part for part in argv):
        return "no cache directory"
    try:
        # first, for its being missing may be an input too
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        records = [FIELD.join([FORMAT, __version__, *argv]), *_records(host, int(started * 1e9) - _RACY_NS), "end"]
        _replace(path, RECORD.join(records).encode("utf-8", "surrogateescape"))
    except Unstampable as reason:
        return str(reason)
    except OSError as error:
        return f"the stamp cannot be written: {error.strerror or error}"
    return None


def _records(host: Host, trusted_before_ns: int) -> Iterator[str]:
    questions = {record for asked in [*host.asked] for record in _questions(host, *asked)}
    questions |= {("u", ""), *(("e", name) for name in ("HOME", "XDG_CACHE_HOME", "PATH"))}
    quiet = _quiet(questions)
    questions |= {("d", path) for path in quiet}
    whole = {subject for kind, subject in questions if kind in ("s", "d")}
    for kind, subject in sorted(questions):
        if kind in ("i", "k") and subject in whole:
            continue  # a part of what is asked of it anyway
        if FIELD in subject or RECORD in subject:
            raise Unstampable("a name holds a character that divides records")
        try:
            said = ASK[kind](subject) if kind != "e" else _variable(host, subject)
        except OSError as error:
            raise Unstampable(f"{subject} changed meanwhile") from error
        if FIELD in said or RECORD in said:
            raise Unstampable("a value holds a character that divides records")
        if kind == "m" and said:
            raise Unstampable(f"{subject} appeared meanwhile")
        if kind in ("s", "d") and max(int(number) for number in said.split()[-2:]) >= trusted_before_ns:
            raise Unstampable(f"{subject} changed less than two seconds ago")
        if kind not in ("k", "m") or os.path.dirname(subject) not in quiet:
            yield FIELD.join([kind, subject, said])


def _quiet(questions: set[tuple[str, str]]) -> set[str]:
    """Directories whose own times say what is missing in them, and what is there: one look for many.

    A file lies there that counts, and no directory that does: such as an instance's own. In others, such as the home,
    names come and go that are nothing to us.
    """
    inner = {os.path.dirname(subject) for kind, subject in questions if kind in ("i", "d")}
    missing = {os.path.dirname(subject) for kind, subject in questions if kind == "m"}
    with_file = {os.path.dirname(subject) for kind, subject in questions if kind == "s"}
    return (missing & with_file) - inner


def _variable(host: Host, name: str) -> str:
    value = dict(host.environ).get(name)
    return "" if value is None else f"={value}"


def _questions(host: Host, question: str, subject: str) -> Iterator[tuple[str, str]]:
    """What has to be as it was for a question to ``Host`` to have the same answer."""
    match question:
        case "read" | "stat" | "list" | "kind" | "link" | "realpath":
            yield from _path(subject, question)
        case "env":
            yield "e", subject
        case "cwd":
            raise Unstampable("it depends on the working directory")
        case "pid":
            yield "p", subject
        case "started":
            yield "p", subject
        case "processes":
            return  # who started before its files changed was judged; who starts later starts from the same files
        case "user":
            yield from (("e", name) for name in ("USER", "LOGNAME"))
        case "which":
            yield from _which(host, subject)
        case "run":
            argv = subject.split("\0")
            if argv[0] == "/bin/ps" and argv[-2:-1] == ["-p"]:
                yield "p", argv[-1]  # since when a process is there; that it is there is enough of an input
                return
            if len(argv) != 2 or argv[1] != "--version":
                raise Unstampable(f"{argv[0]} was run")
            if os.path.basename(os.path.realpath(argv[0])) != os.path.basename(argv[0]):
                # a version manager answers for a program that it picks by files of its own
                raise Unstampable(f"{argv[0]} is another program")
            yield from _path(argv[0], "stat")
        case _:
            raise Unstampable(f"an unknown kind of question: {question}")


def _which(host: Host, command: str) -> Iterator[tuple[str, str]]:
    yield "e", "PATH"
    found = host.which(command)
    for directory in dict(host.environ).get("PATH", "").split(os.pathsep):
        candidate = os.path.join(directory, command)
        if not os.path.isabs(candidate):
            raise Unstampable("PATH holds a relative directory")
        yield from _path(candidate, "stat")
        if candidate == found:
            return


def _path(path: str, question: str) -> Iterator[tuple[str, str]]:
    """Every step of a path: directories by who they are, links by all that is known, and what lies at the end.

    That counts by all that is known too where it was read or its times were asked for, by its sort where only that was.
    """
    waiting, here, links = [part for part in reversed(path.split(os.sep)) if part not in ("", os.curdir)], os.sep, 0
    while waiting:
        part = waiting.pop()
        here = os.path.dirname(here) if part == os.pardir else os.path.join(here, part)
        try:
            found = os.lstat(here)
        except (FileNotFoundError, NotADirectoryError):
            yield "m", here
            return
        if stat.S_ISLNK(found.st_mode):
            yield "s", here
            links += 1
            if links > _MAX_LINKS:
                raise Unstampable(f"{path} goes through too many links")
            target = os.readlink(here)
            waiting.extend(part for part in reversed(target.split(os.sep)) if part not in ("", os.curdir))
            here = os.sep if os.path.isabs(target) else os.path.dirname(here)
        elif stat.S_ISDIR(found.st_mode):
            yield ("d" if question == "list" and not waiting else "i"), here
        else:
            yield ("s" if question in ("read", "stat") else "k"), here


def _replace(path: str, data: bytes) -> None:
    """The stamp, atomically and for us alone."""
    temporary = f"{path}.{os.getpid()}"
    fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    except OSError:
        os.unlink(temporary)
        raise
