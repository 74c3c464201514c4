"""Values as each target language writes them: the filters of the templates."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from xml.sax.saxutils import escape


def sh(text: str) -> str:
    """One word of a POSIX shell."""
    return shlex.quote(text)


def fish(text: str) -> str:
    """One word of fish, whose single quotes know the backslash."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def plist(text: str) -> str:
    """The text of an XML element."""
    return escape(text, {"\r": "&#13;"})


def systemd(text: str) -> str:
    """One argument of ``ExecStart=``: quoted, with no specifier (``%``) and no variable (``$``) left in it."""
    named = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "%": "%%", "$": "$$"}
    return '"' + "".join(named.get(char, char) for char in text) + '"'


def nix(text: str) -> str:
    """A string of Nix, without interpolation."""
    named = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return '"' + "".join(named.get(char, char) for char in text).replace("${", "\\${") + '"'


def nix_lines(text: str) -> str:
    """An expression of Nix for a text of many lines: one string a line."""
    return "\n    + ".join(nix(line) for line in text.splitlines(keepends=True)) or nix("")


def systemd_value(text: str) -> str:
    """One assignment of ``Environment=``: quoted as an argument is, but a ``$`` is no variable there."""
    return systemd(text).replace("$$", "$")


def sh_line(text: str) -> str:
    """One word of bash, on one line of a GitHub workflow, with no expression of GitHub's in it."""
    if text.isprintable():
        return sh(text).replace("${{", "$''{{")
    return "$'" + "".join(_in_bash(char) for char in text) + "'"


def _in_bash(char: str) -> str:
    if char in "\\'$" or not char.isprintable():
        return "".join(f"\\x{byte:02x}" for byte in char.encode())
    return char


def yaml(text: str) -> str:
    """A double-quoted scalar of YAML, on one line."""
    return '"' + "".join(_in_yaml(char) for char in text) + '"'


def _in_yaml(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    if char.isprintable():
        return char
    code = ord(char)
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def yaml_block(text: str) -> str:
    """A text of many lines as a block of YAML two columns in, where that is exact; else on one line."""
    lines = text.split("\n")
    exact = lines[-1] == "" and lines[:1] != [""] and lines[-2:-1] != [""] and not text.startswith(" ")
    if exact and all(line.isprintable() for line in lines):
        return "|\n" + "\n".join(f"  {line}" if line else "" for line in lines[:-1])
    return yaml(text)


def comment(text: str) -> str:
    """Text that stays within its line of comment."""
    return "".join(char if char.isprintable() else " " for char in text)


FILTERS: dict[str, Callable[..., str]] = {
    "sh": sh,
    "fish": fish,
    "plist": plist,
    "systemd": systemd,
    "nix": nix,
    "comment": comment,
    "systemd_value": systemd_value,
    "sh_line": sh_line,
    "yaml": yaml,
    "yaml_block": yaml_block,
    "nix_lines": nix_lines,
}
