"""The readers answer as the protocol says."""

from __future__ import annotations

import pytest

from tests.dialects.conftest import reader_or_skip
from tests.dialects.readers import GOCCY, Dialect, Reader


def test_colimas_reader(yaml_v3: Reader) -> None:
    answer = yaml_v3.read(b"runtime: docker\nmounts:\n- location: ~/p\n  writable: yes\n")
    assert (answer.error, answer.value["runtime"]) == ("", "docker")
    assert answer.value["mounts"] == [{"location": "~/p", "mountPoint": "", "writable": True}]
    assert yaml_v3.read(b"runtime: docker\nmounts: ~\n").value["mounts"] is None
    assert yaml_v3.read(b"runtime: docker\nmounts: []\n").value["mounts"] == []
    assert yaml_v3.read(b"cpu: two\nruntime: docker\n").error == "type"
    assert yaml_v3.read(b"%YAML 1.2\n---\nruntime: docker\n").error.startswith("syntax: yaml: ")


@pytest.mark.parametrize("dialect", GOCCY, ids=str)
def test_limas_readers(dialect: Dialect) -> None:
    reader = reader_or_skip(dialect)
    answer = reader.read(b"mounts:\n- location: ~/p\n  writable: true\n")
    assert answer.error == ""
    (mount,) = answer.value["mounts"]
    assert (mount["location"], mount["mountPoint"], mount["writable"]) == ("~/p", None, True)
    assert reader.read(b"mounts: []\nmounts: []\n").error.startswith("syntax: ")
