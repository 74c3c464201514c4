"""Runs scenarios for test_faults: one request a line, each in a child that waits for a tracer before it starts.

Started once with everything imported; a forked child so has nothing but the scenario's own system calls to trace.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import traceback

sys.path[:0] = sys.argv[1:]

# ruff: noqa: E402, F401
# imported here, so that the scenarios need not
import _strptime  # type: ignore[import-not-found]
import calendar

import filelock

import colima_guard.store.store as store_module
from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.model.plan import FileChange, Plan
from colima_guard.store.store import Store

_PR_SET_PTRACER = 0x59616D61
_ANY = ctypes.c_ulong(-1)


def plans(host: Host, home: str) -> dict[str, Plan]:
    """The plans by name; ``apply`` is what the others start from."""

    def file(name: str, before: bytes | None, after: bytes | None, mode: int = 0o640) -> FileChange:
        path = os.path.join(home, name)
        return FileChange(path, host.realpath(path), before, after, mode, "sweep")

    forth = (
        file("linked.yaml", b"old one\n", b"new one\n"),
        file("two.yaml", b"old two\n", b"new two\n", 0o600),
        file("new/dir/three.yaml", None, b"new three\n", 0o600),
        file("four.yaml", b"old four\n", None),
    )
    back = (
        file("linked.yaml", b"new one\n", b"old one\n"),
        file("two.yaml", b"new two\n", b"old two\n", 0o640),
        file("new/dir/three.yaml", b"new three\n", None),
        file("four.yaml", None, b"old four\n"),
    )
    made = tuple(os.path.join(home, name) for name in ("new/dir", "new"))
    return {
        "apply": Plan(forth, command=("lock",)),
        "rollback": Plan(back, command=("rollback",), remove_directories=made),
        "prune": Plan(back, command=("rollback",), remove_directories=made),
    }


def run(scenario: str, home: str) -> int:
    host = Host({"HOME": home})
    store = Store(host, os.path.join(home, "state", "guard"))
    plan = plans(host, home).get(scenario)
    if scenario == "prune":
        store_module.KEEP = 1
    # the number is told by the child itself, when nothing is left to do before the signal that could be counted too
    print(os.getpid(), flush=True)
    signal.sigwait({signal.SIGUSR1})
    try:
        if plan is None:
            store.recover()
        else:
            store.apply(plan)
    except GuardError as error:
        return int(error.exit_code)
    return 0


def main() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    for line in sys.stdin:
        scenario, home = json.loads(line)
        child = os.fork()
        if child == 0:
            code = 70
            try:
                ctypes.CDLL(None).prctl(_PR_SET_PTRACER, _ANY, 0, 0, 0)
                code = run(scenario, home)
            except BaseException:  # a bug: the child must not go on as its parent
                traceback.print_exc()
            finally:
                os._exit(code)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
