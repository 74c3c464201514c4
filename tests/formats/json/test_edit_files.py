"""Whole files before and after an edit of one list."""

from __future__ import annotations

import pytest

from colima_guard.formats.json.edit import carry, edit, paste_block

KEY = "FilesharingDirectories"
CASES = {
    "a list in its place": (
        '{\n  "A": 1,\n  "FilesharingDirectories": [\n    "/Users",\n    "/tmp"\n  ],\n  "Z": [1,  2]\n}\n',
        '{\n  "A": 1,\n  "FilesharingDirectories": [\n    "/a",\n    "/b"\n  ],\n  "Z": [1,  2]\n}\n',
    ),
    "an empty one spreads as the file does": (
        '{\n  "FilesharingDirectories": [],\n  "Z": 2\n}',
        '{\n  "FilesharingDirectories": [\n    "/a",\n    "/b"\n  ],\n  "Z": 2\n}',
    ),
    "null is a value": (
        '{"A": 1, "FilesharingDirectories": null}',
        '{"A": 1, "FilesharingDirectories": ["/a", "/b"]}',
    ),
    "of any kind": ('{"FilesharingDirectories":{"x":[1,{}]}}', '{"FilesharingDirectories":["/a","/b"]}'),
    "a list on one line stays on it": (
        '{\n  "FilesharingDirectories": [ "/Users" ]\n}\n',
        '{\n  "FilesharingDirectories": [ "/a", "/b" ]\n}\n',
    ),
    "absent, with the keys in order": (
        '{\n  "A": 1,\n  "Z": 2\n}\n',
        '{\n  "A": 1,\n  "FilesharingDirectories": [\n    "/a",\n    "/b"\n  ],\n  "Z": 2\n}\n',
    ),
    "absent, first of all": (
        '{\n  "Y": 1,\n  "Z": 2\n}',
        '{\n  "FilesharingDirectories": [\n    "/a",\n    "/b"\n  ],\n  "Y": 1,\n  "Z": 2\n}',
    ),
    "absent, without an order": (
        '{\n  "Z": 1,\n  "A": 2\n}\n',
        '{\n  "Z": 1,\n  "A": 2,\n  "FilesharingDirectories": [\n    "/a",\n    "/b"\n  ]\n}\n',
    ),
    "on one line, close together": ('{"A":1,"Z":2}', '{"A":1,"FilesharingDirectories":["/a","/b"],"Z":2}'),
    "on one line, with blanks": ('{"A": 1, "Z": 2}', '{"A": 1, "FilesharingDirectories": ["/a", "/b"], "Z": 2}'),
    "the only key on one line": ('{"A": 1}', '{"A": 1, "FilesharingDirectories": ["/a", "/b"]}'),
    "nothing yet": ("{}", '{\n  "FilesharingDirectories": [\n    "/a",\n    "/b"\n  ]\n}'),
    "nothing but blanks": ("{ \n }\n", '{\n  "FilesharingDirectories": [\n    "/a",\n    "/b"\n  ]\n}\n'),
    "four blanks and two after the colon": (
        '{\r\n    "A":  1\r\n}\r\n',
        '{\r\n    "A":  1,\r\n    "FilesharingDirectories":  [\r\n        "/a",\r\n        "/b"\r\n    ]\r\n}\r\n',
    ),
    "tabs": (
        '{\n\t"A": 1,\n\t"B": 2\n}',
        '{\n\t"A": 1,\n\t"B": 2,\n\t"FilesharingDirectories": [\n\t\t"/a",\n\t\t"/b"\n\t]\n}',
    ),
    "another case": (
        '{\n  "filesharingdirectories": [\n    "/a",\n    "/b"\n  ]\n}',
        '{\n  "FilesharingDirectories": [\n    "/a",\n    "/b"\n  ]\n}',
    ),
    "other spellings go, whichever counted": (
        '{"filesharingDirectories": ["/a"], "A": 1, "FilesharingDirectories": [], "FILESHARINGDIRECTORIES": null}',
        '{"A": 1, "FilesharingDirectories": ["/a", "/b"]}',
    ),
    "the same one twice": (
        '{\n  "FilesharingDirectories": ["/x"],\n  "FilesharingDirectories": ["/y"],\n  "Z": 1\n}',
        '{\n  "FilesharingDirectories": ["/a", "/b"],\n  "Z": 1\n}',
    ),
    "a long s is an s to Go": ('{"File\u017fharingDirectories": []}', '{"FilesharingDirectories": ["/a", "/b"]}'),
    "what only looks alike stays": (
        '{"FilesharingDirectory": 1, "x": {"FilesharingDirectories": []}}',
        '{"FilesharingDirectories": ["/a", "/b"], "FilesharingDirectory": 1, "x": {"FilesharingDirectories": []}}',
    ),
    "values as they are written": (
        '{"A": 1.00, "B": 1e3, "C": "\\u00e9\\/", "D": {"x" :1 , "x": 2}, "FilesharingDirectories": []}',
        '{"A": 1.00, "B": 1e3, "C": "\\u00e9\\/", "D": {"x" :1 , "x": 2}, "FilesharingDirectories": ["/a", "/b"]}',
    ),
    "strange blanks": (
        ' \n{ "A" : 1 ,"Z" :[ ]  }\n\n',
        ' \n{ "A" : 1 ,"FilesharingDirectories" : ["/a", "/b"] ,"Z" :[ ]  }\n\n',
    ),
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES)
def test_files(before: str, after: str) -> None:
    assert edit(before.encode(), KEY, ["/a", "/b"]).decode() == after
    assert edit(after.encode(), KEY, ["/a", "/b"]).decode() == after, "what is there already stays as it is"


