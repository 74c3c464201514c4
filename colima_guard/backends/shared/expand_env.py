"""Variables in a path as Go's ``os.ExpandEnv`` fills them in."""

from __future__ import annotations

from collections.abc import Callable

_SPECIAL = set("*#$@!?-0123456789")


def expand_env(text: str, env: Callable[[str], str]) -> str:
    """Go's ``os.ExpandEnv``: an unset variable is empty, broken syntax is eaten."""
    if "$" not in text:
        return text
    out, i = [], 0
    while i < len(text):
        if text[i] != "$" or i + 1 == len(text):
            out.append(text[i])
            i += 1
            continue
        name, width = _shell_name(text[i + 1 :])
        if name:
            out.append(env(name))
        elif width == 0:
            out.append("$")
        i += 1 + width
    return "".join(out)


def variables(text: str) -> tuple[str, ...]:
    """The variables that a path is filled in from, each once; not the home's, which decides everything else too."""
    asked: dict[str, None] = {}

    def ask(name: str) -> str:
        asked[name] = None
        return ""

    if "$" in text:
        expand_env(text, ask)
    return tuple(name for name in asked if name != "HOME")


def _shell_name(rest: str) -> tuple[str, int]:
    if rest[0] == "{":
        end = rest.find("}")
        if end == -1:
            return "", 1
        return (rest[1:end], end + 1) if end > 1 else ("", 2)
    if rest[0] in _SPECIAL:
        return rest[0], 1
    width = 0
    while width < len(rest) and (rest[width] == "_" or (rest[width].isascii() and rest[width].isalnum())):
        width += 1
    return rest[:width], width
