"""Values as each target language writes them: the filters of the templates."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from xml.sax.saxutils import escape


def sh(text: str) -> str:
    """One word of a POSIX shell."""
    return shlex.quote(text)


def fish(text: str) -> str:
    """One word of fish, whose single quotes know the backslash."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def json_(value: object) -> str:
    """JSON, which is a YAML flow value too; line separators and lone surrogates are escaped."""
    return json.dumps(value, ensure_ascii=True)


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


def comment(text: str) -> str:
    """Text that stays within its line of comment."""
    return "".join(char if char.isprintable() else " " for char in text)


FILTERS: dict[str, Callable[..., str]] = {
    "sh": sh,
    "fish": fish,
    "json": json_,
    "plist": plist,
    "systemd": systemd,
    "nix": nix,
    "comment": comment,
}
