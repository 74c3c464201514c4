"""Whether the rest of a text needs what goes."""

from __future__ import annotations

import pytest

from colima_guard.formats.yaml.anchors import is_used_elsewhere

NEEDED = {
    "an alias of the value": ("mounts: &m []\nb: *m\n", True),
    "an alias of something in it": ("mounts:\n- &l {location: /a}\nb: [{c: *l}]\n", True),
    "a merge": ("mounts: [&l {location: /a}]\nb:\n  <<: *l\n", True),
    "an alias of the whole": ("--- &all\na: 1\nmounts: []\nb: *all\n", True),
    "an alias in the value alone": ("mounts:\n- &l /a\n- *l\nb: 1\n", False),
    "an alias in the value, of something else": ("a: &a /x\nmounts:\n- *a\n", False),
    "an alias beside it": ("a: &a /x\nb: *a\nmounts: []\n", False),
    "signs that are text": ("a: '&m *m'\nmounts: []\n", False),
    "no alias": ("mounts: &m []\n", False),
    "no anchor": ("mounts: []\nb: '*'\n", False),
    "another name": ("more: &m []\nb: *m\nmounts: []\n", False),
    "the key within another one": ("a:\n  mounts: &m []\nb: *m\n", False),
    "no mapping": ("- &a mounts\n- *a\n", False),
    "nothing": ("# &a *a\n", False),
    "no YAML": ("mounts: &m [\nb: *m\n", False),
}


@pytest.mark.parametrize("name", NEEDED)
def test_whether_it_is_used_elsewhere(name: str) -> None:
    text, needed = NEEDED[name]
    assert is_used_elsewhere(text.encode(), "mounts") is needed
