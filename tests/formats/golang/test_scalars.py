"""New scalars read as what they are to every reader."""

from __future__ import annotations

from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from colima_guard.formats.yaml.edit import EditRefused, Scalar, edit
from colima_guard.formats.yaml.style import scalar

WRITTEN = {
    "~/projects": "~/projects",
    "/srv/data": "/srv/data",
    "9p": "9p",
    "virtiofs": "virtiofs",
    "/a b": "/a b",
    "/a#b": "/a#b",
    "/a:b": "/a:b",
    "/größe+1@x%y": "/größe+1@x%y",
    "1.2.3": "'1.2.3'",
    "v1.2.3": "v1.2.3",
    "": "''",
    "~": "'~'",
    "~root": "'~root'",
    "null": "'null'",
    "Yes": "'Yes'",
    "off": "'off'",
    "y": "'y'",
    "true": "'true'",
    "1": "'1'",
    "1_000": "'1_000'",
    "0x1F": "'0x1F'",
    "0o7": "'0o7'",
    "1e5": "'1e5'",
    ".5": "'.5'",
    ".inf": "'.inf'",
    "12:30:45": "'12:30:45'",
    "2001-12-14": "'2001-12-14'",
    "2001-12-14 21:59:43": "'2001-12-14 21:59:43'",
    "a: b": "'a: b'",
    "a:": "'a:'",
    "a #b": "'a #b'",
    " a": "' a'",
    "a ": "'a '",
    "it's": "'it''s'",
    "-a": "'-a'",
    "*a": "'*a'",
    "&a": "'&a'",
    "!a": "'!a'",
    "{{.Home}}": "'{{.Home}}'",
    "[a]": "'[a]'",
    "@a": "'@a'",
    "<<": "'<<'",
    "=": "'='",
    "/a\\b": "'/a\\b'",
    "a\nb": '"a\\x0Ab"',
    "\u2028": '"\\u2028"',
    "\ufeffa": '"\\uFEFFa"',
    'a\t"': '"a\\x09\\""',
    "\U000e0001": '"\\U000E0001"',
}


@pytest.mark.parametrize("value", WRITTEN)
def test_how_a_string_is_written(value: str) -> None:
    assert scalar(value) == WRITTEN[value]


@pytest.mark.parametrize("version", ["1.1", "1.2"])
@given(
    value=st.text(max_size=8)
    | st.text("019._:-+eExoabfyn~/ #'\"\\{}[],&*!|>%@`?=<T Zz\t\n", max_size=8)
    | st.sampled_from(sorted(WRITTEN))
)
def test_every_string_reads_as_itself_in_both_versions_of_yaml(version: str, value: str) -> None:
    yaml = YAML(typ="safe", pure=True)
    yaml.version = version
    try:
        text = edit(b"a: x\n", [Scalar("a", value), Scalar("k" + value, value)]).decode()
    except EditRefused:
        value.encode("utf-16", "surrogatepass").decode("utf-16")  # only what is no text
        raise
    assert yaml.load(StringIO(text)) == {"a": value, "k" + value: value}


@pytest.mark.parametrize("value", [True, False])
def test_a_boolean_is_one_to_every_reader(value: bool) -> None:
    assert edit(b"a: 'true'\n", [Scalar("a", value)]) == f"a: {str(value).lower()}\n".encode()
    assert edit(f"a: {str(value).upper()}\n".encode(), [Scalar("a", value)]) == f"a: {str(value).upper()}\n".encode()
