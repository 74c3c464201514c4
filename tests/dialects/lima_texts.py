"""Random texts that look like Lima's files: a file in a random manner of writing, then often a few signs put wrong."""

from __future__ import annotations

import json
import re
from random import Random
from typing import Any

_PATHS = (
    *("~", "/x", "~/p", "/Users/me/a b", "{{.Home}}/q", "/x#y", "/x: y", "/x:w", "/é", "/a,b", "/a'b", '/a"b', "$HOME"),
    *(
        ".",
        "..",
        "../x",
        ".x",
        "-",
        "/x ",
        "null",
        "true",
        "7",
        "08",
        "+x",
        "1.0",
        "0x10",
        "1_0",
        "1e3",
        "4GiB",
        "1.2.3",
    ),
    *("", "!x", "&x", "*x", "?", "%x", "- x", "# x", "|", "=", "<<", "...", "---", "/a\tb", "a\u00a0b", "9p2000.L"),
)
_SCRIPTS = (
    *(
        "#!/bin/sh\nset -eu\necho hi\n",
        "echo a\n\n  indented\nb\n",
        "cat <<E >/x\nmounts:\n- location: ~\nE\n",
        "x: y\n- z\n",
    ),
    *("if x; then\n\techo tab\nfi\n", "a \nb\n", "\n\nlead\n", "a\n\n\n", "  lead\nb\n", "one\n"),
)
_COMMENTS = ("# c", "#", "#c", "# a: b", "# - x", "# 'q", "# {", '# "', "## x ##", "#\tx")
_ODD_COMMENTS = ("#\u2028null", "#\u0085~", "#\u2029mounts:", "# x\r mounts: []", "#\ufeff")
_SIGNS = (
    *(
        "\ufeff",
        "\u0085",
        "\u2028",
        "\u2029",
        "\r",
        "\r\n",
        "\t",
        " ",
        "  ",
        "\n",
        "\n\n",
        "#",
        " # c",
        "# c\n",
        "~",
        "null",
    ),
    *("---", "---\n", "...\n", "\n---\n", "\n...\n", "\n--- \n", "--- null\n", "--- ~\n---\n", "%YAML 1.2\n---\n", "%"),
    *(
        "!!str ",
        "!!map ",
        "!!seq ",
        "!!null ",
        "!!int ",
        "!mine ",
        "! ",
        "&a ",
        "*a",
        "*a ",
        "<<: *a\n",
        "? ",
        ": ",
        ":",
    ),
    *(
        "- ",
        "-",
        "-\n",
        "|",
        ">",
        "|-\n",
        ">-\n",
        "|+\n",
        "|2\n",
        "{",
        "}",
        "[",
        "]",
        ",",
        ", ",
        "'",
        '"',
        "''",
        '""',
        "\\",
    ),
    *(
        "\\n",
        "\\/",
        "\\x7e",
        "\\\n",
        "@",
        "`",
        "\x7f",
        "\ue000",
        "é",
        "= ",
        "yes",
        "true",
        "mounts:\n",
        "writable: true",
    ),
    *(
        "mounts:\n- location: '~'\n",
        "\nmounts: [{location: '~'}]\n",
        "plain: true\n",
        "\n  ",
        "\n\t",
        " \n",
        "{}",
        "[]",
    ),
)
_BEGINS = (
    "---\n",
    "# c\n---\n",
    "\n---\n",
    "---\n---\n",
    "%YAML 1.2\n---\n",
    "--- # c\n",
    "null\n---\n",
    "--- ~\n---\n",
    "\n",
    "{}\n---\n",
)
_ENDS = (
    "---\n",
    "...\n",
    "---\nmounts:\n- location: '~'\n",
    "...\n---\nx: 1\n",
    "# c",
    "# c\n",
    "--- a: b\n",
    "\n\n",
    "  ",
    "---",
)


def text(random: Random) -> bytes:
    """A text that Lima may or may not read."""
    drawn = file(random, random.choice((0, 0, 0.05, 0.1, 0.2)))
    if random.random() < 0.5:
        for _ in range(random.choice((1, 1, 1, 2, 3))):
            drawn = _spoiled(random, drawn)
    return drawn.encode()


