"""``python -m demo [PROGRAM...]``: tells the story with this checkout, or with an installed program."""

from __future__ import annotations

import signal
import sys
from types import FrameType

from demo.story import checkout, stage, tell


def main(program: list[str]) -> int:
    """Prints every command and its output. Returns 1, at the first one that does not end as the story has it."""
    with stage(program or checkout()) as home:
        print(f"A sample home: {home}\n")
        for told in tell(home):
            ended = f"(exit code {told.code})\n" if told.code else ""
            print(f"# {told.step.say}\n$ {told.step.line}\n{told.output}{ended}", flush=True)
            if told.code != told.step.code:
                print(f"demo: exit code {told.code} where {told.step.code} was expected", file=sys.stderr)
                return 1
    print("The sample home is removed again.")
    return 0


def _stop(number: int, _: FrameType | None) -> None:
    sys.exit(128 + number)  # as an exception, so that the sample home is removed


if __name__ == "__main__":
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
