"""What cannot be told of a text because Lima's readers differ, with the line, and what Lima refuses.

The releases of goccy/go-yaml that differ are named where the rule is (``formats/golang/goccy``).
"""

from __future__ import annotations

import pytest

from colima_guard.backends.lima.rules.source import parse

DOUBTS = {
    "vmType: vz\n...\n%YAML 1.2\n": "line 3: a directive",
    "vmType: vz\rmounts: []\n": "line 1: a carriage return that is no end of a line to yq",
    "cpus: 1\n--- x\nmounts: []\n": "something on the line of a document's mark",
    "mounts: []\n---\tx\n": "something on the line of a document's mark",
    "\ufeff# c\nmounts: []\n": "a byte order mark in front of something else than a key",
    "mounts: []\n---\nx: [\n": "another document that does not load: did not find expected node content",
    "mounts: []\nvmType: vz\n...\nx: 1\n": "an end that is not one of a document",
    "---\n---\nmounts: []\n": "an empty document in front of another",
    "null\n---\nmounts: []\n": "a document in front of another that is no mapping",
    "mounts: []\nvmType:\n---\nx: 1\n": "nothing in front of a document's mark",
    "{}{}\n": "a document behind another without a mark",
    "&a \n": "a document that is a word",
    "z: &a /x\nmounts:\n- location: *a\n- location: &a /y\n": "line 4: an anchor that stands twice",
    "x: &a\n  y: *a\n": "line 2: an alias within what it stands for",
    "x:\n- 1\n-\nmounts: []\n": "line 3: '-' between two values",
    "images:\n- digest: &a x\nmounts: []\n": "line 2: an anchor at a value of a type of its own",
    "x: &m {cpus: 1}\ncpus: 2\n<<: *m\n": "line 3: a key that stands twice",
    "x: 1\n<<: [{cpus: 1}]\n": "line 2: a merge of something else than a mapping",
    "x: {y: 1,\n  y: 2}\n": "line 2: a key that stands twice",
    "mounts:\n- location: |-\n    /x\n    /y\n": "line 2: a value on several lines",
    "mounts:\n- location: |\n    /x\n": "line 2: a block that some releases read otherwise",
    "mounts:\n- location: >-\n    /x  \n": "line 2: blanks at the end of a line",
    'mounts:\n- location: "/a\tb"\n': "line 2: a text in quotes",
    'mounts:\n- location: "/a\\tb"\n': "line 2: an escape that 1.13.5 leaves as it is",
    "mounts:\n- location: .x\n": "line 2: a word that 1.13.5 reads as 0",
    "mounts:\n- location: /a\n   b\n": "line 2: the word /a\n   b",
    "mounts:\n- location: '/a\n   b'\n": "line 2: a value on several lines",
    "mounts: []\nx:\ty\n": "line 2: '\\t' between two values",
    "vmType: vz\n      \nx: y\n": "line 3: a line of blanks",
    "message: |-\n    a\n # c\nmounts: []\n": "line 4: a comment behind a block that is indented more than its key",
    "x: {y:\n  z}\n": "line 2: a line that ends within brackets",
    'x: {"y":z}\n': "line 1: no blank behind a colon",
    "x: {a: , b: c}\n": "line 1: nothing where a value stands within brackets",
    "x: [{a:\n b}]\n": "line 2: a line that ends within brackets",
    "x:\n &b\n - y\n": "line 3: an anchor that stands alone",
    "x: [\n  a\n]\nmounts: []\n": "line 4: a line that ends within brackets",
    "x:\n  y: [\n  a\n]\nmounts: []\n": "line 5: a line that ends within brackets",
    "x:\n  y: [\n  a\n  ]\nmounts: []\n": "line 5: a line that ends within brackets",
    "x: [\na\n]\n": "at the end: a line that ends within brackets",
    "x: {\n  y: 1\n}\n": "at the end: a line that ends within brackets",
    "x: {\n  y: 1,\n z: 2\n}\n": "at the end: a line that ends within brackets",
    "x: [y: z]\n": "line 1: a pair in a list without brackets of its own",
    "x: [[a,\n  b]]\n": "line 1: brackets within others that end within a line",
    '{\n"x": 1\n}\n': "line 2: a pair in brackets that is followed below its key or right of its colon",
    '{"x": 1\n        }\n': "line 1: a pair in brackets that is followed below its key or right of its colon",
    "x: &b 1\ny: *b\n": "line 2: an alias where it may be of another type",
    "ssh: &b {localPort: 1}\nuser: *b\n": "line 2: an alias where it may be of another type",
    "caCerts: &b {}\nuser: *b\n": "line 2: an alias where it may be of another type",
    "x: &b y\nz: {w: *b, v: u}\n": "line 2: a sign right behind an alias",
    "x: &b y\nz: {w: *b , v: u}\n": "line 2: an alias where it may be of another type",
    'x:\n"y": z\n': "line 2: a key in quotes, or a merge, behind nothing",
    "x:\n<<: {y: z}\n": "line 2: a key in quotes, or a merge, behind nothing",
    "x:\n  |\n  y\n": "line 2: a block that begins on a line of its own",
    "!!str x: y\n": "line 1: an anchor or a tag at a key",
    "&a x: y\n": "line 1: an anchor or a tag at a key",
    "x: !!int y\n": "line 1: the tag tag:yaml.org,2002:int",
    "x: !!str 1\n": "line 1: the tag tag:yaml.org,2002:str",
    "x: !y z\n": "line 1: the tag !y",
    "x: &a null\n": "line 1: an anchor at nothing",
    "x: 0x1F\n": "line 1: the word 0x1F",
    "x: 08\n": "line 1: the word 08",
    "x: +1\n": "line 1: the word +1",
    "x: {y: \xe9}\n": "line 1: the word é",
    "a b: c\n": "line 1: the word a b",
    "null: c\n": "line 1: the word null",
    "x: 'a\tb'\n": "line 1: a text in quotes",
    "x: {y: 'a\n b'}\n": "line 1: a text in quotes",
    "cpus: 1\nmemory: 0x10\n": "line 2: the word 0x10",
    "x: &m {cpus: 1}\n<<: *m\ncpus: 2\n": "line 3: a key that stands twice",
    "mounts:\n- &b\n  location: /x\n- *b\n": "line 3: an anchor that stands alone",
    "param: {a: &b 1, c: *b}\n": "line 1: a sign right behind an alias",
    "cpus: 1\nmemory: 1_0\n": "line 2: the word 1_0",
    "memory: 1.50\n": "line 1: a number where a text is expected",
    "vmType: vz\n   \nx: y\n": "line 3: a line of blanks",
    "vmType: vz\n  \nx: y\n": "line 3: a line of blanks",
    "a: 1 #\u2028\n---\nb: 1\n": "a character that ends a line for some readers only, beside a document's mark",
    "&a\n---\n": "a document in front of another that is no mapping",
    "arch: x86_64\n   \nz: y\n": "line 3: a line of blanks",
    "z: abcdefghijklmnop\n     \nz2: y\n": "line 3: a line of blanks",
    "x: [{y: z}:]\n": "line 1: a colon behind no key",
    "x:\n  [\n    'a',\n   'b'\n  ]\n": "line 4: a line in brackets that is not indented",
    "{\n  'a': 1,\n 'd': 2\n}\n": "line 3: a line in brackets that is not indented",
    "x: ['a'\n  , 'b']\n": "line 2: a comma behind nothing",
    "{\n  'a': {\n    'b': 'c'\n    },\n  'd': 1\n}\n": (
        "line 3: a pair in brackets that is followed below its key or right of its colon"
    ),
}
#: beside one of these each, and all releases read it alike
READ = [
    "cpus: 200\n",
    "param: &m {a: b}\nenv:\n  <<: *m\n",
    "a:\n  vmType: vz\n  \nx: y\n",
    "arch: x86_64\n  \nz: y\n",
    "z: abcdefghijklmnop\n    \nz2: y\n",
    "x: [a]\n---\nx: 1\n...\n",
    "---\nx: 1\n---\n",
    "x:\n  {\n    'a': '1',\n    'b': '2'\n   }\n",
    "x:\n  [\n    'a',\n    'b'\n  ]\n",
    "x: {\n    'a': 'b',\n    'c': 'd'\n  }\n",
    "x: [\n  'a', 'b',\n ]\n",
    "x: [\n 'a'\n]\n",
    'mounts:\n- location: "/a\\\\tb"\n',
    "mounts: []\n      \nx: y\n",
    "x: &a\n  y: z\n",
    "x: [&a {y: z}, &b [c]]\n",
    'x:\n "y": z\n',
    "x: !!str y\n",
    '"a b": c\n',
    "x: |+\n\n  y\n",
    "x: >\n  y\n",
    "x: &b y\nmounts:\n- location: *b\n",
    "mounts:\n- location: &b /x\n- location: *b\n",
    "memory: 10\n",
    "memory: true\n",
    "x: {y: z} # c\n",
    "x:\n  - a\n\n  # c\n  - b\n",
    "mounts: []\n---\nx: y\n",
    "---\nmounts: []\n...\n",
    "%YAML 1.2\n---\nmounts: []\n",
    "\ufeffmounts: []\nx: y\n",
    "mounts: []\n#\u2028\nx: y\n",
    "x: 1.5.2\n",
    "x: 12ab\n",
    "x: -7\n",
    "x: ./y\n",
    "x: ../y\n",
    "9p: y\n",
    "x: [~/p, $HOME/q, (a)]\n",
    "x: {y: 'a''b', z: \"c\\\\n\"}\n",
]
#: line, problem, and whether a release may read it all the same
REFUSED = {
    "'x'\n": (1, "string was used where mapping is expected", True),
    "1.5\n": (1, "float was used where mapping is expected", True),
    "...\n": (1, "did not find expected node content", True),
    "mounts: []\n#\u2028x: [\n---\n": (4, "did not find expected node content", True),
    "mounts: \u2028[]\n": (3, "could not find expected ':'", True),
    "[]\n---\nmounts: []\n": (1, "sequence was used where mapping is expected", True),
    "[a]: 1\nmounts: []\n": (1, "a key that is no scalar", True),
    "x: 1\n<<: 2\n": (2, "int was used where mapping is expected", True),
    "mounts:\n- location: /x\n  location: /y\n": (3, 'mapping key "location" already defined', False),
    "x: [a,\n  ,b]\n": (2, "did not find expected node content", True),
    "x: [a, , b]\n": (1, "did not find expected node content", True),
    "x: [- a]\n": (1, "did not find expected node content", True),
    "x: *b\n": (1, "unknown anchor 'b'", True),
    "x: &b y\n*b : z\n": (2, "a key that is no scalar", True),
    "x: [a, *b]\n": (1, "unknown anchor 'b'", True),
    'x: "a\\qb"\n': (1, "found unknown escape character", True),
    'x: "a\\ud800"\n': (1, "found invalid Unicode character escape code", True),
    "cpus: 4GiB\nmemory: 1.50\n": (1, "cannot unmarshal string into a int", False),
    "- x\n": (1, "sequence was used where mapping is expected", False),
    "cpus: x\n": (1, "cannot unmarshal string into a int", False),
    "cpus: 9223372036854775808\n": (1, "cannot unmarshal int into a int", True),
    "cpus: -1e19\n": (1, "cannot unmarshal float into a int", True),
    "cpus: [x]\n": (1, "cannot unmarshal sequence into a int", False),
    "plain: 1\n": (1, "cannot unmarshal int into a bool", False),
    "mounts: {}\n": (1, "mapping was used where sequence is expected", False),
    "mounts:\n- x\n": (2, "string was used where mapping is expected", False),
    "param: x\n": (1, "string was used where mapping is expected", False),
    "mounts: []\nmounts: []\n": (2, 'mapping key "mounts" already defined', False),
    "x: 1\n# a\n\ny: *b : c\n": (4, "unknown anchor 'b'", True),
}


@pytest.mark.parametrize("text", DOUBTS)
def test_why_it_cannot_be_told(text: str) -> None:
    source = parse("", text.encode()).source
    assert source is not None and source.loaded.doubt == DOUBTS[text]


@pytest.mark.parametrize("text", READ)
def test_what_is_in_no_doubt(text: str) -> None:
    source = parse("", text.encode()).source
    assert source is not None and source.loaded.doubt is None


@pytest.mark.parametrize("text", REFUSED)
def test_what_lima_does_not_load(text: str) -> None:
    found = parse("", text.encode())
    assert found.source is None and (found.line, found.problem, found.unsure) == REFUSED[text]
