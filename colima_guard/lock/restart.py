"""How running instances take over their files: which have to be restarted, and that done."""

from __future__ import annotations

import shlex
from typing import Protocol

from colima_guard.backends import abilities
from colima_guard.backends.registry import backend
from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.judge.row import Survey
from colima_guard.model.instance import Restart

#: lines of what a command printed that are shown when it fails
_SHOWN = 20


class Listener(Protocol):
    """Who is told how a long work goes on, while it does."""

    def say(self, text: str) -> None:
        """A line of ours."""
        ...

    def quote(self, line: str) -> None:
        """A line that a program printed."""
        ...


def restarts(host: Host, looked: Survey) -> list[Restart]:
    """How each instance takes its files over that runs and is older, or whose transport waits for a restart."""
    rows = [row for row in looked.rows if row.restart_needed or row.instance.pending_confine is not None]
    needed = (abilities.restart(backend(row.instance.backend), host, row.instance) for row in rows)
    return [restart for restart in needed if restart is not None]


def run(host: Host, restart: Restart, listener: Listener) -> bool:
    """Runs the commands of a restart; false, with what they printed, when one fails or takes too long."""
    for command in restart.commands * restart.times:
        listener.say(f"running {shlex.join(command)} ...")
        try:
            done = host.run(list(command), env=dict(restart.env))
        except GuardError as error:
            listener.say(f"{error.what}; {restart.instance} is still exposed")
            return False
        if done.code != 0:
            how = f"took longer than {host.patience:g} s" if done.code is None else f"ended with {done.code}"
            listener.say(f"{shlex.join(command)} {how}; {restart.instance} may still be exposed")
            for line in (done.out + done.err).splitlines()[-_SHOWN:]:
                listener.quote(line)
            return False
    return True
