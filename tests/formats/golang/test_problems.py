"""What Colima's reader says of a text that it does not read, or reads in part: in its words, and where it stands.

The words are those of gopkg.in/yaml.v3 3.0.1 (``tests/dialects/recorded`` has them from itself).
"""

from __future__ import annotations

import pytest

from colima_guard.backends.colima.profile import Profile
from colima_guard.formats.golang.yaml_v3.document import decode

#: line, column, problem
SYNTAX = {
    "a: 1\n...\n` # c": (3, 1, "found character that cannot start any token"),
    "a: \0": (1, 1, "control characters are not allowed"),
    "a: 1\n` # c": (2, 1, "found character that cannot start any token"),
    "'|\na: <<!-": (2, 8, "found unexpected end of stream"),
    "- :>-\n%? ": (2, 2, "found unknown directive name"),
    "mounts: []\n   'a'\n\n": (2, 4, "did not find expected key"),
    '# c\n{"mounts":': (3, 1, "did not find expected node content"),
    "a: 1\nb: !!": (2, 6, "did not find expected tag URI"),
    "a: 1\nb: !null>-\n": (2, 9, "did not find expected whitespace or line break"),
    "a: 1\nb: !%": (2, 5, "did not find URI escaped octet"),
    "a: 1\nb: !%C3%28 x": (2, 11, "found an incorrect UTF-8 octet"),
    'a: 1\nb: [{c: "\\': (2, 10, "found unknown escape character"),
    'a: 1\nb: "\\u12"': (2, 5, "did not find expected hexdecimal number"),
    'a: 1\nb: "x\\ud800"': (2, 6, "found invalid Unicode character escape code"),
    'a: 1\nb: "\\U00110000"': (2, 5, "found invalid Unicode character escape code"),
    "a: 1\nb: [<<: *aa]\n": (2, 9, "unknown anchor 'aa' referenced"),
    "a: 1\nb: >[": (2, 5, "did not find expected comment or line break"),
    "a: 1\nb: |0": (2, 5, "found an indentation indicator equal to 0"),
    "a: 1\nb: &-+ x": (2, 6, "did not find expected alphabetic or numeric character"),
    "a: 1\nb ? c": (2, 1, "could not find expected ':'"),
    "a: >\n\t": (2, 1, "found a tab character where an indentation space is expected"),
    "a: 1\nb: - ": (2, 4, "block sequence entries are not allowed in this context"),
    "a: 1\nb: ? c": (2, 4, "mapping keys are not allowed in this context"),
    "a: 1\nb: c: d": (2, 5, "mapping values are not allowed in this context"),
    "a: 1\nb: {\\": (3, 1, "did not find expected ',' or '}'"),
    "a: 1\nb: [x": (3, 1, "did not find expected ',' or ']'"),
    "- a\nb: 1": (2, 1, "did not find expected '-' indicator"),
    "a: 1\n  \tb: 2": (2, 5, "mapping values are not allowed in this context"),
    "- 1\n\t": (2, 1, "found a tab character that violates indentation"),
    "%YAML 1.1 # c\n%TAG !": (2, 5, "did not find expected tag handle"),
    "%TAG !e! \n--- a": (1, 10, "did not find expected tag URI"),
    "%YAML": (1, 6, "did not find expected version number"),
    "%YAML 1.1 x\n": (1, 11, "did not find expected comment or line break"),
    "%YAML 1.2": (1, 1, "found incompatible YAML document"),
    "%YAML 1.1\n%YAML 1.1\n": (2, 1, "found duplicate %YAML directive"),
    "%TAG ! t\n%TAG ! t\n--- a": (2, 1, "found duplicate %TAG directive"),
    "%TAG ! t": (2, 1, "did not find expected <document start>"),
    "a: 1\nb: !e!s ": (2, 4, "found undefined tag handle"),
    'a: "\n\n...': (3, 1, "found unexpected document indicator"),
    "a: 1\nb: !<tag:x": (2, 11, "did not find the expected '>'"),
}
#: what is said of values that do not fit: Colima goes on with the others
TYPES = {
    "- $": [(1, 1, "cannot unmarshal !!seq into Profile")],
    "true": [(1, 1, "cannot unmarshal !!bool `true` into Profile")],
    "docker:\n  - <<": [(2, 3, "cannot unmarshal !!seq into dict")],
    "docker:\n  ?yes": [(2, 3, "cannot unmarshal !!str `?yes` into dict")],
    "memory: |\n $ x\n": [(1, 9, "cannot unmarshal !!str `$ x\n` into float")],
    "mounts:\n\n  A: it": [(3, 3, "cannot unmarshal !!map into list")],
    "mounts:\n  - ~/p\n  - location: ~/q\n  - -x": [
        (2, 5, "cannot unmarshal !!str `~/p` into Mount"),
        (4, 5, "cannot unmarshal !!str `-x` into Mount"),
    ],
    "mounts:\n- location: {a: b}\n  writable: {}\n  mountPoint: [x]": [
        (2, 13, "cannot unmarshal !!map into str"),
        (3, 13, "cannot unmarshal !!map into bool"),
        (4, 15, "cannot unmarshal !!seq into str"),
    ],
    "arch: x\nruntime: a\n\nruntime: b\nruntime: c": [
        (4, 1, 'mapping key "runtime" already defined at line 2'),
        (5, 1, 'mapping key "runtime" already defined at line 2'),
    ],
    "arch: x\n<<: ": [(2, 4, "map merge requires map or sequence of maps as the value")],
    "arch: !!int ": [(1, 7, "cannot decode !!null `` as a !!int")],
    "arch: !!binary _": [(1, 7, "!!binary value contains invalid base64 data")],
    "rosetta: 1\ncpu: 1.5x": [
        (1, 10, "cannot unmarshal !!int `1` into bool"),
        (2, 6, "cannot unmarshal !!str `1.5x` into int"),
    ],
    "cpu: 18446744073709551616\ndisk: 2001-01-01": [
        (1, 6, "cannot unmarshal !!float `18446744073709551616` into int"),
        (2, 7, "cannot unmarshal !!timestamp `2001-01-01` into int"),
    ],
}


@pytest.mark.parametrize("text", SYNTAX)
def test_a_text_that_is_no_yaml(text: str) -> None:
    found = decode(text.encode(), Profile)
    assert [tuple(problem) for problem in found.problems] == [SYNTAX[text]]
    assert found.doubt is None and found.parsed is False and not found.ok
    assert found.value == Profile() and not found.nodes and not found.keys


@pytest.mark.parametrize("text", TYPES)
def test_values_that_do_not_fit(text: str) -> None:
    found = decode(text.encode(), Profile)
    assert [tuple(problem) for problem in found.problems] == TYPES[text]
    assert found.doubt is None and found.parsed is True and not found.ok
