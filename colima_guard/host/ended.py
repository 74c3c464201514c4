"""Being told to end while something is to be cleaned up."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

#: what a service manager sends, and a terminal that is closed (Windows has no such thing)
_SIGNALS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


class Ended(KeyboardInterrupt):
    """A signal that came: like Ctrl-C, whatever is under way is left."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class _Watch:
    """The first signal that came, and whether it has to wait."""

    came: int = 0
    raised: bool = False
    held: bool = False

    def note(self, number: int, _: FrameType | None) -> None:
        self.came = self.came or number
        if not self.held:
            self.leave()

    def leave(self) -> None:
        if self.came and not self.raised:
            self.raised = True
            raise Ended(self.came)


_watch = _Watch()


@contextmanager
def undisturbed() -> Iterator[None]:
    """Keeps a signal back: a process that was just started must become known first. ``leave_now`` comes after it."""
    _watch.held = True
    try:
        yield
    finally:
        _watch.held = False


def leave_now() -> None:
    """Raises ``Ended`` where a signal was kept back."""
    _watch.leave()


@contextmanager
def cleaned_up_when_ended() -> Iterator[None]:
    """Lets SIGTERM and SIGHUP leave the block as Ctrl-C does, so that it cleans up; then the process ends by them.

    A second one does not disturb the cleaning. A signal that is ignored (``nohup``) or has a handler stays so.
    """
    ours = [number for number in _SIGNALS if signal.getsignal(number) is signal.SIG_DFL]
    try:
        for number in ours:
            signal.signal(number, _watch.note)
    except ValueError:  # not in the main thread, which alone can have handlers
        yield
        return
    try:
        yield
    except Ended as ended:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(ended.number)
        raise
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)
