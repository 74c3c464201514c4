"""Texts that try a reader of YAML: Colima profiles with what the grammar leaves to it, and heaps of its signs."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

SIGNS = (
    *("- ", "-", "? ", "?", ": ", ":", ", ", ",", "[", "]", "{", "}", "#", " #", "# c\n", "&a ", "&b", "*a"),
    *("*a ", "*b"),
    *("!", "! ", "!!str ", "!!int ", "!x ", "!<tag:yaml.org,2002:str> ", "!!binary ", "!!map ", "!!seq "),
    *("!!null ", "!e!s "),
    *("|", ">", "|\n", ">-\n", "|+\n", "|2\n", ">1-\n", "|0", "'", '"', "''", "\\", "\\/", "\\n", "\\x7e"),
    *("\\\n", "\\u00e9"),
    *("%", "%YAML 1.1\n", "%YAML 1.2\n", "%TAG !e! tag:e,1:\n", "%x\n", "---", "--- ", "---\n", "...", "...\n"),
    *("--", ".."),
    *("<<", "<<: ", "<<: *a", "a", "b", "a: ", "a: b\n", "b: ", "0", "1", "~", "null", "yes", "true", "é"),
    "\U0001f600",
    *("@", "`", "=", "$", "/", ".", "_", "\t", " ", "  ", "    ", "\n", "\n\n", "\n ", "\n  ", "\n\t", "\n- "),
    "\n  - ",
    *("\r", "\r\n", "\x85", "\u2028", "\u2029", "\xa0", "\ufeff", "\x7f", "\x1b", "\x00", "\ufffe", " # c"),
    *("\t# c", "\n# c\n"),
)  # fmt: skip
_TEXTS = (
    *("~/p", "~", "/data", '"~"', "'~/it''s'", '"~/my dir"', "$HOME/x", "é", "/a#b", "/a #b", '"\\x7e"'),
    *('"~\\/x"', "~/p\t"),
    *("!!str ~/p", "! ~/p", "&l ~/p", "*l", "~/a:b", "~/a?b", "a b", "a,b", "[a]", "{a: b}", "|\n      ~/p\n"),
    ">-\n      ~/p\n",
    *("|-\n      ~/p\n     x", "~/p # c", "~/p\n      q", '"~/p\n      q"', '"~/p\\\n      q"', "", "null"),
    *("!!null", "!!binary fi9w"),
    *("1", "0x1", "yes", "true", "2020-01-01", ".5", "!!int 1", "!!float 1", "-", "- x", "? x", "''", '""'),
    *("<<", "@x", "%x"),
)  # fmt: skip
_BOOLS = (
    *("true", "false", "yes", "no", "y", "on", "off", "TRUE", "1", "'true'", '"yes"', "!!bool true"),
    *("!!bool yes", "!!str yes"),
    *("null", "~", "", "*w", "&w true", "[true]", "{}", "t", "!!binary eWVz", "! yes", "!x yes"),
    "!!bool 'true'",
)  # fmt: skip
_VALUES = (
    *("2", "2.5", "two", "[]", "{}", "{a: b}", "{a:b}", "{a: 1, a: 2}", "[a, b]", "[a: b]", "[? a]"),
    *("[? a : b, c]", "{? a : b}"),
    *("{a, b: }", "{a?: b}", "{a: b?}", '{"a":1}', "{'a':b}", "[a]:", "{a:}", "{a: ,}", "[,]", "[a,,b]"),
    *("{[a]: b}", "[[]]: x"),
    *('{"a": "b\\/c"}', "&a {x: 1}", "*a", "!!map {}", "!!seq []", "!!set {a, b}", "!!str", "!e!x", "!<x> y"),
    *("|\n  x\n", ">\n  x\n\n y"),
    *("|1\n x\n", "|9\n x", "'a\n b'", '"a\n  b"', "'a\n---\nb'", '"\\e\\0\\_\\N\\L\\P\\v"', '"\\q"'),
    *('"\\u12"', "a\n  b", "a\n # c\n  b"),
    *("# c", "\t# c", "\n\t# c", "a\tb", "a:\tb", "a#b", "a: b: c", "- a", "-\ta", "? a\n: b", "[1, 2, 3, 4]"),
    *("1.2.3.4", "::1", "0o17"),
    *("0b-1", "1e999", "-1e30", "18446744073709551616", "1_000", "0x_1", "<<: a", "{<<: {a: 1}}"),
    "{<<: [{a: 1}, {b: 2}], a: 3}",
    *("{<<: *a}", "{<<: 1}", "{1: a, <<: {1: b}}", "{[a]: 1, <<: {}}", "x" * 1030 + ": y", "[" * 70 + "]" * 70),
    *("- - - a", "-\n- a"),
    *("{\n}", "[\n# c\n]", "{ # c\n a: b}", "[a\n: b, c]", "[a\n, b]", "%a", "@a", "`a", "{{ .x }}", "\x85a"),
    *("a\u2028b", "\x7f"),
)  # fmt: skip
_KEYS = (
    *("cpu", "disk", "memory", "arch", "hostname", "network", "env", "docker", "provision", "kubernetes"),
    *("rosetta", "binfmt"),
    *("vmType", "mountType", "sshPort", "autoActivate", "x", "? x", '"mounts"', "'runtime'", "!!str mounts"),
    *("&k cpu", "*k", "<<"),
    *("null", "1", "~", "[a]", "{a: b}", "? |\n  mounts\n", "runtime", "mounts", "? mounts"),
    *("!!binary bW91bnRz", "a b", "a\n b"),
)  # fmt: skip
_ORDINARY = (
    *("cpu: 2", "cpu:", "arch: host", "arch: aarch64 x", "env:", "env: {}", "  A: b", "A: 'it'", 'A: "x y"'),
    *("docker:", "x:"),
    *("network:", "  address: true", "  dns: []", "  dns: [1.1.1.1, 8.8.8.8]", "mounts:", "mounts: []"),
    "runtime: docker",
    *("- location: ~/p", "- location: /data # c", "  - location: ~/q", "  writable: true", "    writable: false"),
    "writable: yes",
    *("mountPoint: /m", "  mountPoint: /m:w", "- ~/p", "- ~/p:w", "- -x", "- --disable=traefik", "- a: b"),
    "-  location: ~/r",
    *("# c", "", "---", "# \u2013 \u00e9", "'a'", "[a, b]", "a", "a b: c", "k: a:b", "k: (a, b) c;d"),
    *("k: http://a.b:80/c", "k: -a"),
    *("k: a: b", "k: ''", "k: []", "provision:", "- mode: system", "  script: echo", "  script: |", "    echo x"),
    *("k: 1.5", "k: ~"),
)  # fmt: skip
_STARTS = (
    *("", "", "", "", "", "", "", "", "", "", "\ufeff", "---\n", "--- # c\n", "--- ", "--- !!map\n", "--- &r\n"),
    *("%YAML 1.1\n---\n", "%YAML 1.2\n---\n"),
    *("%YAML 1.1\n", "%YAML 1.1 # c\n%TAG !e! tag:yaml.org,2002:\n---\n", "%TAG ! tag:yaml.org,2002:\n---\n"),
    "%FOO bar\n---\n",
    *("# c\n", "\n\n", "\t\n", "\t# c\n", " # c\n\t# d\n", "---\n---\n", "...\n", "null\n---\n"),
    *("#\u2028null\n---\n", "\ufeff\ufeff", "\x85"),
)  # fmt: skip
_ENDS = (
    *("", "", "", "", "", "", "", "", "", "", "\n\n", "...\n", "...", "---\n"),
    *("--- a: b\n", "--- - x\n", "...\n'0x1", '---\n"abc'),
    *("---\n%", "--- |\n x\n"),
    *("# c", "\t", "\n\t# c\n", "---\n[a", "---\na: b: c\n", "...\n%YAML 1.2\n---\n", "...\n---\n"),
    *("---\n\x01", "--- " + "x" * 600 + "\x01"),
    *("}", "]", "x", "- x\n", ": y\n", "? y", "\ufeff", "\x00", "&a", "*zz", "!<", "---\n&a *b", "--- {a: b\n"),
    *("--- ? a\n", "---\n\t- x"),
)  # fmt: skip

#: bytes that are no character, or one that may not stand in YAML, or is long
_NO_TEXT = (
    *(b"\xff", b"\xc3", b"\xef", b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\xf0\x9f"),
    *(b"\xc2\x80", b"\xef\xbf\xbe"),
    *(b"\x00", b"\x01", b"\xef\xbb\xbf", b"\xf0\x9f\x98\x80", b"\xc2\x85"),
)  # fmt: skip


def profile(random: Random) -> str:
    """A profile with oddities, a few of them changed at random."""
    lines = [_line(random) for _ in range(random.randrange(4))]
    lines.append(
        random.choice(("runtime: docker\n", "runtime: docker\n", '"runtime": docker\n', "runtime: !!str docker # c\n"))
    )
    random.shuffle(lines)
    lines.insert(random.randrange(len(lines) + 1), _mounts(random))
    text = "".join(lines)
    if random.random() < 0.15:
        text = _as_flow(random)
    if random.random() < 0.1:
        text = "".join(" " + line for line in text.splitlines(keepends=True))
    text = random.choice(_STARTS) + text + random.choice(_ENDS)
    while random.random() < 0.45:
        text = random.choice(_CHANGES)(random, text)
    return text


def heap(random: Random) -> str:
    """Signs of YAML in any order, alone or as the value of a key."""
    signs = "".join(random.choice(SIGNS) for _ in range(random.randrange(1, 14)))
    return (
        random.choice(("", "", "env: ", "mounts:\n", "docker:\n  ", "runtime: docker\nmounts: [", "- ", "{", "a: b\n"))
        + signs
    )


def ordinary(random: Random) -> str:
    """Lines as people write them, in any order and at any indentation: what they make is seldom what was meant."""
    lines = [random.choice(("runtime: docker", "runtime: docker", "runtime: containerd # c", "mounts:", "mounts: []"))]
    for _ in range(random.randrange(1, 9)):
        indent = random.choice(("", "", "  ", "  ", "    ", "   "))
        lines.append(indent + random.choice(_ORDINARY) + random.choice(("", "", "", " ", " # c", "#c")))
    if random.random() < 0.5:
        random.shuffle(lines)
    made = random.choice(("\n", "\n", "\n", "\r\n")).join(lines) + random.choice(("\n", "\n", "", "\n\n"))
    while random.random() < 0.15:
        made = random.choice(_CHANGES)(random, made)
    return made


def text(random: Random) -> bytes:
    """A text. Seldom not UTF-8, seldom long."""
    made = random.choice((heap, profile, profile, ordinary))(random)
    if random.random() < 0.08:
        made = f"# {'x' * random.randrange(380, 1100)}\n{made}"
    data = made.encode()
    chance = random.random()
    if chance < 0.04:
        # at any place, or where Colima's reader takes in its next piece
        piece = random.choice((random.randrange(len(data) + 1), 512, 1024)) + random.randrange(-8, 9)
        at = min(max(piece, 0), len(data))
        data = data[:at] + random.choice(_NO_TEXT) + data[at:]
    elif chance < 0.05:
        data = made.encode(random.choice(("utf-16", "utf-16-be")))
        data = data if data[:2] in (b"\xff\xfe", b"\xfe\xff") else b"\xfe\xff" + data
    return data


def _line(random: Random) -> str:
    colon = random.choice((": ", ": ", ": ", ":\n  ", ":", " : ", ":\t", "\n: "))
    return (
        random.choice(_KEYS)
        + colon
        + random.choice(_VALUES)
        + random.choice(("\n", "\n", "\n", " # c\n", "\t# c\n", "\n\n", "\r\n"))
    )


def _mounts(random: Random) -> str:
    key = random.choice(
        ("mounts:", "mounts:", "mounts:", '"mounts":', "? mounts\n:", "!!str mounts:", "mounts: &m", "mounts: !!seq")
    )
    chance = random.random()
    if chance < 0.15:
        return f"{key} {random.choice(('[]', 'null', '', '~', '*m', '{}', '[[]]', '[~]', '[*m]', '- x'))}\n"
    if chance < 0.35:
        entries = ", ".join(_flow_entry(random) for _ in range(random.randrange(1, 3)))
        return f"{key} [{entries}{random.choice(('', ',', chr(10), ' # c' + chr(10)))}]\n"
    indent = random.choice(("", "  ", "    "))
    entries = "".join(_entry(random, indent) for _ in range(random.randrange(1, 4)))
    return f"{key}{random.choice(('', ' # c', chr(9) + '# c', ' '))}\n{entries}"


def _fields(random: Random) -> list[tuple[str, str]]:
    fields = [("location", random.choice(_TEXTS))]
    if random.random() < 0.6:
        fields.append(("writable", random.choice(_BOOLS)))
    if random.random() < 0.3:
        fields.append(("mountPoint", random.choice(_TEXTS)))
    if random.random() < 0.15:
        fields.append(
            (
                "<<",
                random.choice(
                    ("*a", "{writable: true}", "[{writable: yes}, {location: /z}]", "*m", "1", "{<<: {writable: y}}")
                ),
            )
        )
    if random.random() < 0.1:
        fields.append((random.choice(_KEYS), random.choice(_VALUES)))
    if random.random() < 0.2:
        random.shuffle(fields)
    return fields


def _entry(random: Random, indent: str) -> str:
    dash = random.choice(
        ("- ", "- ", "- ", "-   ", "-\t", "- &e ", "- !!map ", "- # c\n" + indent + "  ", "-\n" + indent + "  ")
    )
    inner = indent + " " * (2 if len(dash) != 4 else 4)
    gap = random.choice(("\n", "\n", "\n", " # c\n", "\n\n", "\n# c\n", "\n\t# c\n"))
    return indent + dash + inner.join(f"{name}: {value}{gap}" for name, value in _fields(random))


def _flow_entry(random: Random) -> str:
    colon = random.choice((": ", ": ", ": ", ":", " : ", ":\n "))
    quote = random.choice(("", "", '"'))
    fields = [f"{quote}{name}{quote}{colon}{value}" for name, value in _fields(random)]
    return (
        "{" + random.choice((", ", ", ", ",", "\n, ")).join(fields) + random.choice(("}", "}", "}", " }", ",}", "\n}"))
    )


def _as_flow(random: Random) -> str:
    entries = ", ".join(_flow_entry(random) for _ in range(random.randrange(3)))
    lines = [
        '"runtime": "docker"',
        f'"mounts": [{entries}]',
        f"env: {random.choice(_VALUES)}",
        random.choice(("a: b", "? a", "a", "'a':1")),
    ]
    random.shuffle(lines)
    return (
        "{" + random.choice((", ", ",\n", ",")).join(lines) + random.choice(("}", "}\n", "} # c\n", "}\n\n", "} x\n"))
    )


def _insert(random: Random, text: str) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice(SIGNS) + text[at:]


def _delete(random: Random, text: str) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + text[at + random.choice((1, 1, 1, 2, 5)) :]


def _replace(random: Random, text: str) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice(SIGNS) + text[at + 1 :]


def _repeat_line(random: Random, text: str) -> str:
    lines = text.splitlines(keepends=True) or [""]
    lines.insert(random.randrange(len(lines) + 1), random.choice(lines))
    return "".join(lines)


def _shift_line(random: Random, text: str) -> str:
    lines = text.splitlines(keepends=True) or [""]
    at = random.randrange(len(lines))
    lines[at] = (
        random.choice((" ", "  ", "\t", "- ", "# ")) + lines[at] if random.random() < 0.6 else lines[at].lstrip(" ")
    )
    return "".join(lines)


def _cut(random: Random, text: str) -> str:
    return text[: random.randrange(len(text) + 1)]


def _other_breaks(random: Random, text: str) -> str:
    other = random.choice(("\r\n", "\r", "\x85", "\u2028", "\u2029"))
    if random.random() < 0.5:
        return text.replace("\n", other)
    return "".join(other if char == "\n" and random.random() < 0.2 else char for char in text)


_CHANGES: tuple[Callable[[Random, str], str], ...] = (
    *(_insert, _insert, _insert, _insert, _delete, _delete, _replace, _replace),
    *(_repeat_line, _shift_line, _shift_line, _cut, _other_breaks),
)  # fmt: skip
