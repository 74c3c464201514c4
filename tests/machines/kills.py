"""A kill in the middle, within this process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

#: The calls that change something; a killed process makes none of them any more.
CALLS = ("open", "write", "fsync", "rename", "replace", "unlink", "mkdir", "rmdir", "fchmod", "ftruncate")


class Killed(BaseException):
    """What stands for the kill: nothing in the store may catch it and go on writing."""


@contextmanager
def killed_at(step: int) -> Iterator[None]:
    """Lets ``step`` calls through; the next one, and all after it, do not happen."""
    left = [step]

    def dying(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                raise Killed
            return real(*args, **kwargs)

        return call

    real = {name: getattr(os, name) for name in CALLS}
    try:
        for name, call in real.items():
            setattr(os, name, dying(call))
        yield
    except Killed:
        pass
    finally:
        for name, call in real.items():
            setattr(os, name, call)
