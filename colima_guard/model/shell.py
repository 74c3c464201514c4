"""A word of a command line that a person can paste."""

from __future__ import annotations

import re

_ON_WINDOWS = re.compile(r"[A-Za-z]:[\\/]")
#: what cmd and PowerShell both take as it is
_PLAIN_ON_WINDOWS = re.compile(r"[\w.:/\\~@+=-]+\Z", re.ASCII)


def word(text: str) -> str:
    """One word for a POSIX shell; a path of Windows for the shells there.

    A leading ``~/`` stays outside the quotes, for in them no shell takes it for the home.
    """
    if _ON_WINDOWS.match(text):
        return text if _PLAIN_ON_WINDOWS.match(text) else f'"{text}"'
    import shlex

    if text == "~" or text.startswith("~/"):
        return text[:2] + (shlex.quote(text[2:]) if text[2:] else "")
    return shlex.quote(text)
