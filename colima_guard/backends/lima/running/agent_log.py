"""What the host agent's log says of the shares: ``ha.stderr.log``, JSON lines, made anew at every start."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from colima_guard.backends.lima.running.argv import LogShare, Unexplained, krunkit_shares, qemu_shares
from colima_guard.backends.lima.running.sshfs_log import sshfs_mounts
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable

#: bytes; programs are started within the first few KiB
MAX_LOG = 4 << 20
#: seconds between the start of the host agent and its first line, some milliseconds on an idle machine
_FIRST_LINE = 60
_QEMU, _KRUNKIT = "qCmd.Args: [", "krunkitCmd.Args: ["
#: what follows the mounts when the guest comes up (hostagent.go startHostAgentRoutines)
_AFTER_MOUNTS = (
    "Waiting for the optional requirement",
    "Waiting for the final requirement",
    "Waiting for the guest agent to be running",
)


@dataclass(frozen=True, slots=True)
class AgentLog:
    """What one start attached, as far as its log tells.

    ``driver`` is ``None`` where its command line is not logged: vz has none. ``transport`` is ``None`` where no share
    is named; ``settled`` whether that is because the mounts are over. ``unexplained`` is something that attaches a
    directory and that we cannot read.
    """

    driver: str | None
    transport: str | None
    shares: tuple[LogShare, ...]
    settled: bool
    unexplained: str | None = None


def read_log(host: Host, path: str, since_ns: int) -> AgentLog:
    """What the log of the start at ``since_ns`` says. Raises ``Unreadable``, with the reason, where it is not that."""
    found = host.stat(path)
    data = host.read(path, limit=MAX_LOG)
    if found is None or data is None:
        raise Unreadable(f"{path} is missing")
    if found.mtime_ns < since_ns:
        raise Unreadable(f"{path} is of an earlier start")
    return _said(list(_messages(data, path, since_ns)), whole=len(data) < MAX_LOG)


def _messages(data: bytes, path: str, since_ns: int) -> Iterator[str]:
    """The messages in order. The last line may still be written and is left out."""
    first = True
    for line in data.split(b"\n")[:-1]:
        # ssh and sftp-server write to it too, and through ssh the guest: what it adds to a line of the agent is seen
        if b'"time":"' not in line and b'{"level":' not in line:
            continue
        time, message = _parsed(line, path)
        # whole seconds are logged
        if first and not -1 <= time - since_ns // 10**9 <= _FIRST_LINE:
            raise Unreadable(f"{path} does not begin with this start")
        first = False
        yield message
    if first:
        raise Unreadable(f"{path} holds nothing of this start")


def _parsed(line: bytes, path: str) -> tuple[float, str]:
    try:
        value = json.loads(line)
        return datetime.fromisoformat(value["time"]).timestamp(), str(value["msg"])
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
        raise Unreadable(f"{path} has a damaged line") from None


def _said(messages: list[str], *, whole: bool) -> AgentLog:
    # the guest can write here once ssh runs: a mount could be pushed beyond what is read
    settled = whole and any(message.startswith(_AFTER_MOUNTS) for message in messages)
    # the first counts: it was written before the guest ran
    qemu, krunkit = (next((m for m in messages if m.startswith(start)), None) for start in (_QEMU, _KRUNKIT))
    driver = "qemu" if qemu else "krunkit" if krunkit else None
    transport: str | None = None
    shares: list[LogShare] = []
    try:
        if qemu:
            transport, shares = qemu_shares(_inside(qemu), [m for m in messages if m.startswith("vhostCmd[")])
        elif krunkit:
            transport, shares = krunkit_shares(_inside(krunkit))
        mounts = sshfs_mounts(messages)
        if mounts and transport is not None:
            raise Unexplained("its log names shares of two transports")
        if mounts and not whole:
            raise Unexplained("its log is too long to tell every mount")
    except Unexplained as error:
        return AgentLog(driver, None, (), settled, str(error))
    return AgentLog(driver, "reverse-sshfs" if mounts else transport, (*shares, *mounts), settled)


def _inside(message: str) -> str:
    return message.partition("[")[2].removesuffix("]")
