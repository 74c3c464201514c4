"""Lima's readers against ours: random texts for a few seconds, and how many ordinary files are in doubt."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from colima_guard.backends.lima.rules.source import parse
from tests.dialects.conftest import reader_or_skip
from tests.dialects.lima import compare, difference, is_alike
from tests.dialects.lima_texts import file
from tests.dialects.readers import GOCCY, Reader

#: of what people write, so much may be in doubt
MOST_DOUBT = 0.05

#: read otherwise by one release at least than libyaml does, which has other shares or none (``difference`` sees it)
OTHERWISE = {
    "a comment that ends early": "#\u2028null\n---\nmounts: [{location: '~'}]\n",
    "null in front": "--- null\n---\nmounts: [{location: '~'}]\n",
    "a word that goes on": "z: b\n      \nmounts: [{location: '~'}]\n",
    "a word on its own line that goes on": "mounts: [{location: '~'}]\narch:\n x86_64\n \n",
    "a pair without a blank": "mounts: [{location: /x, writable:true}]\n",
    "a tab in a key": "mou\tnts: []\nmounts: [{location: '~'}]\n",
    "a key null": "null: 3\nmounts: [{location: '~'}]\n",
    "an empty last element": "mounts:\n- location: /x\n-\nplain: true\n",
    "null as a text": "mountType: !!str null\n",
    "an escape": 'mounts: [{location: "/a\\tb"}]\n',
    "a zero in front": "mounts:\n- location: 08\n",
    "a folded path": "mounts:\n- location: >\n    /x\n",
    "CRLF in a block": "mounts:\r\n- location: |-\r\n    /x\r\n",
    "an alias of nothing": "z: &a\nmounts:\n- location: /x\n  mountPoint: *a\n",
    "two on the lines of three": "---\n---\n# c\nmounts: []\n---\nmounts: [{location: '~'}]\n",
    "the last line of brackets": '{\n  "cpus": 4,\n  "mounts": []\n  }',
    "brackets that end in front of the column of their key": (
        'mounts:\n- {9p: {msize: "128KiB", cache: "mmap"\n  }, location: \'/x#y\', writable: FALSE}\n...'
    ),
    "a list that ends in front of the column of its key": "x-a:\n- {b: [{}\n  ], c: 2}\n",
    "brackets that end in the column of their key": "{ mounts: [{location: /x}\n ]}",
    "empty brackets that end right of their colon": "{x: [\n    ], plain: true}",
    "a comma right of the colon": "x-a:\n {b: {c: 1, d: '2'\n  } , plain: true}\n",
    "the outer bracket right of the colon": "{x: [{location: /x}\n   ] }",
    "a comment in front of the end": "{x: [{location: /x} # c\n  ],\n mounts: []}",
    "an anchor twice": "z: &a /x\nmounts:\n- location: *a\n- location: &a /y\n",
    "a comment behind a block": "mounts:\n- location: >-\n      /x\n     # c\n  writable: true\n",
    "a merge behind nothing": "user:\n<<:\n  name: me\n",
    "an anchor in a list": "vmType: &c vz\nmounts:\n- &a\n  unknown: 1\n  location: 10.0.0.0/8\n",
}

#: brackets over several lines that all releases read alike, as people and programs write them
ALIKE = {
    "JSON": '{\n  "mounts": [\n    {\n      "location": "/x",\n      "9p": {\n        "msize": "1KiB"\n      },\n'
    '      "writable": true\n    },\n    {\n      "location": "/y"\n    }\n  ],\n  "x": {\n    "a": []\n  }\n}\n',
    "JSON with short names": '{\n "a": {\n  "b": [\n   1\n  ],\n  "c": {}\n },\n "d": 1\n}',
    "names without quotes": "{\n    x: {\n        a: [\n            1\n        ],\n        b: 2\n    },\n    y: 3\n}\n",
    "a list behind its key": "x-a: [\n   'a',\n   'b'\n  ]\nmounts: [\n    {location: /x},\n    {location: /y}\n  ]\n",
    "pairs below each other": "mounts:\n- {location: /x,\n   9p: {msize: 1KiB},\n   writable: true}\n",
}


@pytest.fixture
def lima() -> list[Reader]:
    return [reader_or_skip(dialect) for dialect in GOCCY]


def test_random_texts(lima: list[Reader]) -> None:
    found = compare(Random(11), lima, lambda done: done < 1500)
    assert found.differs is None
    assert found.alike > 500


def test_files_as_people_write_them(lima: list[Reader]) -> None:
    random = Random(7)
    doubts: Counter[str | None] = Counter()
    for _ in range(500):
        data = file(random, 0).encode()
        assert difference(data, lima) is None
        if not is_alike(data, lima):
            continue
        source = parse("", data).source
        doubts[source.loaded.doubt and source.loaded.doubt.rpartition(": ")[2] if source else "refused"] += 1
    assert doubts.total() - doubts[None] <= MOST_DOUBT * doubts.total(), doubts


@pytest.mark.parametrize("name", OTHERWISE)
def test_what_a_release_reads_otherwise_is_in_doubt(name: str) -> None:
    source = parse("", OTHERWISE[name].encode()).source
    assert source is None or source.loaded.doubt is not None


@pytest.mark.parametrize("name", ALIKE)
def test_brackets_as_people_write_them_are_not_in_doubt(name: str) -> None:
    source = parse("", ALIKE[name].encode()).source
    assert source is not None
    assert source.loaded.doubt is None


@pytest.mark.parametrize("name", ALIKE)
def test_brackets_as_people_write_them_are_read_alike(lima: list[Reader], name: str) -> None:
    assert is_alike(ALIKE[name].encode(), lima)
