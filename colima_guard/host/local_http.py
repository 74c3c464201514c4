"""One GET over a Unix socket or a named pipe: for programs that say something of themselves on this machine only."""

from __future__ import annotations

import http.client
import socket
from typing import BinaryIO, cast

#: an answer that is larger is none of ours
_MAX = 4 << 20


def get(path: str, target: str, *, timeout: float, pipe: bool = False) -> bytes | None:
    """The body of a good answer (200), ``None`` for any other, or for none within ``timeout`` seconds."""
    if not pipe:
        return _answer(_UnixConnection(path, timeout), target)
    import threading

    # a pipe that is opened as a file knows no timeout, so somebody else waits for it
    answers: list[bytes | None] = []
    asking = threading.Thread(target=lambda: answers.append(_answer(_PipeConnection(path), target)), daemon=True)
    asking.start()
    asking.join(timeout)
    return answers[0] if answers else None


def _answer(connection: http.client.HTTPConnection, target: str) -> bytes | None:
    try:
        connection.request("GET", target, headers={"Connection": "close"})
        answer = connection.getresponse()
        body = answer.read(_MAX + 1)
        whole = not answer.length and len(body) <= _MAX  # what is left of a length that was promised
        return body if answer.status == 200 and whole else None
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


class _PipeConnection(http.client.HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("localhost")
        self._path = path

    def connect(self) -> None:
        self.sock = cast(socket.socket, _Pipe(open(self._path, "r+b", buffering=0)))  # noqa: SIM115


class _Pipe:
    """As much of a socket as an HTTP connection asks for."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def sendall(self, data: bytes) -> None:
        self._file.write(data)

    def makefile(self, mode: str) -> BinaryIO:
        import io

        return io.BufferedReader(cast(io.RawIOBase, self._file))

    def close(self) -> None:
        self._file.close()