def file(random: Random, wild: float) -> str:
    """A file, of whose places so many are written in an odd form."""
    value = _value(random)
    writer = _Writer(random, wild)
    kind = random.random()
    if kind < 0.08:
        drawn = json.dumps(value, indent=random.choice((None, 2, 4)))
    elif kind < 0.14:
        drawn = writer.flow(value, 0) + "\n"
    else:
        drawn = writer.mapping(value, 0) if value else random.choice(("", "{}", "# c\n", "null\n"))
    if random.random() < 0.04 + wild / 2:
        drawn = random.choice(_BEGINS) + drawn
    if random.random() < 0.04 + wild / 2:
        drawn += random.choice(_ENDS)
    if random.random() < 0.06:
        drawn = drawn.replace("\n", "\r\n")
    return ("\ufeff" if random.random() < wild / 5 else "") + drawn


def _spoiled(random: Random, drawn: str) -> str:
    lines = drawn.split("\n")
    at = random.randrange(len(lines))
    kind = random.random()
    if kind < 0.6 or not drawn:
        spots = [match.end() for match in re.finditer(r"\n *(- )?|: ?|[\[{,] ?|(?=[\n\]}#])", drawn)]
        where = random.choice([0, len(drawn), *spots, *(random.randrange(len(drawn) + 1) for _ in spots)])
        return drawn[:where] + random.choice(_SIGNS) + drawn[where:]
    if kind < 0.7:
        where = random.randrange(len(drawn))
        return drawn[:where] + drawn[where + random.choice((1, 1, 2, 8)) :]
    if kind < 0.8:
        lines.insert(random.randrange(len(lines)), lines[at])
    elif kind < 0.85:
        del lines[at]
    else:
        lines[at] = " " * random.choice((1, 2, 4)) + lines[at] if kind < 0.95 else lines[at][random.choice((1, 2)) :]
    return "\n".join(lines)


def _value(random: Random) -> dict[str, Any]:
    def sometimes(chance: float, value: Any) -> list[Any]:
        return [value] if random.random() < chance else []

    parts = {
        "mounts": sometimes(0.85, [_mount(random) for _ in range(random.choice((0, 1, 1, 2, 3)))]),
        "mountType": sometimes(0.25, random.choice(("virtiofs", "9p", "reverse-sshfs", None, ""))),
        "vmType": sometimes(0.25, random.choice(("qemu", "vz", None))),
        "plain": sometimes(0.1, random.random() < 0.5),
        "arch": sometimes(0.05, random.choice(("x86_64", None))),
        "cpus": sometimes(0.2, random.choice((1, 4, None))),
        "memory": sometimes(0.2, random.choice(("4GiB", None))),
        "message": sometimes(0.2, random.choice(_SCRIPTS)),
        "provision": sometimes(0.3, [{"mode": "user", "script": random.choice(_SCRIPTS)}]),
        "x-unknown": sometimes(0.1, random.choice((1, None, "a", {"mounts": [{"location": "~"}]}, ["~"]))),
    }
    names = list(parts)
    random.shuffle(names)
    return {name: parts[name][0] for name in names if parts[name]}


def _mount(random: Random) -> dict[str, Any]:
    mount: dict[str, Any] = {"location": random.choice(_PATHS[:6] if random.random() < 0.7 else _PATHS)}
    if random.random() < 0.5:
        mount["writable"] = random.random() < 0.5
    if random.random() < 0.2:
        mount["mountPoint"] = random.choice(("/m", None, "~", 7, *_PATHS))
    if random.random() < 0.1:
        mount["sshfs"] = {"followSymlinks": True, "sftpDriver": "builtin"}
    if random.random() < 0.1:
        mount["9p"] = {"msize": "128KiB", "cache": "mmap"}
    items = list(mount.items())
    random.shuffle(items)
    return dict(items)


