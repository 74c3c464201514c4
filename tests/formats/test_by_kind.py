"""A text is edited by the format that its change names, whatever its file is called."""

from __future__ import annotations

from colima_guard.formats.by_kind import carry

OLD_YAML, NEW_YAML = b"cpu: 2\nmounts:\n- location: ~/old\ndisk: 60\n", b"cpu: 4\nmounts: []\ndisk: 80 # more\n"
OLD_JSON, NEW_JSON = b'{\n  "cpus": 2,\n  "dirs": ["/old"]\n}\n', b'{\n  "cpus": 4,\n  "dirs": []\n}\n'


def test_the_old_value_of_a_key_in_the_text_of_today() -> None:
    back = carry("yaml", NEW_YAML, OLD_YAML, ["mounts"])
    assert back == b"cpu: 4\nmounts:\n- location: ~/old\ndisk: 80 # more\n"
    back = carry("json", NEW_JSON, OLD_JSON, ["dirs"])
    assert back.replace(b" ", b"").replace(b"\n", b"") == b'{"cpus":4,"dirs":["/old"]}'
    back = carry("toml", b"[a]\nb = 1 # one\nc = [2]\n", b"[a]\nc = [ 3 ]\n", ["a.c"])
    assert back == b"[a]\nb = 1 # one\nc = [ 3 ]\n"
