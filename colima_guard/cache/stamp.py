"""Writing down what an answer of ``check`` depended on, so that the next one can be given without computing it.

What the answer depends on is looked at before each question to ``Host`` is answered, and once more at the end. Where
the two differ, something was edited, removed or stopped meanwhile, and nobody can tell whether the answer has seen it:
nothing is written down. No clock is trusted for that. A change that is none to both looks would have to leave the time
of change as it was, within one tick of a coarse clock: so what changed shortly before the check is not trusted either.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress

from colima_guard import __version__
from colima_guard.cache.answer import ASK, FIELD, FORMAT, RECORD, stamp_path
from colima_guard.host.links import MAX_LINKS, parts
from colima_guard.host.machine import Host

#: as Git has it for its index ("racy"), and as long as a tick of the file systems with the coarsest times
_RACY_NS = 2_000_000_000


class Unstampable(Exception):
    """The answer depends on something that cannot be looked at again cheaply."""


class Witness:
    """Looks at all that ``host`` is asked from now on, before it answers. It asks it nothing, and never raises.

    ``tables`` are the files from which it is known what each release does: they count like a file of the user's.
    """

    def __init__(self, host: Host, tables: Iterable[str]) -> None:
        self._host_questions = host.questions
        self._environ = dict(host.environ)
        self._racy_ns = int(host.now() * 1e9) - _RACY_NS
        #: each kind and subject of a record, with what was said of it before the first question that needs it
        self._seen: dict[tuple[str, str], str] = {("u", ""): ASK["u"]("")}
        #: why this answer cannot be remembered
        self._reason: str | None = None
        host.witness = self
        variables = (("env", name) for name in ("HOME", "XDG_CACHE_HOME", "PATH"))
        for asked in [*host.questions, *variables, *(("read", table) for table in tables)]:
            self(*asked)

    def __call__(self, question: str, subject: str) -> None:
        """``Host`` is about to answer a question."""
        if self._reason is not None:
            return
        try:
            for kind, about in self._questions(question, subject):
                self._look(kind, about)
        except Unstampable as reason:
            self._reason = str(reason)
        except (OSError, ValueError) as error:  # ValueError: a name that no file can have
            self._reason = f"{subject!r} cannot be looked at: {error}"

    def write(self, argv: list[str]) -> str | None:
        """Remembers that ``argv`` was as wanted. Returns why it is not remembered, ``None`` when it is."""
        path = stamp_path(self._environ)
        if path is None:
            return "no cache directory"
        try:
            self._make(os.path.dirname(path))
            records = [FIELD.join([FORMAT, __version__, *map(_whole, argv)]), *self._records(), "end"]
            _replace(path, RECORD.join(records).encode("utf-8", "surrogateescape"))
        except Unstampable as reason:
            return str(reason)
        except (OSError, ValueError) as error:
            return f"the stamp cannot be written: {error}"
        return None

    def _make(self, directory: str) -> None:
        """The stamp's directory, in a home that exists. That it is missing may be an input, and is none of the next
        answer."""
        if not os.path.isdir(self._environ["HOME"]):
            raise Unstampable("the home directory does not exist")
        steps = f"{os.path.realpath(directory)}{os.sep}"
        missing = [about for kind, about in self._seen if kind == "m" and steps.startswith(f"{about}{os.sep}")]
        ours = [about for about in missing if not os.path.lexists(about)]
        os.makedirs(directory, mode=0o700, exist_ok=True)
        for about in ours:
            del self._seen["m", about]
        for asked in [*self._host_questions] if ours else ():
            self(*asked)

    def _look(self, kind: str, subject: str) -> None:
        if (kind, subject) in self._seen:
            return
        said = _whole(ASK[kind](_whole(subject)) if kind != "e" else self._variable(subject))
        if kind == "m" and said:
            raise Unstampable(f"{subject} appeared meanwhile")
        self._seen[kind, subject] = said

    def _variable(self, name: str) -> str:
        value = self._environ.get(name)
        return "" if value is None else f"={value}"

    def _records(self) -> Iterator[str]:
        if self._reason is not None:
            raise Unstampable(self._reason)
        quiet = _quiet(self._seen)
        # before what is missing in them is looked at for the last time, so that whatever comes later changes them
        self._seen |= {("d", path): ASK["d"](path) for path in quiet if ("d", path) not in self._seen}
        for (kind, subject), said in self._seen.items():
            if kind != "e" and ASK[kind](subject) != said:
                raise Unstampable(f"{subject} changed meanwhile")
            if kind in ("s", "d") and max(int(time) for time in said.split()[-2:]) >= self._racy_ns:
                raise Unstampable(f"{subject} changed less than two seconds before")
            if (kind == "i" and ("d", subject) in self._seen) or (kind == "k" and ("s", subject) in self._seen):
                continue  # a part of what is asked of it anyway
            if kind not in ("k", "m") or os.path.dirname(subject) not in quiet:
                yield FIELD.join([kind, subject, said])

    def _questions(self, question: str, subject: str) -> Iterator[tuple[str, str]]:
        """What has to be as it was for a question to ``Host`` to have the same answer."""
        match question:
            case "read" | "stat" | "list" | "kind" | "link" | "realpath":
                yield from self._path(subject, question)
            case "beginning":
                directory, _, prefix = subject.partition("\0")
                yield from self._path(directory, "kind")
                yield "n", f"{directory}\n{prefix}"
            case "among":
                directory, *names = subject.split("\0")
                yield from self._path(directory, "kind")
                yield "a", f"{directory}\n{'/'.join(names)}"
            case "mounts":
                yield self._mounts(subject.split("\0"))
            case "env":
                yield "e", subject
            case "cwd":
                raise Unstampable("it depends on the working directory")
            case "pid" | "started":
                yield "p", subject
            case "today":
                yield "t", ""
            case "processes":
                return  # who started before its files changed was judged; who starts later starts from the same files
            case "user":
                yield from (("e", name) for name in ("USER", "LOGNAME", "LNAME", "USERNAME"))  # as getpass has them
            case "which":
                yield from self._which(subject)
            case "run":
                yield from self._run(subject.split("\0"))
            case _:
                raise Unstampable(f"an unknown kind of question: {question}")

    def _mounts(self, directories: list[str]) -> tuple[str, str]:
        if sys.platform == "darwin":
            return "h", ""  # `mount` is a program, and starting it costs as much as all else
        if not all(directories):
            return "u", ""
        return "f", " ".join(map(_escaped, directories))

    def _run(self, argv: list[str]) -> Iterator[tuple[str, str]]:
        if argv[0] == "/bin/ps" and argv[-2:-1] == ["-p"]:
            yield "p", argv[-1]  # since when a process is there; that it is there is enough of an input
            return
        if len(argv) != 2 or argv[1] != "--version":
            raise Unstampable(f"{argv[0]} was run")
        # a version manager answers for a program that it picks by files of its own: by a link to itself, or a script
        if os.path.basename(os.path.realpath(argv[0])) != os.path.basename(argv[0]):
            raise Unstampable(f"{argv[0]} is another program")
        with open(argv[0], "rb") as program:
            if program.read(2) == b"#!":
                raise Unstampable(f"{argv[0]} is a script")
        yield from self._path(argv[0], "stat")

    def _which(self, command: str) -> Iterator[tuple[str, str]]:
        yield "e", "PATH"
        for directory in self._environ.get("PATH", "").split(os.pathsep):
            candidate = os.path.join(directory, command)
            if not os.path.isabs(candidate):
                raise Unstampable("PATH holds a relative directory")
            # those behind the first one too: it is not run where VMs can write it
            yield from self._path(candidate, "stat")

    def _path(self, path: str, question: str) -> Iterator[tuple[str, str]]:
        """Every step of a path: directories by who they are, links by all that is known, and what lies at the end.

        That counts by all that is known too where it was read or its times were asked for, by its sort where only that
        was.
        """
        waiting, here, links = parts(path), os.sep, 0
        while waiting:
            part = waiting.pop()
            here = os.path.dirname(here) if part == os.pardir else os.path.join(here, part)
            listed = question == "list" and not waiting
            if ("i", here) in self._seen and not listed:
                continue
            try:
                found = os.lstat(here)
            except (FileNotFoundError, NotADirectoryError):
                yield "m", here
                if os.pardir not in waiting:  # else realpath goes on
                    return
                continue
            if stat.S_ISLNK(found.st_mode):
                yield "s", here
                links += 1
                if links > MAX_LINKS:
                    raise Unstampable(f"{path} goes through too many links")
                target = os.readlink(here)
                waiting.extend(parts(target))
                here = os.sep if os.path.isabs(target) else os.path.dirname(here)
            elif stat.S_ISDIR(found.st_mode):
                yield ("d" if listed else "i"), here
            else:
                yield ("s" if question in ("read", "stat") else "k"), here


def _escaped(path: str) -> str:
    """The path as ``mountinfo`` has it."""
    for letter in "\\ \t\n":
        path = path.replace(letter, f"\\{ord(letter):03o}")
    return path


def _quiet(seen: Iterable[tuple[str, str]]) -> set[str]:
    """Directories whose own times say what is missing in them, and what is there: one look for many.

    A file lies there that counts, and no directory that does: such as an instance's own. In others, such as the home,
    names come and go that are nothing to us.
    """
    inner = {os.path.dirname(subject) for kind, subject in seen if kind in ("i", "d")}
    missing = {os.path.dirname(subject) for kind, subject in seen if kind == "m"}
    with_file = {os.path.dirname(subject) for kind, subject in seen if kind == "s"}
    return (missing & with_file) - inner


def _whole(text: str) -> str:
    """The text, which must hold nothing that divides records."""
    if FIELD in text or RECORD in text:
        raise Unstampable("a name or value holds a character that divides records")
    return text


def _replace(path: str, data: bytes) -> None:
    """The stamp, atomically and for us alone."""
    temporary = f"{path}.{os.getpid()}"
    fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    except BaseException:  # Ctrl-C too
        with suppress(OSError):  # it may have its name already
            os.unlink(temporary)
        raise
