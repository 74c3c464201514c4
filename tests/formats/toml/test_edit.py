"""One value of a TOML text is set, and every other byte stays."""

from __future__ import annotations

import tomllib

import pytest
import tomlkit

from colima_guard.formats.by_kind import carry
from colima_guard.formats.toml.edit import EditRefused, edit, paste_block
from colima_guard.formats.toml.read import read
from colima_guard.formats.toml.write import Element
from tests.conftest import shared

KEY = ("machine", "volumes")
WANTED: list[Element] = ["/a:/a", {"append": False}]
LIST = '["/a:/a", {append = false}]'

EDITS = {
    "nothing is there": ("", f"[machine]\nvolumes = {LIST}\n"),
    "a comment alone": ("# mine\n", f"# mine\n\n[machine]\nvolumes = {LIST}\n"),
    "its table is empty": ("[machine]\n[engine]\n", f"[machine]\nvolumes = {LIST}\n[engine]\n"),
    "no last line end": ("[machine]\ncpus = 1", f"[machine]\ncpus = 1\nvolumes = {LIST}"),
    "CRLF": ("[machine]\r\ncpus = 1\r\n\r\n[x]\r\n", f"[machine]\r\ncpus = 1\r\nvolumes = {LIST}\r\n\r\n[x]\r\n"),
    "a byte order mark": ("\ufeff[machine]\n", f"\ufeff[machine]\nvolumes = {LIST}\n"),
    "indented": ("[machine]\n  cpus = 2 # two\n# z\n", f"[machine]\n  cpus = 2 # two\n  volumes = {LIST}\n# z\n"),
    "dotted": ("machine.cpus = 1\n[x]\n", f"machine.cpus = 1\nmachine.volumes = {LIST}\n[x]\n"),
    "in braces": ("machine = { cpus = 1 } # m\n", f"machine = {{ cpus = 1, volumes = {LIST} }} # m\n"),
    "in empty braces": ("machine = {}\n", f"machine = {{ volumes = {LIST} }}\n"),
    "replaced in braces": ("machine = {volumes=[]}\n", f"machine = {{volumes={LIST}}}\n"),
    "another case": ("[Machine]\nVOLUMES=['/b#c'] # v\n", f"[Machine]\nVOLUMES={LIST} # v\n"),
    "no list": ("[machine]\nvolumes = '''\n[machine]'''\n", f"[machine]\nvolumes = {LIST}\n"),
    "only a table below it": ("[machine.x]\na = 1\n", f"[machine.x]\na = 1\n\n[machine]\nvolumes = {LIST}\n"),
    "a text that looks like it": (
        '[x]\ny = """\n[machine]\nvolumes = []\n"""\n',
        f'[x]\ny = """\n[machine]\nvolumes = []\n"""\n\n[machine]\nvolumes = {LIST}\n',
    ),
    "comments within the list": (
        '[machine]\nvolumes = [ # why\n  # b\n  "/z", # z\n  "/a:/a",  # a\n  # tail\n]\n# end',
        '[machine]\nvolumes = [ # why\n  # b\n  # z\n  "/a:/a",  # a\n  {append = false},\n  # tail\n]\n# end',
    ),
    "no comma behind the last": (
        "[machine]\nvolumes = [\n    '/a:/a'\n  ]\n",
        "[machine]\nvolumes = [\n    '/a:/a',\n    {append = false}\n  ]\n",
    ),
    "what would be wanted last stands first": (
        "[machine]\nvolumes = [\n  {append=false}, # f\n  '/a:/a', # a\n]\n",
        "[machine]\nvolumes = [\n  # f\n  '/a:/a',  # a\n  {append = false},\n]\n",
    ),
}

REFUSED = {
    "twice": ("[machine]\nvolumes = []\nvolumes = ['a']\n", "set twice", 3),
    "in two spellings": ("[machine]\nvolumes = []\nVolumes = ['a']\n", "set twice", 3),
    "a list of tables": ("[[machine]]\nvolumes = []\n", "list of tables", 1),
    "a table of that name": ("[machine.volumes]\na = 1\n", "is a table", 1),
    "a value below it": ("[machine]\nvolumes.a = 1\n", "is a table", 2),
    "no table": ("machine = 1\n", "no table", 1),
    "cut off": ("[machine]\nvolumes = [\n", "not TOML", 3),
    "a table twice": ("[x]\na = 1\na = 1\n[x]\n", "is there twice", 4),
    "no end of line": ("[machine] x = 1\n", "where a line should end", 1),
    "UTF-16": ("\x00", "NUL", 1),
    "nested too deep": ("x = " + "[" * 70 + "]" * 70, "nested deeper", 1),
    "an unclosed text": ('[machine]\nx = "a\n', "does not end", 2),
}


