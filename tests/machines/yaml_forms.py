"""Texts in rare forms of YAML that every reader takes, each with a change and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.formats.yaml.edit import Change, Keep, Remove, Scalar
from tests.machines.yaml_examples import DATA, PROJECTS, mounts

LOCK = (mounts(PROJECTS),)
LIST = "  - location: ~/projects\n    writable: true\n"
FLOW = "[{location: ~/projects, writable: true}]"
JSON = '[{"location": "~/projects", "writable": true}]'
PRETTY = """\
{
  "cpu": 2,
  "mounts": [
    {
      "location": "~"
    },
    {"location": "/b"}
  ],
  "x": "a/b"
}
"""

#: name -> the text, the changes, the text that they make
FORMS: dict[str, tuple[str, Sequence[Change], str]] = {
    "a flow mapping": (
        '{"cpu": 2, "mounts": [{"location": "~"}], "x": 1}\n',
        LOCK,
        f'{{"cpu": 2, "mounts": {JSON}, "x": 1}}\n',
    ),
    "JSON on lines": (
        PRETTY,
        LOCK,
        '{\n  "cpu": 2,\n  "mounts": [\n    {"location": "~/projects", "writable": true}\n  ],\n  "x": "a/b"\n}\n',
    ),
    "JSON on lines, one kept": (
        PRETTY,
        (mounts(Keep(0), PROJECTS, DATA),),
        PRETTY.replace(
            '{"location": "/b"}',
            '{"location": "~/projects", "writable": true},\n    {"location": "/srv/data", "writable": false}',
        ),
    ),
    "JSON on lines, one kept but for its access": (
        PRETTY,
        (mounts(Keep(0), Keep(1, (("writable", False),))),),
        PRETTY.replace('"/b"', '"/b", "writable": false'),
    ),
    "JSON on lines without the key": (
        '{\n  "cpu": 2,\n  "x": "a/b"\n}\n',
        LOCK,
        f'{{\n  "cpu": 2,\n  "x": "a/b",\n  "mounts": {JSON}\n}}\n',
    ),
    "JSON without blanks": (
        '{"a":1,"mounts":[]}',
        (*LOCK, Scalar("mountType", "9p")),
        f'{{"a":1,"mounts":{JSON}, "mountType": "9p"}}',
    ),
    "JSON with a name that it escapes": (
        '{"a": 1}',
        (Scalar("b", 'q"\\ é'),),
        '{"a": 1, "b": "q\\"\\\\ é"}',
    ),
    "an empty flow mapping": ("{}\n", LOCK, f"{{mounts: {FLOW}}}\n"),
    "flow with a comma at its end": ("{cpu: 2, x: a/b,}\n", LOCK, f"{{cpu: 2, x: a/b, mounts: {FLOW},}}\n"),
    "flow, a key alone": ("{mounts, cpu: 2}\n", LOCK, f"{{mounts: {FLOW}, cpu: 2}}\n"),
    "flow, a key with nothing": ("{mounts: , cpu: 2}\n", LOCK, f"{{mounts: {FLOW} , cpu: 2}}\n"),
    "flow, an alias": ("{a: &a [], mounts: *a}\n", LOCK, f"{{a: &a [], mounts: {FLOW}}}\n"),
    "flow, a key that goes": ("{a: 1, mounts: [], b: 2}\n", (Remove(("mounts",)),), "{a: 1, b: 2}\n"),
    "flow, a value": ("{mountType: sshfs}", (Scalar("mountType", "9p"),), "{mountType: 9p}"),
    "two documents": (
        "a: 1\nmounts: []\n---\nb: 1 # '\nmounts: [x]\n...\n",
        LOCK,
        f"a: 1\nmounts:\n{LIST}---\nb: 1 # '\nmounts: [x]\n...\n",
    ),
    "two documents without the key": (
        "a: 1\n# c\n...\n# d\n---\nb: 1\n",
        LOCK,
        f"a: 1\n# c\nmounts:\n{LIST}...\n# d\n---\nb: 1\n",
    ),
    "an empty second document": ("mounts: []\n---\n", LOCK, f"mounts:\n{LIST}---\n"),
    "two ends of a document": ("mounts: []\n...\n...\n", LOCK, f"mounts:\n{LIST}...\n...\n"),
    "an explicit key": ("a: 1\n? mounts\n: []\nb: 2\n", LOCK, f"a: 1\n? mounts\n:\n{LIST}b: 2\n"),
    "an explicit key with a list": (
        "a: 1\n? mounts # c\n: - location: /a # d\n    writable: true\n  - location: /b\nb: 2\n",
        LOCK,
        f"a: 1\n? mounts # c\n: # d\n{LIST}b: 2\n",
    ),
    "an explicit key with a list, one kept": (
        "a: 1\n? mounts # c\n: - location: /a\n    writable: true\n  - location: /b\nb: 2\n",
        (mounts(Keep(0), PROJECTS),),
        f"a: 1\n? mounts # c\n:\n  - location: /a\n    writable: true\n{LIST}b: 2\n",
    ),
    "another explicit key": ("? a\n: 1\n? [b]\n: 2\nmounts: []\n", LOCK, f"? a\n: 1\n? [b]\n: 2\nmounts:\n{LIST}"),
    "a key that is nothing": ("a: 1\n? \n: 2\nmounts: []\n", LOCK, f"a: 1\n? \n: 2\nmounts:\n{LIST}"),
    "an anchor on the key": ("&k mounts: []\n", LOCK, f"&k mounts:\n{LIST}"),
    "an anchor on the value": ("a: 1\nmounts: &m []\n", LOCK, f"a: 1\nmounts:\n{LIST}"),
    "anchors on the list and in it": (
        "a: 1\nmounts: &m # c\n- location: &l /a\n- location: /b\n",
        (mounts(Keep(0), PROJECTS),),
        "a: 1\nmounts: &m # c\n- location: &l /a\n- location: ~/projects\n  writable: true\n",
    ),
    "an anchor on the whole": ("--- !!map &all # x\nmounts: []\n", LOCK, f"--- !!map &all # x\nmounts:\n{LIST}"),
    "tags on the list and in it": (
        "a: 1\nmounts: !!seq\n- location: !!str /a\n- !!map\n  location: /b\n",
        (mounts(Keep(1), PROJECTS),),
        "a: 1\nmounts: !!seq\n- !!map\n  location: /b\n- location: ~/projects\n  writable: true\n",
    ),
    "anchors in a flow list, one kept": (
        "mounts: [&e {location: &l /a}, /b]\nb: [*l, *e]\n",
        (mounts(Keep(0), PROJECTS),),
        f"mounts:\n  - &e {{location: &l /a}}\n{LIST}b: [*l, *e]\n",
    ),
    "a comment directly behind brackets": ("mounts: []#c\na: 1\n", LOCK, f"mounts: #c\n{LIST}a: 1\n"),
    "text behind a flow mapping": ("{mounts: []} x\n", LOCK, f"{{mounts: {FLOW}}} x\n"),
    "line ends of Unicode alone": (
        "a: 1\u2028mounts: []\u2028",
        LOCK,
        f"a: 1\u2028mounts:\u2028{LIST}".replace("\n", "\u2028"),
    ),
    "a tab in front of a comment": (" # c\n\t# d\nmounts: []\n", LOCK, f" # c\n\t# d\nmounts:\n{LIST}"),
    "a tag on the value": ("mounts: !!seq []\n", LOCK, f"mounts:\n{LIST}"),
    "a tag on nothing": ("mountType: !!null\na: 1\n", (Scalar("mountType", "9p"),), "mountType: 9p\na: 1\n"),
    "an anchor on a single value": ("mountType: &t x\n", (Scalar("mountType", "9p"),), "mountType: 9p\n"),
    "an alias": ("a: &a []\nmounts: *a\n", LOCK, f"a: &a []\nmounts:\n{LIST}"),
    "an alias, an element kept": (
        "a: &a\n  - location: /a\n    writable: true\nmounts: *a\n",
        (mounts(Keep(0), PROJECTS),),
        f"a: &a\n  - location: /a\n    writable: true\nmounts:\n  - location: /a\n    writable: true\n{LIST}",
    ),
    "an alias in the list": (
        "a: &a {location: /a}\nmounts:\n  - *a\n",
        LOCK,
        f"a: &a {{location: /a}}\nmounts:\n{LIST}",
    ),
    "an alias in what is kept": (
        "a: &a /a\nmounts:\n  - location: *a\n",
        (mounts(Keep(0), PROJECTS),),
        f"a: &a /a\nmounts:\n  - location: *a\n{LIST}",
    ),
    "a merge key in what is kept": (
        "a: &a {location: /a}\nmounts:\n  - <<: *a\n    writable: true\n",
        (mounts(Keep(0), PROJECTS),),
        f"a: &a {{location: /a}}\nmounts:\n  - <<: *a\n    writable: true\n{LIST}",
    ),
    "a merge key at the top": (
        "a: &a {b: []}\n<<: *a\nmounts: []\n",
        LOCK,
        f"a: &a {{b: []}}\n<<: *a\nmounts:\n{LIST}",
    ),
    "an anchor that is used elsewhere stays": (
        "a: &a x\nmounts: [*a, &b {location: /b}]\nc: *a\n",
        LOCK,
        f"a: &a x\nmounts:\n{LIST}c: *a\n",
    ),
    "all indented": (
        "  a: 1\n  mounts: []\n",
        LOCK,
        "  a: 1\n  mounts:\n    - location: ~/projects\n      writable: true\n",
    ),
    "all indented, without the key": (
        "  a:\n    - 1\n  # c\n",
        LOCK,
        "  a:\n    - 1\n  # c\n  mounts:\n    - location: ~/projects\n      writable: true\n",
    ),
    "carriage returns alone": (
        "a: 1 # x\rmounts: []\rb:\r- x\r",
        LOCK,
        "a: 1 # x\rmounts:\r- location: ~/projects\r  writable: true\rb:\r- x\r",
    ),
    "carriage returns alone, one kept": (
        "a: 1\rmounts:\r- location: /a # c\r- location: /b\rb: x",
        (mounts(Keep(1), PROJECTS),),
        "a: 1\rmounts:\r# c\r- location: /b\r- location: ~/projects\r  writable: true\rb: x",
    ),
    "line ends of Unicode": (
        "a: 1 # x\u0085mounts: [] # y\u2028# z\u2029b: 2\n",
        LOCK,
        f"a: 1 # x\u0085mounts: # y\u2028{LIST}# z\u2029b: 2\n",
    ),
    "a tab in a word": ("mounts: []\na: b\tc\n", LOCK, f"mounts:\n{LIST}a: b\tc\n"),
    "a key twice in what goes": (
        "mounts:\n- location: /a\n  location: /b\na: 1\n",
        LOCK,
        f"mounts:\n{LIST}a: 1\n".replace("  - ", "- ").replace("    w", "  w"),
    ),
    "another key twice, further in": ("a: {b: 1, b: 2}\nmounts: []\n", LOCK, f"a: {{b: 1, b: 2}}\nmounts:\n{LIST}"),
}