def test_a_byte_order_mark_goes() -> None:
    assert edit(b'\xef\xbb\xbf{"A":1}', "B", ["x"]) == b'{"A":1,"B":["x"]}'
    assert edit(b'\xef\xbb\xbf{"B":["x"]}', "B", ["x"]) == b'{"B":["x"]}'


def test_other_characters_are_written_as_the_file_writes_them() -> None:
    assert edit('{"A":"ü"}'.encode(), "B", ["/ö"]).decode() == '{"A":"ü","B":["/ö"]}'
    assert edit(b'{"A":"\\u00fc"}', "B", ["/ö"]).decode() == '{"A":"\\u00fc","B":["/\\u00f6"]}'
    assert edit(b'{"A":1}', "B", ["/ö"]).decode() == '{"A":1,"B":["/ö"]}'
    assert edit(b'{"A":1}', "B", ['C:\\a "b"']).decode() == '{"A":1,"B":["C:\\\\a \\"b\\""]}'


def test_an_old_value_is_put_into_a_present_text() -> None:
    old = b'{\n  "A": 1,\n  "L": [\n    "/Users"  ,\n    "/tmp" ]\n}'
    present = b'{\n  "A": 2,\n  "B": 3,\n  "L": ["/a"]\n}\n'
    assert carry(present, old, ["L"]) == b'{\n  "A": 2,\n  "B": 3,\n  "L": [\n    "/Users"  ,\n    "/tmp" ]\n}\n'


def test_a_key_that_was_absent_goes_again() -> None:
    assert carry(b'{"A": 1, "l": [], "Z": 2}', b"{}", ["L"]) == b'{"A": 1, "Z": 2}'
    assert carry(b'{"L": [], "Z": 2}', b"{}", ["L"]) == b'{"Z": 2}'
    assert carry(b'{\n  "L": []\n}\n', b"{}", ["L"]) == b"{}\n"
    assert carry(b'{"A": 1}', b'{"B": 2}', ["L"]) == b'{"A": 1}'


def test_of_several_old_spellings_the_last_one_counts() -> None:
    assert carry(b'{"L": [1]}', b'{"L": [2], "l": null}', ["L"]) == b'{"L": null}'


def test_an_old_value_that_means_the_same_stays_as_it_is() -> None:
    assert carry(b'{"L": [1,  2]}', b'{"L": [ 1, 2 ]}', ["L"]) == b'{"L": [1,  2]}'
    assert carry(b'{"L": [true]}', b'{"L": [1]}', ["L"]) == b'{"L": [1]}'


def test_a_block_to_paste() -> None:
    assert paste_block(KEY, ["/a b", "/ü"]) == '  "FilesharingDirectories": [\n    "/a b",\n    "/ü"\n  ]\n'