@pytest.mark.parametrize("what", EDITS)
def test_set(what: str) -> None:
    before, after = EDITS[what]
    done = edit(before.encode(), KEY, WANTED, folded=True)
    assert done.decode() == after
    assert edit(done, KEY, WANTED, folded=True) == done
    # another library reads the same, and would write it back as it is
    theirs = tomlkit.parse(done.decode().removeprefix("\ufeff"))
    assert theirs.unwrap() == tomllib.loads(done.decode().removeprefix("\ufeff"))


@pytest.mark.parametrize("what", REFUSED)
def test_refused(what: str) -> None:
    before, reason, line = REFUSED[what]
    with pytest.raises(EditRefused, match=reason) as caught:
        edit(before.encode(), KEY, WANTED, folded=True)
    assert caught.value.line == line


def test_a_case_that_is_not_folded_is_another_key() -> None:
    assert edit(b"[M]\nV = 1\n", ("M", "v"), "x") == b'[M]\nV = 1\nv = "x"\n'


def test_at_the_top() -> None:
    assert edit(b"# c\na = 1\n[x]\n", ("b",), True) == b"# c\na = 1\nb = true\n[x]\n"
    assert edit(b"[x]\n", ("b",), 2) == b"b = 2\n\n[x]\n"


def test_never_empty() -> None:
    with pytest.raises(ValueError, match="never written"):
        edit(b"", KEY, [])


def test_a_name_that_is_no_text() -> None:
    with pytest.raises(EditRefused, match="not UTF-8"):
        edit(b"", KEY, ["/\udcff"])


@pytest.mark.parametrize("value", ['a"b\\c\t\x07\x7f\u00fc', "C:\\Users\\me", "", "'"])
def test_a_text_is_read_as_what_it_is(value: str) -> None:
    assert tomllib.loads(edit(b"", ("k",), value).decode()) == {"k": value}


@pytest.mark.parametrize("what", EDITS)
def test_the_old_value_comes_back(what: str) -> None:
    before = EDITS[what][0].encode()
    changed = edit(before, KEY, WANTED, folded=True)
    try:
        back = carry("toml", changed, before, ["machine.volumes"])
    except EditRefused as refused:
        assert what in ("in braces", "in empty braces"), refused
        return
    old, new = read(before), read(back)
    assert [(value.key, old.raw(value.node)) for value in old.values] == [
        (value.key, new.raw(value.node)) for value in new.values
    ]


def test_the_header_that_came_with_it_goes_with_it() -> None:
    assert carry("toml", b"[x]\na = 1\n\n[machine]\nvolumes = []\n", b"", ["machine.volumes"]) == b"[x]\na = 1\n\n"
    assert carry("toml", b"[machine]\nvolumes = [] # c\n", b"", ["machine.volumes"]) == b"[machine]\n# c\n"


def test_a_comment_that_came_since_is_not_dropped() -> None:
    with pytest.raises(EditRefused, match="a comment would go"):
        carry("toml", b"[m]\nv = [ # new\n]\n", b"[m]\nv = [1]\n", ["m.v"])


def test_a_key_that_is_twice_is_read_with_both() -> None:
    document = read(b"[m]\nv = [1]\nw = 2\nv = [\n3]\n")
    assert [one.node.value for one in document.found(("m", "v"))] == [[1], [3]]
    assert [value.node.value for value in document.twice] == [[1]]


def test_what_to_paste() -> None:
    assert tomllib.loads(paste_block(KEY, WANTED)) == {"machine": {"volumes": WANTED}}


def test_published_files() -> None:
    files = sorted(shared("corpus", "containersconf").iterdir())
    for file in files:
        data = file.read_bytes()
        done = edit(data, KEY, WANTED, folded=True)
        old, new = read(data), read(done)
        other = [value.key for value in old.values if value.key != KEY]
        assert [value.key for value in new.values if value.key != KEY] == other
        assert tomllib.loads(done.decode())["machine"]["volumes"] == WANTED
        assert carry("toml", done, data, ["machine.volumes"]).rstrip() == data.rstrip()
    assert files
