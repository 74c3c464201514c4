"""Whether permission bits mean something to whoever runs the tests: they mean nothing to root."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
#: capabilities(7): CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH
_PASSES_BITS = 1 << 1 | 1 << 2
#: _LINUX_CAPABILITY_VERSION_3 of linux/capability.h: two times effective, permitted, inheritable
_VERSION = 0x20080522


@contextmanager
def held_to() -> Iterator[None]:
    """Inside, a file that may not be read cannot be read. Skips where that cannot be had.

    Root stays root, only without the right to pass over the bits. As another user it could not import what Python
    loads late: Python's own files may lie where only root can read.
    """
    if sys.platform == "win32":
        pytest.skip("permission bits are those of POSIX")
    if not ROOT:
        yield
        return
    if sys.platform != "linux":
        pytest.skip("root reads everything here")
    kept = _capabilities()
    _set_capabilities((kept[0] & ~_PASSES_BITS, *kept[1:]))
    try:
        yield
    finally:
        _set_capabilities(kept)


def _capabilities() -> tuple[int, ...]:
    header, found = (ctypes.c_uint32 * 2)(_VERSION, 0), (ctypes.c_uint32 * 6)()
    if ctypes.CDLL(None, use_errno=True).capget(header, found):
        raise OSError(ctypes.get_errno(), "capget")
    return tuple(found)


def _set_capabilities(wanted: tuple[int, ...]) -> None:
    header, given = (ctypes.c_uint32 * 2)(_VERSION, 0), (ctypes.c_uint32 * 6)(*wanted)
    if ctypes.CDLL(None, use_errno=True).capset(header, given):
        raise OSError(ctypes.get_errno(), "capset")