class _Writer:
    def __init__(self, random: Random, wild: float) -> None:
        self._random = random
        self._wild = wild
        self._step = random.choice((2, 2, 2, 4, 1, 3))
        self._dash_indent = random.choice((0, self._step))

    def _odd(self, factor: float = 1.0) -> bool:
        return self._random.random() < self._wild * factor

    def _between(self, indent: int) -> str:
        kind = self._random.random()
        if kind < 0.08:
            return " " * self._random.choice((0, indent)) + self._comment() + "\n"
        if kind < 0.12:
            return "\n"
        return (
            " " * self._random.randrange(8) + self._random.choice(("", "\t", self._comment())) + "\n"
            if self._odd(0.3)
            else ""
        )

    def _comment(self) -> str:
        return self._random.choice(_ODD_COMMENTS if self._odd() else _COMMENTS)

    def _behind(self) -> str:
        if self._random.random() < 0.08:
            return " " + self._comment()
        return self._random.choice((" ", "\t", "\t# c", "  ")) if self._odd(0.3) else ""

    def mapping(self, value: dict[str, Any], indent: int) -> str:
        written = ""
        for number, (key, item) in enumerate(value.items()):
            if number or not indent:
                written += self._between(indent) + " " * indent
            written += self._key(key) + ":" + self._block(item, indent)
        return written

    def _key(self, key: str) -> str:
        return (
            self._random.choice((f'"{key}"', f"'{key}'", f"&k {key}", f"!!str {key}", key + " "))
            if self._odd(0.3)
            else key
        )

    def _block(self, item: Any, indent: int) -> str:
        if isinstance(item, dict | list) and item and self._random.random() < 0.85:
            mark = self._random.choice((" &a", " &b", " !!map", " !x")) if self._odd(0.2) else ""
            inner = indent + (self._step if isinstance(item, dict) else self._dash_indent)
            body = self.mapping(item, inner) if isinstance(item, dict) else self._sequence(item, inner)
            return mark + self._behind() + "\n" + self._between(inner) + " " * inner + body
        written = self._scalar_or_flow(item, indent)
        blank = self._random.choice(("  ", "\t", "\n" + " " * (indent + 1), "")) if self._odd(0.3) else " "
        return blank + written + ("" if "\n" in written else self._behind()) + "\n"

    def _sequence(self, items: list[Any], indent: int) -> str:
        written = ""
        for number, item in enumerate(items):
            written += self._between(indent) + " " * indent if number else ""
            dash = self._random.choice(("-   ", "-\t", "-\n" + " " * (indent + 2), "- &a ")) if self._odd(0.3) else "- "
            if isinstance(item, dict) and item and self._random.random() < 0.85:
                written += dash + self.mapping(item, indent + (len(dash) if dash.isprintable() else 2))
            else:
                written += dash + self._scalar_or_flow(item, indent) + self._behind() + "\n"
        return written

    def _scalar_or_flow(self, item: Any, indent: int) -> str:
        return self.flow(item, indent) if isinstance(item, dict | list) else self._scalar(item, indent, in_flow=False)

    def flow(self, value: Any, indent: int) -> str:
        if not isinstance(value, dict | list):
            return self._scalar(value, indent, in_flow=True)
        comma = self._random.choice((",", ",\n" + " " * (indent + 1), " , ", ", # c\n ")) if self._odd(0.5) else ", "
        first, last = (self._line_in_brackets(indent) if self._odd(0.7) else "" for _ in "[]")
        if isinstance(value, list):
            return "[" + first + comma.join(self.flow(item, indent) for item in value) + last + "]"
        colon = self._random.choice((":", " : ", ":\n ")) if self._odd(0.3) else ": "
        pairs = comma.join(f"{key}{colon}{self.flow(item, indent)}" for key, item in value.items())
        return "{" + first + pairs + last + "}"

    def _line_in_brackets(self, indent: int) -> str:
        return self._random.choice(("", "", "", " # c")) + "\n" + " " * (indent + self._random.randrange(8))

    def _scalar(self, value: Any, indent: int, *, in_flow: bool) -> str:
        mark = self._random.choice(("!!str ", "!!bool ", "! ", "&a ", "*a ", "!!null ")) if self._odd(0.3) else ""
        if not isinstance(value, str):
            return mark + self._random.choice(
                (json.dumps(value), json.dumps(value), str(value).upper() if value is not None else "~")
            )
        if "\n" in value and not in_flow and self._random.random() < 0.7:
            pad = "\n" + " " * (indent + self._step)
            return self._random.choice(("|", "|", "|-", "|+", ">", ">-")) + "".join(
                pad + line if line else "\n" for line in value.rstrip("\n").split("\n")
            )
        plain = re.fullmatch(r"[A-Za-z/~][\w/.-]*", value) is not None or self._odd(0.5)
        if plain and self._random.random() < 0.6:
            return mark + value
        if "\n" in value or self._random.random() < 0.6:
            return mark + json.dumps(value, ensure_ascii=self._random.random() < 0.2)
        return mark + "'" + value.replace("'", "''") + "'"
