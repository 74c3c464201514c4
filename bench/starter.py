"""Starts one command after the other and says what each cost.

A program of its own, and a small one: what the kernel counts as a child's peak memory includes that of the process
which started it, up to the moment of the start.
"""

import marshal
import os
import sys
import time


def main() -> None:
    """Reads (argv, environment, directory), answers what it cost, till the end.

    Exit code, seconds, processor seconds, peak KiB, KiB from the disk (Linux counts them by 512 bytes).
    """
    null = os.open(os.devnull, os.O_RDWR)
    pages = 1024 if sys.platform == "darwin" else 1  # ru_maxrss is bytes on macOS
    actions = [(os.POSIX_SPAWN_DUP2, null, fd) for fd in (0, 1, 2)]
    while True:
        try:
            argv, environ, directory = marshal.load(sys.stdin.buffer)
        except EOFError:
            return
        os.chdir(directory)
        begin = time.perf_counter()
        pid = os.posix_spawn(argv[0], argv, environ, file_actions=actions)
        _, status, usage = os.wait4(pid, 0)
        seconds = time.perf_counter() - begin
        processor = usage.ru_utime + usage.ru_stime
        answer = (
            os.waitstatus_to_exitcode(status),
            seconds,
            processor,
            usage.ru_maxrss // pages,
            usage.ru_inblock // 2,
        )
        marshal.dump(answer, sys.stdout.buffer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
