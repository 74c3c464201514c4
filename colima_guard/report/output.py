"""Text to the streams of this process, with colours where somebody sees them.

As click does it, whose import would be a third of what a ``check`` costs; on Windows, whose consoles it knows, it does.
"""

from __future__ import annotations

import os
import re
import sys

from colima_guard.host.machine import Host

#: https://www.ecma-international.org/publications-and-standards/standards/ecma-48/, 8.3.117
_CODES = {"red": 31, "green": 32, "yellow": 33, "magenta": 35, "cyan": 36}
_STYLED = r"\x1b\[[0-9;]*m"


def style(text: str, *, fg: str | None = None, bold: bool = False, dim: bool = False) -> str:
    """A text with a colour (a name), bold, or dim, up to its end."""
    codes = [_CODES[fg]] if fg else []
    codes += [1] * bold + [2] * dim
    return "".join(f"\x1b[{code}m" for code in codes) + text + "\x1b[0m"


def echo(host: Host, text: str, *, err: bool = False, color: bool | None = None) -> None:
    """Prints a text and a line end, to standard error with ``err``, and sees that it is written.

    It keeps its styles in a terminal that has any, unless ``NO_COLOR`` is set (https://no-color.org: and not empty), or
    as ``color`` says.
    """
    stream = sys.stderr if err else sys.stdout
    if stream is None:  # closed, as by `>&-`
        return
    if "\x1b" in text and not (_coloured(host, err) if color is None else color):
        text = re.sub(_STYLED, "", text)
    if os.name == "nt":
        import click

        click.echo(text, err=err, color=True)
        return
    stream.write(f"{text}\n")
    stream.flush()


def _coloured(host: Host, err: bool) -> bool:
    return terminal(err) and not host.env("NO_COLOR") and host.env("TERM") not in ("dumb", "unknown")


def terminal(err: bool = False) -> bool:
    """Whether a person looks at standard output, or at standard error."""
    stream = sys.stderr if err else sys.stdout
    return stream is not None and stream.isatty()


def spelled(text: str, *, err: bool = False) -> str:
    """A text as the stream will have it, of as many letters: what its encoding does not know is written out."""
    stream = sys.stderr if err else sys.stdout
    encoding = None if stream is None or text.isascii() else stream.encoding
    return text.encode(encoding, "backslashreplace").decode(encoding) if encoding else text
