"""Values that a program keeps: asked for, and set with proof. A host only answers by running that program."""

from __future__ import annotations

import shlex

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.host.programs import Completed
from colima_guard.model.plan import Setting

#: Seconds: such a program answers at once, unless its daemon hangs.
_PATIENCE = 60.0
#: between two questions to one whose daemon starts anew
_PAUSE = 0.5


def value(host: Host, setting: Setting) -> bytes | None:
    """The value as one line with its end, or a file's bytes, ``None`` for no file.

    Raises ``GuardError`` where the program does not tell it.
    """
    done = _ran(host, setting.read)
    lines = done.out.splitlines()
    if len(lines) != 1:
        raise GuardError(
            f"{shlex.join(setting.read)} printed {len(lines)} lines",
            why="one value was expected, so what is set cannot be told",
            do="look at what it prints",
        )
    try:
        return setting.content(lines[0].strip())
    except ValueError as error:
        raise GuardError(f"{shlex.join(setting.read)} printed something else than a file: {error}") from error


def set_value(host: Host, setting: Setting, new: bytes | None) -> None:
    """Sets a value, and asks for it to see that it holds. Raises ``GuardError``.

    A daemon may start anew by that, as Multipass's does, and answers only once it is up again.
    """
    command = setting.telling(setting.line(new))
    _ran(host, command)
    if (now := _value_once_told(host, setting)) != new:
        raise GuardError(
            f"{shlex.join(command)} ended well, and the value is {(now or b'').decode('utf-8', 'replace').strip()!r}",
            why="the program did not keep what it was told",
            do=f"look at {shlex.join(setting.read)}",
        )


def _value_once_told(host: Host, setting: Setting) -> bytes | None:
    deadline = host.now() + min(_PATIENCE, host.patience)
    while True:
        try:
            return value(host, setting)
        except GuardError:
            if host.now() >= deadline:
                raise
        host.sleep(_PAUSE)


def _ran(host: Host, command: tuple[str, ...]) -> Completed:
    done = host.run(list(command), timeout=_PATIENCE)
    if done.code == 0:
        return done
    how = f"did not end within {_PATIENCE:g} s" if done.code is None else f"ended with {done.code}"
    said = next((line for line in (done.err or done.out).splitlines() if line.strip()), "it printed nothing")
    raise GuardError(f"{shlex.join(command)} {how}", why=said.strip(), do="run it yourself to see what it lacks")
